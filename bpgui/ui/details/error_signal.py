"""The error signal delta = dL/dz of a unit, explained: formula, numbers, result.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

from collections.abc import Sequence

import numpy as np

from bpgui.core.network import Network
from bpgui.ui.details.activation_rules import slope_number, slope_rule
from bpgui.ui.details.evidence import Evidence, Link, outgoing
from bpgui.ui.details.explanation import Explanation, by_layer, equation
from bpgui.ui.details.loss_rules import loss_slope_rule
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.details.sums import Terms, shown
from bpgui.ui.details.symbols import (
    a_symbol,
    delta_symbol,
    derivative,
    indexed,
    loss_slope_symbol,
    place,
    slope_symbol,
    target_symbol,
    unit_label,
)
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    given,
    guarded,
    live,
    live_beside,
    name,
    plain,
    summation,
    words,
)

_ENTROPY_NOTE = (
    "Made for each other: the slope ŷ(1 − ŷ) cancels, so that an output that is badly wrong still "
    "learns fast."
)
_JACOBIAN_NOTE = (
    "Through the softmax every output depends on every z: ∂ŷₖ/∂zⱼ is ŷₖ(1 − ŷₖ) for the output "
    "itself and −ŷₖŷⱼ for another. Added up over all outputs k, this is left."
)
_SOFTMAX_NOTE = (
    "Through the softmax every output depends on every z. With cross-entropy almost all of that "
    "cancels: ŷ − y is left where the targets add up to 1."
)


def explain_error_signal(evidence: Evidence, layer: int, unit: int) -> Explanation:
    """Explain delta of a unit (1986, eqs. 4 to 6) for the first pattern."""
    caption = f"Error signal of {unit_phrase(evidence.network, layer, unit)}"
    if layer == 0:
        note = "An input has none: its value is given, so nothing about it can be learned."
        return Explanation(caption, evidence.about, note=note)
    if layer < evidence.last:
        lines, note = _hidden(evidence, layer, unit)
        return Explanation(caption, evidence.about, lines, note)
    lines, note = _output(evidence, unit)
    if not evidence.counts(unit):
        note = f"Within the margin {evidence.margin} of its target: this output counts as no error."
    return Explanation(caption, evidence.about, lines, note)


def explain_loss_slope(evidence: Evidence, unit: int) -> Explanation:
    """Explain dL/da of an output for the first pattern."""
    what = unit_phrase(evidence.network, evidence.last, unit)
    rule = loss_slope_rule(evidence, unit)
    result = _loss_slope(evidence, unit)
    lines = equation(loss_slope_symbol(evidence, unit), rule.formula, rule.numbers, result)
    note = rule.note
    if not evidence.counts(unit):
        note = f"Within the margin {evidence.margin} of its target: this output counts as no error."
    return Explanation(f"How the loss changes with {what}", evidence.about, lines, note)


Lines = tuple[tuple[Formula, ...], str]


def _result(evidence: Evidence, layer: int, unit: int) -> Formula:
    return live(evidence.delta(layer, unit), evidence.which("delta", layer, unit))


def _output(evidence: Evidence, unit: int) -> Lines:
    softmax = evidence.network.layers[-1].activation == "softmax"
    if evidence.settings.loss == "cross-entropy":
        if softmax:
            return _softmax_entropy(evidence, unit), _SOFTMAX_NOTE
        return _sigmoid_entropy(evidence, unit), _ENTROPY_NOTE
    if softmax:
        return _softmax_squared(evidence, unit), _JACOBIAN_NOTE
    return _squared(evidence, unit), ""


def _chain(evidence: Evidence, unit: int, right: Formula) -> Formula:
    """Return dL/da · f'(z) = a shorter form."""
    return compose(
        "{loss} · {slope} = {right}",
        loss=loss_slope_symbol(evidence, unit),
        slope=slope_symbol(evidence, evidence.last, unit),
        right=right,
    )


