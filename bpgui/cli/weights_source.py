"""Trained weights from a file of weights or from a session, by what the file is."""

from dataclasses import dataclass
from pathlib import Path

from bpgui.cli.refusal import Refusal
from bpgui.core.arrays import FloatArray
from bpgui.formats.weights import WeightsFile, import_weights


@dataclass(frozen=True, eq=False)
class WeightsSource:
    """Weights, and some patterns they know where the file has such.

    Attributes
    ----------
    weights
        As a file of weights holds them.
    rows
        Raw inputs, (n, inputs), or None.
    """

    weights: WeightsFile
    rows: FloatArray | None = None


def weights_in(name: str) -> WeightsSource:
    """Return the weights in a file.

    Raises
    ------
    Refusal, ValueError
        With a sentence, if they cannot be read.
    """
    path = Path(name)
    if not path.is_file():
        raise Refusal(f"there is no file “{name}”; check the name and the folder.")
    return WeightsSource(import_weights(path))
