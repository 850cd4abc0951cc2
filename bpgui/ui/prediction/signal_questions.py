"""Questions about the error signal delta of an output or a hidden unit, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.quantity import Quantity
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence, Link, outgoing
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.prediction.forward_questions import activation_factor, weight_factor
from bpgui.ui.prediction.loss_questions import target_factor
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, make_question
from bpgui.ui.prediction.scene import Scene

_MOST_OTHERS = 6
"""Other units whose slope may have been taken by mistake."""


def ask_signal(scene: Scene, layer: int, unit: int) -> Question:
    """Ask for delta of a unit (1986, eqs. 4 to 6)."""
    if layer == scene.presented.last:
        return _ask_output(scene, unit)
    return _ask_hidden(scene, layer, unit)


def signal_factor(evidence: Evidence, layer: int, unit: int, place: int = 0) -> Factor:
    """Return the error signal of a unit for a pattern of the evidence as a factor."""
    name, row = evidence.network.layers[layer].unit_names[unit], evidence.numbers[place] - 1
    suffix = f" (pattern {row + 1})" if len(evidence.numbers) > 1 else ""
    of = Quantity.of_unit("delta", layer, unit, row)
    return Factor(f"δ of {name}{suffix}", float(evidence.backward.delta[layer][place, unit]), of)


def _text(evidence: Evidence, layer: int, unit: int) -> str:
    phrase = unit_phrase(evidence.network, layer, unit)
    return f"What is the error signal δ of {phrase} for pattern {evidence.numbers[0]}?"


def _same_gradients(scene: Scene, layer: int, unit: int) -> list[Quantity]:
    """Return the gradients that are this delta itself: of the bias, and of weights from a 1."""
    evidence, network = scene.presented, scene.network
    if len(scene.batch.numbers) > 1:
        return []
    indices = [
        network.weight_index(layer, unit, source, int(k))
        for source in network.sources(layer)
        for k in np.flatnonzero(evidence.forward.a[source][0] == 1.0)
    ]
    if network.layers[layer].bias:
        indices.append(network.bias_index(layer, unit))
    return [Quantity.of_parameter("gradient", index) for index in indices]


# ---- outputs --------------------------------------------------------------------------------


def _ask_output(scene: Scene, unit: int) -> Question:
    evidence, row, last = scene.presented, scene.row, scene.presented.last
    softmax = evidence.network.layers[-1].activation == "softmax"
    squared = evidence.settings.loss != "cross-entropy"
    several = range(evidence.network.n_outputs) if softmax and squared else (unit,)
    factors = [
        factor
        for k in several
        for factor in (
            target_factor(evidence, k, row),
            activation_factor(evidence, last, k, row),
        )
    ]
    slope = _slope(evidence, last, unit)
    rate = _rate(evidence)
    y, a = evidence.target(unit), evidence.a(last, unit)
    value = evidence.delta(last, unit)
    if not squared:
        slips = _slips_of_entropy(evidence, unit)
    elif softmax:
        slips = _slips_of_softmax(evidence, unit)
    else:
        slips = _slips_of_squared(evidence, unit, slope)

    def compute(values: Sequence[float]) -> float:
        if not squared or softmax:
            return values[1] - values[0]
        return -rate * (values[0] - values[1]) * _slope_at(evidence, values[1], slope)

    return make_question(
        Quantity.of_unit("delta", last, unit, row),
        _text(evidence, last, unit),
        Working(explain_error_signal(evidence, last, unit).lines, factors, compute),
        [*slips, *_slips_of_margin(evidence, unit, -rate * (y - a) * slope)],
        value=value,
        also_hides=_same_gradients(scene, last, unit),
    )


def _rate(evidence: Evidence) -> float:
    """Return the factor of the squared errors' derivative."""
    return 2.0 if evidence.settings.loss == "squared-error" else 1.0


def _slope(evidence: Evidence, layer: int, unit: int) -> float:
    f = ACTIVATIONS[evidence.network.layers[layer].activation]
    z, a = evidence.forward.z[layer][:1, unit], evidence.forward.a[layer][:1, unit]
    return float(f.derivative(z, a)[0])


