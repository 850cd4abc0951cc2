"""Long work is told in the status bar, and Space leaves it."""

import threading

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.trainer import Trainer
from bpgui.session import journey
from bpgui.session.document import Document
from bpgui.session.timeline import document_at
from bpgui.training import preparation
from tests.app.hands import activate, press, run_until


def let_go(go_on: threading.Event, qtbot: QtBot) -> None:
    """Let the work go on, and wait for its thread to end."""
    go_on.set()
    qtbot.waitUntil(lambda: "bpgui background" not in {t.name for t in threading.enumerate()})


def test_that_the_preparation_of_a_run_is_told(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    original = preparation._trainer_of

    def slow(*arguments: object) -> Trainer:
        arguments[-1](1)  # type: ignore[operator]
        go_on.wait(20.0)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(preparation, "QUICK", 0)
    monkeypatch.setattr(preparation, "_trainer_of", slow)
    activate(window, qtbot)
    press(window, Qt.Key.Key_Space)
    text = window.status_line._state.text
    qtbot.waitUntil(lambda: text() == "Preparing 4 patterns: 25 %. Space leaves it.")
    press(window, Qt.Key.Key_Space)
    assert not window.session.running
    assert text().startswith("Ready")
    let_go(go_on, qtbot)


def test_that_a_long_way_through_the_history_is_told(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    session = window.session
    run_until(window, qtbot, 0.1)
    before, original = session.updates, document_at

    def slow(record: object, updates: int, on_way: object, _near: object) -> Document:
        on_way(0.25)  # type: ignore[operator]
        go_on.wait(20.0)
        return original(record, updates, on_way)  # type: ignore[arg-type]

    monkeypatch.setattr(journey, "PATIENCE", -1.0)
    monkeypatch.setattr(journey, "document_at", slow)
    session.go_to(3)
    text = window.status_line._state.text
    qtbot.waitUntil(lambda: text() == "Going to update 3: 25 %. Space leaves it.")
    press(window, Qt.Key.Key_Space)
    assert not session.running
    assert session.updates == before
    assert text().startswith("Paused")
    let_go(go_on, qtbot)
