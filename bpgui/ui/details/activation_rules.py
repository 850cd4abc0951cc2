"""The activation functions and their slopes as formulas, and with the numbers of a unit in them."""

import math
from typing import NamedTuple

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.sums import Terms, shown
from bpgui.ui.details.symbols import a_symbol, indexed, power, unit_label, z_symbol
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    given,
    guarded,
    live,
    live_beside,
    name,
    scripts,
    summation,
    words,
)

_MOST = 300.0
"""How large a pre-activation may be for its power of e to be written out."""
_NAMES = {"sigmoid": "σ", "relu": "ReLU"}
_SLOPE_NOTES = {
    "sigmoid": "At most ¼, where the activation is ½; near 0 and 1 almost nothing passes back.",
    "tanh": "At most 1, where the activation is 0; near −1 and 1 almost nothing passes back.",
    "relu": "1 where z is above 0, else 0: there nothing passes back.",
    "linear": "The activation is z itself, so everything passes back.",
    "softmax": (
        "Of the output itself. A softmax output depends on the other z too: "
        "by −ŷⱼ · ŷₖ on that of output k."
    ),
}
assert _SLOPE_NOTES.keys() == ACTIVATIONS.keys()  # noqa: S101 (a new one must be explained)


class Rule(NamedTuple):
    """The right side of an equation: in symbols, with numbers (or nothing), and what to know."""

    formula: Formula
    numbers: Formula = ()
    note: str = ""


def activation_rule(evidence: Evidence, layer: int, unit: int) -> Rule:
    """Return f(z) of a unit."""
    activation = evidence.network.layers[layer].activation
    symbol = z_symbol(evidence, layer, unit)
    z = live(evidence.z(layer, unit), evidence.which("z", layer, unit))
    if activation == "sigmoid":
        return Rule(_logistic(symbol), _logistic(guarded(z)))
    if activation == "softmax":
        return _softmax(evidence, unit, symbol)
    if activation == "tanh":
        return Rule(compose("tanh({z})", z=symbol), compose("tanh({z})", z=z))
    if activation == "relu":
        return Rule(compose("max(0, {z})", z=symbol), compose("max(0, {z})", z=z))
    return Rule(symbol)


def slope_rule(evidence: Evidence, layer: int, unit: int) -> Rule:
    """Return f′(z) of a unit, written in its activation where that is simpler."""
    activation = evidence.network.layers[layer].activation
    note = _SLOPE_NOTES[activation]
    a, of = evidence.a(layer, unit), evidence.which("a", layer, unit)
    symbol = a_symbol(evidence, layer, unit)
    if activation in ("sigmoid", "softmax"):
        rest = live_beside(a, 1.0, of)
        numbers = compose("{a} · (1 − {rest})", a=live(a, of), rest=rest)
        return Rule(compose("{a}(1 − {a})", a=symbol), numbers, note)
    if activation == "tanh":
        square = scripts(symbol, (), words("2"))
        numbers = compose("1 − ({a})²", a=live_beside(a, math.copysign(1.0, a), of))
        return Rule(compose("1 − {square}", square=square), numbers, note)
    if activation == "relu":
        return Rule(compose("[{z} > 0]", z=z_symbol(evidence, layer, unit)), (), note)
    return Rule(words("1"), (), note)


def slope_number(evidence: Evidence, layer: int, unit: int) -> Formula:
    """Return f′(z) of a unit as a number."""
    slope, of = evidence.slope(layer, unit), evidence.which("slope", layer, unit)
    exact = evidence.network.layers[layer].activation in ("relu", "linear")
    return given(slope, of) if exact else live(slope, of)


def function_name(evidence: Evidence, layer: int) -> str:
    """Return the name of a layer's activation function, where it has one beside its formula."""
    return _NAMES.get(evidence.network.layers[layer].activation, "")


def _logistic(z: Formula) -> Formula:
    return fraction(words("1"), compose("1 + {power}", power=power(compose("−{z}", z=z))))


def _softmax(evidence: Evidence, unit: int, symbol: Formula) -> Rule:
    powers = power_terms(evidence, unit)
    below = compose(
        "{sigma}{power}", sigma=summation(name("k")), power=power(indexed(name("z"), "k"))
    )
    formula = fraction(power(symbol), below)
    if not (np.abs(evidence.forward.z[-1][0]) < _MOST).all():
        return Rule(formula)
    return Rule(formula, fraction(powers.write(unit), shown(powers)))


def power_terms(evidence: Evidence, unit: int) -> Terms:
    """Return the powers of e below the fraction of a softmax output, one for each output."""
    last = evidence.last

    def write(k: int) -> Formula:
        return power(live(evidence.z(last, k), evidence.which("z", last, k)))

    def call(k: int) -> Formula:
        return unit_label(evidence, last, k)

    values = np.exp(np.minimum(evidence.forward.z[-1][0], _MOST))
    return Terms(values, write, call, evidence.which("power_terms", last, unit))
