"""Paints a gradient check over the connections: by colour, by width, and with a legend.

Right gradients have thin green lines, wrong ones wide red lines, the wider the larger the error;
what is lost in rounding is dashed. So the verdict can be read without colours.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPen

from bpgui.ui.diagram.canvas import LEFT, Canvas
from bpgui.ui.diagram.check import (
    AGREES,
    DISAGREES,
    DROWNED,
    CheckShown,
    Verdicts,
    verdict_colour,
)
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.selected import parameter_rect
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.theme import Theme

_MOST_CELLS = 96
"""Rows or columns of a picture beyond which the worst of neighbours is shown."""
_WIDTHS = {AGREES: 1.6, DROWNED: 1.6, DISAGREES: 3.0}
_SOFT = {AGREES: 0.55, DROWNED: 0.7, DISAGREES: 0.85}
_KEYS = ((AGREES, "agrees"), (DISAGREES, "disagrees"), (DROWNED, "lost in rounding"))


def paint_checked_lines(
    canvas: Canvas, layout: Layout, check: CheckShown, members: Iterable[int] | None = None
) -> None:
    """Draw the lines of all connections, or those of some again in their full colour."""
    connections, painter = layout.connections, canvas.painter
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k in range(len(connections.index)) if members is None else members:
        index = int(connections.index[k])
        verdict = int(check.verdicts[index])
        groups[verdict, _size(float(check.errors[index])) * (verdict == DISAGREES)].append(int(k))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for (verdict, size), group in sorted(groups.items()):
        painter.setPen(_pen(canvas, verdict, size, strong=members is not None))
        painter.drawLines(
            [_straight(connections.lines[k]) for k in group if k not in connections.paths]
        )
        for k in group:
            if k in connections.paths:
                painter.drawPath(connections.paths[k])


def check_image(verdicts: Verdicts, theme: Theme) -> QImage:
    """Return a picture of the verdicts on a matrix of weights; a pixel shows its worst."""
    worst = verdicts
    for axis in (0, 1):
        factor = -(-worst.shape[axis] // _MOST_CELLS)
        if factor > 1:
            starts = np.arange(0, worst.shape[axis], factor)
            worst = np.maximum.reduceat(worst, starts, axis=axis)
    shares = (0.0, 0.45, 0.45, 1.0)
    table = np.array(
        [theme.blend(verdict_colour(theme, k), share).rgb() for k, share in enumerate(shares)],
        np.uint32,
    )
    pixels: NDArray[np.uint32] = np.ascontiguousarray(table[worst])
    rows, columns = worst.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def paint_check(
    canvas: Canvas, layout: Layout, shown: Shown, check: CheckShown, extra: dict[int, Floats]
) -> None:
    """Frame the worst if it disagrees, and draw the legend."""
    if check.worst is not None and not check.is_sound:
        rect = parameter_rect(layout, shown.network, check.worst, extra)
        if rect is not None:
            _frame(canvas, rect)
    _paint_legend(canvas, check)


def _frame(canvas: Canvas, rect: QRectF) -> None:
    em = canvas.em
    grow = 0.35 * em
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(canvas.theme.bad, em / 6))
    canvas.painter.drawRoundedRect(rect.adjusted(-grow, -grow, grow, grow), 0.6 * em, 0.6 * em)


def _paint_legend(canvas: Canvas, check: CheckShown) -> None:
    """Write at the upper left, as large however far the diagram is zoomed."""
    painter, em, theme = canvas.painter, canvas.em, canvas.theme
    painter.save()
    painter.translate(canvas.visible.topLeft())
    painter.scale(1 / canvas.zoom, 1 / canvas.zoom)
    flow = _Flow(canvas, canvas.visible.width() * canvas.zoom - 0.8 * em)
    flow.write(check.headline, verdict_colour(theme, check.verdict))
    for verdict, text in _KEYS:
        if (check.verdicts == verdict).any():
            flow.write(text, theme.muted, _pen(canvas, verdict, 4, strong=True))
    if check.remark:
        flow.write(check.remark, theme.bad)
    painter.restore()


class _Flow:
    """Texts one after another, in as many lines as they need."""

    def __init__(self, canvas: Canvas, right: float) -> None:
        self._canvas, self._right = canvas, right
        self._metrics = QFontMetricsF(canvas.fonts.detail)
        self._left, self._line = 0.8 * canvas.em, 1.5 * canvas.em
        self._x, self._y = self._left, 0.4 * canvas.em

    def write(self, text: str, colour: QColor, pen: QPen | None = None) -> None:
        """Write a text, with a piece of line before it if there is a pen."""
        canvas, em, font = self._canvas, self._canvas.em, self._canvas.fonts.detail
        before = 2.0 * em if pen is not None else 0.0
        room = self._right - self._left - before
        text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = self._metrics.horizontalAdvance(text) + 4
        if self._x > self._left and self._x + before + width > self._right:
            self._x, self._y = self._left, self._y + self._line
        canvas.patch(QRectF(self._x, self._y, before + width, self._line))
        middle = self._y + self._line / 2
        if pen is not None:
            canvas.painter.setPen(pen)
            start = QPointF(self._x, middle)
            canvas.painter.drawLine(start, start + QPointF(1.6 * em, 0))
        canvas.text(QRectF(self._x + before, self._y, width, self._line), LEFT, text, font, colour)
        self._x += before + width + 1.2 * em


def _size(error: float) -> int:
    """Return how large an error is, from 0 (0.0001 or less) to 5 (10 or more, or no number)."""
    if not np.isfinite(error):
        return 5
    return int(np.clip(np.floor(np.log10(max(error, 1e-4))) + 4, 0, 5))


def _pen(canvas: Canvas, verdict: int, size: int, *, strong: bool) -> QPen:
    colour = verdict_colour(canvas.theme, verdict)
    if not strong:
        colour = canvas.theme.blend(colour, _SOFT.get(verdict, 0.4))
    width = (_WIDTHS.get(verdict, 1.0) + 0.7 * size * (verdict == DISAGREES)) * canvas.em / 12
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if verdict == DROWNED:
        pen.setDashPattern([3.0, 2.5])
    return pen


def _straight(line: Floats) -> QLineF:
    (x1, y1), (x2, y2) = line[0], line[-1]
    return QLineF(float(x1), float(y1), float(x2), float(y2))
