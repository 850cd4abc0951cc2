"""A field for a name: taken on Enter or when the focus leaves, restored with Escape."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.number_delegate import mark_invalid


class TextField(QLineEdit):
    """A name; ``committed`` carries a new one, and ``refuse`` says that it cannot be used."""

    committed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.editingFinished.connect(self._on_editing_finished)
        self.textEdited.connect(self._on_text_edited)

    def set_value(self, value: str) -> None:
        """Show another name, without a signal; what is being typed stays."""
        self._value = value
        if not self.isModified():
            self._restore()

    def refuse(self, sentence: str) -> None:
        """Mark the name just committed, and say why it cannot be used."""
        mark_invalid(self, invalid=True)
        self.setModified(True)
        self.setToolTip(sentence)

    def _restore(self) -> None:
        mark_invalid(self, invalid=False)
        self.setToolTip("")
        if self.text() != self._value:
            self.setText(self._value)
        self.setModified(False)

    def _on_text_edited(self) -> None:
        mark_invalid(self, invalid=False)

    def _on_editing_finished(self) -> None:
        text = self.text().strip()
        if self.isModified() and text != self._value:
            self.setModified(False)
            self.committed.emit(text)
        elif self.isModified():
            self._restore()

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.property("invalid"):
            self._restore()
