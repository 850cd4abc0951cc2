"""How the cells of the weight table are drawn."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.number_delegate import AnyIndex, NumberDelegate
from bpgui.ui.theme import appearance
from bpgui.ui.weight_table.weight_model import LOCKED_ROLE


class WeightDelegate(NumberDelegate):
    """Draws a weight on its tint, a lock beside a locked one, and a frame around a chosen one."""

    @override
    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = QRectF(option.rect)
        if index.data(LOCKED_ROLE):
            _draw_lock(painter, cell)
        if chosen:
            painter.setPen(QPen(appearance.theme.selection, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.restore()


def _draw_lock(painter: QPainter, cell: QRectF) -> None:
    """Draw a small closed padlock at the left of a cell."""
    painter.setPen(QPen(appearance.theme.muted, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, middle = cell.left() + 6, cell.center().y()
    painter.drawArc(QRectF(left + 1.5, middle - 6, 5, 8), 0, 180 * 16)
    painter.setBrush(appearance.theme.muted)
    painter.drawRoundedRect(QRectF(left, middle - 1.5, 8, 6), 1, 1)
