"""Who gets the keyboard: clicks on buttons leave it where it is, so that Space goes on to run."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


def keep_focus_when_clicked(widget: QWidget) -> None:
    """Let the buttons in a widget take the focus from Tab only, not from a click."""
    for button in widget.findChildren(QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
