"""Trained weights out and in: the formats by the ending of the file's name."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bpgui.formats.weights_csv import to_csv
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_json import to_json
from bpgui.formats.weights_json_reader import from_json
from bpgui.formats.weights_npz import LARGEST_NPZ, from_npz, to_npz
from bpgui.formats.whole_file import describe_failure, write_whole

__all__ = [
    "EXPORTERS",
    "IMPORTERS",
    "WeightsError",
    "WeightsFile",
    "export_weights",
    "import_weights",
]

EXPORTERS: dict[str, Callable[[WeightsFile], bytes]] = {
    ".json": to_json,
    ".csv": to_csv,
    ".npz": to_npz,
}
IMPORTERS: dict[str, Callable[[bytes, str], WeightsFile]] = {".json": from_json, ".npz": from_npz}


def export_weights(weights: WeightsFile, path: str | os.PathLike[str]) -> None:
    """Write a weights file, whole or not at all.

    Parameters
    ----------
    weights
        What to write.
    path
        Its ending chooses the format: .json (readable), .csv (a table) or .npz (NumPy).

    Raises
    ------
    WeightsError
        If there is no such format, a weight is not finite, or the file cannot be written; then
        the file that was there is unchanged.
    """
    path = Path(path)
    exporter = EXPORTERS.get(path.suffix.lower())
    if exporter is None:
        raise WeightsError(
            f"Weights are written as .json, .csv or .npz, not as “{path.suffix or path.name}”."
        )
    _check_finite(weights)
    data = exporter(weights)
    try:
        write_whole(path, data)
    except OSError as error:
        raise WeightsError(describe_failure(path, error)) from error


def import_weights(path: str | os.PathLike[str]) -> WeightsFile:
    """Read a weights file that `export_weights` wrote as .json or .npz.

    Parameters
    ----------
    path
        The file; what it is, its content tells.

    Raises
    ------
    WeightsError
        If it cannot be read or is not such a file; the sentence says where it is wrong.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise WeightsError(f"There is no file “{path}”.")
        with path.open("rb") as file:
            data = file.read(LARGEST_NPZ + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise WeightsError(f"“{path.name}” cannot be opened: {reason}.") from error
    if path.suffix.lower() == ".csv":
        raise WeightsError(
            "A CSV file does not say all about a network; export and import .json or .npz."
        )
    suffix = ".npz" if data.startswith(b"PK") else ".json"
    return IMPORTERS[suffix](data, path.name)


def _check_finite(weights: WeightsFile) -> None:
    finite = np.isfinite(weights.network.parameters)
    if not finite.all():
        layer = weights.network.address(int(np.argmin(finite))).layer
        raise WeightsError(
            f"A weight of {weights.network.layers[layer].name} is not a finite number, so the "
            "weights were not written. Reset them or go back to an earlier sweep."
        )
