"""Whether an exported file gives the outputs of the network, and by how much it differs."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.scaling import Scaling
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat

_DRAWN_ROWS = 256


@dataclass(frozen=True, eq=False)
class ExportReport:
    """What came of an export: the file is on the disk, was read back and compared.

    Attributes
    ----------
    path, format
        What was written.
    rows
        How many patterns the outputs were compared for.
    largest_difference
        Between an output of the network and of the file, in the units of the targets; 0 only if
        they are the same to the last bit.
    losses
        Sentences on what the format could not express.
    companions
        The files written beside it.
    """

    path: Path
    format: WeightsFormat
    rows: int
    largest_difference: float
    losses: tuple[str, ...] = ()
    companions: tuple[Path, ...] = ()

    def sentence(self) -> str:
        """Return how the outputs of the file compare with those of the network."""
        if self.largest_difference == 0:
            return f"Read back: the same outputs to the last bit for {_patterns(self.rows)}."
        return (
            f"Read back: for {_patterns(self.rows)} the outputs differ by at most "
            f"{self.largest_difference:.2g}."
        )


def compared(
    weights: WeightsFile, data: bytes, form: WeightsFormat, rows: FloatArray | None
) -> tuple[int, float]:
    """Return how many rows were compared and the largest difference of an output.

    Parameters
    ----------
    weights
        What was written.
    data
        What is to be on the disk.
    form
        The format of the file.
    rows
        Raw inputs, (n, inputs); None to draw them within the scaling.

    Raises
    ------
    WeightsError
        If an output differs by more than the format allows.
    """
    inputs = _drawn(weights.input_scaling) if rows is None else np.asarray(rows, np.float64)
    if inputs.ndim != 2 or inputs.shape[1] != weights.network.n_inputs:
        raise WeightsError(f"The network has {weights.network.n_inputs} inputs, the rows have not.")
    again = form.read_back(data, weights)
    with np.errstate(all="ignore"):
        wanted = weights.predict(inputs)
        found = again.predict(inputs)
        largest = _largest(wanted, found, weights.target_scaling, form)
        if form.evaluate is not None:
            computed = form.evaluate(data, inputs)
            largest = max(largest, _largest(wanted, computed, weights.target_scaling, form))
    return len(inputs), largest


def _largest(wanted: FloatArray, found: FloatArray, scaling: Scaling, form: WeightsFormat) -> float:
    """Return the largest difference, or raise if it is more than the format allows."""
    if found.shape != wanted.shape:
        raise WeightsError(f"Nothing was written: as {form.title} it has other outputs. {_SAY}")
    same = (wanted == found) | (np.isnan(wanted) & np.isnan(found))
    difference = np.where(same, 0.0, np.abs(wanted - found))
    difference = np.where(np.isnan(difference), np.inf, difference)
    size = np.maximum(np.where(np.isfinite(wanted), np.abs(wanted), 0.0), scaling.scale)
    largest = float(difference.max(initial=0.0))
    if not (difference <= form.precision * size).all():
        raise WeightsError(
            f"Nothing was written: read back from {form.title}, outputs differ by up to "
            f"{largest:.2g}. {_SAY}"
        )
    return largest


_SAY = "Export another format."


def _drawn(scaling: Scaling) -> FloatArray:
    """Return raw inputs as a network with this scaling knows them, the same each time."""
    rng = np.random.default_rng(1986)
    shape = (_DRAWN_ROWS, scaling.columns)
    if scaling.kind == "z-score":
        return scaling.undo(rng.normal(size=shape))
    return scaling.undo(rng.uniform(0.0, 1.0, size=shape))


def _patterns(count: int) -> str:
    return "1 pattern" if count == 1 else f"{count:,} patterns"
