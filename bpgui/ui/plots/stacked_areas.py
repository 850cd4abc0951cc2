"""Areas upon each other over the sweeps: positive parts upwards from 0, negative ones downwards."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPen

from bpgui.core.arrays import FloatArray
from bpgui.ui.plots.area_labels import Spot, roomiest
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.pixel_font import pixel_font
from bpgui.ui.plots.ranges import Range
from bpgui.ui.theme import PARTS, appearance

_GAP = 3.0
"""Pixels between a name and the line of the sums."""


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


def shares_of(parts: FloatArray) -> FloatArray:
    """Return parts (k, 3) divided by their sizes together; 0 where all are."""
    with np.errstate(all="ignore"):
        sizes = np.abs(parts).sum(axis=1, keepdims=True)
        return np.where(sizes > 0, parts / sizes, 0.0)


class StackedAreas:
    """The areas of the parts of an update in a chart, and their sum as a line upon them."""

    def __init__(self, chart: Chart) -> None:
        self._areas: list[Any] = [chart.curve(z=1) for _ in PARTS]
        self._halo: Any = chart.curve(z=2)
        self._sum: Any = chart.curve(z=3)
        self._chart = chart
        self._drawn = (np.empty(0), np.empty((0, 3)))
        self._spots: dict[str, Spot] = {}

    def draw(self, x: FloatArray, parts: FloatArray, sums: FloatArray) -> None:
        """Draw parts (k, 3), and their sum (k,), over x (k,); all finite."""
        theme = appearance.theme
        across, rows = with_crossings(x, parts)
        begin, end = bands(rows)
        self._drawn = across, rows
        for number, (part, area) in enumerate(zip(PARTS, self._areas, strict=True)):
            _fill(area, across, begin[:, number], end[:, number], theme.part_colour(part))
        self._halo.setData(x, sums, pen=line(theme.panel, 3.5))
        self._sum.setData(x, sums, pen=line(theme.text, 1.5))

    def name_parts(self) -> None:
        """Write the names of the parts into their areas where there is room in the past."""
        axes, readout, theme = self._chart.axes, self._chart.readout, appearance.theme
        metrics = QFontMetricsF(pixel_font())
        per_pixel = (axes.x[1] - axes.x[0]) / max(1.0, axes.plot.width())
        height = metrics.height() * (axes.y[1] - axes.y[0]) / max(1.0, axes.plot.height())
        last = axes.x[1] if readout.now is None else min(readout.now, axes.x[1])
        readout.labels, former, self._spots = [], self._spots, {}
        for number, part in enumerate(PARTS):
            width = (metrics.horizontalAdvance(part) + 8) * per_pixel
            spot = self._roomiest(number, (axes.x[0], last), width, former.get(part))
            if spot is not None and spot.room >= height:
                self._spots[part] = spot
                ink = theme.text_on(theme.part_colour(part))
                readout.labels.append((spot.x, spot.y, part, ink))

    def _roomiest(
        self, number: int, across: Range, width: float, former: Spot | None
    ) -> Spot | None:
        """Return the best place for the name of a part: above 0 or below, beside the line."""
        x, rows = self._drawn
        axes = self._chart.axes
        begin, end = (np.clip(ends[:, number], *axes.y) for ends in bands(rows))
        low, high, sums = np.minimum(begin, end), np.maximum(begin, end), rows.sum(axis=1)
        gap = _GAP * (axes.y[1] - axes.y[0]) / max(1.0, axes.plot.height())
        found = [
            roomiest(x, *free, across, width, former)
            for side in (0, 1)
            for free in (
                (np.maximum(low[side], sums + gap), high[side]),
                (low[side], np.minimum(high[side], sums - gap)),
            )
        ]
        return max((spot for spot in found if spot), key=lambda spot: spot.room, default=None)

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
