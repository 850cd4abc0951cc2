"""Questions about the gradient of a parameter, its next change and its new value, and the slips.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes` and
`bpgui.core.update_rule`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpgui.core.network import Address
from bpgui.core.update_rule import next_velocity, updated
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.naming import parameter_phrase, parameter_symbol, parameter_title, unit_phrase
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, groups, make_question
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.signal_questions import signal_factor

MOST_PATTERNS = 4
"""Patterns of an update over which a gradient can be asked for."""
_MOST_OTHERS = 8


def ask_gradient(scene: Scene, index: int) -> Question:
    """Ask for dL/dw of the patterns of the next update (1986, eq. 7)."""
    batch = scene.batch
    address = batch.network.address(index)
    weighted = address.source is not None
    factors = []
    for place in range(len(batch.numbers)):
        factors.append(signal_factor(batch, address.layer, address.unit, place))
        if weighted:
            factors.append(_activation(batch, address, place))

    def compute(values: Sequence[float]) -> float:
        if not weighted:
            return batch.share * math.fsum(values)
        pairs = zip(values[0::2], values[1::2], strict=True)
        return batch.share * math.fsum(delta * a for delta, a in pairs)

    letter = "w" if weighted else "b"
    also = [Quantity.of_parameter(kind, index) for kind in ("change", "updated")]
    if len(batch.numbers) == 1 and (not weighted or factors[1].value == 1.0):
        also.append(factors[0].of)
    return make_question(
        Quantity.of_parameter("gradient", index),
        f"What is the gradient ∂L/∂{letter} of {_what(batch, index)}, {_about(batch)}?",
        Working(groups(explain_gradient(batch, index))[0], factors, compute),
        _slips_of_gradient(batch, address),
        value=float(batch.backward.gradient[index]),
        also_hides=also,
    )


def _what(batch: Evidence, index: int) -> str:
    network = batch.network
    title = parameter_title(network, index)
    return f"{title[:1].lower()}{title[1:]} ({parameter_phrase(network, index)})"


def _about(batch: Evidence) -> str:
    if len(batch.numbers) == 1:
        return f"for pattern {batch.numbers[0]}"
    how = "averaged" if batch.settings.reduction == "mean" else "summed"
    return f"{how} over the {len(batch.numbers)} patterns of the next update"


def _activation(batch: Evidence, address: Address, place: int) -> Factor:
    assert address.source is not None and address.source_unit is not None  # noqa: S101, PT018
    name = batch.network.layers[address.source].unit_names[address.source_unit]
    row = batch.numbers[place] - 1
    suffix = f" (pattern {row + 1})" if len(batch.numbers) > 1 else ""
    of = Quantity.of_unit("a", address.source, address.source_unit, row)
    value = float(batch.forward.a[address.source][place, address.source_unit])
    return Factor(f"{name}{suffix}", value, of)


def _slips_of_gradient(batch: Evidence, address: Address) -> Iterator[Mistake]:
    delta = batch.backward.delta[address.layer][:, address.unit]
    value = float(batch.backward.gradient[_index(batch, address)])
    if address.source is None or address.source_unit is None:
        a = [1.0] * len(delta)
    else:
        a = batch.forward.a[address.source][:, address.source_unit].tolist()
        phrase = unit_phrase(batch.network, address.source, address.source_unit)
        left_out = f"The activation of {phrase} is left out: that is δ alone."
        yield Mistake(batch.share * float(delta.sum()), left_out)
    yield from _slips_of_batch(batch, [float(d) * x for d, x in zip(delta, a, strict=True)])
    if len(batch.numbers) == 1:
        yield from _wrong_units(batch, address, float(delta[0]), float(a[0]))
    yield Mistake(-value, "The sign is turned: the minus comes only with the update, −η ∂L/∂w.")


def _index(batch: Evidence, address: Address) -> int:
    network = batch.network
    if address.source is None or address.source_unit is None:
        return network.bias_index(address.layer, address.unit)
    return network.weight_index(address.layer, address.unit, address.source, address.source_unit)


def _slips_of_batch(batch: Evidence, terms: Sequence[float]) -> Iterator[Mistake]:
    count = len(terms)
    if count == 1:
        return
    total = math.fsum(terms)
    for term, pattern in zip(terms, batch.numbers, strict=True):
        yield Mistake(batch.share * (total - term), f"Pattern {pattern} is left out of the sum.")
        alone = f"That is pattern {pattern} alone; the update uses {count} patterns."
        yield Mistake(term, alone)
    if batch.settings.reduction == "mean":
        yield Mistake(
            total, f"That is the sum over the patterns: it is averaged, divided by {count}."
        )
    else:
        yield Mistake(total / count, "That is the average over the patterns: here they are summed.")


def _wrong_units(batch: Evidence, address: Address, delta: float, a: float) -> Iterator[Mistake]:
    network, layer = batch.network, address.layer
    for unit in _others(network.layers[layer].units, address.unit):
        phrase, own = (unit_phrase(network, layer, k) for k in (unit, address.unit))
        wrong = f"That is with the δ of {phrase}; this weight leads into {own}."
        yield Mistake(float(batch.backward.delta[layer][0, unit]) * a, wrong)
    source, source_unit = address.source, address.source_unit
    if source is None or source_unit is None:
        bias = float(network.parameters[_index(batch, address)])
        yield Mistake(delta * bias, "δ is multiplied by the bias: its gradient is δ itself.")
        return
    own = unit_phrase(network, source, source_unit)
    for unit in _others(network.layers[source].units, source_unit):
        phrase = unit_phrase(network, source, unit)
        wrong = f"That is with the activation of {phrase}; this weight comes from {own}."
        yield Mistake(delta * float(batch.forward.a[source][0, unit]), wrong)
    receiver = unit_phrase(network, layer, address.unit)
    yield Mistake(
        delta * float(batch.forward.a[layer][0, address.unit]),
        f"That is with the activation of {receiver}, where the weight ends; it comes from {own}.",
    )
    if source:
        yield Mistake(
            float(batch.backward.delta[source][0, source_unit]) * a,
            f"That is with the δ of {own}, where the weight begins; it must be that of {receiver}.",
        )
        z = float(batch.forward.z[source][0, source_unit])
        yield Mistake(delta * z, f"z of {own} is used where its activation belongs.")
    weight = float(network.parameters[_index(batch, address)])
    yield Mistake(delta * weight, "δ is multiplied by the weight: it goes with the activation.")


def _others(count: int, own: int) -> list[int]:
    return [k for k in range(count) if k != own][:_MOST_OTHERS]


# ---- the update -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Update:
    """The numbers of one parameter's update."""

    w: float
    gradient: float
    velocity: float
    eta: float
    alpha: float
    decay: float
    change: float
    new: float


