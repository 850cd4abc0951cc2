"""A real main window for each test, with settings of its own, closed at the end."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.app import file_dialogs
from bpgui.app.window import MainWindow
from bpgui.ui.theme import prepare_application


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings")
    )


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    """Dress each test's window as the program does, whatever tests there were before."""
    prepare_application(qapp, "light")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.runner.speed = math.inf
    yield window
    window.close()


@pytest.fixture
def answer_dialogs(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Let every file dialog be answered with one path at once."""

    def answer(path: Path) -> None:
        monkeypatch.setattr(
            file_dialogs, "ask_open_path", lambda _parent, _title, _filter, then: then(path)
        )
        monkeypatch.setattr(
            file_dialogs, "ask_save_path", lambda _parent, _title, _name, _filter, then: then(path)
        )

    return answer
