"""What a letter of an equation stands for in the present network: its shape, and where it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.network import Network
from bpgui.session.quantity import Quantity
from bpgui.session.trace import Trace
from bpgui.ui.equations.letters import Letter

_OWN = frozenset(("z", "a", "δ", "f′", "x_j", "y_j"))
_OUT = frozenset(("y", "ŷ", "δ_out", "a_out", "z_out", "f′_out", "J", "g", "d_j"))
_BEFORE = frozenset(("a_prev", "a_s", "y_i", "x_i"))
_AFTER = frozenset(("δ_next", "δ_t"))
_ALONE = frozenset(("L", "L_p", "E", "η", "α", "λ", "ε"))
_INTO, _ONWARD = frozenset(("W", "W_s", "w_ji")), frozenset(("W_next", "W_t"))
_MOST_SHAPES = 3
_MOST_LIT = 240
"""Units and connections that are lit together at most: more would only colour the picture."""


@dataclass(frozen=True)
class Spot:
    """The layer at which an equation is at work, and the unit; -1 for all of its units."""

    layer: int
    unit: int = -1


def letter_of(network: Network, quantity: Quantity | None) -> Letter | None:
    """Return a letter that stands for numbers of a kind, to light those that do as well."""
    if quantity is None or not -1 <= quantity.index < network.n_parameters:
        return None
    bias = quantity.index >= 0 and network.address(quantity.index).source is None
    return Letter(quantity.kind, symbol="b" if bias and quantity.kind == "parameter" else "W")


def letter_phrase(network: Network, quantity: Quantity, spots: Sequence[Spot]) -> str:
    """Say what a letter is, and of what shape where its equation is at work."""
    if not isinstance(quantity, Letter):
        return ""
    found = [_shape(network, quantity.symbol, spot.layer) for spot in spots]
    shapes = [f"{shape}." for shape in dict.fromkeys(found) if shape]
    if len(shapes) > _MOST_SHAPES:
        shapes = [*shapes[: _MOST_SHAPES - 1], "…", shapes[-1]]
    return "\n".join([f"{quantity.words}.", *shapes])


def quantity_at(
    network: Network, quantity: Quantity | None, spots: Sequence[Spot]
) -> Quantity | None:
    """Return the number that a letter stands for; None where it is many, or none."""
    if not isinstance(quantity, Letter):
        return None
    if quantity.symbol in _ALONE:
        return Quantity(quantity.kind)
    if len(spots) != 1:
        return None
    units = _units(network, quantity.symbol, spots[0])
    if len(units) != 1:
        return None
    layer, unit = units[0]
    if quantity.symbol == "b":
        has = network.layers[layer].bias
        return Quantity.of_parameter("parameter", network.bias_index(layer, unit)) if has else None
    return Quantity.of_unit(quantity.kind, layer, unit)


def trace_at(network: Network, quantity: Quantity | None, spots: Sequence[Spot]) -> Trace | None:
    """Return the units or connections that a letter stands for, where they can be lit."""
    if not isinstance(quantity, Letter):
        return None
    units = [each for spot in spots for each in _units(network, quantity.symbol, spot)]
    blocks = [each for spot in spots for each in _blocks(network, quantity.symbol, spot)]
    size = sum(len(block) for block in blocks) + len(units)
    if not 0 < size <= _MOST_LIT:
        return None
    parameters = tuple(index for block in blocks for index in block.tolist())
    return Trace(tuple(dict.fromkeys(units)), tuple(dict.fromkeys(parameters)))


def _units(network: Network, symbol: str, spot: Spot) -> list[tuple[int, int]]:
    """Return the units that a letter has a number of, each with its layer."""
    found = []
    for layer in _layers_of(network, symbol, spot.layer):
        one = spot.unit >= 0 and layer == spot.layer
        units: Iterable[int] = (spot.unit,) if one else range(network.layers[layer].units)
        found += [(layer, unit) for unit in units]
    return found


def _blocks(network: Network, symbol: str, spot: Spot) -> list[IntArray]:
    """Return the places of the weights that a letter stands for, block by block."""
    layer, unit = spot.layer, spot.unit
    chosen = slice(None) if unit < 0 else slice(unit, unit + 1)
    if symbol in _INTO:
        return [_places(network, layer, s, (chosen, slice(None))) for s in network.sources(layer)]
    if symbol in _ONWARD:
        targets = network.targets_of(layer)
        return [_places(network, t, layer, (slice(None), chosen)) for t in targets]
    return []


def _places(network: Network, target: int, source: int, part: tuple[slice, slice]) -> IntArray:
    """Return where the weights of a part of a block are in the network's vector."""
    everywhere = np.arange(network.n_parameters)
    block = network.as_matrix(everywhere, target)[:, network.columns(target, source)][part]
    return np.asarray(block[network.present_block(target, source)[part]], dtype=np.intp)


def _layers_of(network: Network, symbol: str, layer: int) -> tuple[int, ...]:
    """Return the layers whose units a letter has a number of."""
    if symbol in _OWN or symbol == "b":
        return (layer,)
    if symbol in _OUT:
        return (len(network.layers) - 1,)
    if symbol in _BEFORE:
        return network.sources(layer)
    return network.targets_of(layer) if symbol in _AFTER else ()


def _shape(network: Network, symbol: str, layer: int) -> str:
    """Return the shape of what a letter stands for at a layer; nothing for a single number."""
    last = network.layers[-1]
    if symbol in _INTO:
        return "; ".join(_matrix(network, layer, source) for source in network.sources(layer))
    if symbol in _ONWARD:
        return "; ".join(_matrix(network, t, layer) for t in network.targets_of(layer))
    if symbol == "J":
        return f"{last.units} × {last.units}, one row and one column a unit of {last.name}"
    if symbol == "b" and not network.layers[layer].bias:
        return f"{network.layers[layer].name} has none"
    return "; ".join(_vector(network, each) for each in _layers_of(network, symbol, layer))


def _vector(network: Network, layer: int) -> str:
    units = network.layers[layer]
    return f"{units.units} × 1, one row a unit of {units.name}"


def _matrix(network: Network, target: int, source: int) -> str:
    to, of = network.layers[target], network.layers[source]
    return f"{to.units} × {of.units}, one row a unit of {to.name}, one column a unit of {of.name}"
