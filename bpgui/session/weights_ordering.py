"""Putting the inputs and outputs of a weights file in the order in which the data have them.

Two tables of the same columns in another order are common; weights taken by place would then be
joined to the wrong columns without anyone seeing it. So where both have the same names, the names
decide.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.layer import Layer
from bpgui.core.network import Network, zero_network
from bpgui.data.dataset import Dataset
from bpgui.data.scaling import Scaling
from bpgui.formats.weights_file import WeightsFile


def in_order_of(data: Dataset, weights: WeightsFile) -> tuple[WeightsFile, tuple[str, ...]]:
    """Return the weights with inputs and outputs ordered as in the data.

    Returns
    -------
    weights
        The same if nothing is to be done.
    reordered
        What was put in another order: "inputs", "outputs".
    """
    reordered = []
    inputs = order_of(weights.input_names, data.input_names)
    if inputs is not None:
        weights = with_inputs(weights, inputs)
        reordered.append("inputs")
    outputs = _order_of_outputs(data, weights)
    if outputs is not None:
        weights = with_outputs(weights, outputs)
        reordered.append("outputs")
    return weights, tuple(reordered)


def order_of(theirs: Sequence[str], wanted: Sequence[str]) -> IntArray | None:
    """Return which of theirs each wanted name is; None if they agree or are not the same names."""
    if tuple(theirs) == tuple(wanted) or len(theirs) != len(wanted):
        return None
    places = {name: place for place, name in enumerate(theirs)}
    if len(places) < len(theirs) or set(places) != set(wanted):
        return None
    return np.array([places[name] for name in wanted], dtype=np.intp)


def with_inputs(weights: WeightsFile, order: IntArray) -> WeightsFile:
    """Return weights that take their inputs in another order; input k is the former order[k]."""
    return replace(
        weights,
        network=_permuted(weights.network, 0, order),
        input_scaling=_picked(weights.input_scaling, order),
    )


def with_outputs(weights: WeightsFile, order: IntArray) -> WeightsFile:
    """Return weights that give their outputs in another order; output k is the former order[k]."""
    names, classes = weights.target_names, weights.classes
    has_class_each = classes is not None and len(classes) == len(order)
    return replace(
        weights,
        network=_permuted(weights.network, len(weights.network.layers) - 1, order),
        target_scaling=_picked(weights.target_scaling, order),
        target_names=tuple(names[place] for place in order),
        classes=tuple(classes[place] for place in order)
        if classes is not None and has_class_each
        else classes,
    )


def _order_of_outputs(data: Dataset, weights: WeightsFile) -> IntArray | None:
    if data.kind == "classes" and data.classes is not None and weights.classes is not None:
        return order_of(weights.classes, data.classes)
    if data.n_outputs > 1:
        return order_of(weights.target_names, data.target_names)
    return None


def _permuted(network: Network, layer: int, order: IntArray) -> Network:
    """Return the network with the units of a layer in another order."""
    units = network.layers[layer].unit_names
    layers = list(network.layers)
    layers[layer] = _renamed(layers[layer], tuple(units[place] for place in order))
    fresh = zero_network(tuple(layers))
    origin = np.arange(network.n_parameters, dtype=np.intp)
    for k in range(1, len(layers)):
        here, there = fresh.as_matrix(origin, k), network.as_matrix(np.arange(len(origin)), k)
        if layer in network.sources(k):
            columns = network.columns(k, layer)
            here[:, columns] = there[:, columns][:, order]
        if k == layer:
            here[:] = here[order].copy()
    return Network(
        tuple(layers), network.parameters[origin], network.present[origin], network.locked[origin]
    )


def _renamed(layer: Layer, names: tuple[str, ...]) -> Layer:
    return replace(layer, unit_names=names)


def _picked(scaling: Scaling, order: IntArray) -> Scaling:
    return Scaling(scaling.kind, scaling.offset[order], scaling.scale[order])
