"""Which class the outputs of an exported program stand for."""

from typing import Literal

from bpgui.formats.weights_file import WeightsFile


def class_rule(weights: WeightsFile) -> Literal["largest", "half"] | None:
    """Return how the class is found: by the largest output, or by an output of one half and more.

    None where the outputs stand for no classes.
    """
    classes, outputs = weights.classes, weights.network.n_outputs
    if classes is None:
        return None
    if outputs == 1 and len(classes) == 2:
        return "half"
    return "largest" if outputs == len(classes) > 1 else None
