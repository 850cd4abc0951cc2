"""Questions about the error of an output and the loss of a pattern, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

import math
from collections.abc import Callable, Iterator, Sequence

from bpgui.core.losses import SMALLEST
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import explain_loss
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.mathematics.formula import compose, given, guarded, live, live_beside
from bpgui.ui.prediction.forward_questions import activation_factor
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, make_question
from bpgui.ui.prediction.same_numbers import same_as_error
from bpgui.ui.prediction.scene import Scene

Terms = Callable[[Sequence[float]], float]


def ask_error(scene: Scene, output: int) -> Question:
    """Ask for the difference of a target and its output."""
    evidence, row, last = scene.presented, scene.row, scene.presented.last
    y, a = evidence.target(output), evidence.a(last, output)
    of = Quantity.of_unit("error", last, output, row)
    a_of, y_of = (Quantity.of_unit(kind, last, output, row) for kind in ("a", "target"))
    numbers = compose("= {y} − {a}", y=given(y, y_of), a=guarded(live_beside(a, y, a_of)))
    phrase = unit_phrase(evidence.network, last, output)
    return make_question(
        of,
        f"What is the error y − ŷ of {phrase} for pattern {evidence.numbers[0]}?",
        Working(
            (compose("error = y − ŷ"), numbers, compose("= {e}", e=live(y - a, of))),
            [target_factor(evidence, output, row), activation_factor(evidence, last, output, row)],
            lambda values: values[0] - values[1],
        ),
        _slips_of_error(y, a, evidence.z(last, output)),
        value=y - a,
        also_hides=[each for each in same_as_error(scene, output) if each != of],
    )


def ask_loss(scene: Scene) -> Question:
    """Ask for the loss of the presented pattern (1986, eq. 3)."""
    evidence, row = scene.presented, scene.row
    counting = [k for k in range(evidence.network.n_outputs) if evidence.counts(k)]
    factors = []
    for output in counting:
        factors.append(target_factor(evidence, output, row))
        factors.append(activation_factor(evidence, evidence.last, output, row))
    return make_question(
        Quantity("loss", pattern=row),
        f"What is the loss L of pattern {evidence.numbers[0]}?",
        Working(explain_loss(evidence).lines, factors, _total(evidence)),
        _slips_of_loss(evidence, counting),
        value=float(evidence.backward.pattern_losses[0]),
    )


def target_factor(evidence: Evidence, output: int, row: int) -> Factor:
    """Return the target of an output as a factor."""
    name = evidence.network.layers[-1].unit_names[output]
    symbol = "y" + name[1:] if name.startswith("ŷ") else f"target of {name}"
    of = Quantity.of_unit("target", evidence.last, output, row)
    return Factor(symbol, evidence.target(output), of)


def _slips_of_error(y: float, a: float, z: float) -> Iterator[Mistake]:
    yield Mistake(a - y, "The other way round: the error is the target minus the output, y − ŷ.")
    yield Mistake((y - a) ** 2, "That is the square of the error; the loss squares it, not y − ŷ.")
    yield Mistake(0.5 * (y - a) ** 2, "That is the loss ½(y − ŷ)², one step further than y − ŷ.")
    yield Mistake(y - z, "z is used where the output ŷ belongs.")
    yield Mistake(y + a, "Target and output are added: the error is their difference.")


def _total(evidence: Evidence) -> Terms:
    """Return the function that gives the loss from targets and outputs in turn."""
    term = _term(evidence)

    def total(values: Sequence[float]) -> float:
        return math.fsum(term(y, a) for y, a in zip(values[0::2], values[1::2], strict=True))

    return total


def _term(evidence: Evidence) -> Callable[[float, float], float]:
    """Return the loss of one output as a function of its target and its value."""
    if evidence.settings.loss == "half-squared-error":
        return lambda y, a: 0.5 * (y - a) ** 2
    if evidence.settings.loss == "squared-error":
        return lambda y, a: (y - a) ** 2
    if evidence.network.layers[-1].activation == "softmax":
        return lambda y, a: -y * _ln(a)
    return lambda y, a: -y * _ln(a) - (1.0 - y) * _ln(1.0 - a)


def _ln(value: float) -> float:
    return math.log(max(value, SMALLEST))


def _slips_of_loss(evidence: Evidence, counting: Sequence[int]) -> Iterator[Mistake]:
    loss = float(evidence.backward.pattern_losses[0])
    pairs = [(evidence.target(k), evidence.a(evidence.last, k)) for k in counting]
    if evidence.settings.loss == "cross-entropy":
        yield from _slips_of_entropy(evidence, loss, pairs)
    else:
        yield from _slips_of_squares(evidence, loss, pairs)
    if len(counting) > 1:
        term = _term(evidence)
        for output, (y, a) in zip(counting, pairs, strict=True):
            phrase = unit_phrase(evidence.network, evidence.last, output)
            left_out = f"The term of {phrase} is left out: the loss sums over all outputs."
            yield Mistake(loss - term(y, a), left_out)
    if len(counting) < evidence.network.n_outputs:
        every = [k for k in range(evidence.network.n_outputs) if k not in counting]
        outside = math.fsum(
            _term(evidence)(evidence.target(k), evidence.a(evidence.last, k)) for k in every
        )
        yield Mistake(loss + outside, "An output within the margin of its target adds no loss.")


def _slips_of_squares(
    evidence: Evidence, loss: float, pairs: Sequence[tuple[float, float]]
) -> Iterator[Mistake]:
    half = evidence.settings.loss == "half-squared-error"
    if half:
        yield Mistake(2 * loss, "The factor ½ is left out: this loss is the half squared error.")
    else:
        added = "A factor ½ is put in: this loss is the squared error without it."
        yield Mistake(0.5 * loss, added)
    factor = 0.5 if half else 1.0
    errors = [y - a for y, a in pairs]
    yield Mistake(factor * math.fsum(errors), "The error y − ŷ is not squared.")
    if len(pairs) > 1:
        squared = factor * math.fsum(errors) ** 2
        yield Mistake(squared, "Square each output's error first, then add the squares.")
    z = [evidence.z(evidence.last, k) for k in range(evidence.network.n_outputs)]
    if len(pairs) == len(z):
        with_z = factor * math.fsum(
            (y - value) ** 2 for (y, _), value in zip(pairs, z, strict=True)
        )
        yield Mistake(with_z, "z is used where the output ŷ belongs.")
    if half and errors:
        inside = math.fsum((0.5 * error) ** 2 for error in errors)
        yield Mistake(inside, "The ½ is squared too: it stands in front of the square.")


def _slips_of_entropy(
    evidence: Evidence, loss: float, pairs: Sequence[tuple[float, float]]
) -> Iterator[Mistake]:
    yield Mistake(-loss, "The minus sign before the logarithm is forgotten.")
    tens = "That is with the logarithm to base 10: ln is the natural logarithm."
    yield Mistake(loss / math.log(10.0), tens)
    if evidence.network.layers[-1].activation == "softmax":
        return
    first = -math.fsum(y * _ln(a) for y, a in pairs)
    second = -math.fsum((1.0 - y) * _ln(1.0 - a) for y, a in pairs)
    yield Mistake(first, "The part (1 − y) · ln(1 − ŷ) is left out.")
    yield Mistake(second, "The part y · ln ŷ is left out.")
    swapped = -math.fsum(y * _ln(1.0 - a) + (1.0 - y) * _ln(a) for y, a in pairs)
    yield Mistake(swapped, "ŷ and 1 − ŷ are exchanged: y goes with ln ŷ.")
