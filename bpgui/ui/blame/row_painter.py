"""Paints rows of a blame: rank, path, product, value, and a bar for the share."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bpgui.session.quantity import Quantity
from bpgui.ui.blame.row import Row
from bpgui.ui.blame.row_layout import RowLayout, row_font
from bpgui.ui.mathematics.sheet import Sheet
from bpgui.ui.theme import SPACING, Theme, scaled_font

_CORNER = 3.0
_LIT, _TRACED = 0.2, 0.1
_EDGE = 3
_BAR = 0.42
"""Height of a bar, of the line."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = _LEFT | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class RowState:
    """How a row is marked.

    Attributes
    ----------
    traced
        Whether its path is lit in the diagram.
    pointed
        The number that is lit wherever it is shown.
    current
        Whether the keys go to it.
    factor
        The place among its numbers that the keys go to, or -1.
    """

    traced: bool = False
    pointed: Quantity | None = None
    current: bool = False
    factor: int = -1


def paint_row(
    painter: QPainter, rect: QRectF, layout: RowLayout, theme: Theme, row: Row, state: RowState
) -> None:
    """Paint all but the product."""
    if state.traced:
        painter.fillRect(rect, theme.blend(theme.selection, _TRACED))
        painter.fillRect(QRectF(rect.left(), rect.top(), _EDGE, rect.height()), theme.selection)
    painter.save()
    painter.translate(rect.topLeft())
    painter.setFont(row_font())
    names = QFontMetricsF(row_font()).elidedText(
        row.names, Qt.TextElideMode.ElideMiddle, layout.names.width()
    )
    painter.setPen(theme.text)
    painter.drawText(layout.names, _LEFT, names)
    painter.setPen(theme.number_colour(row.value) if row.value else theme.muted)
    painter.drawText(layout.value, _RIGHT, row.number)
    painter.restore()
    if state.current and state.factor < 0:
        _frame(painter, rect.adjusted(1, 1, -1, -1), theme)


def paint_rank(painter: QPainter, rect: QRectF, layout: RowLayout, theme: Theme, rank: int) -> None:
    """Paint the number of a row, counted from 1."""
    painter.setFont(scaled_font(0.85))
    painter.setPen(theme.muted)
    painter.drawText(layout.rank.translated(rect.topLeft()), _RIGHT, str(rank))


def paint_bar(
    painter: QPainter, rect: QRectF, layout: RowLayout, theme: Theme, value: float, largest: float
) -> None:
    """Paint a bar from the middle: to the right for what is positive, else to the left."""
    place = layout.bar.translated(rect.topLeft())
    middle, height = place.center(), _BAR * place.height()
    share = min(1.0, abs(value) / largest) if largest > 0 else 0.0
    if not math.isfinite(share):
        share = 1.0 if math.isinf(value) else 0.0
    length = math.copysign(share * place.width() / 2, value)
    painter.fillRect(
        QRectF(middle.x(), middle.y() - height / 2, length, height).normalized(),
        theme.weight_colour(value),
    )
    painter.setPen(QPen(theme.border, 1))
    painter.drawLine(QPointF(middle.x(), rect.top()), QPointF(middle.x(), rect.bottom()))


def paint_product(
    painter: QPainter, at: QPointF, sheet: Sheet, theme: Theme, state: RowState
) -> None:
    """Paint the product with its lit numbers."""
    painter.save()
    painter.translate(at)
    for place, region in enumerate(sheet.regions):
        if region.of.matches(state.pointed):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.blend(theme.selection, _LIT))
            painter.drawRoundedRect(region.rect, _CORNER, _CORNER)
        if state.current and place == state.factor:
            _frame(painter, region.rect, theme)
    sheet.paint(painter, theme)
    painter.restore()


def paint_remark(painter: QPainter, rect: QRectF, theme: Theme, text: str) -> None:
    """Paint a sentence below the rows."""
    painter.setFont(row_font())
    painter.setPen(theme.muted)
    painter.drawText(remark_rect(rect), _WRAPPED, text)


def remark_height(width: float, text: str) -> int:
    """Return how high a sentence is, broken into lines."""
    room = remark_rect(QRectF(0, 0, width, 10_000))
    bounds = QFontMetricsF(row_font()).boundingRect(room, _WRAPPED, text)
    return math.ceil(bounds.height()) + SPACING


def remark_rect(rect: QRectF) -> QRectF:
    """Return the room of a sentence in its row."""
    return rect.adjusted(1.5 * SPACING, SPACING / 2, -1.5 * SPACING, -SPACING / 2)


def _frame(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent, 1.5))
    painter.drawRoundedRect(rect, _CORNER, _CORNER)