def _slope_at(evidence: Evidence, a: float, slope: float) -> float:
    """Return the slope that goes with an activation a little beside the true one."""
    activation = evidence.network.layers[-1].activation
    return {"sigmoid": a * (1.0 - a), "tanh": 1.0 - a * a}.get(activation, slope)


def _slips_of_squared(evidence: Evidence, unit: int, slope: float) -> Iterator[Mistake]:
    if not evidence.counts(unit):
        return
    rate, last = _rate(evidence), evidence.last
    y, a, z = evidence.target(unit), evidence.a(last, unit), evidence.z(last, unit)
    delta, error = -rate * (y - a) * slope, y - a
    yield Mistake(-delta, "The sign is forgotten: it is −(y − ŷ), not (y − ŷ).")
    yield from _slips_of_slope(evidence.network.layers[-1].activation, -rate * error, a, z, "ŷ")
    if rate == 2.0:
        yield Mistake(delta / 2, "The factor 2 is lost: it comes from the square in the loss.")
    else:
        added = "A factor 2 is put in: the ½ of this loss cancels it."
        yield Mistake(2 * delta, added)
    yield Mistake(
        rate * error, "Two factors are missing: the minus sign, and the slope of the output."
    )
    yield Mistake(-rate * y * slope, "The output is left out of the error: it is y − ŷ, not y.")
    yield Mistake(-rate * (y - z) * slope, "z is used in the error where the output ŷ belongs.")
    yield Mistake(
        -rate * error**2 * slope, "The error is squared: its derivative is −(y − ŷ), no square."
    )


def _slips_of_slope(
    activation: str, before: float, a: float, z: float, symbol: str
) -> Iterator[Mistake]:
    """Yield the slips with a slope f'(z), by which `before` should have been multiplied."""
    names = {
        "sigmoid": f"The slope {symbol}(1 − {symbol})",
        "tanh": f"The slope 1 − {symbol}²",
        "relu": "The slope [z > 0], which is 1 or 0,",
    }
    if activation in names:
        yield Mistake(before, f"{names[activation]} is left out.")
    if activation == "sigmoid":
        yield Mistake(before * a, f"The factor 1 − {symbol} of the slope is left out.")
        yield Mistake(before * (1 - a), f"The factor {symbol} of the slope is left out.")
        yield Mistake(before * (1 - a * a), "That is the slope of a tanh; this is a sigmoid unit.")
        yield Mistake(before * z * (1 - z), f"z is used in the slope where {symbol} belongs.")
    if activation == "tanh":
        yield Mistake(before * (1 - a), f"{symbol} is not squared in the slope 1 − {symbol}².")
        yield Mistake(before * a * (1 - a), "That is the slope of a sigmoid; this is a tanh unit.")
        yield Mistake(before * (1 - z * z), f"z is used in the slope where {symbol} belongs.")


def _slips_of_entropy(evidence: Evidence, unit: int) -> Iterator[Mistake]:
    last, delta = evidence.last, evidence.delta(evidence.last, unit)
    y, a, z = evidence.target(unit), evidence.a(last, unit), evidence.z(last, unit)
    if not evidence.counts(unit):
        return
    yield Mistake(-delta, "The sign is the other way round: it is ŷ − y.")
    yield Mistake(
        delta * a * (1 - a), "The slope ŷ(1 − ŷ) is put in: with cross-entropy it cancels."
    )
    yield Mistake(z - y, "z is used where the output ŷ belongs.")
    yield Mistake(a, "The target is left out: it is ŷ − y.")
    yield Mistake(2 * delta, "A factor 2 is put in: cross-entropy has none.")


def _slips_of_softmax(evidence: Evidence, unit: int) -> Iterator[Mistake]:
    """Yield the slips with the squared error over softmax outputs, which share one slope."""
    g, a = evidence.backward.dloss_da[0], evidence.forward.a[-1][0]
    common = float(g @ a)
    own, share = float(g[unit]), float(a[unit])
    delta = share * (own - common)
    yield Mistake(-delta, "The sign is forgotten: g is −(y − ŷ), not (y − ŷ).")
    yield Mistake(share * own, "Σ g · ŷ is left out: with softmax every output has a part in it.")
    yield Mistake(
        own * share * (1 - share), "That is the slope of a sigmoid; softmax mixes all outputs."
    )
    yield Mistake(own - common, "The factor ŷ in front of the brackets is left out.")
    yield Mistake(own, "The slope is left out: that is only g = ∂L/∂ŷ.")
    if _rate(evidence) == 2.0:
        yield Mistake(delta / 2, "The factor 2 is lost: it comes from the square in the loss.")
    else:
        yield Mistake(2 * delta, "A factor 2 is put in: the ½ of this loss cancels it.")


