"""Using the main window as a person does: keys to what has the focus, clicks on what is seen."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from bpgui.app.window import MainWindow
from tests.ui.diagram.hands import place_of_parameter

PATIENCE = 30_000
"""Milliseconds for what takes a second on a quiet machine."""
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def activate(window: QWidget, qtbot: QtBot) -> None:
    """Bring a window to the front, as a window manager does with a new one."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.focusWidget() is not None)


def press(
    window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(window.focusWidget(), key, modifiers)


def write(window: QWidget, text: str) -> None:
    """Type a text; its first key may move the focus to where the rest goes."""
    for character in text:
        QTest.keyClicks(window.focusWidget(), character)


def click_parameter(window: MainWindow, index: int) -> None:
    """Click the number of a weight or bias in the diagram."""
    view = window.diagram.view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of_parameter(view, index))


def run_until(window: MainWindow, qtbot: QtBot, loss: float) -> None:
    """Start training with Space, and pause it with Space once the loss is below a bound."""
    activate(window, qtbot)
    press(window, Qt.Key.Key_Space)
    assert window.session.running
    qtbot.waitUntil(lambda: window.session.loss < loss, timeout=PATIENCE)
    press(window, Qt.Key.Key_Space)
    assert not window.session.running


def drop_file(widget: QWidget, path: str) -> bool:
    """Drop a file on a widget; return whether it was welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    at, copy, left = QPoint(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(at.toPointF(), copy, data, left, none))
    return enter.isAccepted()
