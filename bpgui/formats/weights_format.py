"""What a file format for weights is: the one interface that every exporter has."""

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.core.arrays import FloatArray
from bpgui.formats.weights_file import WeightsFile


def no_losses(_weights: WeightsFile) -> tuple[str, ...]:
    """Return nothing: the format says all that a `WeightsFile` holds."""
    return ()


@dataclass(frozen=True)
class WeightsFormat:
    """A file format that trained weights are written in, and perhaps read from.

    Attributes
    ----------
    key
        What the format is called in settings and on the command line.
    title
        What menus call it.
    suffix
        The ending of its files, with the point, in lower case.
    description
        In one line, who reads it.
    write
        The bytes of a file. Raises a WeightsError, a sentence, if the network cannot be expressed.
    read_back
        What the bytes say; what they leave unsaid is taken from the given file. This is also how a
        file that says less than all is imported into a present network. Raises a WeightsError
        that names the layer if they do not go together.
    losses
        Sentences on what the format cannot express of these weights; none if it keeps all.
    read
        The weights in a file, from its bytes and its name; None if such files cannot be imported.
        Raises a WeightsIncomplete if the file is right but leaves something unsaid.
    precision
        The largest difference of outputs that is allowed on reading back, relative to the size of
        the output and at least to the scale of the target. 0: to the bit.
    companions
        Files that belong beside it, by name, given the stem of the file; written on request.
    recognises
        Whether bytes begin as a file of this format does; None if it is found by its suffix only.
    evaluate
        What the file itself computes for raw inputs, where its format says computations; None
        where read_back and the pass of this program tell.
    """

    key: str
    title: str
    suffix: str
    description: str
    write: Callable[[WeightsFile], bytes]
    read_back: Callable[[bytes, WeightsFile], WeightsFile]
    losses: Callable[[WeightsFile], tuple[str, ...]] = no_losses
    read: Callable[[bytes, str], WeightsFile] | None = None
    precision: float = 0.0
    companions: Callable[[WeightsFile, str], dict[str, bytes]] | None = None
    recognises: Callable[[bytes], bool] | None = None
    evaluate: Callable[[bytes, FloatArray], FloatArray] | None = None
