"""Typing a number into a cell of a table.

The model decides: its ``setData`` takes the text, and returns False after saying in a sentence
why not. Then the editor stays open with what was typed, marked as wrong.
"""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.guarding import guarded

AnyIndex = QModelIndex | QPersistentModelIndex
_COMMIT_KEYS = {
    Qt.Key.Key_Return: QAbstractItemDelegate.EndEditHint.NoHint,
    Qt.Key.Key_Enter: QAbstractItemDelegate.EndEditHint.NoHint,
    Qt.Key.Key_Tab: QAbstractItemDelegate.EndEditHint.EditNextItem,
    Qt.Key.Key_Backtab: QAbstractItemDelegate.EndEditHint.EditPreviousItem,
}
_ROOM = "−0.000000"
"""What an open cell has room for, however narrow its column is."""
_PADDING = 8


class NumberDelegate(QStyledItemDelegate):
    """Edits a cell in a line field that stays open until what is typed is accepted."""

    entered = Signal()
    """Enter put a number into the model."""
    abandoned = Signal()
    """The editor closed without changing anything."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._edited: QPersistentModelIndex | None = None

    @property
    def is_editing(self) -> bool:
        """Whether a cell is open."""
        return self._edited is not None

    def _commit(self, editor: QLineEdit, key: Qt.Key) -> None:
        """Give the text to the model; close the editor if it is taken."""
        if self._edited is None:
            return
        model = self._edited.model()
        index = model.index(self._edited.row(), self._edited.column())
        if not model.setData(index, editor.text(), Qt.ItemDataRole.EditRole):
            mark_invalid(editor, invalid=True)
            return
        self.closeEditor.emit(editor, _COMMIT_KEYS[key])
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("role", "cell")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(lambda: mark_invalid(editor, invalid=False))
        self._edited = QPersistentModelIndex(index)
        return editor

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        super().updateEditorGeometry(editor, option, index)
        viewport = editor.parentWidget()
        if isinstance(editor, QLineEdit) and viewport is not None:
            place, room = editor.geometry(), viewport.rect()
            wanted = editor.fontMetrics().horizontalAdvance(_ROOM) + 2 * _PADDING
            place.setWidth(max(place.width(), min(wanted, room.width())))
            place.moveRight(min(place.right(), room.right()))
            editor.setGeometry(place)

    @override
    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        # Called again whenever the model changes; what is being typed is left alone.
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        # Reached when the editor loses the focus: what cannot be taken is given up.
        if isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(
                model.index(index.row(), index.column()), editor.text(), Qt.ItemDataRole.EditRole
            )

    @override
    def destroyEditor(self, editor: QWidget, index: AnyIndex) -> None:
        self._edited = None
        super().destroyEditor(editor, index)

    @override
    @guarded
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            key = Qt.Key(event.key())
            if event.type() == QEvent.Type.KeyPress and key in _COMMIT_KEYS:
                self._commit(editor, key)
                return True
            if event.type() == QEvent.Type.KeyPress and key == Qt.Key.Key_Escape:
                self.abandoned.emit()
        return super().eventFilter(editor, event)


def mark_invalid(field: QLineEdit, *, invalid: bool) -> None:
    """Show by its border whether what a field holds can be used."""
    if field.property("invalid") != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)
