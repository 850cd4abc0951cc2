"""The table that shows the layers of a weights file beside those of the open network."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.diagram.matrix_image import Levels, levels_image
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import appearance, scaled_font
from bpgui.ui.weights.layers_model import (
    FITTING,
    OUR_PICTURE,
    OURS,
    PICTURE,
    THEIR_PICTURE,
    THEIRS,
    LayersModel,
)

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_PADDING = 8
_PICTURE_WIDTH = 112


class _LayerDelegate(QStyledItemDelegate):
    """Paints two lines of text, the second muted, or the picture of a layer's weights."""

    @override
    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _ANY_INDEX) -> None:
        area: QRect = option.rect
        levels: Levels | None = index.data(PICTURE)
        if levels is not None:
            _paint_picture(painter, area, levels)
        elif index.column() in (THEIRS, OURS):
            _paint_lines(painter, area, str(index.data()))
        elif index.column() == FITTING:
            painter.setFont(scaled_font())
            painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
            painter.drawText(
                area.adjusted(_PADDING, 0, -_PADDING, 0),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                str(index.data()),
            )
        painter.setPen(QPen(appearance.theme.grid, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _ANY_INDEX) -> QSize:
        metrics = option.fontMetrics
        lines = str(index.data()).split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * _PADDING
        return QSize(width, 2 * metrics.lineSpacing() + _PADDING)


class LayersTable(QTableView):
    """A row for each pair of layers, nothing in it to be edited."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers_model = LayersModel(self)
        self.setModel(self.layers_model)
        self.setItemDelegate(_LayerDelegate(self))
        self.setAccessibleName("Layers of the file and of the open network")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        height = 2 * self.fontMetrics().lineSpacing() + _PADDING + 2
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column in (THEIRS, OURS, FITTING):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in (THEIR_PICTURE, OUR_PICTURE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, _PICTURE_WIDTH)


def _paint_picture(painter: QPainter, area: QRect, levels: Levels) -> None:
    inside = area.adjusted(_PADDING, _PADDING - 2, -_PADDING, 1 - _PADDING)
    painter.drawImage(inside, levels_image(levels, appearance.theme))
    painter.setPen(QPen(appearance.theme.border, 1))
    painter.drawRect(inside.adjusted(-1, -1, 0, 0))


def _paint_lines(painter: QPainter, area: QRect, text: str) -> None:
    theme = appearance.theme
    first, _, second = text.partition("\n")
    inside = area.adjusted(_PADDING, 0, -_PADDING, 0)
    for line, colour, share, middle in (
        (first, theme.text, 1.0, 0.3),
        (second, theme.muted, 0.92, 0.7),
    ):
        font = scaled_font(share)
        painter.setFont(font)
        painter.setPen(colour)
        height = painter.fontMetrics().height()
        top = inside.top() + round(middle * inside.height() - height / 2)
        shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(
            QRect(inside.left(), top, inside.width(), height),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            shown,
        )
