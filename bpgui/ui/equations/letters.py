"""The letters of the equations, each with what it stands for in words."""

from dataclasses import dataclass

from typing_extensions import override

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
    "T": ("T", "updated", "Transposed: rows become columns, so that the weights lead back"),
    "f": ("f", "updated", "Activation function, taken of each unit"),
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
    "p": ("p", "updated", "The patterns of the update"),
    "n": ("n", "updated", "How many patterns an update uses"),
    "k": ("k", "updated", "The outputs, one after the other"),
    "s": ("s", "updated", "The layers that the layer receives from"),
    "t": ("t", "updated", "The layers that the layer feeds"),
    # those of 1986
    "x_j": ("x", "z", "1986: the total input of unit j. Here z"),
    "x_i": ("x", "z", "1986: the total input of unit i. Here z"),
    "y_i": ("y", "a", "1986: the output of unit i, which unit j receives. Here a"),
    "y_j": ("y", "a", "1986: the output of unit j. Here a, and ŷ where j is an output"),
    "w_ji": ("w", "parameter", "1986: the weight from unit i to unit j. Here one number of W"),
    "d_j": ("d", "target", "1986: the desired output of unit j. Here y"),
    "E": ("E", "loss", "1986: the total error, over all patterns. Here L"),
    "ε": ("ε", "eta", "1986: the learning rate. Here η"),
    "c": ("c", "updated", "1986: the cases, the patterns of a sweep"),
}
_UPRIGHT = frozenset("δηαλε")


@dataclass(frozen=True, slots=True)
class Letter(Quantity):
    """A letter of an equation, whichever unit or weight it stands for at the moment.

    Those that stand for no number of their own, as an index does, have the kind "updated".
    """

    symbol: str = ""

    @property
    def words(self) -> str:
        """What it stands for, in words."""
        return _SIGNS[self.symbol][2]

    @override
    def matches(self, other: Quantity | None) -> bool:
        """Whether another letter stands for numbers of the same kind."""
        if not isinstance(other, Letter) or self.kind == "updated":
            return False
        return self.kind == other.kind and (self.symbol == "b") == (other.symbol == "b")


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
