"""The field in which an answer is typed: Enter gives it, as it was typed, digit by digit."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.number_delegate import mark_invalid


class AnswerField(QLineEdit):
    """A line for a number.

    Enter emits ``entered``, Esc empties the field or, when it is empty, emits ``given_up``. Space
    is left to the window, which runs. What cannot be read stays, with a red frame.
    """

    entered = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Answer")
        self.setToolTip("Type the number, such as 0,5 or 1/3, and press Enter")
        self.returnPressed.connect(self._on_return_pressed)
        self.textEdited.connect(self._on_text_edited)

    def refuse(self) -> None:
        """Mark what was typed as no number."""
        mark_invalid(self, invalid=True)
        self.selectAll()

    def accept(self) -> None:
        """Mark what was typed as read."""
        mark_invalid(self, invalid=False)

    def _on_return_pressed(self) -> None:
        self.entered.emit(self.text())

    def _on_text_edited(self) -> None:
        self.accept()

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Space:
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
                self.accept()
            else:
                self.given_up.emit()
        else:
            super().keyPressEvent(event)
