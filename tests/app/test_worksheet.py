"""The worksheet from the menu of the window to a file on the disk."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.ui.worksheet.sheet import WorksheetSheet
from tests.app.hands import activate, press

CONTROL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def test_that_a_worksheet_is_exported_by_its_key(
    window: MainWindow, qtbot: QtBot, answer_dialogs: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "xor.html"
    answer_dialogs(path)
    window.runner.run()
    activate(window, qtbot)
    press(window, Qt.Key.Key_W, CONTROL_ALT)
    sheet = window.findChild(WorksheetSheet)
    assert isinstance(sheet, WorksheetSheet)
    assert not window.session.running

    QTest.mouseClick(sheet.export_button, Qt.MouseButton.LeftButton)

    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert str(path) in window.notice.text
