"""The field that opens over a number or a name of the diagram to type another."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded


class InlineEditor(QObject):
    """A line edit above the diagram, with a sentence below it when what was typed is no good.

    Enter and leaving the field commit, Esc cancels, Tab commits and asks for the next number.
    What was typed is never lost: while it cannot be taken, the field stays.
    """

    finished = Signal()
    next_wanted = Signal(bool)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._commit: Callable[[str], None] | None = None
        self._initial = ""
        self._create_widgets()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return self._commit is not None

    @property
    def text(self) -> str:
        """What has been typed."""
        return self.field.text()

    def open(self, place: QRect, text: str, commit: Callable[[str], None], typed: str = "") -> None:
        """Open over a rectangle of the parent.

        Parameters
        ----------
        place
            What is edited; the field is at least as large.
        text
            Shown selected, so that typing replaces it.
        commit
            Takes the text; raises ValueError with a sentence if it cannot.
        typed
            The key that opened the editor, which replaces the text.
        """
        self._commit = commit
        self._initial = text
        self.set_invalid("")
        self.field.setText(typed or text)
        if not typed:
            self.field.setSelection(len(text), -len(text))  # backwards: its start stays in view
        self.move_to(place)
        self.field.show()
        self.field.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_to(self, place: QRect) -> None:
        """Follow the number when the diagram moves; stay inside the parent."""
        metrics = self.field.fontMetrics()
        width = max(place.width(), metrics.horizontalAdvance("−0.00000000") + 20)
        height = max(place.height(), self.field.sizeHint().height())
        rect = QRect(0, 0, width, height)
        rect.moveCenter(place.center())
        room = self._parent.rect()
        rect.moveLeft(max(2, min(rect.left(), room.right() - width - 2)))
        rect.moveTop(max(2, min(rect.top(), room.bottom() - height - 2)))
        self.field.setGeometry(rect)
        self._place_error()

    def commit(self) -> bool:
        """Hand over what was typed; False, with the reason shown, if it was refused."""
        if self._commit is None:
            return True
        if self.text != self._initial:
            try:
                self._commit(self.text)
            except ValueError as error:
                self.set_invalid(str(error))
                self.refused.emit(str(error))
                return False
        self._close()
        return True

    def cancel(self) -> None:
        """Forget what was typed."""
        self._close()

    def set_invalid(self, sentence: str) -> None:
        """Show the field in red with a sentence, or as usual with an empty one."""
        self.field.setProperty("invalid", "true" if sentence else "false")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self._place_error()

    def _create_widgets(self) -> None:
        self.field = QLineEdit(self._parent)
        self.field.setObjectName("diagram-editor")
        self.field.setAccessibleName("New value")
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.hide()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_field_edited)
        self.error = QLabel(self._parent)
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.setAutoFillBackground(True)
        self.error.setMargin(4)
        self.error.hide()

    def _on_field_edited(self) -> None:
        if self.error.isVisible():
            self.set_invalid("")

    def _place_error(self) -> None:
        if self.error.isHidden():
            return
        room, field = self._parent.rect(), self.field.geometry()
        width = min(room.width() - 4, 26 * self.error.fontMetrics().averageCharWidth() + 60)
        height = self.error.heightForWidth(width)
        left = max(2, min(field.left(), room.right() - width - 2))
        top = field.bottom() + 2
        if top + height > room.bottom():
            top = field.top() - height - 2
        self.error.setGeometry(left, top, width, height)
        self.error.raise_()

    def _close(self) -> None:
        self._commit = None
        if self.field.hasFocus():  # before it hides, or Qt would pass the focus on as Tab does
            self._parent.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.hide()
        self.error.hide()
        self.finished.emit()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if self.commit():
                self.next_wanted.emit(key == Qt.Key.Key_Tab)
        else:
            return False
        return True

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and self.is_open:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.FocusOut and self.field.isVisible():
                self.commit()
        return False
