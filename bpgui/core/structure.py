"""Edits of the structure of a network. Every parameter whose two ends remain keeps its value.

Each function returns an `Edit`: the new network, and where each parameter came from. New
parameters are 0, or drawn from U(-scale, scale) where a generator is given. What cannot be done
raises ValueError with a sentence for the person who asked.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bpgui.core.edit import NEW, Draw, Edit, free_name, rebuild, renumbered
from bpgui.core.layer import Layer, hidden_name, input_name, output_name
from bpgui.core.network import Network
from bpgui.core.refusals import (
    check_block,
    check_hidden,
    check_layer,
    check_receives_from,
    check_unit,
)

Rng = np.random.Generator | None


def add_unit(
    network: Network, layer: int, name: str | None = None, rng: Rng = None, scale: float = 0.5
) -> Edit:
    """Add a unit to a hidden layer, connected to every source and target of the layer."""
    check_hidden(network, layer, "add units to")
    old = network.layers[layer]
    if name is None:
        name = _next_unit_name(network, layer)
    layers = _with_layer(network, layer, replace(old, unit_names=(*old.unit_names, name)))
    return rebuild(network, layers, Draw(rng, scale), old_units={layer: [*range(old.units), NEW]})


def remove_unit(network: Network, layer: int, unit: int) -> Edit:
    """Remove a unit of a hidden layer with all its connections."""
    check_hidden(network, layer, "remove units from")
    old = network.layers[layer]
    check_unit(network, layer, unit)
    if old.units == 1:
        raise ValueError(f"{old.name} has only this unit; remove the whole layer instead.")
    kept = [u for u in range(old.units) if u != unit]
    names = tuple(old.unit_names[u] for u in kept)
    layers = _with_layer(network, layer, replace(old, unit_names=names))
    return rebuild(network, layers, Draw(), old_units={layer: kept})


def add_layer(
    network: Network,
    before: int,
    units: int,
    activation: str = "sigmoid",
    name: str | None = None,
    rng: Rng = None,
    scale: float = 0.5,
) -> Edit:
    """Put a new hidden layer before the layer `before`.

    It receives from everything `before` received from, and takes the place of the nearest of
    those as a source of `before`: that one block of connections is replaced, connections from
    layers farther back (which skip the new layer) stay.
    """
    check_layer(network, before)
    if before == 0:
        raise ValueError("No layer can come before the input layer.")
    if units < 1:
        raise ValueError("A layer needs at least one unit.")
    hidden = len(network.layers) - 1
    new = Layer(
        name or f"Hidden {before}",
        tuple(hidden_name(before, i + 1, hidden) for i in range(units)),
        activation,
        network.sources(before),
        network.layers[before].bias,
    )
    old_layers = [*range(before), NEW, *range(before, len(network.layers))]
    layers = [new if old == NEW else _moved(network.layers[old], old_layers) for old in old_layers]
    receiver = layers[before + 1]
    layers[before + 1] = replace(receiver, sources=(*receiver.sources[:-1], before))
    named = list(renumbered(layers, old_layers, len(network.layers) - 2))
    others = [layer.name for layer in named if layer is not new]
    named[before] = replace(new, name=free_name(new.name, others))
    return rebuild(network, tuple(named), Draw(rng, scale), old_layers)


def remove_layer(network: Network, layer: int, rng: Rng = None, scale: float = 0.5) -> Edit:
    """Remove a hidden layer; what received from it receives from its sources instead."""
    check_hidden(network, layer, "remove")
    inherited = set(network.sources(layer))
    old_layers = [k for k in range(len(network.layers)) if k != layer]
    layers = []
    for k in old_layers:
        other = network.layers[k]
        if layer in other.sources:
            sources = (set(other.sources) - {layer}) | inherited
            other = replace(other, sources=tuple(sorted(sources)))
        layers.append(_moved(other, old_layers))
    named = renumbered(layers, old_layers, len(network.layers) - 2)
    return rebuild(network, named, Draw(rng, scale), old_layers)


def add_block(
    network: Network, layer: int, source: int, rng: Rng = None, scale: float = 0.5
) -> Edit:
    """Connect every unit of an earlier layer `source` to every unit of `layer`."""
    check_receives_from(network, layer, source)
    old = network.layers[layer]
    if source in old.sources:
        raise ValueError(f"{old.name} receives from {network.layers[source].name} already.")
    sources = tuple(sorted((*old.sources, source)))
    layers = _with_layer(network, layer, replace(old, sources=sources))
    return rebuild(network, layers, Draw(rng, scale))


def remove_block(network: Network, layer: int, source: int) -> Edit:
    """Remove every connection from `source` into `layer`."""
    check_block(network, layer, source)
    old = network.layers[layer]
    if len(old.sources) == 1:
        raise ValueError(
            f"{old.name} receives from {network.layers[source].name} only; connect it to another "
            f"layer first."
        )
    sources = tuple(s for s in old.sources if s != source)
    return rebuild(network, _with_layer(network, layer, replace(old, sources=sources)), Draw())


def add_connection(
    network: Network, layer: int, unit: int, source: int, source_unit: int, value: float = 0.0
) -> Edit:
    """Connect one unit to another; where their layers were not connected, only these two are."""
    check_receives_from(network, layer, source)
    check_unit(network, layer, unit)
    check_unit(network, source, source_unit)
    if source in network.sources(layer):
        edit = rebuild(network, network.layers, Draw())
    else:
        edit = add_block(network, layer, source)
    wider = edit.network
    index = wider.weight_index(layer, unit, source, source_unit)
    present, parameters = wider.present.copy(), wider.parameters.copy()
    if edit.origin[index] != NEW and present[index]:
        names = (
            network.layers[source].unit_names[source_unit],
            network.layers[layer].unit_names[unit],
        )
        raise ValueError(f"{names[0]} and {names[1]} are connected already.")
    present[edit.origin == NEW] = False
    locked = wider.locked.copy()
    present[index], locked[index], parameters[index] = True, False, value
    origin = edit.origin.copy()
    origin[index] = NEW
    return Edit(Network(wider.layers, parameters, present, locked), origin)


def remove_connection(
    network: Network, layer: int, unit: int, source: int, source_unit: int
) -> Edit:
    """Remove one connection, and the block it was the last of."""
    check_block(network, layer, source)
    index = network.weight_index(layer, unit, source, source_unit)
    if not network.present[index]:
        raise ValueError("There is no connection between these two units.")
    block = network.present_block(layer, source)
    if np.count_nonzero(block) == 1 and len(network.sources(layer)) > 1:
        return remove_block(network, layer, source)
    present, locked = network.present.copy(), network.locked.copy()
    parameters = network.parameters.copy()
    present[index], locked[index], parameters[index] = False, False, 0.0
    origin = np.arange(network.n_parameters)
    origin[index] = NEW
    return Edit(Network(network.layers, parameters, present, locked), origin)


def rename_unit(network: Network, layer: int, unit: int, name: str) -> Edit:
    """Rename a unit."""
    check_unit(network, layer, unit)
    names = list(network.layers[layer].unit_names)
    names[unit] = name
    return _same(network, layer, replace(network.layers[layer], unit_names=tuple(names)))


def rename_layer(network: Network, layer: int, name: str) -> Edit:
    """Rename a layer."""
    check_layer(network, layer)
    if any(name == other.name for k, other in enumerate(network.layers) if k != layer):
        raise ValueError(f"Another layer has the name {name} already.")
    return _same(network, layer, replace(network.layers[layer], name=name))


def set_activation(network: Network, layer: int, activation: str) -> Edit:
    """Give a layer another activation function."""
    check_layer(network, layer)
    if layer == 0:
        raise ValueError("The input layer passes the pattern on as it is.")
    return _same(network, layer, replace(network.layers[layer], activation=activation))


def set_bias(network: Network, layer: int, on: bool, rng: Rng = None, scale: float = 0.5) -> Edit:
    """Give a layer biases, or take them away."""
    check_layer(network, layer)
    if layer == 0:
        raise ValueError("The units of the input layer have no biases.")
    layers = _with_layer(network, layer, replace(network.layers[layer], bias=on))
    return rebuild(network, layers, Draw(rng, scale))


def resize_ends(
    network: Network,
    n_inputs: int,
    n_outputs: int,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    rng: Rng = None,
    scale: float = 0.5,
) -> Edit:
    """Fit the input and output layers to a data set; the units that remain keep their weights."""
    if input_names is None:
        input_names = [input_name(i + 1) for i in range(n_inputs)]
    if output_names is None:
        output_names = [output_name(i + 1, n_outputs) for i in range(n_outputs)]
    if (len(input_names), len(output_names)) != (n_inputs, n_outputs):
        raise ValueError("Every input and every output needs a name.")
    first, last = network.layers[0], network.layers[-1]
    layers = (
        replace(first, unit_names=tuple(input_names)),
        *network.layers[1:-1],
        replace(last, unit_names=tuple(output_names)),
    )
    kept = {
        0: [i if i < first.units else NEW for i in range(n_inputs)],
        len(layers) - 1: [i if i < last.units else NEW for i in range(n_outputs)],
    }
    return rebuild(network, layers, Draw(rng, scale), old_units=kept)


# ---- the pieces ----------------------------------------------------------------------------


def _with_layer(network: Network, index: int, layer: Layer) -> tuple[Layer, ...]:
    return (*network.layers[:index], layer, *network.layers[index + 1 :])


def _moved(layer: Layer, old_layers: Sequence[int]) -> Layer:
    """Return the layer with its sources where `old_layers` has them now."""
    return replace(layer, sources=tuple(old_layers.index(s) for s in layer.sources))


def _same(network: Network, index: int, layer: Layer) -> Edit:
    """Return an edit that changes no parameter."""
    edited = replace(network, layers=_with_layer(network, index, layer))
    return Edit(edited, np.arange(network.n_parameters))


def _next_unit_name(network: Network, layer: int) -> str:
    names, hidden = network.layers[layer].unit_names, len(network.layers) - 2
    number = len(names) + 1
    while hidden_name(layer, number, hidden) in names:
        number += 1
    return hidden_name(layer, number, hidden)
