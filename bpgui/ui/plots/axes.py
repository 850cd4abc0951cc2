"""The axes of a chart as painted: light horizontal lines, muted texts, no frame."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bpgui.ui.plots.pixel_font import pixel_font
from bpgui.ui.plots.ranges import Range
from bpgui.ui.plots.ticks import TickRule, unit_text
from bpgui.ui.theme import appearance

_GAP = 6.0  # pixels between a tick's text and the plot
_GAP_BELOW = 9.0
_RIGHT = 18.0  # pixels right of the plot
_TICKS_APART = (28.0, 40.0)  # pixels between two ticks, at least: with lines, and without


@dataclass
class Axes:
    """What the axes of a chart say; ``plot`` and the ranges are kept up to date by the chart.

    Attributes
    ----------
    x_rule, y_rule
        Where the ticks are.
    lines
        Whether horizontal lines run through the plot.
    y_unit
        Tells from what ``y_rule`` gets the power of ten that its texts are multiples of.
    plot
        The rectangle of the plot in pixels.
    x, y
        The visible ranges.
    """

    x_rule: TickRule
    y_rule: TickRule
    lines: bool = True
    y_unit: Callable[[float, float, int], int] | None = None
    plot: QRectF = field(default_factory=lambda: QRectF(0, 0, 1, 1))
    x: Range = (0.0, 1.0)
    y: Range = (0.0, 1.0)

    def place(self, x: float, y: float) -> QPointF:
        """Return the pixel at which a point of the plot is seen."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return QPointF(
            self.plot.left() + across * self.plot.width(),
            self.plot.bottom() - up * self.plot.height(),
        )

    def value(self, pixel: QPointF) -> tuple[float, float]:
        """Return the point of the plot that is seen at a pixel."""
        across = (pixel.x() - self.plot.left()) / max(1.0, self.plot.width())
        up = (self.plot.bottom() - pixel.y()) / max(1.0, self.plot.height())
        return (
            self.x[0] + across * (self.x[1] - self.x[0]),
            self.y[0] + up * (self.y[1] - self.y[0]),
        )

    def paint(self, painter: QPainter) -> None:
        """Paint lines and texts into the pixels around the plot."""
        font = pixel_font()
        painter.setFont(font)
        self._paint_y(painter, QFontMetricsF(font))
        self._paint_x(painter, QFontMetricsF(font))

    def _paint_y(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        theme, plot = appearance.theme, self.plot
        count = max(2, int(plot.height() / _TICKS_APART[not self.lines]))
        ticks = self.y_rule(*self.y, count)
        places = [(self.place(self.x[0], value).y(), text) for value, text in ticks]
        if self.lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.grid, 1.5))
            for y, _ in places:
                level = round(y) + 0.25  # the same share of two rows of pixels for every line
                painter.drawLine(QLineF(plot.left(), level, plot.right(), level))
        painter.setPen(theme.muted)
        right, height = plot.left() - _GAP, metrics.height()
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in places:
            painter.drawText(QRectF(0, y - height / 2, right, height), flags, text)
        if self.y_unit is not None:
            text = unit_text(self.y_unit(*self.y, count))
            painter.drawText(QPointF(plot.left() + 2, plot.top() + metrics.ascent() + 3), text)

    def _paint_x(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        plot = self.plot
        widest = metrics.horizontalAdvance("0,000") + 24 if self.lines else _TICKS_APART[1]
        count = max(1, min(5, int(plot.width() / widest)))
        painter.setPen(appearance.theme.muted)
        top, height = plot.bottom() + _GAP_BELOW, metrics.height()
        for value, text in self.x_rule(*self.x, count):
            x = self.place(value, self.y[0]).x()
            width = metrics.horizontalAdvance(text) + 4
            left = min(x - width / 2, plot.right() + _RIGHT - width)
            box = QRectF(left, top, width, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def margins(lines: bool) -> tuple[float, float, float, float]:
    """Return the pixels left, above, right and below a plot that its axes need."""
    metrics = QFontMetricsF(pixel_font())
    left = metrics.horizontalAdvance("−0.00" if lines else "−0.0") + _GAP + 8
    below = metrics.height() + _GAP_BELOW + 6
    return left, 11.0, _RIGHT if lines else 10.0, below
