"""The table of patterns: a click or the arrow keys choose the one presented to the network."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.data.columns import EDITABLE, STRETCHING, Column, Kind
from bpgui.ui.data.pattern_model import PatternModel
from bpgui.ui.data.thumbnail import pixel_range, thumbnail
from bpgui.ui.number_delegate import AnyIndex, NumberDelegate
from bpgui.ui.theme import appearance, scaled_font

_PADDING = 13
_HEADER_INSET = 3
"""How much further in a header writes than a cell; cells are moved in to stand below it."""
_PICTURE_HEIGHT = 30
_EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEPT_PICTURES = 500


class PatternDelegate(NumberDelegate):
    """Draws pictures of patterns; edits numbers in a field and classes in a list."""

    def __init__(self, model: PatternModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._pictures: dict[int, QImage] = {}
        self._ends: tuple[float, float] | None = None
        model.modelReset.connect(self.forget_pictures)
        model.dataChanged.connect(self._on_model_data_changed)
        appearance.changed.connect(self.forget_pictures)

    def forget_pictures(self) -> None:
        """Draw all pictures afresh."""
        self._pictures.clear()
        self._ends = None

    def _on_model_data_changed(
        self, first: QModelIndex, last: QModelIndex, roles: list[int]
    ) -> None:
        if roles:  # only the highlight moved
            return
        kinds = [column.kind for column in self._model.columns[first.column() : last.column() + 1]]
        if Kind.INPUT in kinds:
            self.forget_pictures()

    def _picture(self, row: int) -> QImage | None:
        data, pattern = self._model.dataset, self._model.pattern_at(row)
        if data.image_shape is None:
            return None
        if pattern not in self._pictures:
            if len(self._pictures) >= _KEPT_PICTURES:
                self._pictures.clear()
            self._ends = self._ends or pixel_range(data)
            self._pictures[pattern] = thumbnail(
                data.inputs[pattern], data.image_shape, self._ends, appearance.theme
            )
        return self._pictures[pattern]

    def _commit_class(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell: QRect = option.rect
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if background is not None:
            painter.fillRect(cell, background)
        inner = QStyleOptionViewItem(option)
        inner.rect = cell.adjusted(_HEADER_INSET, 0, -_HEADER_INSET, 0)
        super().paint(painter, inner, index)
        painter.setPen(appearance.theme.border)
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if self._model.columns[index.column()].kind is not Kind.PICTURE:
            return
        picture = self._picture(index.row())
        if picture is not None:
            size = picture.size().scaled(
                cell.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(cell.center())
            painter.drawImage(place, picture)

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        if self._model.columns[index.column()].kind is not Kind.TARGET_CLASS:
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        editor.addItems(list(self._model.dataset.classes or self._model.dataset.target_names))
        editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.activated.connect(lambda: self._commit_class(editor))
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: object, index: AnyIndex) -> None:
        if isinstance(editor, QComboBox):
            self._model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, self._model, index)


class PatternTable(QTableView):
    """Shows a `PatternModel`; tells which rows are in view and which pattern was chosen."""

    rows_shown = Signal()
    """Other rows than before may be in view."""
    pattern_chosen = Signal(int)
    """A click or a key chose the pattern with this number in the data set."""

    def __init__(self, model: PatternModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patterns = model
        self.setModel(model)
        self.cell_delegate = PatternDelegate(model, self)
        self.setItemDelegate(self.cell_delegate)
        self._set_up()
        self.verticalScrollBar().valueChanged.connect(self.rows_shown)
        self.clicked.connect(self._on_clicked)
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

    def _connect_selection(self) -> None:
        self.selectionModel().currentChanged.connect(self._on_selection_current_changed)

    def _on_selection_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and current.row() != previous.row():
            self.pattern_chosen.emit(self._patterns.pattern_at(current.row()))

    def _on_clicked(self, index: QModelIndex) -> None:
        # The cursor may stand here already while a pattern that is not shown is presented.
        self.pattern_chosen.emit(self._patterns.pattern_at(index.row()))

    def _edit_here(self) -> None:
        """Edit the cell under the cursor, or the first of its row that can be edited."""
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
        self._size_columns()
        self.rows_shown.emit()

    def _size_columns(self) -> None:
        """Give each column the width of its widest text; the live ones share what is left."""
        columns = self._patterns.columns
        widths = [self._natural_width(column) for column in columns]
        left_over = self.viewport().width() - sum(widths)
        stretching = [i for i, column in enumerate(columns) if column.kind in STRETCHING]
        for place in stretching:
            widths[place] += max(0, left_over) // len(stretching)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)

    def _natural_width(self, column: Column) -> int:
        header = self.horizontalHeader().fontMetrics().horizontalAdvance(column.title)
        content = self.fontMetrics().horizontalAdvance(column.widest)
        if column.kind is Kind.INPUT:
            header = min(header, max(content, 36))
        if column.kind is Kind.PICTURE:
            content = _PICTURE_HEIGHT
        padding = _PADDING - 4 if column.kind in (Kind.SET, Kind.VERDICT) else _PADDING
        return max(header, min(content, 140)) + padding

    @override
    def event(self, event: QEvent) -> bool:
        # F2 is also a shortcut of the window; here it edits the cell.
        if event.type() is QEvent.Type.ShortcutOverride and _is_edit_key(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_edit_key(event):
            self._edit_here()
        else:
            super().keyPressEvent(event)

    @override
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
