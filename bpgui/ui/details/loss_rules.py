"""The losses and their derivatives as formulas, and with the numbers of one pattern in them."""

import numpy as np

from bpgui.session.quantity import Quantity
from bpgui.ui.details.activation_rules import Rule
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.sums import Terms, shown
from bpgui.ui.details.symbols import a_symbol, indexed, target_symbol, unit_label
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    given,
    guarded,
    live,
    live_beside,
    name,
    sum_of,
    summation,
)

_NEAREST = 1e-9
"""How far from 0 and 1 an output is whose logarithms and quotients are written out."""
TOO_NEAR = "An output is too near 0 or 1 for these digits: this was computed from z instead."


def loss_rule(evidence: Evidence) -> Rule:
    """Return the loss of one pattern; no numbers where no output counts as an error."""
    formula = _formula(evidence)
    counting = _counting(evidence)
    if evidence.settings.loss == "cross-entropy" and not all(
        _is_entropy_shown(evidence, output) for output in counting
    ):
        return Rule(formula, (), TOO_NEAR)
    terms = output_terms(evidence)
    if not len(terms):
        return Rule(formula)
    numbers = shown(terms)
    if evidence.settings.loss == "half-squared-error":
        several = len(terms) > 1
        numbers = compose("½ · ({terms})" if several else "½ · {terms}", terms=numbers)
    return Rule(formula, numbers)


def _counting(evidence: Evidence) -> list[int]:
    return [k for k in range(evidence.network.n_outputs) if evidence.counts(k)]


def output_terms(evidence: Evidence) -> Terms:
    """Return what each output adds to the loss of one pattern, without a factor before all."""
    entropy = evidence.settings.loss == "cross-entropy"
    outputs = _counting(evidence)
    if entropy:
        outputs = [k for k in outputs if _entropy_pieces(evidence, k)]
        values = evidence.output_losses[outputs]
    else:
        with np.errstate(all="ignore"):
            errors = evidence.targets[0, outputs] - evidence.forward.a[-1][0, outputs]
            values = errors * errors

    def write(place: int) -> Formula:
        if entropy:
            return sum_of(_entropy_pieces(evidence, outputs[place]))
        return _square(evidence, outputs[place])

    def call(place: int) -> Formula:
        return unit_label(evidence, evidence.last, outputs[place])

    of = Quantity("loss_terms", pattern=evidence.numbers[0] - 1)
    return Terms(np.asarray(values), write, call, of)


def loss_slope_rule(evidence: Evidence, unit: int) -> Rule:
    """Return dL/da of an output; no numbers where it does not count as an error."""
    a, y = evidence.a(evidence.last, unit), evidence.target(unit)
    symbols = {"a": a_symbol(evidence, evidence.last, unit), "y": target_symbol(evidence, unit)}
    of_a, of_y = _which(evidence, unit)
    numbers = {"a": guarded(live_beside(a, y, of_a)), "y": given(y, of_y)}
    if evidence.settings.loss != "cross-entropy":
        factor = "2 · " if evidence.settings.loss == "squared-error" else ""
        formula = compose(f"−{factor[:1]}({{y}} − {{a}})", **symbols)
        shown_numbers = compose(f"−{factor}({{y}} − {{a}})", **numbers)
    elif evidence.network.layers[-1].activation == "softmax":
        formula = compose("−{f}", f=fraction(symbols["y"], symbols["a"]))
        shown_numbers = compose("−{f}", f=fraction(numbers["y"], live(a, of_a)))
    else:
        formula = fraction(compose("{a} − {y}", **symbols), compose("{a}(1 − {a})", **symbols))
        above = compose("{a} − {y}", a=live_beside(a, y, of_a), y=guarded(given(y, of_y)))
        rest = live_beside(a, 1.0, of_a)
        shown_numbers = fraction(above, compose("{a} · (1 − {rest})", a=live(a, of_a), rest=rest))
    if not evidence.counts(unit):
        return Rule(formula)
    if evidence.settings.loss == "cross-entropy" and not _is_inside(a):
        return Rule(formula, (), TOO_NEAR)
    return Rule(formula, shown_numbers)


def _formula(evidence: Evidence) -> Formula:
    """Return the loss of one pattern in y and ŷ."""
    several = evidence.network.n_outputs > 1
    k = "k" if several else ""
    if several:
        a, y = indexed(name("ŷ"), k), indexed(name("y"), k)
    else:
        a, y = a_symbol(evidence, evidence.last, 0), target_symbol(evidence, 0)
    sigma = summation(name("k")) if several else ()
    squared = {"half-squared-error": "½ ", "squared-error": ""}
    if evidence.settings.loss in squared:
        template = squared[evidence.settings.loss] + "{sigma}({y} − {a})²"
    elif evidence.network.layers[-1].activation == "softmax":
        template = "−{sigma}{y} · ln {a}"
    elif several:
        template = "−{sigma}[{y} · ln {a} + (1 − {y}) · ln(1 − {a})]"
    else:
        template = "−{y} · ln {a} − (1 − {y}) · ln(1 − {a})"
    return compose(template, sigma=sigma, y=y, a=a)


def _square(evidence: Evidence, output: int) -> Formula:
    y, a = evidence.target(output), evidence.a(evidence.last, output)
    of_a, of_y = _which(evidence, output)
    parts = {"y": given(y, of_y), "a": guarded(live_beside(a, y, of_a))}
    return compose("({y} − {a})²", **parts)


def _entropy_pieces(evidence: Evidence, output: int) -> list[Formula]:
    """Return the cross-entropy of one output: one piece, or two, or none for a target of 0."""
    y, a = evidence.target(output), evidence.a(evidence.last, output)
    softmax = evidence.network.layers[-1].activation == "softmax"
    of_a, of_y = _which(evidence, output)
    pieces: list[Formula] = []
    if y != 0.0:
        factor = compose("{y} · ", y=given(y, of_y)) if y != 1.0 else ()
        pieces.append(compose("−{y}ln({a})", y=factor, a=live_beside(a, 1.0, of_a)))
    if not softmax and y != 1.0:
        factor = compose("(1 − {y}) · ", y=given(y, of_y)) if y != 0.0 else ()
        pieces.append(compose("−{y}ln(1 − {a})", y=factor, a=live_beside(a, 1.0, of_a)))
    return pieces


def _is_entropy_shown(evidence: Evidence, output: int) -> bool:
    y, a = evidence.target(output), evidence.a(evidence.last, output)
    if evidence.network.layers[-1].activation == "softmax":
        return y == 0.0 or a > 0.0
    return _is_inside(a)


def _is_inside(a: float) -> bool:
    return _NEAREST < a < 1.0 - _NEAREST


def _which(evidence: Evidence, output: int) -> tuple[Quantity, Quantity]:
    """Return which numbers the activation and the target of an output are."""
    last = evidence.last
    return evidence.which("a", last, output), evidence.which("target", last, output)


def margin_note(evidence: Evidence) -> str:
    """Say how many outputs count as no error; nothing if all count."""
    outputs = range(evidence.network.n_outputs)
    spared = sum(not evidence.counts(output) for output in outputs)
    if not spared:
        return ""
    what = "The output is" if len(outputs) == 1 else f"{spared} of {len(outputs)} outputs are"
    return f"{what} within the margin {evidence.margin} of the target: no error."
