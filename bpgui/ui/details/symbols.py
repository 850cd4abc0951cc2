"""The symbols of formulas: z₂, h₂, ŷ, δ₂, f′(z₂), ∂L/∂w, each standing for a number where it can.

A unit is counted within its layer, as in the names of weights (w₁₂ leads into unit 1); the only
unit of a layer needs no number, and one that was given a name of its own is unit j.
"""

from bpgui.core.network import Network
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.naming import has_usual_name, unit_phrase
from bpgui.ui.mathematics.formula import Formula, Span, fraction, name, scripts, words


def indexed(letter: Formula, *indices: str) -> Formula:
    """Return a letter with indices at its lower right; empty ones are left out."""
    below = [index for index in indices if index]
    if any(len(index) > 1 for index in below[:-1]):
        below = [f"{index}," for index in below[:-1]] + below[-1:]
    return (
        scripts(letter, tuple(part for each in below for part in name(each))) if below else letter
    )


def place(network: Network, layer: int, unit: int) -> str:
    """Return the index of a unit: its number, "j" if it has a name of its own, or nothing."""
    if network.layers[layer].units == 1:
        return ""
    return str(unit + 1) if has_usual_name(network, layer, unit) else "j"


def z_symbol(evidence: Evidence, layer: int, unit: int) -> Formula:
    """Return z of a unit."""
    letter = name("z", of=evidence.which("z", layer, unit))
    return indexed(letter, place(evidence.network, layer, unit))


def a_symbol(evidence: Evidence, layer: int, unit: int, of: Quantity | None = None) -> Formula:
    """Return the activation of a unit: its name, or ŷ of an output."""
    network = evidence.network
    meant = of or evidence.which("a", layer, unit)
    if layer == evidence.last:
        return indexed(name("ŷ", of=meant), place(network, layer, unit))
    text = network.layers[layer].unit_names[unit]
    if has_usual_name(network, layer, unit) or (len(text) > 1 and not text.isdigit()):
        return name(text, of=meant)
    return indexed(name("a", of=meant), "j")


def unit_label(evidence: Evidence, layer: int, unit: int) -> Formula:
    """Return what tells a unit from its neighbours in a list: its symbol, or a name of its own."""
    network = evidence.network
    if has_usual_name(network, layer, unit):
        return a_symbol(evidence, layer, unit)
    return name(unit_phrase(network, layer, unit), of=evidence.which("a", layer, unit))


def target_symbol(evidence: Evidence, unit: int) -> Formula:
    """Return the target of an output."""
    letter = name("y", of=evidence.which("target", evidence.last, unit))
    return indexed(letter, place(evidence.network, evidence.last, unit))


def delta_symbol(evidence: Evidence, layer: int, unit: int, of: Quantity | None = None) -> Formula:
    """Return the error signal of a unit."""
    letter = words("δ", of or evidence.which("delta", layer, unit))
    return indexed(letter, place(evidence.network, layer, unit))


def slope_symbol(evidence: Evidence, layer: int, unit: int) -> Formula:
    """Return f′(z) of a unit."""
    of = evidence.which("slope", layer, unit)
    inner = indexed(name("z", of=of), place(evidence.network, layer, unit))
    return (*name("f", of=of), *words("′(", of), *inner, *words(")", of))


def loss_slope_symbol(evidence: Evidence, unit: int) -> Formula:
    """Return ∂L/∂ŷ of an output."""
    of = evidence.which("dloss_da", evidence.last, unit)
    return derivative(a_symbol(evidence, evidence.last, unit, of), of)


def derivative(of_what: Formula, of: Quantity | None = None) -> Formula:
    """Return ∂L/∂ of something."""
    return fraction((Span("∂", "text", of), Span("L", "variable", of)), (*words("∂", of), *of_what))


def flat_derivative(of_what: Formula, of: Quantity | None = None) -> Formula:
    """Return ∂L/∂ of something in one line, where it is a factor among others."""
    return (Span("∂", "text", of), Span("L", "variable", of), *words("/∂", of), *of_what)


def power(exponent: Formula) -> Formula:
    """Return a power of e."""
    return scripts(name("e"), (), exponent)
