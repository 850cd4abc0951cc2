"""The numbered equations of the paper of 1986, and how its letters are called here.

D. E. Rumelhart, G. E. Hinton & R. J. Williams, "Learning representations by back-propagating
errors", Nature 323:533-536. Unit j receives from units i; c is a case, a pattern.
"""

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.ui.equations.equation import Key, PaperEquation
from bpgui.ui.equations.letters import indexed, letter
from bpgui.ui.equations.setup import Setup
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fenced,
    fraction,
    scripts,
    summation,
    words,
)


def paper_equations(setup: Setup) -> dict[Key, tuple[PaperEquation, ...]]:
    """Return the paper's equations beside which of ours they stand."""
    return {
        "z": (_input(setup),),
        "a": (_output(setup),),
        "loss": (_error(setup),),
        "delta_out": (_by_output(setup), _by_input(setup)),
        "delta_hidden": (_by_output_before(),),
        "gradient": (_by_weight(setup),),
        "change": (_descent(setup), _momentum(setup)),
    }


TRANSLATION: tuple[tuple[Formula, Formula, str], ...] = (
    (indexed("x_j"), letter("z"), "total input of a unit"),
    (indexed("y_j"), letter("a"), "output of a unit"),
    (indexed("w_ji"), letter("W"), "weight from i to j"),
    (indexed("d_j"), letter("y"), "target of an output"),
    (letter("E"), letter("L"), "total error"),
    (compose("∂{E}/∂{x}", E=letter("E"), x=indexed("x_j")), letter("δ"), "error signal"),
    (letter("ε"), letter("η"), "learning rate"),
    (letter("α"), letter("α"), "momentum"),
    (letter("c"), letter("p"), "pattern"),
)
"""The paper's letter, ours, and what both are."""


def _input(setup: Setup) -> PaperEquation:
    total = (*summation(compose("i")), *indexed("y_i"), *words(" "), *indexed("w_ji"))
    remark = "The bias is a weight from a constant 1." * setup.has_biases
    return PaperEquation(1, compose("{x} = {total}", x=indexed("x_j"), total=total), remark)


def _output(setup: Setup) -> PaperEquation:
    power = scripts(compose("e"), (), compose("−{x}", x=indexed("x_j")))
    rule = fraction(words("1"), compose("1 + {power}", power=power))
    found = {layer.activation for layer in setup.layers[1:]}
    others = [_name(activation) for activation in ACTIVATIONS if activation in found - {"sigmoid"}]
    where = "" if "sigmoid" not in found else " in part"
    remark = f"Here{where} {_and(others)}." if others else ""
    return PaperEquation(2, compose("{y} = {rule}", y=indexed("y_j"), rule=rule), remark)


def _error(setup: Setup) -> PaperEquation:
    index = compose("j, c")
    difference = compose("{y} − {d}", y=letter("y_j", index), d=letter("d_j", index))
    square = scripts(fenced(difference), (), words("2"))
    sums = (*summation(letter("c")), *summation(compose("j")))
    formula = compose("{E} = ½ {sums}{square}", E=letter("E"), sums=sums, square=square)
    parts = [_other_loss(setup)]
    if setup.batch > 1 and setup.reduction == "mean":
        parts.append("averaged over the patterns")
    said = _and([part for part in parts if part])
    return PaperEquation(3, formula, f"Here {said}." if said else "")


def _by_output(setup: Setup) -> PaperEquation:
    difference = compose("{y} − {d}", y=indexed("y_j"), d=indexed("d_j"))
    formula = compose("{by} = {difference}", by=_by("y_j"), difference=difference)
    other = _other_loss(setup)
    return PaperEquation(4, formula, f"Here of the {other}." if other else "")


def _by_input(setup: Setup) -> PaperEquation:
    slope = compose("{y}(1 − {y})", y=indexed("y_j"))
    formula = compose("{x} = {y} · {slope}", x=_by("x_j"), y=_by("y_j"), slope=slope)
    activation = setup.output_activation
    other = "" if activation == "sigmoid" else f"Here with the slope of {_name(activation)}."
    return PaperEquation(5, formula, other)


def _by_weight(setup: Setup) -> PaperEquation:
    formula = compose("{w} = {x} · {y}", w=_by("w_ji"), x=_by("x_j"), y=indexed("y_i"))
    several = "Summed over the patterns of the update." if setup.reduction == "sum" else ""
    averaged = several or "Here averaged over the patterns of the update."
    return PaperEquation(6, formula, averaged if setup.batch > 1 else "")


def _by_output_before() -> PaperEquation:
    total = (*summation(compose("j")), *_by("x_j"), *words(" · "), *indexed("w_ji"))
    formula = compose("{y} = {total}", y=_by("y_i"), total=total)
    return PaperEquation(7, formula, "Then (5) once more, for unit i.")


def _descent(setup: Setup) -> PaperEquation:
    formula = compose("{w} = −{e} {by}", w=letter("Δw"), e=letter("ε"), by=_by("w_ji", "w"))
    return PaperEquation(8, formula, "" if setup.alpha else _decay(setup), not setup.alpha)


def _momentum(setup: Setup) -> PaperEquation:
    last = compose("{a} {w}(t − 1)", a=letter("α"), w=letter("Δw′"))
    by = compose("{by}(t)", by=_by("w_ji", "w"))
    formula = compose(
        "{w}(t) = −{e} {by} + {last}", w=letter("Δw"), e=letter("ε"), by=by, last=last
    )
    return PaperEquation(9, formula, _decay(setup) if setup.alpha else "", setup.alpha > 0)


def _decay(setup: Setup) -> str:
    return "Here also weight decay." if setup.decay else ""


def _by(symbol: str, shown: str = "") -> Formula:
    """Return ∂E by a letter of the paper, in one line as it prints it."""
    w = letter(symbol) if shown else indexed(symbol)
    return compose("∂{E}/∂{w}", E=letter("E"), w=w)


def _name(activation: str) -> str:
    """Return what an activation is called in a sentence."""
    label = ACTIVATIONS[activation].label
    return label if label[1:] != label[1:].lower() else label.lower()


def _other_loss(setup: Setup) -> str:
    if setup.loss == "half-squared-error":
        return ""
    return LOSSES[setup.loss].label.lower()


def _and(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
