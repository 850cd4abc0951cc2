"""Judging an answer: right to its digits, which slip it is, or how far off."""

import math
from dataclasses import dataclass
from enum import Enum, auto

from bpgui.ui.mathematics.digits import MOST, digits
from bpgui.ui.numbers import format_significant
from bpgui.ui.prediction.question import Mistake, Question, number
from bpgui.ui.prediction.typed import Typed, read_typed

_TINY = 1e-12
_SLACK_SHARE, _CLOSE_SHARE = 0.02, 0.03
"""Shares of the answer's size: how much rounding is let pass, and what still counts as close."""
_LIKELY_SHARE = 0.02
"""How far an answer may be from a slip's number if it was worked out from rounded numbers."""
_TELLS_APART = 0.25
"""How fine an answer is, beside the distance of a slip from the truth, so that it is that slip."""
_POWERS = (1, -1, 2, -2, 3, -3)


class Outcome(Enum):
    """What becomes of an answer."""

    RIGHT = auto()
    CLOSE = auto()
    """The way was right, the digits are not; the number has been told."""
    COARSE = auto()
    """Too few digits to tell; it does not count as a try."""
    WRONG = auto()


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer."""

    outcome: Outcome
    sentence: str

    @property
    def ends(self) -> bool:
        """Whether the question is over."""
        return self.outcome in (Outcome.RIGHT, Outcome.CLOSE)


def judge(question: Question, text: str) -> Verdict:
    """Judge what was typed.

    Raises
    ------
    ValueError
        With a sentence, when no number was typed.
    """
    typed = read_typed(text)
    return (
        _when_right(question, typed)
        or _when_known(question, typed)
        or _when_sign_or_point(question, typed)
        or _when_close(question, typed)
        or _when_likely(question, typed)
        or _when_far(question, typed)
    )


def _when_right(question: Question, typed: Typed) -> Verdict | None:
    distance = abs(typed.value - question.value)
    answer = number(question.value)
    if distance <= _TINY * max(question.scale, abs(question.value)):
        return Verdict(Outcome.RIGHT, f"Right: it is {answer}.")
    slack = min(question.slack, _SLACK_SHARE * question.scale)
    if distance > max(typed.half * (1 + 1e-9), slack):
        return None
    if typed.half > question.coarsest:
        more = "one digit more" if typed.value else "its digits"
        return Verdict(Outcome.COARSE, f"As far as it goes, yes. Type {more} to be sure.")
    if distance > typed.half * (1 + 1e-9):
        rounding = "Right, within the rounding of the numbers shown"
        return Verdict(Outcome.RIGHT, f"{rounding}: it is {_exact(question)}.")
    if 0 < typed.figures < digits.count:
        ending = "digit" if typed.figures == 1 else "digits"
        sentence = f"Right to the {typed.figures} {ending} typed: it is {_exact(question)}."
        return Verdict(Outcome.RIGHT, sentence)
    return Verdict(Outcome.RIGHT, f"Right: it is {_exact(question)}.")


def _when_known(question: Question, typed: Typed) -> Verdict | None:
    """Name the slip, or both where two lead to the same number."""
    fine = [
        mistake
        for mistake in question.mistakes
        if typed.half <= _TELLS_APART * abs(mistake.value - question.value)
    ]
    exact = [m for m in fine if abs(typed.value - m.value) <= 1e-9 * _size(question, m)]
    near = [m for m in fine if abs(typed.value - m.value) <= _reach(question, typed, m)]
    near.sort(key=lambda m: abs(typed.value - m.value))
    found = (exact or near)[:2]
    if not found:
        return None
    if len(found) == 1:
        return Verdict(Outcome.WRONG, found[0].sentence)
    first, second = (mistake.sentence for mistake in found)
    return Verdict(Outcome.WRONG, f"Two slips lead to this number. {first} Or: {second}")


def _size(question: Question, mistake: Mistake) -> float:
    return max(question.scale, abs(mistake.value))


def _reach(question: Question, typed: Typed, mistake: Mistake) -> float:
    """Return how far from a mistake's number an answer still counts as that mistake."""
    rounding = 10.0 ** (1 - digits.count) * abs(mistake.value)
    apart = abs(mistake.value - question.value)
    return max(typed.half, min(rounding, 0.1 * apart, _SLACK_SHARE * _size(question, mistake)))


def _when_sign_or_point(question: Question, typed: Typed) -> Verdict | None:
    if not question.value:
        return None
    if _is_like(typed, -question.value):
        return Verdict(Outcome.WRONG, "The digits are right, the sign is not.")
    for power in _POWERS:
        if _is_like(typed, question.value * 10.0**power):
            times = f"{10 ** abs(power):,} times too {'large' if power > 0 else 'small'}"
            sentence = f"The digits are right, but {times}: look at the decimal point."
            return Verdict(Outcome.WRONG, sentence)
    return None


def _is_like(typed: Typed, value: float) -> bool:
    reach = max(typed.half, 0.5 * 10.0 ** (1 - digits.count) * abs(value))
    return abs(typed.value - value) <= min(reach, 0.05 * abs(value))


def _when_close(question: Question, typed: Typed) -> Verdict | None:
    distance = abs(typed.value - question.value)
    if distance > max(_CLOSE_SHARE * question.scale, min(question.slack, 0.2 * question.scale)):
        return None
    return Verdict(
        Outcome.CLOSE,
        f"Close, but rounded too early: to {digits.count} digits it is {_exact(question)}.",
    )


def _when_likely(question: Question, typed: Typed) -> Verdict | None:
    """Name the slip that an answer is close to, or whose number it is but for the sign."""
    for sign, template in ((1.0, "Perhaps: {}"), (-1.0, "Two slips, perhaps: the sign, and: {}")):
        near = [
            (abs(typed.value - sign * mistake.value) / abs(mistake.value), place)
            for place, mistake in enumerate(question.mistakes)
            if mistake.value and typed.half <= _LIKELY_SHARE * abs(mistake.value)
        ]
        distance, place = min(near, default=(1.0, 0))
        if distance <= _LIKELY_SHARE:
            sentence = template.format(question.mistakes[place].sentence)
            return Verdict(Outcome.WRONG, sentence)
    return None


def _when_far(question: Question, typed: Typed) -> Verdict:
    """Say which way it is off, and not by how much, which would tell the number."""
    too = "too large" if typed.value > question.value else "too small"
    sentence = f"Not yet: that is {too}"
    if question.value and typed.value * question.value < 0:
        sentence += ", and its sign is the other one"
    return Verdict(Outcome.WRONG, f"{sentence}. No single slip leads there; take a hint.")


def _exact(question: Question) -> str:
    """Return the answer with the digits that tell it from what it is small beside."""
    if question.scale >= abs(question.value) or question.scale == 0.0:
        return number(question.value)
    more = math.ceil(math.log10(abs(question.value) / question.scale))
    return format_significant(question.value, min(MOST, digits.count + more))