def _squared(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    last = evidence.last
    loss, slope = loss_slope_rule(evidence, unit), slope_rule(evidence, last, unit)
    factor = bracketed(slope.formula)
    right = compose("{loss} · {slope}", loss=loss.formula, slope=factor)
    shown_slope = bracketed(slope.numbers) if slope.numbers else slope_number(evidence, last, unit)
    numbers = compose("{loss} · {slope}", loss=loss.numbers, slope=shown_slope)
    return equation(
        delta_symbol(evidence, last, unit),
        _chain(evidence, unit, right),
        numbers if loss.numbers else (),
        _result(evidence, last, unit),
    )


def bracketed(factor: Formula) -> Formula:
    """Return a factor in brackets if it is a difference."""
    text = plain(factor)
    return (*words("("), *factor, *words(")")) if text.startswith("1 − ") else factor


def _sigmoid_entropy(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    last = evidence.last
    a, y = evidence.a(last, unit), evidence.target(unit)
    right = compose(
        "{rule} · {slope} = {a} − {y}",
        rule=loss_slope_rule(evidence, unit).formula,
        slope=slope_rule(evidence, last, unit).formula,
        a=a_symbol(evidence, last, unit),
        y=target_symbol(evidence, unit),
    )
    numbers = compose(
        "{a} − {y}",
        a=live_beside(a, y, evidence.which("a", last, unit)),
        y=guarded(given(y, evidence.which("target", last, unit))),
    )
    return equation(
        delta_symbol(evidence, last, unit),
        _chain(evidence, unit, right),
        numbers if evidence.counts(unit) else (),
        _result(evidence, last, unit),
    )


def _softmax_entropy(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    """With targets that add up to 1, ŷ − y; an output within the margin has no part in it."""
    last, outputs = evidence.last, range(evidence.network.n_outputs)
    counting = [k for k in outputs if evidence.counts(k)]
    total = sum(evidence.target(k) for k in counting)
    y = evidence.target(unit) if evidence.counts(unit) else 0.0
    a, of_a = evidence.a(last, unit), evidence.which("a", last, unit)
    of_y = evidence.which("target", last, unit) if unit in counting else None
    a_name, y_name = a_symbol(evidence, last, unit), target_symbol(evidence, unit)
    if total == 1.0:
        right = compose("{a} − {y}", a=a_name, y=y_name)
        numbers = compose("{a} − {y}", a=live_beside(a, y, of_a), y=guarded(given(y, of_y)))
    else:
        sigma = compose("{sigma}{y}", sigma=summation(name("k")), y=indexed(name("y"), "k"))
        right = compose("{a} · {sigma} − {y}", a=a_name, sigma=sigma, y=y_name)
        number = live_beside(a, y / total, of_a) if total else live(a, of_a)
        numbers = compose("{a} · {t} − {y}", a=number, t=given(total), y=given(y, of_y))
    right = compose("{chain} = {right}", chain=_softmax_chain(evidence, unit), right=right)
    delta = delta_symbol(evidence, last, unit)
    return equation(delta, right, numbers, _result(evidence, last, unit))


def _softmax_chain(evidence: Evidence, unit: int) -> Formula:
    """Return the sum over all outputs k of dL/dŷ_k · dŷ_k/dz_j."""
    k = indexed(name("ŷ"), "k")
    z = indexed(name("z"), place(evidence.network, evidence.last, unit))
    mixed = fraction(compose("∂{k}", k=k), compose("∂{z}", z=z))
    return compose("{s}{g} · {m}", s=summation(name("k")), g=derivative(k), m=mixed)


def _softmax_squared(evidence: Evidence, unit: int) -> tuple[Formula, ...]:
    """Through the Jacobian of the softmax: dŷ_k/dz_j = ŷ_k (1[j = k] − ŷ_j)."""
    last = evidence.last
    slopes, activations = evidence.backward.dloss_da[0], evidence.forward.a[-1][0]
    slope, common = float(slopes[unit]), float(slopes @ activations)
    factor = "2" if evidence.settings.loss == "squared-error" else ""
    k_y, k_a = indexed(name("y"), "k"), indexed(name("ŷ"), "k")
    g = compose(
        "{g} = {d} = −" + factor + "({y} − {a})",
        g=indexed(name("g"), "k"),
        d=derivative(k_a),
        a=k_a,
        y=k_y,
    )
    s = compose("{sigma}{g} {a}", sigma=summation(name("k")), g=indexed(name("g"), "k"), a=k_a)
    of_g = evidence.which("dloss_da", last, unit)
    g_name = indexed(name("g", of=of_g), place(evidence.network, last, unit))
    a_name = a_symbol(evidence, last, unit)
    numbers = compose(
        "{a} · ({g} − {common})",
        a=live(float(activations[unit]), evidence.which("a", last, unit)),
        g=live_beside(slope, common, of_g),
        common=guarded(live_beside(common, slope)),
    )
    return (
        g,
        *equation(name("s"), s, shown(slope_terms(evidence, unit)), live(common)),
        *equation(
            delta_symbol(evidence, last, unit),
            compose("{a} ({g} − s)", a=a_name, g=g_name),
            numbers,
            _result(evidence, last, unit),
        ),
    )


def slope_terms(evidence: Evidence, unit: int) -> Terms:
    """Return dL/dŷ_k · ŷ_k of every output k: what the softmax takes off each error signal."""
    last = evidence.last
    activations = evidence.forward.a[-1][0]

    def write(k: int) -> Formula:
        a = live(float(activations[k]), evidence.which("a", last, k))
        return compose("{g} · {a}", g=_loss_slope(evidence, k), a=a)

    def call(k: int) -> Formula:
        return unit_label(evidence, last, k)

    with np.errstate(all="ignore"):
        values = evidence.backward.dloss_da[0] * activations
    return Terms(values, write, call, evidence.which("slope_terms", last, unit))


def _loss_slope(evidence: Evidence, unit: int) -> Formula:
    of = evidence.which("dloss_da", evidence.last, unit)
    return live(float(evidence.backward.dloss_da[0, unit]), of)


def _hidden(evidence: Evidence, layer: int, unit: int) -> Lines:
    """Delta of a hidden unit: what it adds to every delta it feeds, times its own slope."""
    network = evidence.network
    links = outgoing(network, layer, unit)
    right = compose(
        "{slope} {sigma}{w} {delta}",
        slope=slope_symbol(evidence, layer, unit),
        sigma=summation(name("k")),
        w=indexed(name("w"), "k", place(network, layer, unit)),
        delta=indexed(words("δ"), "k"),
    )
    numbers = compose(
        "{slope} · ({terms})",
        slope=slope_number(evidence, layer, unit),
        terms=shown(sent_back_terms(evidence, layer, unit)),
    )
    symbol = delta_symbol(evidence, layer, unit)
    result = _result(evidence, layer, unit)
    return equation(symbol, right, numbers if links else (), result), _paths_note(network, links)


def _paths_note(network: Network, links: Sequence[Link]) -> str:
    """Say over which connections the sum runs, where that is not plain to see."""
    if not links:
        return "Nothing receives from this unit, so it has no part in the error."
    counts = {k: sum(link.layer == k for link in links) for k in {link.layer for link in links}}
    if len(counts) == 1:
        return ""
    paths = [f"{count} into {network.layers[k].name}" for k, count in sorted(counts.items())]
    return f"The sum runs over every connection out of it: {' and '.join(paths)}."


def sent_back_terms(evidence: Evidence, layer: int, unit: int) -> Terms:
    """Return what every unit that a hidden one feeds sends back to it: w · δ."""
    network = evidence.network
    links = outgoing(network, layer, unit)

    def write(place: int) -> Formula:
        return _product(evidence, links[place])

    def call(place: int) -> Formula:
        return unit_label(evidence, links[place].layer, links[place].unit)

    values = np.array([link.weight * evidence.delta(link.layer, link.unit) for link in links])
    of = evidence.which("delta_terms", layer, unit)
    return Terms(values, write, call, of, by_layer(network, links))


def _product(evidence: Evidence, link: Link) -> Formula:
    of = evidence.which("delta", link.layer, link.unit)
    delta = guarded(live(evidence.delta(link.layer, link.unit), of))
    return compose("{w} · {delta}", w=live(link.weight, link.which), delta=delta)
