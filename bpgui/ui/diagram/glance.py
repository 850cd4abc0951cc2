"""What can be seen of a network's numbers: moments that look the same have the same glance.

While training runs, the diagram is painted again only when its glance has changed. A glance is as
fine as what is painted: digits, quarters of a line's pixel, the colours of a picture.
"""

import numpy as np

from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.matrix_image import weight_levels
from bpgui.ui.diagram.shown import Shown

Glance = tuple[bytes, ...]

_WEIGHT = 100.0
_DERIVATIVE = 10_000.0
_ACTIVATION = 1_000.0
"""Steps a unit: the decimals that are shown, and finer than a colour or the width of a line."""


def glance_at(layout: Layout, shown: Shown) -> Glance:
    """Return what a diagram shows of its numbers; without what is selected or hovered."""
    network, connections = shown.network, layout.connections
    weights = network.parameters[connections.index]
    seen = [_steps(weights, _WEIGHT)]
    if shown.parameter is not None:
        seen.append(_steps(network.parameters[[shown.parameter]], _WEIGHT))
    for layer in range(len(network.layers)):
        seen.append(_steps(shown.a[layer], _ACTIVATION))
        if layer and layout.layers[layer].details:
            seen.append(_steps(shown.z[layer], _WEIGHT))
            biases = network.biases(layer)
            if biases is not None:
                seen.append(_steps(biases, _WEIGHT))
    if shown.shows_derivatives:
        seen.append(_steps(shown.values, _DERIVATIVE))
    if shown.delta is not None:
        seen.extend(delta.tobytes() for delta in shown.delta)
    for matrix in layout.matrices:
        columns = network.columns(matrix.target, matrix.source)
        values = network.as_matrix(shown.values, matrix.target)[:, columns]
        seen.append(weight_levels(values).tobytes())
    return tuple(seen)


def _steps(values: Floats, steps: float) -> bytes:
    with np.errstate(all="ignore"):
        return np.rint(values * steps).tobytes()