def _slips_of_margin(evidence: Evidence, unit: int, without: float) -> Iterator[Mistake]:
    """Yield what comes out where the margin is not noticed."""
    if evidence.counts(unit) or evidence.network.layers[-1].activation == "softmax":
        return
    if evidence.settings.loss == "cross-entropy":
        without = evidence.a(evidence.last, unit) - evidence.target(unit)
    yield Mistake(without, "This output is within the margin of its target: it counts as no error.")


# ---- hidden units ---------------------------------------------------------------------------


def _ask_hidden(scene: Scene, layer: int, unit: int) -> Question:
    evidence, row = scene.presented, scene.row
    links = outgoing(evidence.network, layer, unit)
    slope = _slope(evidence, layer, unit)
    factors = []
    for link in links:
        back = Link(layer, unit, link.weight, link.index)
        factors.append(weight_factor(evidence, link.layer, link.unit, back))
        factors.append(signal_factor(evidence, link.layer, link.unit))
    factors.append(activation_factor(evidence, layer, unit, row))

    def compute(values: Sequence[float]) -> float:
        pairs = zip(values[0:-1:2], values[1:-1:2], strict=True)
        f = evidence.network.layers[layer].activation
        a = values[-1]
        own = {"sigmoid": a * (1.0 - a), "tanh": 1.0 - a * a}.get(f, slope)
        return math.fsum(w * delta for w, delta in pairs) * own

    return make_question(
        Quantity.of_unit("delta", layer, unit, row),
        _text(evidence, layer, unit),
        Working(explain_error_signal(evidence, layer, unit).lines, factors, compute),
        _slips_of_hidden(evidence, layer, unit, links, slope),
        value=evidence.delta(layer, unit),
        also_hides=_same_gradients(scene, layer, unit),
    )


def _slips_of_hidden(
    evidence: Evidence, layer: int, unit: int, links: Sequence[Link], slope: float
) -> Iterator[Mistake]:
    network = evidence.network
    terms = [link.weight * evidence.delta(link.layer, link.unit) for link in links]
    total = math.fsum(terms)
    symbol = network.layers[layer].unit_names[unit]
    a, z = evidence.a(layer, unit), evidence.z(layer, unit)
    yield from _slips_of_slope(network.layers[layer].activation, total, a, z, symbol)
    for link, term in zip(links, terms, strict=True):
        phrase = unit_phrase(network, link.layer, link.unit)
        if len(links) > 1:
            yield Mistake((total - term) * slope, f"The path over {phrase} is left out.")
        if link.weight < 0:
            lost = f"The weight to {phrase} is negative, and its sign got lost."
            yield Mistake((total - 2 * term) * slope, lost)
    weightless = math.fsum(evidence.delta(link.layer, link.unit) for link in links)
    yield Mistake(weightless * slope, "The weights are left out: each δ comes back through one.")
    for other_layer, other in _other_units(evidence, layer, unit, links):
        phrase, own = (unit_phrase(network, *at) for at in ((other_layer, other), (layer, unit)))
        wrong = f"The slope of {phrase} is used; it must be that of {own} itself."
        yield Mistake(total * _slope(evidence, other_layer, other), wrong)
    yield Mistake(
        -total * slope, "The sign is turned: the minus is in the δ of the outputs already."
    )


def _other_units(
    evidence: Evidence, layer: int, unit: int, links: Sequence[Link]
) -> list[tuple[int, int]]:
    """Return units whose slope may have been taken instead: those it feeds, and its neighbours."""
    fed = [(link.layer, link.unit) for link in links]
    beside = [(layer, k) for k in range(evidence.network.layers[layer].units) if k != unit]
    return [*fed[:_MOST_OTHERS], *beside[:_MOST_OTHERS]]
