"""A field for one number: typed freely, checked when committed, restored with Escape."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.number_delegate import mark_invalid
from bpgui.ui.numbers import format_exact, format_number, parse_number


@dataclass(frozen=True)
class Accepted:
    """Which numbers a field takes: from `least` to `most`, both included; whole ones or all."""

    least: float = -math.inf
    most: float = math.inf
    whole: bool = False


ANY = Accepted()


class NumberField(QLineEdit):
    """A number that is taken on Enter or when the focus leaves.

    What cannot be taken stays visible with a red frame, the old value remains in force, and
    ``refused`` says in a sentence why. Escape brings the old value back. The click that gives the
    field the focus selects the whole number, and so does a double click: typing replaces it.
    Space, and after Enter also Left and Right, are left to the window: they run and step.

    Parameters
    ----------
    what : str
        What the number is, as a sentence begins: "The momentum".
    accepted : Accepted
        Which numbers are taken.
    decimals : int
        Decimals shown where that loses nothing, or, with ``rounded``, always.
    rounded : bool
        Whether the field shows a rounded value until it gets the focus.
    step : float
        What the Up and Down keys add; 0 leaves the keys alone. Shift takes a tenth of it.
    sample : str
        A text for which the field has room.
    """

    committed = Signal(float)
    refused = Signal(str)
    """Why what was typed is not taken; the empty text when that is over."""

    def __init__(
        self,
        what: str,
        accepted: Accepted = ANY,
        *,
        decimals: int = 0,
        rounded: bool = False,
        step: float = 0.0,
        sample: str = "0.0000",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._what = what
        self._accepted = accepted
        self._decimals, self._rounded, self._step = decimals, rounded, step
        self._sample = sample
        self._value = 0.0
        self._problem = ""
        self._just_clicked_into = False
        self._is_entered = False
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(what.removeprefix("The "))
        self.textEdited.connect(self._on_text_edited)
        self.returnPressed.connect(self._on_return_pressed)
        self._show()

    @property
    def value(self) -> float:
        """The number in force."""
        return self._value

    @property
    def problem(self) -> str:
        """Why what was typed is not taken; empty when all is well."""
        return self._problem

    def set_value(self, value: float) -> None:
        """Put another number in force, without a signal; what is being typed stays."""
        if value == self._value:
            return
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._accept_text()

    def refuse(self, problem: str) -> None:
        """Say that the number just committed cannot be used after all."""
        self._set_problem(problem)

    def commit(self) -> None:
        """Take what was typed, if it can be taken."""
        try:
            value = self._checked(parse_number(self.text()))
        except ValueError as error:
            self._set_problem(str(error))
            return
        before, self._value = self._value, value
        self._accept_text()
        if value != before:
            self.committed.emit(value)
            if self._problem:
                self._value = before

    def restore(self) -> None:
        """Forget what was typed."""
        self._accept_text()

    def _checked(self, value: float) -> float:
        accepted = self._accepted
        if accepted.whole and value != int(value):
            raise ValueError(f"{self._what} must be a whole number.")
        if accepted.least <= value <= accepted.most:
            return value
        bounds = _bound(accepted.least), _bound(accepted.most)
        if math.isinf(accepted.most):
            raise ValueError(f"{self._what} must be at least {bounds[0]}.")
        raise ValueError(f"{self._what} must be from {bounds[0]} to {bounds[1]}.")

    def _accept_text(self) -> None:
        self._set_problem("")
        self._show()

    def _show(self) -> None:
        text = self._exact_text() if self.hasFocus() else self._shown_text()
        if self.text() != text:
            self.setText(text)
            if self.hasFocus():  # typing replaces the number, also one that training changes
                self.selectAll()
        self.setModified(False)

    def _shown_text(self) -> str:
        text = format_number(self._value, self._decimals)
        return text if self._rounded or _reads_as(text, self._value) else self._exact_text()

    def _exact_text(self) -> str:
        text = format_number(self._value, self._decimals)
        return text if _reads_as(text, self._value) else format_exact(self._value)

    def _set_problem(self, problem: str) -> None:
        mark_invalid(self, invalid=bool(problem))
        if problem != self._problem:
            self._problem = problem
            self.refused.emit(problem)

    def _on_text_edited(self) -> None:
        self._is_entered = False
        self._set_problem("")

    def _on_return_pressed(self) -> None:
        self.commit()
        if not self._problem:
            self.selectAll()
            self._is_entered = True

    def _leaves_to_window(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        return event.key() == Qt.Key.Key_Space or (
            self._is_entered and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        )

    def _nudge(self, event: QKeyEvent) -> None:
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        sign = 1 if event.key() == Qt.Key.Key_Up else -1
        value = self._value + sign * self._step * (0.1 if fine else 1.0)
        self.setText(format_exact(self._clipped(value)))
        self.commit()

    def _clipped(self, value: float) -> float:
        return min(max(round(value, 12), self._accepted.least), self._accepted.most)

    @override
    def sizeHint(self) -> QSize:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        content = QSize(metrics.horizontalAdvance(self._sample) + 6, metrics.height())
        kind = QStyle.ContentsType.CT_LineEdit
        return self.style().sizeFromContents(kind, option, content, self)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._leaves_to_window(event):
            if self.isModified():
                self.commit()
            event.ignore()
            return False
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self._problem):
            self.restore()
            self.selectAll()
        elif self._step and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._nudge(event)
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._is_entered = False

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._just_clicked_into and not self.hasSelectedText():
            self.selectAll()
        self._just_clicked_into = False

    @override
    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.selectAll()

    @override
    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self._problem:
            self._show()
        self._just_clicked_into = event.reason() == Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    @override
    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._is_entered = False
        if self.isModified():
            self.commit()
        elif not self._problem:
            self._show()


def _reads_as(text: str, value: float) -> bool:
    try:
        return parse_number(text) == value
    except ValueError:
        return False


def _bound(value: float) -> str:
    return format_exact(value) if abs(value) < 1e6 else f"{value:,.0f}"
