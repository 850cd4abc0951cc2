"""Ranges of axes that follow growing data calmly: in steps, never a little at every frame."""

import math

from bpgui.ui.plots.ticks import nice_step

Range = tuple[float, float]

_LADDER = (1.0, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SMALLEST_END = 10.0


def calm_end(latest: float) -> float:
    """Return where the sweep axis ends: the next step of a ladder with rungs about 25 % apart."""
    if not math.isfinite(latest) or latest <= _SMALLEST_END:
        return _SMALLEST_END
    power = 10.0 ** math.floor(math.log10(latest))
    rung = next(rung for rung in _LADDER if rung * power >= latest * (1 - 1e-12))
    return rung * power


def calm_range(former: Range | None, low: float, high: float, intervals: int = 4) -> Range:
    """Return a range of round ends around the data.

    The former range stays while the data are inside and fill more than half of what a fresh
    choice would not; so data that swing around a round number do not shake the axis.

    Parameters
    ----------
    former : (float, float) or None
        The range shown so far.
    low, high : float
        The smallest and largest value, finite.
    intervals : int
        The number of tick distances wanted.
    """
    fresh = _snapped(low, high, intervals)
    if former is not None and former[0] <= low and high <= former[1]:
        wasted = (former[1] - former[0]) / (fresh[1] - fresh[0])
        if wasted <= 1.5:
            return former
    return fresh


def log_range(low: float, high: float) -> Range:
    """Return a range of decimal logarithms: whole decades below, 1, 2 or 5 of one above."""
    bottom = float(math.floor(low + 1e-9))
    decade = math.floor(high)
    tops = (decade + math.log10(digit) for digit in (1, 2, 5, 10))
    top = next((top for top in tops if top >= high - 1e-9), decade + 1.0)
    return min(bottom, top - 1.0), top


def _snapped(low: float, high: float, intervals: int) -> Range:
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        reach = max(1.0, abs(high)) * 0.5
        low, high = low - reach, high + reach
    step = nice_step(high - low, intervals) / 2
    return math.floor(low / step) * step, math.ceil(high / step) * step
