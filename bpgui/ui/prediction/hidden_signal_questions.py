"""Questions about the error signal delta of a hidden unit, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

import math
from collections.abc import Iterator, Sequence

from bpgui.session.quantity import Quantity
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence, Link, outgoing
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.prediction.forward_questions import activation_factor, weight_factor
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, make_question
from bpgui.ui.prediction.same_numbers import same_as_signal
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.signals import (
    signal_factor,
    signal_text,
    slips_of_slope,
    slope_beside,
    slope_of,
)

_MOST_OTHERS = 6
"""Other units whose slope may have been taken by mistake."""


def ask_hidden_signal(scene: Scene, layer: int, unit: int) -> Question:
    """Ask for delta of a hidden unit (1986, eq. 6)."""
    evidence, row = scene.presented, scene.row
    links = outgoing(evidence.network, layer, unit)
    slope = slope_of(evidence, layer, unit)
    activation = evidence.network.layers[layer].activation
    factors: list[Factor] = []
    for link in links:
        back = Link(layer, unit, link.weight, link.index)
        factors.append(weight_factor(evidence, link.layer, link.unit, back))
        factors.append(signal_factor(evidence, link.layer, link.unit))
    factors.append(activation_factor(evidence, layer, unit, row))

    def compute(values: Sequence[float]) -> float:
        pairs = zip(values[0:-1:2], values[1:-1:2], strict=True)
        own = slope_beside(activation, values[-1], slope)
        return math.fsum(w * delta for w, delta in pairs) * own

    return make_question(
        Quantity.of_unit("delta", layer, unit, row),
        signal_text(evidence, layer, unit),
        Working(explain_error_signal(evidence, layer, unit).lines, factors, compute),
        _slips_of_hidden(evidence, layer, unit, links, slope),
        value=evidence.delta(layer, unit),
        also_hides=same_as_signal(scene, layer, unit),
    )


def _slips_of_hidden(
    evidence: Evidence, layer: int, unit: int, links: Sequence[Link], slope: float
) -> Iterator[Mistake]:
    network = evidence.network
    terms = [link.weight * evidence.delta(link.layer, link.unit) for link in links]
    total = math.fsum(terms)
    symbol = network.layers[layer].unit_names[unit]
    a, z = evidence.a(layer, unit), evidence.z(layer, unit)
    yield from slips_of_slope(network.layers[layer].activation, total, a, z, symbol)
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
        yield Mistake(total * slope_of(evidence, other_layer, other), wrong)
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
