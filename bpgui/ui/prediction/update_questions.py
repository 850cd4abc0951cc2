"""Questions about the next change of a weight or bias and its new value, and the slips.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.update_rule`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpgui.core.update_rule import next_velocity, updated
from bpgui.session.quantity import Quantity
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.naming import parameter_symbol
from bpgui.ui.details.weight_update import explain_update
from bpgui.ui.prediction.gradient_questions import parameter_words
from bpgui.ui.prediction.question import (
    Factor,
    Mistake,
    Question,
    Working,
    groups,
    make_question,
)
from bpgui.ui.prediction.scene import Scene


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
        f"What is the next change Δ{letter} of {parameter_words(scene.batch, index)}{_if(scene)}?",
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
    symbol, words = parameter_symbol(scene.network, index), parameter_words(scene.batch, index)
    lines = [line for group in groups(_explained(scene, index))[1:] for line in group]
    factors = [
        Factor(symbol, update.w, Quantity.of_parameter("parameter", index)),
        Factor(f"Δ{symbol[0]}", update.change, Quantity.of_parameter("change", index)),
    ]
    if update.decay:
        factors.append(Factor("λ", update.decay, Quantity("decay")))
    return make_question(
        Quantity.of_parameter("updated", index),
        f"What is the new value of {words} after the next update{_if(scene)}?",
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
