"""The letters of the equations: what each stands for, in words and in the present network."""

from dataclasses import dataclass

from bpgui.core.network import Network
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.mathematics.formula import Formula, Span, scripts, words

_SIGNS: dict[str, tuple[str, Kind, str]] = {
    # symbol: the letter itself, the number it is, what it stands for
    "z": ("z", "z", "Pre-activation: the weighted input of each unit, plus its bias"),
    "W": ("W", "parameter", "Weights into the layer"),
    "b": ("b", "parameter", "Biases, one a unit"),
    "a": ("a", "a", "Activation: what each unit puts out"),
    "a_prev": ("a", "a", "Activations of the layer before; of the first, the pattern x"),
    "a_s": ("a", "a", "Activations of layer s; of the input layer, the pattern x"),
    "W_s": ("W", "parameter", "Weights from layer s"),
    "W_next": ("W", "parameter", "Weights into the layer after"),
    "W_t": ("W", "parameter", "Weights into layer t"),
    "T": ("T", "parameter", "Transposed: rows become columns, so that the weights lead back"),
    "f": ("f", "a", "Activation function, taken of each unit"),
    "f′": ("f′", "slope", "Slope of the activation function, where each unit stands"),
    "L": ("L", "loss", "Loss: the error being reduced"),
    "L_p": ("L", "loss", "Loss of one pattern"),
    "y": ("y", "target", "Target: the desired output"),
    "ŷ": ("ŷ", "a", "Output of the network: the activation of the last layer"),
    "δ": ("δ", "delta", "Error signal ∂L/∂z: how the loss changes with each pre-activation"),
    "δ_out": ("δ", "delta", "Error signal ∂L/∂z of the outputs"),
    "δ_next": ("δ", "delta", "Error signals of the layer after"),
    "δ_t": ("δ", "delta", "Error signals of layer t"),
    "a_out": ("a", "a", "Activation of the outputs, ŷ"),
    "z_out": ("z", "z", "Pre-activation of the outputs"),
    "f′_out": ("f′", "slope", "Slope of the outputs' activation function"),
    "J": ("J", "slope", "Slopes ∂a/∂z: the softmax mixes its units, so they are a matrix"),
    "g": ("g", "dloss_da", "How the loss changes with each output"),
    "Δw": ("Δw", "change", "Change of a weight or bias in this update, number t"),
    "Δw′": ("Δw", "velocity", "Its change in the update before"),
    "w": ("w", "parameter", "Any weight or bias"),
    "η": ("η", "eta", "Learning rate"),
    "α": ("α", "alpha", "Momentum: the share of the change before that is kept"),
    "λ": ("λ", "decay", "Weight decay: the share by which a weight shrinks"),
    "p": ("p", "a", "The patterns of the update"),
    "n": ("n", "a", "How many patterns an update uses"),
    "k": ("k", "a", "The outputs, one after the other"),
    "s": ("s", "a", "The layers that the layer receives from"),
    "t": ("t", "a", "The layers that the layer feeds"),
    # those of 1986
    "x_j": ("x", "z", "1986: the total input of unit j. Here z"),
    "x_i": ("x", "z", "1986: the total input of unit i. Here z"),
    "y_i": ("y", "a", "1986: the output of unit i, which unit j receives. Here a"),
    "y_j": ("y", "a", "1986: the output of unit j. Here a, and ŷ where j is an output"),
    "w_ji": ("w", "parameter", "1986: the weight from unit i to unit j. Here one number of W"),
    "d_j": ("d", "target", "1986: the desired output of unit j. Here y"),
    "E": ("E", "loss", "1986: the total error, over all patterns. Here L"),
    "ε": ("ε", "eta", "1986: the learning rate. Here η"),
    "c": ("c", "a", "1986: the cases, the patterns of a sweep"),
}
_UPRIGHT = frozenset("δηαλε")
_OWN = frozenset(("z", "a", "δ", "f′", "x_j", "y_j"))
_OUT = frozenset(("y", "ŷ", "δ_out", "a_out", "z_out", "f′_out", "g", "d_j"))
_BEFORE = frozenset(("a_prev", "a_s", "y_i", "x_i"))
_AFTER = frozenset(("δ_next", "δ_t"))
_ALONE = frozenset(("L", "L_p", "E", "η", "α", "λ", "ε"))