def _update(scene: Scene, index: int) -> _Update:
    batch, settings = scene.batch, scene.settings
    network, gradient = batch.network, batch.backward.gradient
    eta, alpha = settings.rates_at(scene.sweep)
    change = next_velocity(scene.velocity, gradient, network.trainable, settings, scene.sweep)
    new = updated(network.parameters, change, network.trainable, settings)
    return _Update(
        float(network.parameters[index]),
        float(gradient[index]),
        float(scene.velocity[index]),
        eta,
        alpha,
        settings.decay,
        float(change[index]),
        float(new[index]),
    )


def _rate_factors(scene: Scene, index: int, update: _Update) -> list[Factor]:
    symbol = parameter_symbol(scene.network, index)
    letter = symbol[0]
    return [
        Factor("η", update.eta, Quantity("eta")),
        Factor(f"∂L/∂{letter}", update.gradient, Quantity.of_parameter("gradient", index)),
        Factor("α", update.alpha, Quantity("alpha")),
        Factor(f"Δ{letter}′", update.velocity, Quantity.of_parameter("velocity", index)),
    ]


def ask_change(scene: Scene, index: int) -> Question:
    """Ask for the next change of a parameter, without decay (1986, eq. 9)."""
    update = _update(scene, index)
    letter = parameter_symbol(scene.network, index)[0]
    lines = groups(_explained(scene, index))[0]
    factors = _rate_factors(scene, index, update)
    return make_question(
        Quantity.of_parameter("change", index),
        f"What is the next change Δ{letter} of {_what(scene.batch, index)}{_if(scene)}?",
        Working(lines, factors if update.alpha else factors[:2], _change_of),
        _slips_of_change(update),
        value=update.change,
        also_hides=[Quantity.of_parameter("updated", index)],
    )


