"""Trained weights out and in: every format, by its key, the file's name or its content."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats import (
    weights_c,
    weights_csv,
    weights_json,
    weights_keras,
    weights_latex,
    weights_markdown,
    weights_npz,
    weights_onnx,
    weights_python,
    weights_safetensors,
    weights_snns,
)
from bpgui.formats.weights_error import WeightsError, WeightsIncomplete, check_length
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_report import ExportReport, compared
from bpgui.formats.whole_file import describe_failure, write_whole

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "ExportReport",
    "WeightsError",
    "WeightsFile",
    "WeightsFormat",
    "WeightsIncomplete",
    "export_weights",
    "format_for",
    "format_of",
    "import_weights",
]

# In the order of menus. Where formats share a suffix, the first is meant by it.
FORMATS: tuple[WeightsFormat, ...] = (
    weights_json.FORMAT,
    weights_npz.FORMAT,
    weights_csv.FORMAT,
    weights_safetensors.FORMAT,
    weights_onnx.FLOAT32,
    weights_onnx.FLOAT64,
    weights_keras.FORMAT,
    weights_c.FORMAT,
    weights_python.FORMAT,
    weights_snns.FORMAT,
    weights_markdown.FORMAT,
    weights_latex.FORMAT,
)
LARGEST_FILE = 512 * 2**20


def format_for(path: str | os.PathLike[str], key: str | None = None) -> WeightsFormat:
    """Return the format that a file of this name is written in.

    Parameters
    ----------
    path
        Its ending chooses the format, unless a key does.
    key
        Of the format; its suffix need not be that of the path.

    Raises
    ------
    WeightsError
        If there is no such format.
    """
    path = Path(path)
    for form in FORMATS:
        if form.key == key or (key is None and form.suffix == path.suffix.lower()):
            return form
    if key is not None:
        keys = ", ".join(form.key for form in FORMATS)
        raise WeightsError(f"There is no weights format “{key}”; there are {keys}.")
    suffixes = list(dict.fromkeys(form.suffix for form in FORMATS))
    raise WeightsError(
        f"Weights are written as {', '.join(suffixes[:-1])} or {suffixes[-1]}, not as "
        f"“{path.suffix or path.name}”."
    )


def export_weights(
    weights: WeightsFile,
    path: str | os.PathLike[str],
    key: str | None = None,
    *,
    companions: bool = False,
    rows: FloatArray | None = None,
    on_step: Callable[[], None] | None = None,
) -> ExportReport:
    """Write a weights file whose outputs, read back, are those of the network, or none at all.

    Parameters
    ----------
    weights
        What to write.
    path
        Its ending chooses the format, unless `key` does.
    key
        Of the format, where its suffix does not tell.
    companions
        Whether to write the files that go with it too, where the format has such.
    rows
        Raw inputs, (n, inputs), that the outputs are compared for; drawn if not given.
    on_step
        Called before each part of the work; what it raises ends it, with nothing written.

    Raises
    ------
    WeightsError
        If there is no such format, a weight is not finite, the bytes read back give other outputs
        than the format allows, or the file cannot be written: then the file that was there is
        unchanged. Also if the disk, once written, does not hold those bytes.

    Examples
    --------
    >>> import tempfile
    >>> from bpgui.core import Initialisation, create_network, initialise
    >>> from bpgui.data.scaling import Scaling
    >>> network = initialise(create_network([2, 3, 1]), Initialisation(seed=1))
    >>> weights = WeightsFile(network, Scaling.identity(2), Scaling.identity(1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = export_weights(weights, f"{folder}/weights.json")
    ...     again = import_weights(f"{folder}/weights.json")
    >>> report.sentence()
    'Read back: the same outputs to the last bit for 256 patterns.'
    >>> again.predict([[0.5, 1.0]]).tolist() == weights.predict([[0.5, 1.0]]).tolist()
    True
    """
    path = Path(path)
    form = format_for(path, key)
    _check_finite(weights)
    step = on_step or _go_on
    step()
    data = form.write(weights)
    step()
    count, difference = compared(weights, data, form, rows)
    step()
    _write(path, data)
    if _content(path) != data:
        raise WeightsError(f"“{path}” does not hold what was written: try another folder or disk.")
    beside = _write_companions(weights, path, form) if companions else ()
    return ExportReport(path, form, count, difference, form.losses(weights), beside)


def import_weights(path: str | os.PathLike[str], present: WeightsFile | None = None) -> WeightsFile:
    """Read a weights file.

    Parameters
    ----------
    path
        The file; what it is, its content tells, and its name where that does not.
    present
        The open network, which tells what the file leaves unsaid, as activations in older CSV.

    Raises
    ------
    WeightsError
        If it cannot be read or is not such a file; the sentence says where it is wrong.
    WeightsIncomplete
        If it leaves something unsaid and there is no present network.
    """
    path = Path(path)
    data = _content(path)
    form = format_of(data, path)
    if form.read is None:
        raise WeightsError(
            f"“{path.name}” is of the format {form.title}, which is written but not read."
        )
    try:
        return form.read(data, path.name)
    except WeightsIncomplete:
        if present is None:
            raise
        return form.read_back(data, present)


def format_of(data: bytes, path: str | os.PathLike[str]) -> WeightsFormat:
    """Return the format that a file is in, by its content, else by its name.

    Raises
    ------
    WeightsError
        If it is none of them.
    """
    path = Path(path)
    named = [form for form in FORMATS if form.suffix == path.suffix.lower()]
    # The one that the name promises is asked first, so that it wins where content is unclear.
    for form in (*named, *FORMATS):
        if form.recognises is not None and form.recognises(data):
            return form
    if named:
        return named[0]
    raise WeightsError(
        f"“{path.name}” is no weights file this program knows. It reads "
        f"{', '.join(dict.fromkeys(form.suffix for form in FORMATS if form.read))}."
    )


def _go_on() -> None:
    """Do nothing: nobody waits to be asked."""


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise WeightsError(f"There is no file “{path}”.")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise WeightsError(f"“{path.name}” cannot be opened: {reason}.") from error
    check_length(data, path.name, LARGEST_FILE)
    return data


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise WeightsError(describe_failure(path, error)) from error


def _write_companions(weights: WeightsFile, path: Path, form: WeightsFormat) -> tuple[Path, ...]:
    if form.companions is None:
        return ()
    files = {
        path.with_name(name): data for name, data in form.companions(weights, path.stem).items()
    }
    for beside, data in files.items():
        _write(beside, data)
    return tuple(files)


def _check_finite(weights: WeightsFile) -> None:
    finite = np.isfinite(weights.network.parameters)
    if not finite.all():
        layer = weights.network.address(int(np.argmin(finite))).layer
        raise WeightsError(
            f"A weight of {weights.network.layers[layer].name} is not a finite number, so the "
            "weights were not written. Reset them or go back to an earlier sweep."
        )
