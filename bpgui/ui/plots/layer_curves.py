"""One curve a layer, with a legend and, for weights, a band around it."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from bpgui.core.arrays import FloatArray
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.readout import Key
from bpgui.ui.theme import appearance

_STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


class LayerCurves:
    """As many curves as a network has layers with parameters.

    Layers have no sign, so their curves have no colour: they differ in brightness and dashes,
    the output layer being the plainest.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._lines: list[Any] = []
        self._bands: list[Any] = []

    def draw(
        self,
        sweeps: FloatArray,
        middles: FloatArray,
        names: list[str],
        bands: tuple[FloatArray, FloatArray] | None = None,
    ) -> None:
        """Draw the layers over sweeps.

        Parameters
        ----------
        sweeps : ndarray of shape (m,)
            Ascending.
        middles : ndarray of shape (m, layers)
            The curves, as drawn on the chart's axis.
        names : list of str
            One a layer.
        bands : pair of ndarray of shape (m, layers), optional
            The lower and upper edges of the bands.
        """
        self._provide(len(names))
        legend = []
        for k, name in enumerate(names):
            colour = self._colour(k, len(names))
            style = _STYLES[(len(names) - 1 - k) % len(_STYLES)]
            self._lines[k].setPen(line(colour, 1.5, style))
            self._lines[k].setData(sweeps, middles[:, k], connect="finite")
            self._draw_band(k, sweeps, bands)
            legend.append(Key(name, colour, style))
        self._chart.readout.legend = legend

    def clear(self) -> None:
        """Draw nothing."""
        self.draw(np.empty(0), np.empty((0, 0)), [])

    def _draw_band(
        self, k: int, sweeps: FloatArray, bands: tuple[FloatArray, FloatArray] | None
    ) -> None:
        if bands is None:
            self._bands[k].setData([], [])
            return
        low, high = bands[0][:, k], bands[1][:, k]
        known = np.isfinite(low) & np.isfinite(high)
        x = np.concatenate([sweeps[known], sweeps[known][::-1]])
        y = np.concatenate([low[known], high[known][::-1]])
        shade = QColor(appearance.theme.muted)
        shade.setAlpha(38)
        self._bands[k].setBrush(shade)
        self._bands[k].setData(x, y, fillLevel="enclosed", skipFiniteCheck=True)

    def _provide(self, count: int) -> None:
        while len(self._lines) < count:
            band = self._chart.curve(z=0)
            band.setPen(QPen(Qt.PenStyle.NoPen))
            self._bands.append(band)
            self._lines.append(self._chart.curve(z=1))
        for unused in (*self._lines[count:], *self._bands[count:]):
            unused.setData([], [])

    @staticmethod
    def _colour(k: int, count: int) -> QColor:
        """Return a grey: the output layer in the colour of text, those before it more muted."""
        theme = appearance.theme
        return theme.text if k == count - 1 else theme.muted
