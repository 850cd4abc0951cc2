"""Formulas as values: a tree of what a textbook sets, before any colour or font.

A number that the network produced is "live", one that was given (a target, a rate) is "given";
variables are set in italics. A number may know which `Quantity` it is, so that it can be pointed
at. Every formula can also be read as plain text (`plain`), on which its arithmetic can be checked.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Literal, NamedTuple

from bpgui.session.quantity import Quantity
from bpgui.ui.mathematics.digits import MOST, digits
from bpgui.ui.mathematics.small_letters import LOWERED, RAISED
from bpgui.ui.numbers import MINUS, format_significant

Kind = Literal["text", "variable", "live", "given"]
_BEYOND = 6
"""Decimals that a number is given beyond those digits to show how far it is from another."""
_VARIABLE = re.compile(r"(?<![A-Za-zŷ])([A-Za-zŷ])(?![A-Za-zŷ])")


class Span(NamedTuple):
    """A piece of a formula in one line; `of` is the number it shows or stands for."""

    text: str
    kind: Kind
    of: Quantity | None = None


@dataclass(frozen=True)
class Fraction:
    """One formula above another, with a bar between."""

    above: "Formula"
    below: "Formula"


@dataclass(frozen=True)
class Scripts:
    """A formula with a small one at its lower right, at its upper right, or both."""

    base: "Formula"
    below: "Formula" = ()
    above: "Formula" = ()


@dataclass(frozen=True)
class Sum:
    """A large Σ with what it runs over below, and up to where above."""

    below: "Formula" = ()
    above: "Formula" = ()


@dataclass(frozen=True)
class Fence:
    """A formula in brackets as tall as it."""

    content: "Formula"
    left: str = "("
    right: str = ")"


Node = Span | Fraction | Scripts | Sum | Fence
Formula = tuple[Node, ...]


def live(value: float, of: Quantity | None = None) -> Formula:
    """Return a number that the network produced."""
    return (Span(format_significant(value, digits.count), "live", of),)


def live_beside(value: float, other: float, of: Quantity | None = None) -> Formula:
    """Return a number with enough decimals to show how far it is from another one."""
    distance = abs(value - other)
    if distance == 0 or not math.isfinite(distance):
        return live(value, of)
    wanted = digits.count - 1 - math.floor(math.log10(distance))
    exponent = math.floor(math.log10(abs(value))) if value else 0
    usual = digits.count - 1 - exponent
    # No more than tell it from every other number: what follows would be an accident of binary.
    decimals = min(max(wanted, usual), digits.count + _BEYOND, MOST - 1 - exponent)
    if decimals <= usual or decimals < 0:
        return live(value, of)
    return (Span(f"{value:.{decimals}f}".replace("-", MINUS), "live", of),)


def given(value: float, of: Quantity | None = None) -> Formula:
    """Return a number that was given: without superfluous zeros."""
    text = format_significant(value, digits.count)
    if "." in text and "·" not in text:
        text = text.rstrip("0").rstrip(".")
    return (Span(text, "given", of),)


def name(text: str, longest: int = 14, of: Quantity | None = None) -> Formula:
    """Return the name of a unit as a variable, cut short where it is too long for a formula."""
    short = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return (Span(short, "variable", of),)


def words(text: str, of: Quantity | None = None) -> Formula:
    """Return text that is no variable, or a Greek letter, which stands upright."""
    return (Span(text, "text", of),)


def fraction(above: Formula, below: Formula) -> Formula:
    """Return a fraction."""
    return (Fraction(above, below),)


def scripts(base: Formula, below: Formula = (), above: Formula = ()) -> Formula:
    """Return a formula with an index, a power, or both."""
    return (Scripts(base, below, above),)


def summation(below: Formula = (), above: Formula = ()) -> Formula:
    """Return the sign of a sum."""
    return (Sum(below, above),)


def fenced(content: Formula, left: str = "(", right: str = ")") -> Formula:
    """Return a formula in brackets as tall as it."""
    return (Fence(content, left, right),)


def compose(template: str, /, **parts: Formula) -> Formula:
    """Fill a template: its single letters become variables, its fields the parts of that name.

    >>> plain(compose("L = {number}", number=given(0.5)))
    'L = 0.5'
    """
    nodes: list[Node] = []
    for literal, field, _format, _conversion in Formatter().parse(template):
        nodes.extend(_literal_spans(literal))
        if field is not None:
            nodes.extend(parts[field])
    return tuple(nodes)


def guarded(number: Formula) -> Formula:
    """Return a number in parentheses if it begins with a minus sign."""
    return (*words("("), *number, *words(")")) if plain(number).startswith(MINUS) else number


def sum_of(terms: Sequence[Formula], total: int | None = None) -> Formula:
    """Join terms with plus signs, or minus signs before those that begin with one.

    If fewer terms than `total` are given, say how many there are.
    """
    nodes: list[Node] = []
    for index, term in enumerate(terms):
        first = term[0]
        negative = index > 0 and isinstance(first, Span) and first.text.startswith(MINUS)
        if index:
            nodes.extend(words(" − " if negative else " + "))
        if negative and isinstance(first, Span):
            first = first._replace(text=first.text.removeprefix(MINUS))
        is_empty = isinstance(first, Span) and not first.text
        nodes.extend(term[1:] if is_empty else [first, *term[1:]])
    if total is not None and total > len(terms):
        nodes.extend(words(f" + … ({total} terms)"))
    return tuple(nodes) or given(0.0)


def plain(formula: Formula) -> str:
    """Return the formula as plain text.

    >>> plain(fraction(words("∂L"), words("∂w")))
    '∂L/∂w'
    """
    return "".join(_plain_node(node) for node in formula)


def spans(formula: Formula) -> Iterable[Span]:
    """Yield every span of a formula, also those inside of fractions and the like."""
    for node in formula:
        if isinstance(node, Span):
            yield node
            continue
        for part in vars(node).values():
            if not isinstance(part, str):
                yield from spans(part)


def _plain_node(node: Node) -> str:
    if isinstance(node, Span):
        return node.text
    if isinstance(node, Fraction):
        return f"{_bracketed(plain(node.above))}/{_bracketed(plain(node.below))}"
    if isinstance(node, Fence):
        return f"{node.left}{plain(node.content)}{node.right}"
    if isinstance(node, Sum):
        return "Σ" + _script(plain(node.below), "_") + _script(plain(node.above), "^") + " "
    return plain(node.base) + _script(plain(node.below), "_") + _script(plain(node.above), "^")


def _bracketed(text: str) -> str:
    simple = " " not in text or (text[:1] == "(" and text.find(")") == len(text) - 1)
    return text if simple else f"({text})"


def _script(text: str, mark: str) -> str:
    """Return small letters where Unicode has all of them, else the text behind its mark."""
    small = text.translate(LOWERED if mark == "_" else RAISED)
    if all(new != old for new, old in zip(small, text, strict=True) if old != "′"):
        return small
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _literal_spans(text: str) -> Iterable[Span]:
    for index, piece in enumerate(_VARIABLE.split(text)):
        if piece:
            yield Span(piece, "variable" if index % 2 else "text")
