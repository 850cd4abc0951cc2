"""A question about one number: its true value, how it comes about, and the slips that miss it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bpgui.session.quantity import Quantity
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.formula import Formula, Span, plain
from bpgui.ui.numbers import format_significant

_SAME = 1e-9
"""The share of a number's size below which two results of it count as one."""


@dataclass(frozen=True)
class Mistake:
    """A number that a plausible slip leads to, and the sentence that names the slip."""

    value: float
    sentence: str


@dataclass(frozen=True)
class Factor:
    """A number that the answer is computed from: how it is written, its value, which it is."""

    symbol: str
    value: float
    of: Quantity


@dataclass(frozen=True)
class Working:
    """How a number is worked out.

    Attributes
    ----------
    lines
        The formula, the same with numbers, and the result.
    factors
        The numbers that go in.
    compute
        Gives the result from the values of the factors; it tells how far their rounding reaches.
    """

    lines: Sequence[Formula]
    factors: Sequence[Factor]
    compute: Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Question:
    """One number to be worked out.

    Attributes
    ----------
    of
        The number.
    text
        The question in words.
    value
        The true answer.
    lines
        The formula, the same with numbers, and the result.
    factors
        The numbers it is computed from.
    slack
        By how much the rounding of the numbers shown can move the answer.
    scale
        The size that a small difference is small beside: that of the answer, or of a change.
    mistakes
        Wrong computations, the more likely first.
    also_hides
        Other numbers that are the same one, or give it away at once.
    """

    of: Quantity
    text: str
    value: float
    lines: tuple[Formula, ...]
    factors: tuple[Factor, ...]
    slack: float
    scale: float
    mistakes: tuple[Mistake, ...]
    also_hides: tuple[Quantity, ...] = field(default=())

    @property
    def hides(self) -> tuple[Quantity, ...]:
        """Every number that must not be seen while the question stands, the asked one first."""
        return (self.of, *self.also_hides)

    @property
    def coarsest(self) -> float:
        """Half a unit of the last digit of an answer that is just fine enough."""
        return 0.05 * self.scale


def make_question(
    of: Quantity,
    text: str,
    working: Working,
    mistakes: Iterable[Mistake],
    *,
    value: float,
    scale: float | None = None,
    also_hides: Sequence[Quantity] = (),
) -> Question:
    """Return a question whose mistakes are told apart from its answer."""
    size = abs(value) if scale is None else scale
    return Question(
        of,
        text,
        value,
        tuple(working.lines),
        tuple(working.factors),
        _slack(working.compute, [factor.value for factor in working.factors]),
        size,
        tuple(_told_apart(mistakes, value, size)),
        tuple(also_hides),
    )


def groups(explanation: Explanation) -> list[tuple[Formula, ...]]:
    """Return the lines of an explanation by the numbers they lead to, formula and numbers apart."""
    found: list[list[Formula]] = []
    for line in explanation.lines:
        formula, numbers = _apart(line)
        if plain(line).startswith("= ") and found:
            found[-1].append(line)
        else:
            found.append([formula, numbers] if numbers else [formula])
    return [tuple(group) for group in found]


def _apart(line: Formula) -> tuple[Formula, Formula]:
    """Split "rule = numbers" after its rule; the second part is empty where there is none."""
    for place, node in enumerate(line):
        if place and isinstance(node, Span) and node.text.startswith("= "):
            before = line[: place - 1] if plain(line[place - 1 : place]) == " " else line[:place]
            return before, line[place:]
    return line, ()


def _slack(compute: Callable[[Sequence[float]], float], values: Sequence[float]) -> float:
    """Add up what the rounding of each factor shown does to the answer."""
    answer, total = compute(values), 0.0
    for place, value in enumerate(values):
        moved = list(values)
        moved[place] = value + _half_digit(value)
        total += abs(compute(moved) - answer)
    return total if math.isfinite(total) else 0.0


def _half_digit(value: float) -> float:
    """Return how far a number may be from what is shown of it."""
    if not math.isfinite(value) or value == 0.0:
        return 0.0
    shown = float(f"{value:.{digits.count - 1}e}")
    return 0.0 if shown == value else 0.5 * 10.0 ** (1 - digits.count) * abs(value)


def _told_apart(mistakes: Iterable[Mistake], value: float, size: float) -> Iterable[Mistake]:
    """Yield the mistakes that lead elsewhere, each sentence once."""
    seen = set()
    for mistake in mistakes:
        apart = abs(mistake.value - value)
        if mistake.sentence in seen or not math.isfinite(apart):
            continue
        if apart > _SAME * max(size, abs(mistake.value)):
            seen.add(mistake.sentence)
            yield mistake


def number(value: float) -> str:
    """Return a number as sentences have it, in the digits chosen."""
    return format_significant(value, digits.count)
