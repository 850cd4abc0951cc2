"""Draws the rows of a blame, and knows which number of a product is where."""

from PySide6.QtCore import QObject, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.trace import Trace
from bpgui.ui.blame.path_model import AnyIndex, PathModel
from bpgui.ui.blame.row_layout import RowLayout, fitted, lay_out, row_faces
from bpgui.ui.blame.row_painter import (
    RowState,
    paint_bar,
    paint_product,
    paint_rank,
    paint_remark,
    paint_row,
    remark_height,
)
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.boxes import Typesetter
from bpgui.ui.mathematics.sheet import Region, Sheet
from bpgui.ui.theme import appearance


class PathDelegate(QStyledItemDelegate):
    """Draws the rows of a `PathModel`.

    Attributes
    ----------
    lit
        The path that is lit in the diagram.
    pointed
        The number that is lit wherever it is shown.
    current, factor
        The row that the keys go to, and the number in it; -1 for none.
    """

    def __init__(self, model: PathModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._setter = Typesetter(row_faces())
        self._layout: RowLayout | None = None
        self._width = 0
        self._sheets: dict[int, Sheet] = {}
        self.lit: Trace | None = None
        self.pointed: Quantity | None = None
        self.current = -1
        self.factor = -1

    def lay_out(self, width: int) -> bool:
        """Lay out the rows afresh; return whether they are of another height than before."""
        if self._setter.faces is not row_faces():
            self._setter = Typesetter(row_faces())
        before, self._sheets = self._layout, {}
        other_width, self._width = width != self._width, width
        rows = self._model.account.rows
        self._layout = lay_out(width, rows, self._setter, None if other_width else before)
        return before is None or other_width or before.height != self._layout.height

    def forget_layout(self) -> None:
        """Lay out rows without regard to those before."""
        self._layout = None

    def regions(self, index: AnyIndex) -> list[Region]:
        """Return the numbers of a row that can be pointed at, from left to right."""
        return self._sheet(index.row()).regions if self._model.row(index) is not None else []

    def region_at(self, index: AnyIndex, rect: QRectF, point: QPointF) -> int:
        """Return which number of the row in a rectangle is at a point, or -1."""
        if self._model.row(index) is None:
            return -1
        return self._sheet(index.row()).region_at(point - self._place(rect, index.row()))

    def region_rect(self, index: AnyIndex, rect: QRectF, place: int) -> QRectF:
        """Return where a number of the row in a rectangle is."""
        return self.regions(index)[place].rect.translated(self._place(rect, index.row()))

    def _sheet(self, place: int) -> Sheet:
        sheet = self._sheets.get(place)
        if sheet is None:
            layout = self._made()
            row = self._model.account.rows[place]
            sheet = self._sheets[place] = Sheet(self._setter.faces)
            room = layout.product.width()
            sheet.lay_out([fitted(row, self._setter, room - 4)], 2 * room)
        return sheet

    def _place(self, rect: QRectF, place: int) -> QPointF:
        """Return where the upper left corner of a product is."""
        room = self._made().product.translated(rect.topLeft())
        return QPointF(room.left(), room.center().y() - self._sheet(place).height / 2)

    def _made(self) -> RowLayout:
        if self._layout is None:
            self.lay_out(self._width)
        assert self._layout is not None  # noqa: S101 - laid out just now
        return self._layout

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        if self._model.row(index) is not None:
            return QSize(0, self._made().height)
        return QSize(0, remark_height(self._width, index.data()))

    @override
    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme, layout, rect = appearance.theme, self._made(), QRectF(option.rect)
        row = self._model.row(index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row is None:
            paint_remark(painter, rect, theme, index.data())
            return
        is_current = index.row() == self.current
        factor = self.factor if is_current else -1
        state = RowState(row.trace == self.lit, self.pointed, is_current, factor)
        paint_row(painter, rect, layout, theme, row, state)
        paint_rank(painter, rect, layout, theme, index.row() + 1)
        paint_bar(painter, rect, layout, theme, row.value, self._model.largest)
        paint_product(
            painter, self._place(rect, index.row()), self._sheet(index.row()), theme, state
        )
