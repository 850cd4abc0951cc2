"""Where an axis has its tick marks and what stands beside them."""

import math
from collections.abc import Callable

from bpgui.ui.numbers import MINUS, format_count

Ticks = list[tuple[float, str]]
"""The places of the tick marks on the axis, with their texts."""
TickRule = Callable[[float, float, int], Ticks]
"""Gives the ticks from the ends of the visible range and the largest number there is room for."""

_STEPS = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SHORT = 4  # characters for which there is room beside an axis
_ALMOST = 1e-9  # of a step: rounding must not lose the tick at the end of a range


def nice_step(span: float, intervals: int) -> float:
    """Return the smallest round distance that divides `span` into at most `intervals` parts."""
    if not (math.isfinite(span) and span > 0):
        return 1.0
    rough = span / max(1, intervals)
    power = 10.0 ** math.floor(math.log10(rough))
    for step in _STEPS:
        if step * power >= rough * (1 - _ALMOST):
            return step * power
    return 10.0 * power


def linear_ticks(low: float, high: float, count: int) -> Ticks:
    """Return ticks at multiples of a round number; at most `count` of them and one more.

    A single tick says nothing about the scale: instead of it there are a few more.
    """
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - _ALMOST), math.floor(high / step + _ALMOST)
    if first == last:
        step = nice_step(high - low, count + 1)
        first, last = math.ceil(low / step - _ALMOST), math.floor(high / step + _ALMOST)
    if last - first > 4 * count + 4:  # a range too narrow for its distance from zero
        return []
    return [(k * step, tick_text(k * step, step)) for k in range(first, last + 1)]


def unit_of(low: float, high: float, count: int) -> int:
    """Return the power of ten in whose multiples ticks are short: 0 where they are anyway."""
    largest = max(abs(low), abs(high))
    if not (math.isfinite(largest) and largest > 0):
        return 0
    texts = [text for _, text in linear_ticks(low, high, count)]
    if all(len(text.removeprefix(MINUS)) <= _SHORT and "·" not in text for text in texts):
        return 0
    return math.floor(math.log10(largest) + _ALMOST)


def unit_ticks(low: float, high: float, count: int) -> Ticks:
    """Return the ticks of ``linear_ticks`` with their texts in multiples of ``unit_of``."""
    unit = 10.0 ** unit_of(low, high, count)
    return [(k * unit, text) for k, text in linear_ticks(low / unit, high / unit, count)]


def unit_text(power: int) -> str:
    """Return what stands at an axis whose ticks are in multiples of a power of ten."""
    return f"·10{str(power).translate(_SUPERSCRIPTS)}" if power else ""


def whole_ticks(low: float, high: float, count: int) -> Ticks:
    """Return ticks at whole numbers only, as for sweeps."""
    step = max(1.0, nice_step(high - low, count))
    if step == 2.5:
        step = 3.0
    first, last = math.ceil(low / step - _ALMOST), math.floor(high / step + _ALMOST)
    return [(k * step, tick_text(k * step, step)) for k in range(first, last + 1)]


def decade_ticks(low: float, high: float, count: int) -> Ticks:
    """Return ticks at powers of ten, for an axis that shows decimal logarithms.

    Where less than two powers of ten are in sight, 2 and 5 times them are marked too; also where
    there are two, and room.
    """
    first, last = math.ceil(low - _ALMOST), math.floor(high + _ALMOST)
    stride = max(1, math.ceil((last - first) / max(1, count)))
    ticks = [(float(k), power_text(k)) for k in range(first, last + 1) if k % stride == 0]
    if len(ticks) < 2 or (len(ticks) == 2 and stride == 1 and count >= 4 and high - low < 1.4):
        decades = range(math.floor(low), math.ceil(high) + 1)
        places = [(k + math.log10(digit), digit, k) for k in decades for digit in (1, 2, 5)]
        ticks = [
            (place, power_text(k, digit))
            for place, digit, k in places
            if low - _ALMOST <= place <= high + _ALMOST
        ]
    return ticks


def tick_text(value: float, step: float) -> str:
    """Write a tick's value with the decimals that the distance of the ticks needs."""
    if value == 0:
        return "0"
    if max(abs(value), step) >= 1e6 or abs(step) < 1e-5:
        power = math.floor(math.log10(abs(value)) + _ALMOST)
        digits = max(0, power - math.floor(math.log10(step) + _ALMOST)) + 1
        mantissa = f"{value / 10.0**power:.{min(digits, 6)}f}".rstrip("0").rstrip(".")
        return f"{mantissa}·10{str(power).translate(_SUPERSCRIPTS)}".replace("-", MINUS)
    decimals = max(0, -math.floor(math.log10(step) + _ALMOST))
    if round(step * 10**decimals) != round(step * 10**decimals, 6):
        decimals += 1  # steps of 0.25 need one more than steps of 0.2
    if decimals == 0:
        return format_count(round(value)).replace("-", MINUS)
    return f"{value:.{decimals}f}".replace("-", MINUS)


def power_text(power: int, digit: int = 1) -> str:
    """Write digit times ten to a power: plain between 0.001 and 10,000, else as 10⁻⁵."""
    if 0 <= power <= 4:
        return format_count(digit * 10**power)
    if -3 <= power < 0:
        return f"{digit * 10.0**power:.{-power}f}"
    exponent = "10" + str(power).translate(_SUPERSCRIPTS)
    return exponent if digit == 1 else f"{digit}·{exponent}"
