"""Where a selection is after a change of the network."""

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.network import Network
from bpgui.session.selection import (
    LayerSelection,
    ParameterSelection,
    Selection,
    UnitSelection,
)


def carried(selection: Selection, old: Network, new: Network, origin: IntArray) -> Selection:
    """Return what is selected after an edit of the structure, or None where it is gone.

    Parameters
    ----------
    selection : Selection
        What is selected in `old`.
    old, new : Network
        Before and after.
    origin : ndarray of shape (P_new,)
        Where each parameter of `new` stood in `old`, or -1.
    """
    if isinstance(selection, ParameterSelection):
        places = np.flatnonzero(origin == selection.index)
        chosen = ParameterSelection(int(places[0])) if len(places) else None
        return chosen if fits(chosen, new) else None
    if isinstance(selection, LayerSelection):
        layer = _layer_after(selection.layer, old, new, origin)
        return None if layer is None else LayerSelection(layer)
    if isinstance(selection, UnitSelection):
        return _unit_after(selection, old, new, origin)
    return None


def fits(selection: Selection, network: Network) -> bool:
    """Whether what is selected exists in a network."""
    layers = network.layers
    if isinstance(selection, ParameterSelection):
        index = selection.index
        return 0 <= index < network.n_parameters and bool(network.present[index])
    if isinstance(selection, UnitSelection):
        if not 0 <= selection.layer < len(layers):
            return False
        return 0 <= selection.unit < layers[selection.layer].units
    if isinstance(selection, LayerSelection):
        return 0 <= selection.layer < len(layers)
    return True


def reversed_origin(origin: IntArray, n_old: int) -> IntArray:
    """Return where each of `n_old` parameters stands after an edit, or -1; shape (n_old,)."""
    places = np.full(n_old, -1, dtype=np.intp)
    kept = np.flatnonzero(origin >= 0)
    places[origin[kept]] = kept
    return places


def _layer_after(layer: int, old: Network, new: Network, origin: IntArray) -> int | None:
    if layer == 0:
        return 0
    if layer == len(old.layers) - 1:
        return len(new.layers) - 1
    span = old.span(layer)
    kept = np.flatnonzero((origin >= span.start) & (origin < span.stop))
    if len(kept):
        return new.address(int(kept[0])).layer
    return layer if len(new.layers) == len(old.layers) else None


def _unit_after(chosen: UnitSelection, old: Network, new: Network, origin: IntArray) -> Selection:
    layer = _layer_after(chosen.layer, old, new, origin)
    if layer is None:
        return None
    if new.layers[layer].unit_names == old.layers[chosen.layer].unit_names:
        return UnitSelection(layer, chosen.unit)
    if chosen.layer > 0:
        width = old.as_matrix(old.parameters, chosen.layer).shape[1]
        first = old.span(chosen.layer).start + chosen.unit * width
        kept = np.flatnonzero((origin >= first) & (origin < first + width))
        if len(kept):
            return UnitSelection(layer, new.address(int(kept[0])).unit)
    moved = UnitSelection(layer, chosen.unit)
    same_size = new.layers[layer].units == old.layers[chosen.layer].units
    return moved if same_size else None


def has_same_shape(old: Network, new: Network) -> bool:
    """Whether each parameter means the same in both networks."""
    if old.layers is new.layers:
        return True
    return [(layer.units, layer.sources, layer.bias) for layer in old.layers] == [
        (layer.units, layer.sources, layer.bias) for layer in new.layers
    ]
