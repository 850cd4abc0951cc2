"""Opening a large table: what takes long is done beside the window."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.arrays import IntArray
from bpgui.core.settings import TrainingSettings
from bpgui.session import inspection
from bpgui.session.document import Document
from bpgui.session.inspection import losses_of
from bpgui.ui.data import import_work
from bpgui.ui.data.import_sheet import ImportSheet
from tests.app.hands import opened


def test_that_the_losses_of_a_large_table_are_found_beside_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    original = inspection._loss_of

    def noted(document: Document, settings: TrainingSettings, rows: IntArray) -> float:
        threads.append(threading.current_thread())
        return original(document, settings, rows)

    monkeypatch.setattr(import_work, "SMALL_FILE", 0)
    monkeypatch.setattr(import_work, "SMALL_TABLE", 0)
    path = tmp_path / "large.csv"
    path.write_text("a,b,kind\n" + "".join(f"{k},{k * k % 7},{'uvw'[k % 3]}\n" for k in range(60)))
    window.open_file(path)
    sheet = opened(window, ImportSheet, qtbot)
    monkeypatch.setattr(inspection, "_loss_of", noted)
    qtbot.waitUntil(sheet.open_button.isEnabled)
    QTest.mouseClick(sheet.open_button, Qt.MouseButton.LeftButton)
    session = window.session
    shown = session.loss, session.test_loss
    assert session.dataset.name == "large"
    assert len(threads) == 2  # of the training and of the held-out patterns, once each
    assert threading.main_thread() not in threads
    assert shown == losses_of(session.document, session.settings)
