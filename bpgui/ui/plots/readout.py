"""What stands above the curves: the value under the cursor, a legend."""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.pixel_font import pixel_font
from bpgui.ui.theme import RADIUS, appearance

_LONGEST_NAME = 90
_HANDLE = 4.5  # radius of the present moment's handle, as of a slider's
_AWAY = 10.0  # pixels between the cursor's line and the text beside it


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a short piece of line, as wide as given, and what it stands for."""

    text: str
    colour: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2.0


@dataclass
class Readout:
    """The annotations of a chart, in its coordinates.

    Attributes
    ----------
    now
        Where the present moment is, after going back in time, or None.
    text
        The label at the cursor; none when empty.
    x
        Where the cursor's line stands, or None.
    dots
        Points marked on curves, with their colours.
    legend
        Entries at the upper right.
    ends
        Points at which curves end, with the names of these.
    labels
        Texts in the middle of areas, with their colours.
    """

    now: float | None = None
    text: str = ""
    x: float | None = None
    dots: list[tuple[float, float, QColor]] = field(default_factory=list)
    anchor: tuple[float, float] = (0.0, 0.0)
    legend: list[Key] = field(default_factory=list)
    ends: list[tuple[float, float, str]] = field(default_factory=list)
    labels: list[tuple[float, float, str, QColor]] = field(default_factory=list)

    def clear_cursor(self) -> None:
        """Forget what is under the cursor."""
        self.text, self.x, self.dots = "", None, []

    def paint(self, painter: QPainter, axes: Axes) -> None:
        """Paint everything into the pixels of the chart."""
        painter.setFont(pixel_font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_labels(painter, axes)
        self._paint_ends(painter, axes)
        self._paint_now(painter, axes)
        self._paint_legend(painter, axes)
        self._paint_cursor(painter, axes)

    def _paint_now(self, painter: QPainter, axes: Axes) -> None:
        if self.now is not None and axes.x[0] <= self.now <= axes.x[1]:
            theme, plot = appearance.theme, axes.plot
            x = axes.place(self.now, 0.0).x()
            painter.setPen(QPen(theme.accent, 1))
            painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
            painter.setPen(QPen(theme.panel, 1.5))
            painter.setBrush(theme.accent)
            painter.drawEllipse(QPointF(x, plot.bottom()), _HANDLE, _HANDLE)

    def _paint_labels(self, painter: QPainter, axes: Axes) -> None:
        for x, y, text, colour in self.labels:
            box = QRectF(-100, -20, 200, 40).translated(axes.place(x, y))
            painter.setPen(colour)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_ends(self, painter: QPainter, axes: Axes) -> None:
        """Write the names of curves beside their ends, above each other where they would meet."""
        metrics, taken = painter.fontMetrics(), list[QRectF]()
        seen = axes.plot.adjusted(-1, -1, 1, 1)
        for x, y, whole in self.ends:
            if not (math.isfinite(y) and seen.contains(axes.place(x, y))):
                continue
            text = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, _LONGEST_NAME)
            box = QRectF(0, 0, metrics.horizontalAdvance(text), metrics.height())
            box.moveBottomRight(axes.place(x, y) - QPointF(0, 2))
            box.moveLeft(max(box.left(), axes.plot.left() + 2))
            while any(box.intersects(other) for other in taken):
                box.translate(0, -metrics.height())
            taken.append(box)
            _paint_text(painter, box, text)

    def _paint_cursor(self, painter: QPainter, axes: Axes) -> None:
        theme, plot = appearance.theme, axes.plot
        if self.x is not None and self.x != self.now:
            x = axes.place(self.x, 0.0).x()
            painter.setPen(QPen(theme.border, 1))
            painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
        for x, y, colour in self.dots:
            if math.isfinite(x) and math.isfinite(y):
                painter.setPen(QPen(theme.panel, 1.5))
                painter.setBrush(colour)
                painter.drawEllipse(axes.place(x, y), 4, 4)
        if self.text:
            _paint_box(painter, plot, axes.place(*self.anchor), self.text)

    def _paint_legend(self, painter: QPainter, axes: Axes) -> None:
        metrics = painter.fontMetrics()
        right = axes.plot.right()
        y = axes.plot.top() + metrics.height() / 2 + 2
        ground = QColor(appearance.theme.panel)
        ground.setAlpha(235)
        for key in reversed(self.legend):
            width = metrics.horizontalAdvance(key.text)
            painter.fillRect(QRectF(right - width - 28, y - 9, width + 34, 18), ground)
            _paint_text(painter, QRectF(right - width, y - 10, width, 20), key.text)
            right -= width + 6
            painter.setPen(QPen(key.colour, key.width, key.style, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QLineF(right - 16, y, right, y))
            right -= 16 + 14


def _paint_text(painter: QPainter, box: QRectF, text: str) -> None:
    painter.setPen(appearance.theme.muted)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


def _paint_box(painter: QPainter, plot: QRectF, point: QPointF, text: str) -> None:
    """Paint a text in a small box beside a point, on the side where there is room."""
    metrics = QFontMetricsF(painter.font())
    lines = text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines) + 14
    height = metrics.height() * len(lines) + 7
    left = point.x() + _AWAY
    if left + width > plot.right() + 12:
        left = point.x() - _AWAY - width
    top = point.y() - height - _AWAY
    if top < plot.top() - 6:
        top = min(point.y() + _AWAY, plot.bottom() - height)
    box = QRectF(max(2.0, left), max(2.0, top), width, height)
    theme = appearance.theme
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(theme.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