def _change_of(values: Sequence[float]) -> float:
    eta, gradient, *momentum = values
    return -eta * gradient + (momentum[0] * momentum[1] if momentum else 0.0)


def ask_updated(scene: Scene, index: int) -> Question:
    """Ask for the value of a parameter after the next update."""
    update = _update(scene, index)
    symbol = parameter_symbol(scene.network, index)
    lines = [line for group in groups(_explained(scene, index))[1:] for line in group]
    factors = [
        Factor(symbol, update.w, Quantity.of_parameter("parameter", index)),
        Factor(f"Δ{symbol[0]}", update.change, Quantity.of_parameter("change", index)),
    ]
    if update.decay:
        factors.append(Factor("λ", update.decay, Quantity("decay")))
    return make_question(
        Quantity.of_parameter("updated", index),
        f"What is the new value of {_what(scene.batch, index)} after the next update{_if(scene)}?",
        Working(lines, factors, lambda v: v[0] + v[1] - (v[2] * v[0] if len(v) > 2 else 0.0)),
        _slips_of_updated(update),
        value=update.new,
        scale=min(abs(update.new - update.w), abs(update.new)) or abs(update.new),
    )


def _explained(scene: Scene, index: int) -> Explanation:
    return explain_update(scene.batch, index, scene.velocity, scene.sweep, scene.condition)


def _if(scene: Scene) -> str:
    return f", {scene.condition}" if scene.condition else ""


def _slips_of_change(update: _Update) -> Iterator[Mistake]:
    g, v, eta, alpha = update.gradient, update.velocity, update.eta, update.alpha
    uphill = (
        "The sign of η ∂L/∂w is flipped: that goes uphill; the change goes against the gradient."
    )
    yield Mistake(eta * g + alpha * v, uphill)
    yield Mistake(-eta * g, "The momentum part α Δw′ is left out.")
    yield Mistake(-eta * g - alpha * v, "The momentum part is subtracted: α Δw′ is added.")
    yield Mistake(alpha * v, "The gradient part −η ∂L/∂w is left out.")
    yield Mistake(-g + alpha * v, "The learning rate η is left out.")
    yield Mistake(-eta * g + v, "The momentum α is left out: only a share of Δw′ goes on.")
    yield Mistake(g, "That is the gradient; the change is −η times it, plus the momentum part.")
    if update.decay:
        shrunk = update.change - update.decay * update.w
        counted = "The decay is counted in: Δw is without it, it is taken off when w changes."
        yield Mistake(shrunk, counted)


def _slips_of_updated(update: _Update) -> Iterator[Mistake]:
    w, change, decay = update.w, update.change, update.decay
    g, v, eta, alpha = update.gradient, update.velocity, update.eta, update.alpha
    shrunk = w - decay * w
    yield Mistake(w, "That is the value before the update: Δw is still to be added.")
    yield Mistake(shrunk - change, "Δw is subtracted: it is added, its sign is in it already.")
    yield Mistake(w + change, "The decay −λ w is left out.")
    yield Mistake(w + change + decay * w, "The decay is added: λ w is taken off.")
    yield Mistake(change, "That is the change Δw; the new value is w + Δw.")
    yield Mistake(shrunk + eta * g + alpha * v, "The sign of η is flipped in Δw: that goes uphill.")
    yield Mistake(shrunk - eta * g, "The momentum part α Δw′ is left out of Δw.")
    yield Mistake(
        shrunk - eta * g - alpha * v, "The momentum part is subtracted in Δw: it is added."
    )
    yield Mistake(shrunk - g + alpha * v, "The learning rate η is left out of Δw.")
