"""The parts of an update, as shares of each other and in words."""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.ui.numbers import MINUS, format_significant
from bpgui.ui.plots.present import format_sweep
from bpgui.ui.theme import PARTS


def shares_of(parts: FloatArray) -> FloatArray:
    """Return parts (k, 3) divided by their sizes together; 0 where all are."""
    with np.errstate(all="ignore"):
        sizes = np.abs(parts).sum(axis=1, keepdims=True)
        return np.where(sizes > 0, parts / sizes, 0.0)


def told(sweep: float, parts: FloatArray) -> str:
    """Say what the parts at a sweep are, and their sum, in two lines."""
    values = zip(PARTS, parts.tolist(), strict=True)
    numbers = [f"{part} {format_significant(value, 3)}" for part, value in values]
    total = format_significant(sum(parts.tolist()), 3)
    return f"sweep {format_sweep(sweep)} · sum {total}\n{' · '.join(numbers)}"


def told_shortly(sweep: float, parts: FloatArray) -> str:
    """Say it in one line, in which the parts stand in the order of the legend."""
    first, *others = (format_significant(float(part), 3) for part in parts)
    signed = [f" − {v.removeprefix(MINUS)}" if v[0] == MINUS else f" + {v}" for v in others]
    total = format_significant(sum(parts.tolist()), 3)
    return f"sweep {format_sweep(sweep)} · {first}{''.join(signed)} = {total}"
