"""What an edit of the structure gives back, and how the old parameters find their new places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.layer import Layer, hidden_name
from bpgui.core.network import Network, zero_network

NEW = -1  # in place of an old index: there was none


@dataclass(frozen=True, eq=False)
class Edit:
    """An edited network and where each of its parameters came from.

    Attributes
    ----------
    network
        The network after the edit.
    origin
        For each of its parameters the index in the old vector, or -1 for a new one; (P_new,).
    """

    network: Network
    origin: IntArray

    def carry(self, old_vector: FloatArray, fill: float = 0.0) -> FloatArray:
        """Return any vector laid out as the old parameters in the new layout, new ones `fill`."""
        carried = np.full(len(self.origin), fill)
        survives = self.origin != NEW
        carried[survives] = old_vector[self.origin[survives]]
        return carried


@dataclass(frozen=True)
class Draw:
    """The value of new parameters: 0, or from U(-scale, scale) where a generator is given."""

    rng: np.random.Generator | None = None
    scale: float = 0.5

    def values(self, count: int) -> FloatArray:
        """Return `count` new values."""
        if self.rng is None:
            return np.zeros(count)
        return self.rng.uniform(-self.scale, self.scale, count)


def rebuild(
    network: Network,
    layers: tuple[Layer, ...],
    draw: Draw,
    old_layers: Sequence[int] | None = None,
    old_units: Mapping[int, Sequence[int]] | None = None,
) -> Edit:
    """Return a network of the new layers that keeps every parameter whose two ends remain.

    Parameters
    ----------
    network
        The network before the edit.
    layers
        Its layers after the edit.
    draw
        Where the values of new parameters come from.
    old_layers
        For each new layer its old index or -1; the same indices when not given.
    old_units
        By new layer, for each unit its old index or -1; layers not named keep theirs.
    """
    old_layers = range(len(layers)) if old_layers is None else old_layers
    units = {k: np.arange(layer.units) for k, layer in enumerate(layers)}
    units.update({k: np.asarray(kept) for k, kept in (old_units or {}).items()})
    fresh = zero_network(layers)
    origin = np.full(fresh.n_parameters, NEW, dtype=np.intp)
    old_index = np.arange(network.n_parameters)
    for k, layer in enumerate(layers[1:], start=1):
        old = old_layers[k]
        if old == NEW:
            continue
        here, there = fresh.as_matrix(origin, k), network.as_matrix(old_index, old)
        for s in layer.sources:
            if old_layers[s] in network.sources(old):
                block = there[:, network.columns(old, old_layers[s])]
                here[:, fresh.columns(k, s)] = _picked(block, units[k], units[s])
        if layer.bias and network.layers[old].bias:
            here[:, -1:] = _picked(there[:, -1:], units[k], np.zeros(1, dtype=np.intp))
    return _filled(network, fresh, origin, draw)


def _picked(block: IntArray, rows: IntArray, columns: IntArray) -> IntArray:
    """Return the block with rows and columns picked, NEW where one of them is NEW."""
    picked = block[np.ix_(rows, columns)]
    return np.where((rows[:, None] == NEW) | (columns[None, :] == NEW), NEW, picked)


def _filled(old: Network, fresh: Network, origin: IntArray, draw: Draw) -> Edit:
    """Give the fresh network the old values, presence and locks, and new values elsewhere."""
    new = origin == NEW
    parameters = old.parameters[origin] if old.n_parameters else np.zeros(len(origin))
    present = old.present[origin] | new
    locked = old.locked[origin] & ~new
    parameters[new] = draw.values(int(new.sum()))
    return Edit(Network(fresh.layers, parameters, present, locked), origin)


def renumbered(
    layers: Sequence[Layer], old_layers: Sequence[int], old_hidden: int
) -> tuple[Layer, ...]:
    """Return the layers with default names of hidden layers and units fitting their new places.

    A name a person gave stays; a layer's units are renamed only if all have default names.
    """
    hidden = len(layers) - 2
    result = list(layers)
    for k, (layer, old) in enumerate(zip(layers[1:-1], old_layers[1:-1], strict=True), start=1):
        if old == NEW:
            continue
        name = f"Hidden {k}" if layer.name == f"Hidden {old}" else layer.name
        numbers = range(1, layer.units + 1)
        unit_names = layer.unit_names
        if unit_names == tuple(hidden_name(old, i, old_hidden) for i in numbers):
            unit_names = tuple(hidden_name(k, i, hidden) for i in numbers)
        result[k] = replace(layer, name=name, unit_names=unit_names)
    return tuple(result)


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """Return `wanted`, or `wanted` with the first number that makes it different from all taken."""
    number = 2
    name = wanted
    while name in taken:
        name = f"{wanted} ({number})"
        number += 1
    return name
