"""The labels and buttons of the gradient check, all a little smaller than the window's."""

from PySide6.QtWidgets import QLabel, QPushButton

from bpgui.ui.theme import scaled_font

_SIZE = 0.92


def label(role: str = "muted", text: str = "") -> QLabel:
    """Return a label that wraps, in a look of the style sheet."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(True)
    made.setFont(scaled_font(_SIZE))
    return made


def button(text: str, tip: str) -> QPushButton:
    """Return a button with a tooltip and a status tip."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setStatusTip(tip)
    made.setFont(scaled_font(_SIZE))
    return made


def show_text(shown: QLabel, text: str, role: str = "muted") -> None:
    """Give a label a text and a look; without a text it takes no room."""
    if shown.text() != text:
        shown.setText(text)
    shown.setVisible(bool(text))
    if shown.property("role") != role:
        shown.setProperty("role", role)
        shown.style().unpolish(shown)
        shown.style().polish(shown)
