"""Areas upon each other over the sweeps: positive parts upwards from 0, negative ones downwards."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from bpgui.core.arrays import FloatArray
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.theme import PARTS, appearance


def with_crossings(x: FloatArray, parts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the rows, and where a part crosses 0 between two of them a row for that place.

    So a band ends where the straight line between its values does.

    Parameters
    ----------
    x : ndarray of shape (k,)
        Ascending.
    parts : ndarray of shape (k, n)
        Finite.
    """
    if len(x) < 2:
        return x, parts
    before, after = parts[:-1], parts[1:]
    row, part = np.nonzero(before * after < 0)
    share = before[row, part] / (before[row, part] - after[row, part])
    between_x = x[row] + share * (x[row + 1] - x[row])
    between = before[row] + share[:, None] * (after[row] - before[row])
    between[np.arange(len(row)), part] = 0.0
    order = np.argsort(np.concatenate([np.arange(len(x)), row + share]), kind="stable")
    return np.append(x, between_x)[order], np.concatenate([parts, between])[order]


def bands(parts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where the bands of parts (k, n) begin and end above 0 and below.

    Returns
    -------
    begin, end : ndarray of shape (2, n, k)
        First the bands above, then those below; a part has no height where its sign is the other.
    """
    signed = np.stack([np.maximum(parts, 0.0), np.minimum(parts, 0.0)])
    end = np.cumsum(signed, axis=2)
    return (end - signed).transpose(0, 2, 1), end.transpose(0, 2, 1)


class StackedAreas:
    """The areas of the parts of an update in a chart, and their sum as a line upon them."""

    def __init__(self, chart: Chart) -> None:
        self._areas: list[Any] = [chart.curve(z=1) for _ in PARTS]
        self._halo: Any = chart.curve(z=2)
        self._sum: Any = chart.curve(z=3)

    def draw(self, x: FloatArray, parts: FloatArray, sums: FloatArray) -> None:
        """Draw parts (k, 3), and their sum (k,), over x (k,); all finite."""
        theme = appearance.theme
        across, rows = with_crossings(x, parts)
        begin, end = bands(rows)
        for number, (part, area) in enumerate(zip(PARTS, self._areas, strict=True)):
            _fill(area, across, begin[:, number], end[:, number], theme.part_colour(part))
        self._halo.setData(x, sums, pen=line(theme.panel, 3.5))
        self._sum.setData(x, sums, pen=line(theme.text, 1.5))

    def clear(self) -> None:
        """Draw nothing."""
        self.draw(np.empty(0), np.empty((0, 3)), np.empty(0))


def _fill(area: Any, x: FloatArray, begin: FloatArray, end: FloatArray, colour: object) -> None:  # noqa: ANN401
    """Fill between two pairs of curves (2, k): one outline above 0 and one below."""
    around = np.concatenate([x, x[::-1]])
    heights = np.concatenate([end, begin[:, ::-1]], axis=1)
    joined = np.ones(2 * len(around), dtype=np.int32)
    joined[len(around) - 1 :: max(1, len(around))] = 0
    area.setData(
        np.concatenate([around, around]),
        heights.ravel(),
        connect=joined,
        fillLevel="enclosed",
        brush=colour,
        pen=QPen(Qt.PenStyle.NoPen),
        skipFiniteCheck=True,
    )
