"""The confusion matrix: target classes in rows, the classes of the outputs in columns."""

from collections.abc import Callable
from itertools import product
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from bpgui.core.arrays import IntArray
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_count, format_number
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.confusion import Confusion, confusion
from bpgui.ui.plots.pixel_font import pixel_font
from bpgui.ui.plots.surface import shade
from bpgui.ui.theme import SPACING, appearance

_GAP = 2.0  # pixels between cells
_WIDEST = 64.0  # pixels of a cell, at most


class ConfusionView(QWidget):
    """Right answers in blue on the diagonal, wrong ones in orange; a click presents a pattern."""

    title = "Target and output"
    shortest = 1 / 6
    chart: Chart | None = None

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.shows_test = False
        self._session = session
        self._table: Confusion | None = None
        self.setMinimumSize(60, 60)
        appearance.changed.connect(self.update)

    @property
    def widget(self) -> QWidget:
        """What is shown."""
        return self

    @property
    def table(self) -> Confusion | None:
        """The counts that are shown."""
        return self._table

    def draw(self, session: Session, output: int) -> str:  # noqa: ARG002 - all outputs together
        """Count and show; return the accuracies as subtitle."""
        data = session.dataset
        train = self._count(data.train)
        subtitle = f"train {_percent(train.accuracy)}"
        self._table = train
        if len(data.held_out):
            test = self._count(data.held_out)
            subtitle = f"{subtitle} · test {_percent(test.accuracy)}"
            if self.shows_test:
                self._table = test
        if len(train.rows) < len(data.train):
            subtitle = f"{subtitle} · of {format_count(len(train.rows))} patterns"
        self.setAccessibleName(f"Confusion matrix, {subtitle}")
        self.update()
        return subtitle

    def paint(self, painter: QPainter) -> None:
        """Paint the matrix into the widget's rectangle."""
        table = self._table
        if table is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shares = table.shares
        font = _fitting_font(str(table.counts.max()), self.cell_rect(0, 0))
        painter.setFont(font or pixel_font())
        cells, counts = self._cells(), table.counts
        for row, column in product(range(len(table.names)), repeat=2):
            # A few wrong answers in a hundred must be seen: the root lifts small shares.
            share = float(np.sqrt(shares[row, column])) * (1 if row == column else -1)
            text = str(counts[row, column]) if font is not None else ""
            has_any = bool(counts[row, column])
            _paint_cell(painter, cells(row, column), share if has_any else None, text)
        self._paint_names(painter)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return the rectangle of a cell in pixels."""
        return self._cells()(row, column)

    def _cells(self) -> Callable[[int, int], QRectF]:
        """Return what tells the rectangle of a cell; measuring all names for each would be slow."""
        left, top, size = self._geometry()
        width, height = size.x(), size.y()

        def rect(row: int, column: int) -> QRectF:
            return QRectF(left + column * width, top + row * height, width - _GAP, height - _GAP)

        return rect

    def _count(self, rows: IntArray) -> Confusion:
        looked_at, outputs = self._session.inspection.excerpt_outputs(rows)
        return confusion(self._session.dataset, outputs, looked_at)

    def _geometry(self) -> tuple[float, float, QPointF]:
        """Return left, top and the size of a cell."""
        table = self._table
        count = len(table.names) if table else 1
        line = QFontMetricsF(pixel_font()).height()
        names = self._names_width()
        room_x = self.width() - names - line - 4 * SPACING
        room_y = self.height() - 2 * line - 2 * SPACING - 4
        height = max(4.0, min(_WIDEST, room_y / count))
        width = max(4.0, min(max(height, min(1.6 * height, _WIDEST)), room_x / count))
        left = names + line + SPACING + (room_x + 2 * SPACING - count * width) / 2
        return left, SPACING + (room_y - count * height) / 2, QPointF(width, height)

    def _names_width(self) -> float:
        metrics = QFontMetricsF(pixel_font())
        names = self._table.names if self._table else ()
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
        return min(widest, self.width() * 0.28)

    def _paint_names(self, painter: QPainter) -> None:
        names = self._table.names if self._table else ()
        font = pixel_font()
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(appearance.theme.muted)
        line, elide = metrics.height(), Qt.TextElideMode.ElideRight
        cells, widest = self._cells(), self._names_width()
        every = max(1, ceil(0.8 * line / (cells(0, 0).height() + _GAP)))
        for k, name in enumerate(names):
            cell = cells(k, 0)
            if k % every == 0:  # in rows lower than a line some stand for all
                box = QRectF(0, cell.center().y() - line / 2, cell.left() - 6, line)
                text = metrics.elidedText(name, elide, widest + 2)
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, right, text)
            cell = cells(len(names) - 1, k)
            box = QRectF(cell.left() - 4, cell.bottom() + 3, cell.width() + 8, line)
            text = metrics.elidedText(name, elide, cell.width() + 6)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_titles(painter, line)

    def _paint_titles(self, painter: QPainter, line: float) -> None:
        first, last = self.cell_rect(0, 0), self.cell_rect(*(len(self._names()) - 1,) * 2)
        below = QRectF(first.left(), last.bottom() + line + 3, last.right() - first.left(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "output")
        painter.save()
        painter.translate(first.left() - self._names_width() - 12 - line, last.bottom())
        painter.rotate(-90)
        beside = QRectF(0, 0, last.bottom() - first.top(), line)
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, "target")
        painter.restore()

    def _names(self) -> tuple[str, ...]:
        return self._table.names if self._table else ("",)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        count, cells = len(self._names()), self._cells()
        places = product(range(count), range(count))
        return next((place for place in places if cells(*place).contains(point)), None)

    def _cell_text(self, row: int, column: int) -> str:
        table, names = self._table, self._names()
        if table is None:
            return ""
        share = _percent(float(table.shares[row, column]))
        total = int(table.counts[row].sum())
        count = int(table.counts[row, column])
        return f"Target {names[row]}, output {names[column]}: {count} of {total} patterns ({share})"

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended after an exception too, or Qt would crash
            self.paint(painter)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or cell is None or self._table is None:
            event.ignore()
            return
        rows = self._table.patterns(*cell)
        later = rows[rows > self._session.pattern]
        if len(rows):
            self._session.present(int(later[0] if len(later) else rows[0]))

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._cell_text(*cell) if cell else "", self)
            return True
        return super().event(event)


def _fitting_font(text: str, rect: QRectF) -> QFont | None:
    """Return the largest font in which a text fits; None when it could not be read."""
    for share in (1.0, 0.9, 0.8, 0.7):
        font = pixel_font(share)
        metrics = QFontMetricsF(font)
        if (
            metrics.horizontalAdvance(text) <= rect.width() - 2
            and metrics.capHeight() + 4 <= rect.height()
        ):
            return font
    return None


def _paint_cell(painter: QPainter, rect: QRectF, share: float | None, text: str) -> None:
    """Fill a cell by its share, and write its count; None where nothing was counted."""
    theme = appearance.theme
    fill = theme.chip if share is None else shade(theme, share)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, 2, 2)
    if share is not None and text:
        painter.setPen(theme.text_on(fill))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{format_number(100 * share, 1)} %"
