"""Formulas as values: spans of text that know what they are, before any colour or font.

A number that the network produced is "live", one that was given (a target, a rate) is "given";
variables are set in italics. `bpgui.ui.details.typesetting` turns a formula into rich text.
"""

import math
import re
from collections.abc import Iterable, Sequence
from string import Formatter
from typing import Literal, NamedTuple

from bpgui.ui.numbers import MINUS, format_significant

Kind = Literal["text", "variable", "live", "given"]
DIGITS = 4
"""Significant digits of a number in a formula."""
_MOST_DECIMALS = 10
_VARIABLE = re.compile(r"(?<![A-Za-zŷ])([A-Za-zŷ])(?![A-Za-zŷ])")


class Span(NamedTuple):
    """A piece of a formula."""

    text: str
    kind: Kind


Formula = tuple[Span, ...]


def live(value: float) -> Formula:
    """Return a number that the network produced."""
    return (Span(format_significant(value, DIGITS), "live"),)


def live_beside(value: float, other: float) -> Formula:
    """Return a number with enough decimals to show how far it is from another one."""
    distance = abs(value - other)
    if distance == 0 or not math.isfinite(distance):
        return live(value)
    wanted = DIGITS - 1 - math.floor(math.log10(distance))
    usual = DIGITS - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    decimals = min(max(wanted, usual), _MOST_DECIMALS)
    if decimals <= usual:
        return live(value)
    return (Span(f"{value:.{decimals}f}".replace("-", MINUS), "live"),)


def given(value: float) -> Formula:
    """Return a number that was given: without superfluous zeros."""
    text = format_significant(value, DIGITS)
    if "." in text and "·" not in text:
        text = text.rstrip("0").rstrip(".")
    return (Span(text, "given"),)


def name(text: str, longest: int = 14) -> Formula:
    """Return the name of a unit as a variable, cut short where it is too long for a formula."""
    short = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return (Span(short, "variable"),)


def words(text: str) -> Formula:
    """Return text that is no variable."""
    return (Span(text, "text"),)


def compose(template: str, /, **parts: Formula) -> Formula:
    """Fill a template: its single letters become variables, its fields the parts of that name.

    >>> plain(compose("L = {number}", number=given(0.5)))
    'L = 0.5'
    """
    spans: list[Span] = []
    for literal, field, _format, _conversion in Formatter().parse(template):
        spans.extend(_literal_spans(literal))
        if field is not None:
            spans.extend(parts[field])
    return tuple(spans)


def guarded(number: Formula) -> Formula:
    """Return a number in parentheses if it begins with a minus sign."""
    return (*words("("), *number, *words(")")) if plain(number).startswith(MINUS) else number


def sum_of(terms: Sequence[Formula], total: int | None = None) -> Formula:
    """Join terms with plus signs, or minus signs before those that begin with one.

    If fewer terms than `total` are given, say how many there are.
    """
    spans: list[Span] = []
    for index, term in enumerate(terms):
        negative = index > 0 and term[0].text.startswith(MINUS)
        if index:
            spans.extend(words(" − " if negative else " + "))
        first = Span(term[0].text.removeprefix(MINUS), term[0].kind) if negative else term[0]
        spans.extend([first, *term[1:]] if first.text else term[1:])
    if total is not None and total > len(terms):
        spans.extend(words(f" + … ({total} terms)"))
    return tuple(spans) or given(0.0)


def plain(formula: Formula) -> str:
    """Return the formula as plain text."""
    return "".join(span.text for span in formula)


def _literal_spans(text: str) -> Iterable[Span]:
    for index, piece in enumerate(_VARIABLE.split(text)):
        if piece:
            yield Span(piece, "variable" if index % 2 else "text")
