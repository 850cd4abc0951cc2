"""What a network makes of its patterns, as a table for other programs."""

import csv
import io
import os

from numpy.typing import ArrayLike

from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.formats.weights_description import encoded
from bpgui.formats.whole_file import describe_failure, write_whole


class PredictionsError(ValueError):
    """The outputs cannot be written; `str()` of it is a sentence for the user."""


def write_predictions(dataset: Dataset, outputs: ArrayLike, path: str | os.PathLike[str]) -> None:
    """Write inputs, targets and outputs of all patterns as CSV, in the units of the data.

    Where the targets stand for named classes, the class of the target and that of the output
    follow the inputs, and then the outputs themselves.

    Parameters
    ----------
    dataset
        The patterns, in its order.
    outputs
        (n, n_out) outputs of the network, not yet scaled back.
    path
        The file to write, whole or not at all.

    Raises
    ------
    PredictionsError
        If the file cannot be written, or there is not one row of outputs a pattern.
    """
    raw = dataset.target_scaling.undo(outputs)
    if raw.shape != dataset.targets.shape:
        raise PredictionsError(
            f"These are outputs of the shape {raw.shape} for targets of the shape "
            f"{dataset.targets.shape}."
        )
    data = encoded(_table(dataset, raw))
    try:
        write_whole(path, data)
    except OSError as error:
        raise PredictionsError(describe_failure(path, error)) from error


def _table(dataset: Dataset, raw: FloatArray) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    answers = [f"{name} (output)" for name in dataset.target_names]
    classes = dataset.classes
    targets = list(dataset.target_names) if classes is None else ["class", "class (output)"]
    writer.writerow([*dataset.input_names, *targets, *answers, "part"])
    wanted, given = (dataset.class_indices(values) for values in (dataset.targets, raw))
    for row, held_out in enumerate(dataset.test):
        said: list[object] = list(dataset.targets[row].tolist())
        if classes is not None:
            said = [classes[wanted[row]], classes[given[row]]]
        part = "test" if held_out else "training"
        writer.writerow([*dataset.patterns.row(row).tolist(), *said, *raw[row].tolist(), part])
    return file.getvalue()
