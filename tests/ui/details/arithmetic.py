"""Recomputing what a formula on screen says, with the rounding of each number it shows.

A number with four significant digits may be off by five in the fifth. A line is computed with
intervals of that width; the result shown below it has to lie within.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.formula import Formula, plain

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBER = re.compile(r"\d+(\.\d+)?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_INNER = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_SQUARE = re.compile(rf"({_INNER})²")
_FUNCTIONS = re.compile(r"\b(ln|tanh|max)\b|\be(?=\^)")
_LAYER = re.compile(r"\)_(\((?:[^()]|\([^()]*\))*\)|[₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)")
"""The name of a layer below the bracket around its terms."""
_MORE = re.compile(r" \([\d,]+ (?:more|larger|here|smaller)\)")
_SMALL_POWER = re.compile(r"\be([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: "Interval") -> "Interval":
        assert other.low > 0
        return self * Interval(1 / other.high, 1 / other.low)

    def __pow__(self, other: "Interval") -> "Interval":
        powers = [a**b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(powers), max(powers))

    def square(self) -> "Interval":
        ends = [self.low**2, self.high**2]
        return Interval(0.0 if self.low < 0 < self.high else min(ends), max(ends))

    def meets(self, other: "Interval") -> bool:
        slack = 1e-12 + 1e-9 * max(abs(self.low), abs(self.high))
        return self.low <= other.high + slack and other.low <= self.high + slack


def number(text: str) -> Interval:
    """Return what a number on screen may stand for."""
    mantissa, _, power = text.partition("·10")
    exponent = int(power.translate(_SUPERSCRIPTS)) if power else 0
    value = float(mantissa) * 10.0**exponent
    figures = mantissa.replace(".", "").lstrip("0")
    if len(figures) > digits.count:
        decimals = len(mantissa.partition(".")[2])
        half = 0.5 * 10.0 ** (exponent - decimals)
    else:
        half = 0.5 * 10.0 ** (1 - digits.count) * abs(value)
    return Interval(value - half, value + half)


def computed(text: str) -> Interval:
    """Compute a line of numbers."""
    text = _THOUSANDS.sub("", text)
    expression = _NUMBER.sub(lambda match: f'N("{match[0]}")', text)
    for shown, meant in (("−", "-"), ("×", "*"), ("½", 'N("0.5")'), ("^", "**")):
        expression = expression.replace(shown, meant)
    expression = re.sub(r" · ", " * ", expression)
    expression = _SQUARE.sub(r"\1.square()", expression)
    names = {
        "N": number,
        "ln": lambda x: Interval(math.log(max(x.low, 1e-300)), math.log(x.high)),
        "e": Interval(math.e, math.e),
        "tanh": lambda x: Interval(math.tanh(x.low), math.tanh(x.high)),
        "max": lambda a, b: Interval(max(a.low, b.low), max(a.high, b.high)),
    }
    result = eval(expression, {"__builtins__": {}}, names)  # noqa: S307 - our own formulas
    assert isinstance(result, Interval)
    return result


def groups(explanation: Explanation) -> Iterator[list[str]]:
    """Yield the lines of numbers that are equal to each other, each without its equals sign."""
    group: list[str] = []
    for line in explanation.lines:
        text = plain(line)
        if not text.startswith("= "):
            yield group
            group = []
        if (numbers := _numbers(line)) is not None:
            group.append(numbers)
    yield group


def assert_recomputes(explanation: Explanation) -> int:
    """Check that each line of numbers gives the one below it; return how many were checked."""
    checked = 0
    for group in groups(explanation):
        for above, below in pairwise(group):
            assert computed(above).meets(computed(below)), f"{above} is not {below}"
            checked += 1
    return checked


def _numbers(line: Formula) -> str | None:
    """Return the part of a line that can be computed; None for a formula."""
    part = re.split(r"(?:^|\s)[=←] ", plain(line))[-1]
    part = _MORE.sub("", _LAYER.sub(")", part))
    part = _SMALL_POWER.sub(lambda match: f"e^({match[1].translate(_SUPERSCRIPTS)})", part)
    part = part.replace("e^(-", "e^(−")
    if re.search(r"[^\W\d_]|\[|σ|Σ", _FUNCTIONS.sub("", part)):
        return None
    return part
