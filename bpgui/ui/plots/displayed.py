"""The copy of the data that is drawn: clipped to what a plot can show, thinned to its pixels."""

import numpy as np

from bpgui.core.arrays import FloatArray

LARGEST = 1e100
"""Values beyond are drawn here: the arithmetic of a view's range overflows not far above."""
SMALLEST_ON_LOG = 1e-16
"""Zero and everything below this is drawn here on a logarithmic axis."""


def on_linear(values: FloatArray) -> FloatArray:
    """Return the values as drawn on a linear axis; NaN stays and leaves a gap."""
    return np.clip(values, -LARGEST, LARGEST)


def on_log(values: FloatArray) -> FloatArray:
    """Return the decimal logarithms as drawn on a logarithmic axis; NaN stays."""
    logarithms: FloatArray = np.log10(np.clip(values, SMALLEST_ON_LOG, LARGEST))
    return logarithms


def thinned(y: FloatArray, most: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return which points to draw of a long curve: the ends, and each stretch's extremes.

    Parameters
    ----------
    y : ndarray of shape (k,)
        The curve.
    most : int
        About how many points there may be; twice the width in pixels loses nothing visible.
    """
    count = len(y)
    if count <= most:
        return np.arange(count)
    width = -(-count // max(1, most // 2))
    blocks = -(-(count - 1) // width)
    padded = np.full(blocks * width, np.nan)
    padded[: count - 1] = y[:-1]
    rows = np.where(np.isnan(padded), np.inf, padded).reshape(blocks, width)
    lowest = rows.argmin(axis=1)
    rows = np.where(np.isnan(padded), -np.inf, padded).reshape(blocks, width)
    highest = rows.argmax(axis=1)
    starts = np.arange(blocks) * width
    chosen = np.concatenate([[0], starts + lowest, starts + highest, [count - 1]])
    return np.unique(np.minimum(chosen, count - 1))


def evenly(count: int, most: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return places spread evenly over `count`, between half of `most` and `most`, and the last.

    The distance is a power of two, so that a growing curve keeps its points from frame to frame.
    """
    stride = 1
    while count > stride * most:
        stride *= 2
    places = np.arange(0, count, stride)
    return places if not count or places[-1] == count - 1 else np.append(places, count - 1)
