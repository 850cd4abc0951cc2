"""Using the main window as a person does: keys to what has the focus, clicks on what is seen."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from bpgui.app.window import MainWindow
from bpgui.ui.weights.export_sheet import ExportSheet
from tests.ui.diagram.hands import place_of_parameter

PATIENCE = 30_000
"""Milliseconds for what takes a second on a quiet machine."""
CONTROL = Qt.KeyboardModifier.ControlModifier
Sheet = TypeVar("Sheet", bound=QDialog)
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


def opened(window: QWidget, kind: type[Sheet], qtbot: QtBot) -> Sheet:
    """Return the sheet of a kind that stands over a window, once it is shown."""
    qtbot.waitUntil(lambda: any(sheet.isVisible() for sheet in window.findChildren(kind)))
    sheet = next(sheet for sheet in window.findChildren(kind) if sheet.isVisible())
    activate(sheet, qtbot)
    return sheet


def export_as(window: MainWindow, qtbot: QtBot, key: str) -> str:
    """Export the weights in a format, with keys only, and return what is said of it.

    The dialog that asks for the name must be answered beforehand.
    """
    press(window, Qt.Key.Key_E, CONTROL)
    sheet = opened(window, ExportSheet, qtbot)
    press(sheet, Qt.Key.Key_Home)
    while key not in [form.key for form in sheet.list.family.formats]:
        row = sheet.list.currentIndex().row()
        press(sheet, Qt.Key.Key_Down)
        assert sheet.list.currentIndex().row() == row + 1, f"no format {key}"
    while sheet.form.key != key:
        QTest.keyClick(sheet.page.variants, Qt.Key.Key_Down)
    press(sheet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not sheet.work.writing, timeout=PATIENCE)
    said = sheet.outcome.sentence.text()
    press(sheet, Qt.Key.Key_Escape)
    activate(window, qtbot)
    return said


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
