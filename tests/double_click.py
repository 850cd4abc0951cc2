"""A double click as a mouse makes it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def double_click(
    widget: QWidget,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    pos: QPoint | None = None,
) -> None:
    """Press and release twice.

    QTest's own double click is the second press alone. Its button stays down, so that every later
    move of the mouse is taken for a drag, in the tests that follow too.
    """
    at = widget.rect().center() if pos is None else pos
    QTest.mouseClick(widget, button, modifiers, at)
    QTest.mouseDClick(widget, button, modifiers, at)
    QTest.mouseRelease(widget, button, modifiers, at)
