"""The view of a layer's weights, with the keys and the menu of a spreadsheet."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import appearance, scaled_font
from bpgui.ui.weight_table.weight_clipboard import pasted_numbers, placed, tab_separated
from bpgui.ui.weight_table.weight_delegate import WeightDelegate
from bpgui.ui.weight_table.weight_edits import Cell, apply_values, remove_connections, set_locked
from bpgui.ui.weight_table.weight_model import WeightModel

_WIDEST = "−00.000"
_PADDING = 24
_OWN_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_F2,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)


class WeightTable(QTableView):
    """Shows a `WeightModel`; copies, pastes, locks and removes what is selected."""

    refused = Signal(str)
    """Something cannot be done; the sentence says why."""
    done = Signal()
    """Something was done: an older sentence no longer applies."""
    shown_in_diagram = Signal(int)
    """The user asks for a parameter to be selected everywhere."""

    def __init__(self, model: WeightModel, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights = model
        self._session = session
        self.setModel(model)
        self.cell_delegate = WeightDelegate(self)
        self.setItemDelegate(self.cell_delegate)
        self._set_up()
        self.cell_delegate.entered.connect(self._go_down)
        model.modelReset.connect(self._size_cells)
        appearance.changed.connect(self._size_cells)
        self._size_cells()

    def visible_cells(self) -> tuple[int, int, int, int]:
        """Return the first and last row and the first and last column in view."""
        view, model = self.viewport(), self._weights
        bottom, right = self.rowAt(view.height() - 1), self.columnAt(view.width() - 1)
        return (
            max(0, self.rowAt(0)),
            model.rowCount() - 1 if bottom < 0 else bottom,
            max(0, self.columnAt(0)),
            model.columnCount() - 1 if right < 0 else right,
        )

    def copy(self) -> None:
        """Put the selected cells on the clipboard, in full precision, tab-separated."""
        texts = {
            (index.row(), index.column()): _plain(str(index.data(Qt.ItemDataRole.EditRole)))
            for index in self.selectedIndexes()
        }
        QGuiApplication.clipboard().setText(tab_separated(texts))

    def paste(self) -> None:
        """Type the clipboard's tab-separated numbers into the cells from the first selected on."""
        try:
            numbers = pasted_numbers(QGuiApplication.clipboard().text())
            places = [(index.row(), index.column()) for index in self.selectedIndexes()]
            values = self._cells_of(placed(numbers, places))
            apply_values(self._session, values)
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.done.emit()

    def remove(self) -> None:
        """Remove the selected connections."""
        try:
            remove_connections(self._session, self._selected_cells())
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.done.emit()

    def lock(self, *, locked: bool) -> None:
        """Lock or unlock the selected weights."""
        try:
            set_locked(self._session, self._selected_cells(), locked=locked)
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.done.emit()

    def context_menu(self) -> QMenu:
        """Return the menu for what is selected."""
        menu = QMenu(self)
        cells = self._selected_cells()
        network = self._weights.network
        present = [cell for cell in cells if cell.parameter(network) is not None]
        locked = [self._weights.is_locked(cell) for cell in present]
        for text, slot, enabled in (
            ("Lock", lambda: self.lock(locked=True), not all(locked)),
            ("Unlock", lambda: self.lock(locked=False), any(locked)),
            ("Remove connection", self.remove, any(c.source is not None for c in present)),
            ("Select in diagram", self._show_in_diagram, len(present) == 1),
            ("Copy", self.copy, bool(cells)),
            ("Paste", self.paste, bool(QGuiApplication.clipboard().text())),
        ):
            action = menu.addAction(text, slot)
            action.setEnabled(enabled)
        return menu

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setAccessibleName("Weights")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)

    def _size_cells(self) -> None:
        width = self.fontMetrics().horizontalAdvance(_WIDEST) + _PADDING
        self.horizontalHeader().setDefaultSectionSize(width)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        self.horizontalHeader().setFont(scaled_font(0.92))
        self.verticalHeader().setFont(scaled_font(0.92))
        self.viewport().update()

    def _selected_cells(self) -> list[Cell]:
        return [self._weights.cell(index) for index in self.selectedIndexes()]

    def _cells_of(self, values: dict[tuple[int, int], float]) -> dict[Cell, float]:
        rows, columns = self._weights.rowCount(), self._weights.columnCount()
        for row, column in values:
            if row >= rows or column >= columns:
                raise ValueError(
                    f"The pasted cells reach row {row + 1}, column {column + 1}; the table has "
                    f"{rows} rows and {columns} columns: start further up or left."
                )
        index = self._weights.index
        return {self._weights.cell(index(*place)): value for place, value in values.items()}

    def _show_in_diagram(self) -> None:
        cells = self._selected_cells()
        parameter = cells[0].parameter(self._weights.network) if cells else None
        if parameter is not None:
            self.shown_in_diagram.emit(parameter)

    def _go_down(self) -> None:
        current = self.currentIndex()
        if current.row() + 1 < self._weights.rowCount():
            self.setCurrentIndex(current.siblingAtRow(current.row() + 1))

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        # Shortcuts of the window that have another meaning in a table: they step and edit there.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            copies = event.matches(QKeySequence.StandardKey.Copy)
            if copies or event.matches(QKeySequence.StandardKey.Paste) or _is_own(event):
                event.accept()
                return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            is_editing = self.state() is QTableView.State.EditingState
            if index.flags() & Qt.ItemFlag.ItemIsEditable and not is_editing:
                self.edit(index)
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index: QModelIndex = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos() + QPoint(1, 1))


def _is_own(event: QKeyEvent) -> bool:
    shift = Qt.KeyboardModifier.ShiftModifier
    return event.key() in _OWN_KEYS and event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
        shift,
    )


def _plain(text: str) -> str:
    """Return a number as other programs read it."""
    return text.replace("−", "-")