@dataclass(frozen=True, slots=True)
class Letter(Quantity):
    """A letter of an equation, whichever unit or weight it stands for at the moment."""

    symbol: str = ""


@dataclass(frozen=True)
class Spot:
    """The layer at which an equation is at work, and the unit; -1 for all of its units."""

    layer: int
    unit: int = -1


def letter(symbol: str, below: Formula = (), above: Formula = ()) -> Formula:
    """Return a letter that can be pointed at, with an index and a power if given."""
    text, kind, _ = _SIGNS[symbol]
    of = Letter(kind, symbol=symbol)
    base: Formula = (Span(text, "text" if text in _UPRIGHT else "variable", of),)
    if text == "Δw":
        base = (Span("Δ", "text", of), Span("w", "variable", of))
    return scripts(base, below, above) if below or above else base


def indexed(symbol: str, transposed: bool = False) -> Formula:
    """Return a letter whose index is what follows the underscore of its symbol: a_prev."""
    index = symbol.partition("_")[2]
    is_letter = len(index) <= 2
    below: Formula = (Span(index, "variable" if is_letter else "text"),)
    return letter(symbol, below, words("T") if transposed else ())


def letter_phrase(network: Network, quantity: Quantity, spot: Spot) -> str:
    """Say what a letter is, and of what shape where the equation is at work."""
    if not isinstance(quantity, Letter):
        return ""
    phrase = _SIGNS[quantity.symbol][2]
    shape = _shape(network, quantity.symbol, spot.layer)
    return f"{phrase}.\n{shape}." if shape else f"{phrase}."


def _shape(network: Network, symbol: str, layer: int) -> str:
    """Return the shape of what a letter stands for at a layer; nothing for a single number."""
    last = len(network.layers) - 1
    if symbol in ("W", "W_s", "w_ji"):
        return "; ".join(_matrix(network, layer, source) for source in network.sources(layer))
    if symbol in ("W_next", "W_t"):
        return "; ".join(_matrix(network, t, layer) for t in network.targets_of(layer))
    if symbol == "J":
        units = network.layers[last].units
        return f"{units} × {units}, one row and one column a unit of {network.layers[last].name}"
    if symbol == "b":
        with_bias = network.layers[layer].bias
        return _vector(network, layer) if with_bias else f"{network.layers[layer].name} has none"
    return "; ".join(_vector(network, each) for each in _layers_of(network, symbol, layer))


def _layers_of(network: Network, symbol: str, layer: int) -> tuple[int, ...]:
    """Return the layers whose units a letter has a number of."""
    if symbol in _OWN:
        return (layer,)
    if symbol in _OUT:
        return (len(network.layers) - 1,)
    if symbol in _BEFORE:
        return network.sources(layer)
    return network.targets_of(layer) if symbol in _AFTER else ()


def quantity_at(network: Network, quantity: Quantity | None, spot: Spot) -> Quantity | None:
    """Return the number that a letter stands for at a spot; None where it is many, or none."""
    if not isinstance(quantity, Letter):
        return None
    symbol, layer = quantity.symbol, spot.layer
    if symbol in _ALONE:
        return Quantity(quantity.kind)
    if symbol == "b" and network.layers[layer].bias:
        unit = _single(network, layer, spot.unit)
        index = network.bias_index(layer, unit) if unit >= 0 else -1
        return Quantity.of_parameter("parameter", index) if index >= 0 else None
    layers = _layers_of(network, symbol, layer)
    if len(layers) != 1:
        return None
    unit = _single(network, layers[0], spot.unit if layers[0] == layer else -1)
    return Quantity.of_unit(quantity.kind, layers[0], unit) if unit >= 0 else None


def _single(network: Network, layer: int, unit: int) -> int:
    """Return the unit that is meant; -1 where all of several are."""
    return 0 if network.layers[layer].units == 1 else unit


def _vector(network: Network, layer: int) -> str:
    units = network.layers[layer]
    return f"{units.units} × 1, one row a unit of {units.name}"


def _matrix(network: Network, target: int, source: int) -> str:
    to, of = network.layers[target], network.layers[source]
    return f"{to.units} × {of.units}, one row a unit of {to.name}, one column a unit of {of.name}"
