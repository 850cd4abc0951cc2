"""The dialogs that ask for a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from bpgui.app.file_dialogs import ask_open_path
from bpgui.ui.theme import DARK, LIGHT, Theme, appearance


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_that_the_arrows_of_the_dialog_are_seen_in_both_themes(
    qtbot: QtBot, choice: str, theme: Theme
) -> None:
    chosen: list[Path] = []
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    appearance.choose(choice)
    try:
        ask_open_path(parent, "Open", "Any (*)", chosen.append)
        dialog = parent.findChild(QFileDialog)
        assert isinstance(dialog, QFileDialog)
        button = dialog.findChild(QAbstractButton, "toParentButton")
        assert isinstance(button, QAbstractButton)
        image = button.icon().pixmap(QSize(16, 16)).toImage()
        middle: QColor = image.pixelColor(image.width() // 2, image.height() * 2 // 3)
        assert middle.name() == theme.text.name()
        dialog.reject()
    finally:
        appearance.choose("light")
