"""Questions about the error signal delta of an output, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

from collections.abc import Callable, Iterator, Sequence

from bpgui.session.quantity import Quantity
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.prediction.forward_questions import activation_factor
from bpgui.ui.prediction.loss_questions import target_factor
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, make_question
from bpgui.ui.prediction.same_numbers import same_as_signal
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.signals import (
    signal_text,
    slips_of_slope,
    slope_beside,
    slope_of,
)


def ask_output_signal(scene: Scene, unit: int) -> Question:
    """Ask for delta of an output (1986, eqs. 4 and 5)."""
    evidence, last = scene.presented, scene.presented.last
    return make_question(
        Quantity.of_unit("delta", last, unit, scene.row),
        signal_text(evidence, last, unit),
        Working(
            explain_error_signal(evidence, last, unit).lines,
            _factors(scene, unit),
            _compute(evidence, unit),
        ),
        _slips(evidence, unit),
        value=evidence.delta(last, unit),
        also_hides=same_as_signal(scene, last, unit),
    )


def _is_softmax(evidence: Evidence) -> bool:
    return evidence.network.layers[-1].activation == "softmax"


def _is_squared(evidence: Evidence) -> bool:
    return evidence.settings.loss != "cross-entropy"


def _factors(scene: Scene, unit: int) -> list[Factor]:
    """Return target and output; of all outputs where each has a part in the slope."""
    evidence, row = scene.presented, scene.row
    mixed = _is_softmax(evidence) and _is_squared(evidence)
    return [
        factor
        for k in (range(evidence.network.n_outputs) if mixed else (unit,))
        for factor in (
            target_factor(evidence, k, row),
            activation_factor(evidence, evidence.last, k, row),
        )
    ]


def _compute(evidence: Evidence, unit: int) -> Callable[[Sequence[float]], float]:
    """Return delta as a function of target and output, as far as their rounding tells."""
    if not _is_squared(evidence) or _is_softmax(evidence):
        return lambda values: values[1] - values[0]
    rate, slope = _rate(evidence), slope_of(evidence, evidence.last, unit)
    activation = evidence.network.layers[-1].activation
    return lambda values: (
        -rate * (values[0] - values[1]) * slope_beside(activation, values[1], slope)
    )


def _slips(evidence: Evidence, unit: int) -> Iterator[Mistake]:
    if not _is_squared(evidence):
        yield from _slips_of_entropy(evidence, unit)
    elif _is_softmax(evidence):
        yield from _slips_of_softmax(evidence, unit)
    else:
        yield from _slips_of_squared(evidence, unit)
    yield from _slips_of_margin(evidence, unit)


def _rate(evidence: Evidence) -> float:
    """Return the factor of the squared errors' derivative."""
    return 2.0 if evidence.settings.loss == "squared-error" else 1.0


def _slips_of_squared(evidence: Evidence, unit: int) -> Iterator[Mistake]:
    if not evidence.counts(unit):
        return
    rate, last = _rate(evidence), evidence.last
    slope = slope_of(evidence, last, unit)
    y, a, z = evidence.target(unit), evidence.a(last, unit), evidence.z(last, unit)
    delta, error = -rate * (y - a) * slope, y - a
    yield Mistake(-delta, "The sign is forgotten: it is −(y − ŷ), not (y − ŷ).")
    yield from slips_of_slope(evidence.network.layers[-1].activation, -rate * error, a, z, "ŷ")
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


def _slips_of_margin(evidence: Evidence, unit: int) -> Iterator[Mistake]:
    """Yield what comes out where the margin is not noticed."""
    if evidence.counts(unit) or _is_softmax(evidence):
        return
    without = evidence.a(evidence.last, unit) - evidence.target(unit)
    if _is_squared(evidence):
        without *= _rate(evidence) * slope_of(evidence, evidence.last, unit)
    yield Mistake(without, "This output is within the margin of its target: it counts as no error.")
