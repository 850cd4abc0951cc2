"""The patterns of a data set as marks in a chart."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.data.dataset import Dataset
from bpgui.session.excerpt import excerpt
from bpgui.session.session import Session
from bpgui.ui.plots.chart import Chart
from bpgui.ui.theme import Theme, appearance

_REACH = 10.0  # pixels between the cursor and the mark it points at, at most
MOST_MARKS = 2000
"""Of more patterns than these, some stand for all: more could not be told apart."""


def marked_rows(session: Session) -> IntArray:
    """Return the patterns that have a mark, ascending: all, or a part with the presented one."""
    rows = excerpt(np.arange(session.dataset.n_patterns), session.network)
    if len(rows) > MOST_MARKS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_MARKS).astype(np.intp)]
    if len(rows) < session.dataset.n_patterns:
        rows = np.union1d(rows, [session.pattern])
    return rows


class PatternMarks:
    """Filled circles for training patterns, hollow squares for held-out ones, and one ring."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._train: Any = chart.points(z=10)
        self._test: Any = chart.points(z=9)
        self._ring: Any = chart.points(z=11)
        self._rows: IntArray = np.empty(0, dtype=np.intp)
        self._places: FloatArray = np.empty((0, 2))
        self._size = 11.0

    def draw(
        self, dataset: Dataset, rows: IntArray, places: FloatArray, colours: list[QColor]
    ) -> None:
        """Draw a mark a pattern.

        Parameters
        ----------
        dataset : Dataset
            Says which patterns are held out.
        rows : ndarray of shape (n,)
            Which patterns; see `marked_rows`.
        places : ndarray of shape (n, 2)
            Where, in the chart's coordinates.
        colours : list of QColor
            One a pattern, or one for all.
        """
        self._rows, self._places = rows, places
        self._size = mark_size(len(places))
        is_test = dataset.test[rows]
        rim = rim_colour(appearance.theme)
        for item, drawn, symbol, hollow in (
            (self._train, np.flatnonzero(~is_test), "o", False),
            (self._test, np.flatnonzero(is_test), "s", True),
        ):
            chosen = [colours[place] for place in drawn] if len(colours) > 1 else colours
            edge = 1.5 if self._size > 7 else 1.0
            pens = [self._pen(colour if hollow else rim, edge) for colour in chosen]
            inside = appearance.theme.panel
            brushes = [QBrush(inside if hollow else colour) for colour in chosen]
            single = len(colours) == 1
            item.setData(
                x=places[drawn, 0],
                y=places[drawn, 1],
                symbol=symbol,
                size=self._size * (0.8 if hollow else 1.0),
                pen=pens[0] if single and pens else pens,
                brush=brushes[0] if single and brushes else brushes,
            )

    def draw_ring(self, row: int) -> None:
        """Draw the ring around the presented pattern."""
        shown = self._places[self._rows == row]
        pen = self._pen(appearance.theme.selection, 2.0)
        no_brush = QBrush(Qt.BrushStyle.NoBrush)
        self._ring.setData(
            x=shown[:, 0], y=shown[:, 1], symbol="o", size=self._size + 6, pen=pen, brush=no_brush
        )

    def _pen(self, colour: QColor, width: float) -> QPen:
        # The width of a cosmetic pen counts pixels of the screen: two for one at 200 %.
        pen = QPen(colour, width * self._chart.devicePixelRatioF())
        pen.setCosmetic(True)
        return pen

    def nearest(self, x: float, y: float) -> int | None:
        """Return the row of the pattern that is seen at (x, y)."""
        if not len(self._places):
            return None
        axes = self._chart.axes
        scale = np.array(
            [
                axes.plot.width() / (axes.x[1] - axes.x[0]),
                axes.plot.height() / (axes.y[1] - axes.y[0]),
            ]
        )
        away = np.hypot(*((self._places - (x, y)) * scale).T)
        away = np.where(np.isnan(away), np.inf, away)
        best = int(away.argmin())
        return int(self._rows[best]) if away[best] <= _REACH else None


def mark_size(count: int) -> float:
    """Return the diameter of marks in pixels: smaller where there are many."""
    return 13.0 if count <= 20 else 8.0 if count <= 100 else 6.0 if count <= 500 else 4.0


def rim_colour(theme: Theme) -> QColor:
    """Return the light rim that lifts a mark from a coloured ground."""
    return theme.text if theme.dark else theme.panel
