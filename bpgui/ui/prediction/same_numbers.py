"""Numbers that are another one in disguise: equal to it, or but for a sign or a factor of 2.

Who sees one of them need not work the other out, so they are hidden together.
"""

import numpy as np

from bpgui.session.quantity import Quantity
from bpgui.ui.prediction.scene import Scene


def same_as_error(scene: Scene, output: int) -> list[Quantity]:
    """Return the numbers of an output that are y − ŷ itself: from them and y, ŷ is read off."""
    last, row = scene.presented.last, scene.row
    found = [Quantity.of_unit("error", last, output, row)]
    if scene.settings.loss != "cross-entropy":
        found.append(Quantity.of_unit("dloss_da", last, output, row))
    if is_error(scene):
        found.append(Quantity.of_unit("delta", last, output, row))
        found += same_gradients(scene, last, output)
    return found


def is_error(scene: Scene) -> bool:
    """Whether the error signal of an output is ŷ − y, or twice that."""
    entropy = scene.settings.loss == "cross-entropy"
    return entropy or scene.network.layers[-1].activation == "linear"


def same_as_activation(scene: Scene, layer: int, unit: int) -> list[Quantity]:
    """Return what tells an activation, beside the numbers it is computed from."""
    found = same_as_error(scene, unit) if layer == scene.presented.last else []
    if scene.network.layers[layer].activation == "linear":
        found.append(Quantity.of_unit("z", layer, unit, scene.row))
    return found


def same_as_pre_activation(scene: Scene, layer: int, unit: int) -> list[Quantity]:
    """Return what tells z: where f leaves it as it is, the activation and all that tells it."""
    if scene.network.layers[layer].activation not in ("linear", "relu"):
        return []
    of_a = Quantity.of_unit("a", layer, unit, scene.row)
    z = Quantity.of_unit("z", layer, unit, scene.row)
    return [of_a, *(each for each in same_as_activation(scene, layer, unit) if each != z)]


def same_as_signal(scene: Scene, layer: int, unit: int) -> list[Quantity]:
    """Return the numbers that are the error signal of a unit itself."""
    if layer == scene.presented.last and is_error(scene):
        delta = Quantity.of_unit("delta", layer, unit, scene.row)
        return [each for each in same_as_error(scene, unit) if each != delta]
    return same_gradients(scene, layer, unit)


def same_gradients(scene: Scene, layer: int, unit: int) -> list[Quantity]:
    """Return the gradients that are this delta itself: of the bias, and of weights from a 1.

    Also where an update uses several patterns: the diagram shows that of the presented one.
    """
    evidence, network = scene.presented, scene.network
    indices = [
        network.weight_index(layer, unit, source, int(k))
        for source in network.sources(layer)
        for k in np.flatnonzero(evidence.forward.a[source][0] == 1.0)
    ]
    if network.layers[layer].bias:
        indices.append(network.bias_index(layer, unit))
    return [Quantity.of_parameter("gradient", index) for index in indices]
