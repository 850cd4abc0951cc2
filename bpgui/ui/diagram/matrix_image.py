"""Pictures made of numbers: blue where positive, orange where negative, the ground where zero."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from bpgui.ui.diagram.geometry import Floats
from bpgui.ui.theme import Theme

Levels = NDArray[np.uint8]

_MOST_PIXELS = 512
"""Rows or columns beyond which neighbours are averaged."""
_STRENGTH = 0.9


def weight_image(weights: Floats, theme: Theme) -> QImage:
    """Return a picture of a matrix, scaled to two and a half times its root mean square."""
    return levels_image(weight_levels(weights), theme)


def weight_levels(weights: Floats) -> Levels:
    """Return which of 256 colours each pixel of a matrix has; at 128 is zero."""
    values = _bounded(weights)
    with np.errstate(all="ignore"):
        largest = 2.5 * float(np.sqrt(np.mean(values * values)))
    return _levels(values, largest)


def number_image(values: Floats, largest: float, theme: Theme) -> QImage:
    """Return a picture with one pixel a number; `largest` and beyond has the full colour.

    What is not a number is shown as a large positive one.
    """
    return levels_image(_levels(values, largest), theme)


def _levels(values: Floats, largest: float) -> Levels:
    with np.errstate(all="ignore"):
        shares = values * (127.0 / largest) if largest > 0 else np.zeros_like(values)
        shares = np.clip(shares, -127.0, 127.0)
        shares = np.where(np.isfinite(shares), shares, 127.0)
    return np.rint(shares + 128.0).astype(np.uint8)


def levels_image(levels: Levels, theme: Theme) -> QImage:
    """Return a picture of numbers of which it is known which colour each has."""
    rows, columns = levels.shape
    # Qt draws an image of this format ten times as fast as one with a table of colours.
    pixels = _colours(theme)[levels]
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


_tables: dict[int, tuple[Theme, NDArray[np.uint32]]] = {}


def _colours(theme: Theme) -> NDArray[np.uint32]:
    """Return the colour of each of the 256 shares, made once for a theme."""
    known = _tables.get(id(theme))
    if known is not None:
        return known[1]
    table = []
    for step in range(-128, 128):
        colour = theme.positive if step >= 0 else theme.negative
        table.append(theme.blend(colour, _STRENGTH * min(1.0, abs(step) / 127)).rgb())
    _tables[id(theme)] = (theme, np.array(table, dtype=np.uint32))
    return _tables[id(theme)][1]


def _bounded(weights: Floats) -> Floats:
    """Average neighbours until neither side is longer than the bound."""
    for axis in (0, 1):
        factor = -(-weights.shape[axis] // _MOST_PIXELS)
        if factor > 1:
            starts = np.arange(0, weights.shape[axis], factor)
            counts = np.diff(np.append(starts, weights.shape[axis]))
            sums = np.add.reduceat(weights, starts, axis=axis)
            weights = sums / (counts[:, None] if axis == 0 else counts)
    return weights
