"""The error signal delta = dL/dz of a unit, explained: formula, numbers, result.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence, Link, outgoing
from bpgui.ui.details.explanation import MOST_TERMS, Explanation, shown
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    given,
    guarded,
    live,
    live_beside,
    name,
    plain,
    words,
)

_A_AND_SLOPE: tuple[Kind, Kind] = ("a", "slope")


def explain_error_signal(evidence: Evidence, layer: int, unit: int) -> Explanation:
    """Explain delta of a unit (1986, eqs. 4 to 6) for the first pattern."""
    caption = f"Error signal of {unit_phrase(evidence.network, layer, unit)}"
    if layer == 0:
        note = "An input has none: its value is given, so nothing about it can be learned."
        return Explanation(caption, evidence.about, note=note)
    note = ""
    if layer < evidence.last:
        lines = _hidden(evidence, layer, unit)
        if not outgoing(evidence.network, layer, unit):
            note = "Nothing receives from this unit, so it has no part in the error."
    else:
        lines = _output(evidence, unit)
        if not evidence.counts(unit):
            margin = plain(given(evidence.settings.margin))
            note = f"Within the margin {margin} of its target: this output counts as no error."
    delta = live(evidence.delta(layer, unit), evidence.which("delta", layer, unit))
    result = compose("= {delta}", delta=delta)
    return Explanation(caption, evidence.about, (*lines, result), note)


def _output(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    softmax = evidence.network.layers[-1].activation == "softmax"
    if evidence.settings.loss == "cross-entropy":
        return _softmax_entropy(evidence, unit) if softmax else _sigmoid_entropy(evidence, unit)
    return _softmax_squared(evidence, unit) if softmax else _squared(evidence, unit)


def _squared(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    factor = "2" if evidence.settings.loss == "squared-error" else ""
    dot = " · " if factor else ""
    slope, slope_numbers = _slope(evidence, evidence.last, unit, "ŷ")
    formula = compose("δ = −{factor}(y − ŷ){slope}", factor=_literal(factor), slope=slope)
    if not evidence.counts(unit):
        return (formula,)
    y, a = evidence.target(unit), evidence.a(evidence.last, unit)
    of_y, of_a = _which(evidence, unit)
    numbers = compose(
        "= −{factor}{dot}({y} − {a}){slope}",
        factor=_literal(factor),
        dot=_literal(dot),
        y=given(y, of_y),
        a=guarded(live_beside(a, y, of_a)),
        slope=slope_numbers,
    )
    return formula, numbers


def _sigmoid_entropy(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    formula = compose("δ = ŷ − y")
    if not evidence.counts(unit):
        return (formula,)
    y, a = evidence.target(unit), evidence.a(evidence.last, unit)
    of_y, of_a = _which(evidence, unit)
    return formula, compose("= {a} − {y}", a=live_beside(a, y, of_a), y=guarded(given(y, of_y)))


def _softmax_entropy(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    """With targets that add up to 1, ŷ − y; an output within the margin has no part in it."""
    outputs = range(evidence.network.n_outputs)
    total = sum(evidence.target(k) for k in outputs if evidence.counts(k))
    y = evidence.target(unit) if evidence.counts(unit) else 0.0
    a = evidence.a(evidence.last, unit)
    of_y, of_a = _which(evidence, unit)
    if total == 1.0:
        numbers = compose("= {a} − {y}", a=live_beside(a, y, of_a), y=guarded(given(y, of_y)))
        return compose("δ = ŷ − y"), numbers
    formula = compose("δ = ŷ · Σ y − y")
    number = live_beside(a, y / total, of_a) if total else live(a, of_a)
    total_part = given(total)
    return formula, compose("= {a} · {total} − {y}", a=number, total=total_part, y=given(y, of_y))


def _softmax_squared(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    slopes = evidence.backward.dloss_da[0]
    activations = evidence.forward.a[-1][0]
    factor = "2 " if evidence.settings.loss == "squared-error" else ""
    common = float(slopes @ activations)
    of_g = evidence.which("dloss_da", evidence.last, unit)
    return (
        compose(f"g = ∂L/∂ŷ = −{factor}(y − ŷ)"),
        compose("δ = ŷ · (g − Σ g · ŷ)"),
        compose(
            "= {a} · ({g} − {common})",
            a=live(float(activations[unit]), evidence.which("a", evidence.last, unit)),
            g=live_beside(float(slopes[unit]), common, of_g),
            common=guarded(live_beside(common, float(slopes[unit]))),
        ),
    )


def _hidden(evidence: Evidence, layer: int, unit: int) -> tuple[Formula, ...]:
    """Delta of a hidden unit: what it adds to every delta it feeds, times its own slope."""
    symbol = evidence.network.layers[layer].unit_names[unit]
    slope, slope_numbers = _slope(evidence, layer, unit, symbol)
    links = outgoing(evidence.network, layer, unit)
    formula = compose("δ = (Σ w · δ){slope}", slope=slope)
    if not links:
        return (formula,)
    terms = [_sent_back(evidence, link) for link in links]
    pattern = "= ({terms}){slope}" if len(terms) > 1 or slope_numbers else "= {terms}{slope}"
    numbers = compose(pattern, terms=shown(terms), slope=slope_numbers)
    if len(terms) <= MOST_TERMS:
        return formula, numbers
    total = sum(link.weight * evidence.delta(link.layer, link.unit) for link in links)
    if not slope_numbers:
        return formula, numbers
    return formula, numbers, compose("= {total}{slope}", total=live(total), slope=slope_numbers)


def _sent_back(evidence: Evidence, link: Link) -> Formula:
    of = evidence.which("delta", link.layer, link.unit)
    delta = live(evidence.delta(link.layer, link.unit), of)
    return compose("{w} · {delta}", w=live(link.weight, link.which), delta=guarded(delta))


def _slope(evidence: Evidence, layer: int, unit: int, symbol: str) -> tuple[Formula, Formula]:
    """Return " · f'(z)" as a formula in the unit's activation, and with numbers."""
    a, z = evidence.a(layer, unit), evidence.z(layer, unit)
    activation = evidence.network.layers[layer].activation
    of_a, of_slope = (evidence.which(kind, layer, unit) for kind in _A_AND_SLOPE)
    unit_name = name(symbol)
    if activation == "sigmoid":
        numbers = compose(" · {a} · {rest}", a=live(a, of_a), rest=live(1.0 - a))
        return compose(" · {a}(1 − {a})", a=unit_name), numbers
    if activation == "tanh":
        return compose(" · (1 − {a}²)", a=unit_name), compose(
            " · {s}", s=live(1.0 - a * a, of_slope)
        )
    if activation == "relu":
        step = 1.0 if z > 0 else 0.0
        return compose(" · [z > 0]"), compose(" · {step}", step=given(step, of_slope))
    return (), ()  # linear: the slope is 1


def _which(evidence: Evidence, output: int) -> tuple[Quantity, Quantity]:
    """Return which numbers the target and the activation of an output are."""
    last = evidence.last
    return evidence.which("target", last, output), evidence.which("a", last, output)


def _literal(text: str) -> Formula:
    """Return a factor of the formula itself, or nothing."""
    return words(text) if text else ()
