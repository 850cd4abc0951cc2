"""Many weights over the sweeps, drawn as three items: positive, negative, and the selected one."""

from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.theme import appearance

_REACH = 9.0  # pixels between the cursor and the curve it points at, at most


class WeightCurves:
    """The curves of a chosen set of parameters in a chart.

    All curves of one sign are one item of pyqtgraph, whose ``connect`` array lifts the pen
    between them: one path to paint instead of hundreds.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._negative: Any = chart.curve(z=2)
        self._positive: Any = chart.curve(z=3)
        self._selected: Any = chart.curve(z=5)
        self._sweeps: FloatArray = np.empty(0)
        self._values: FloatArray = np.empty((0, 0))
        self._indices: IntArray = np.empty(0, dtype=np.intp)

    @property
    def indices(self) -> IntArray:
        """The parameters that are drawn."""
        return self._indices

    def draw(
        self, sweeps: FloatArray, values: FloatArray, indices: IntArray, selected: int | None
    ) -> None:
        """Draw parameters over sweeps.

        Parameters
        ----------
        sweeps : ndarray of shape (m,)
            Ascending.
        values : ndarray of shape (m, n)
            One column a parameter; NaN where it was not there yet.
        indices : ndarray of shape (n,)
            Which parameters the columns are.
        selected : int or None
            The parameter drawn bold.
        """
        self._sweeps, self._values, self._indices = sweeps, on_linear(values), indices
        theme = appearance.theme
        chosen = indices == (-1 if selected is None else selected)
        negative = self._values[-1] < 0 if len(values) else np.zeros(len(indices), dtype=bool)
        for curve, columns, pen in (
            (self._negative, negative & ~chosen, line(theme.connection_colour(-1.0))),
            (self._positive, ~negative & ~chosen, line(theme.connection_colour(1.0))),
            (self._selected, chosen, line(theme.selection, 3)),
        ):
            curve.setPen(pen)
            self._draw_columns(curve, columns)

    def clear(self) -> None:
        """Draw nothing."""
        none = np.empty(0)
        self.draw(none, np.empty((0, 0)), np.empty(0, dtype=np.intp), None)

    def nearest(self, x: float, y: float) -> tuple[int, float, float] | None:
        """Return the parameter whose curve is seen at (x, y), with its sweep and value there."""
        count = len(self._sweeps)
        if not count or not len(self._indices) or not np.isfinite(x):
            return None
        right = int(np.clip(np.searchsorted(self._sweeps, x), 1, max(1, count - 1)))
        left, right = max(0, right - 1), min(right, count - 1)
        width = self._sweeps[right] - self._sweeps[left]
        share = float(np.clip((x - self._sweeps[left]) / width, 0, 1)) if width > 0 else 0.0
        heights = (1 - share) * self._values[left] + share * self._values[right]
        axes = self._chart.axes
        per_pixel = (axes.y[1] - axes.y[0]) / max(1.0, axes.plot.height())
        away = np.abs(heights - y) / per_pixel
        away = np.where(np.isnan(away), np.inf, away)
        best = int(away.argmin())
        if away[best] > _REACH:
            return None
        sweep = float(np.clip(x, self._sweeps[0], self._sweeps[-1]))
        return int(self._indices[best]), sweep, float(heights[best])

    def _draw_columns(self, curve: Any, columns: np.ndarray) -> None:  # noqa: ANN401
        values = self._values[:, columns]
        length, count = values.shape
        x, y = np.tile(self._sweeps, count), values.T.ravel()
        if not np.isfinite(y).all():
            joined = np.isfinite(y)
            joined[:-1] &= joined[1:]
            y = np.nan_to_num(y, nan=0.0)
        else:
            joined = np.ones(len(y), dtype=bool)
        if length:
            joined[length - 1 :: length] = False
        curve.setData(x, y, connect=joined.astype(np.int32), skipFiniteCheck=True)
