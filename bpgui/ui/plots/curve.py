"""A curve of a chart: as wide on every screen, and faded where it is the future."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from typing_extensions import override

from bpgui.ui.guarding import guarded

_FADED = 0.3
"""Opacity of the future."""


class Curve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """A curve of a chart.

    Parameters
    ----------
    now : callable
        Returns the place on the horizontal axis from which on the curve is the future, or None.

    WORKAROUND: the width of a cosmetic pen counts pixels of the device, so that at 200 % and in
    saved pictures lines were half as wide. Can go when pyqtgraph scales its pens itself.
    """

    def __init__(self, now: Callable[[], float | None]) -> None:
        super().__init__(antialias=True, skipFiniteCheck=False)
        self._now = now

    @override
    @guarded
    def paint(self, painter: QPainter, *rest: object) -> None:
        pen: QPen = self.opts["pen"]
        wide = QPen(pen)
        wide.setWidthF(pen.widthF() * painter.device().devicePixelRatioF())
        self.opts["pen"] = wide
        try:
            self._paint_faded(painter, *rest)
        finally:
            self.opts["pen"] = pen

    def _paint_faded(self, painter: QPainter, *rest: object) -> None:
        now = self._now()
        if now is None:
            super().paint(painter, *rest)
            return
        whole = self.viewRect().normalized()
        height = whole.height()
        whole.adjust(0, -height, 0, height)  # lines may reach a little beyond the view
        for left, right, opacity in (
            (whole.left() - 1, now, 1.0),
            (now, whole.right() + 1, _FADED),
        ):
            if right > left:
                painter.save()
                painter.setClipRect(QRectF(left, whole.top(), right - left, whole.height()))
                painter.setOpacity(opacity)
                super().paint(painter, *rest)
                painter.restore()
