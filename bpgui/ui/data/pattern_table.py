"""The table of patterns: a click or the arrow keys choose the one presented to the network."""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from bpgui.ui.data.columns import EDITABLE, FEW_INPUTS, LIVE, STRETCHING, Column, Kind
from bpgui.ui.data.pattern_delegate import PatternDelegate
from bpgui.ui.data.pattern_model import PatternModel
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import scaled_font

_PADDING = 13
_PICTURE_HEIGHT = 30
_NARROWEST = 36
_WIDEST_TITLE = 84
_MEASURED_INPUTS = 100
"""Inputs up to which each column is as narrow as its title allows."""
_EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PatternTable(QTableView):
    """Shows a `PatternModel`; tells which rows are in view and which pattern was chosen."""

    rows_shown = Signal()
    """Other rows than before may be in view."""
    pattern_chosen = Signal(int)
    """A click or a key chose the pattern with this number in the data set."""
    error_opened = Signal(int)
    """The output or error of the pattern with this number was double-clicked."""

    def __init__(self, model: PatternModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patterns = model
        self._measured: tuple[Column, ...] = ()
        self._natural_widths: list[int] = []
        self.setModel(model)
        self.cell_delegate = PatternDelegate(model, self)
        self.setItemDelegate(self.cell_delegate)
        self._set_up()
        self.verticalScrollBar().valueChanged.connect(self.rows_shown)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        model.modelReset.connect(self._on_model_reset)
        self._connect_selection()
        self._on_model_reset()

    def visible_rows(self) -> tuple[int, int]:
        """Return the first and last row in view; the last is below the first if there is none."""
        count = self._patterns.rowCount()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return max(0, first), count - 1 if last < 0 else last

    def show_pattern(self, pattern: int, *, follow: bool) -> None:
        """Put the cursor on a pattern's row without choosing it; `follow` scrolls to it."""
        row = self._patterns.row_of(pattern)
        if row is None or self.cell_delegate.is_editing or row == self.currentIndex().row():
            return
        index = self._patterns.index(row, max(0, self.currentIndex().column()))
        with QSignalBlocker(self.selectionModel()):
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.viewport().update()
        if follow:
            self.scrollTo(index)

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Patterns")
        self.setCornerWidget(QWidget())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(10)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def _connect_selection(self) -> None:
        self.selectionModel().currentChanged.connect(self._on_selection_current_changed)

    def _on_selection_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and current.row() != previous.row():
            self.pattern_chosen.emit(self._patterns.pattern_at(current.row()))

    def _on_clicked(self, index: QModelIndex) -> None:
        # The cursor may stand here already while a pattern that is not shown is presented.
        self.pattern_chosen.emit(self._patterns.pattern_at(index.row()))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._patterns.columns[index.column()].kind in LIVE:
            self.error_opened.emit(self._patterns.pattern_at(index.row()))

    def _edit_here(self) -> None:
        """Edit the cell under the cursor, or the first of its row that can be edited."""
        if self.state() is QAbstractItemView.State.EditingState:
            return
        current = self.currentIndex()
        columns = self._patterns.columns
        if current.isValid() and columns[current.column()].kind not in EDITABLE:
            places = [place for place, column in enumerate(columns) if column.kind in EDITABLE]
            current = current.siblingAtColumn(places[0])
            self.setCurrentIndex(current)
        if current.isValid():
            self.edit(current)

    def _on_model_reset(self) -> None:
        self.horizontalHeader().setFont(scaled_font(0.92))
        height = self.fontMetrics().height() + 9
        if self._patterns.dataset.image_shape is not None:
            height = max(height, _PICTURE_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(height)
        self._measured = ()  # the font may be another
        self._size_columns()
        self.rows_shown.emit()

    def _size_columns(self) -> None:
        """Give each column the width of its widest text; the live ones share what is left."""
        columns = self._patterns.columns
        if columns is not self._measured:
            self._measured = columns
            metrics = self.fontMetrics()

            @cache  # of a function of Python: Qt's own would have its documentation made first
            def advance(text: str) -> int:
                return metrics.horizontalAdvance(text)

            self._natural_widths = [self._natural_width(column, advance) for column in columns]
        widths = list(self._natural_widths)
        left_over = self.viewport().width() - sum(widths)
        stretching = [i for i, column in enumerate(columns) if column.kind in STRETCHING]
        for place in stretching:
            widths[place] += max(0, left_over) // len(stretching)
        for place, width in enumerate(widths):
            if width != self.columnWidth(place):
                self.setColumnWidth(place, width)

    def _natural_width(self, column: Column, advance: Callable[[str], int]) -> int:
        content = advance(column.widest)
        if column.kind is Kind.INPUT and self._patterns.dataset.n_inputs > _MEASURED_INPUTS:
            return max(content, _NARROWEST) + _PADDING
        header = self.horizontalHeader().fontMetrics().horizontalAdvance(column.title)
        if column.kind is Kind.INPUT:
            few = self._patterns.dataset.n_inputs <= FEW_INPUTS  # the outputs come after them
            header = min(header, max(content, _NARROWEST if few else _WIDEST_TITLE))
        if column.kind is Kind.PICTURE:
            content = _PICTURE_HEIGHT
        padding = _PADDING - 4 if column.kind in (Kind.SET, Kind.VERDICT) else _PADDING
        return max(header, min(content, 140)) + padding

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        # F2 is also a shortcut of the window; here it edits the cell.
        if event.type() is QEvent.Type.ShortcutOverride and _is_edit_key(event):
            event.accept()
            return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_edit_key(event):
            self._edit_here()
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_columns()
        self.rows_shown.emit()


def _is_edit_key(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.key() not in _EDIT_KEYS:
        return False
    return event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
