"""The history of a real window as an animation: read back, it shows the moments."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.app import file_dialogs
from bpgui.app.window import MainWindow
from bpgui.ui.numbers import format_number
from bpgui.ui.time.film import even_moments, painted
from bpgui.ui.time.film_sheet import FilmSheet
from tests.app.hands import CONTROL, SHIFT, activate, press, run_until
from tests.app.test_journeys import table_outputs
from tests.session.fingerprint import document_bits

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sheet(window: MainWindow, qtbot: QtBot) -> FilmSheet:
    """The sheet that the keys open, over a window that has trained."""
    run_until(window, qtbot, loss=0.1)
    return opened(window)


def opened(window: MainWindow) -> FilmSheet:
    press(window, Qt.Key.Key_A, CONTROL | SHIFT)
    sheet = window.findChild(FilmSheet)
    assert isinstance(sheet, FilmSheet)
    return sheet


def choose(sheet: FilmSheet, what: str, kind: str, frames: int, width: int) -> None:
    sheet.what.setCurrentText(what)
    sheet.kinds.setCurrentIndex(sheet.kinds.findData(kind))
    sheet.frames.setValue(frames)
    sheet.width_field.setValue(width)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB")).astype(int)


def test_that_a_gif_of_the_network_shows_its_first_and_its_last_moment(
    window: MainWindow,
    sheet: FilmSheet,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
) -> None:
    session, path = window.session, tmp_path / "film.gif"
    end, entries = document_bits(session.document), session.undo_stack.count()
    answer_dialogs(path)
    choose(sheet, "Network", "gif", frames=8, width=400)
    sheet.rate.setValue(10)
    size, moments = sheet.size_of_pictures, even_moments(session, 0, session.sweep, 8)
    QTest.mouseClick(sheet.export_button, LEFT)
    qtbot.waitUntil(path.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.findChildren(FilmSheet))
    assert document_bits(session.document) == end
    assert session.undo_stack.count() == entries
    assert str(path) in window.notice.text
    with Image.open(path) as image:
        assert image.n_frames == 8  # type: ignore[attr-defined]
        assert image.size == (size.width(), size.height())
        shown = []
        for number in range(8):
            image.seek(number)
            assert image.info["duration"] == 100
            shown.append(pixels(image))
    for number in (0, 7):
        session.go_to(moments[number])
        window.diagram.synchronize()
        wanted = painted(window.workbench.docks["network"], size)
        expected = np.frombuffer(wanted.rgb, dtype=np.uint8).reshape(shown[0].shape)
        away = [np.abs(frame - expected).mean() for frame in shown]
        assert int(np.argmin(away)) == number
        assert away[number] < 1.0


def test_that_frames_of_the_whole_window_go_into_a_folder(
    window: MainWindow,
    sheet: FilmSheet,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_folder", lambda _parent, _title, then: then(tmp_path))
    choose(sheet, "Whole window", "both", frames=3, width=720)
    agreed: list[bool] = []

    def look(_made: int) -> None:
        outputs = window.session.outputs(np.arange(4))[:, 0]
        agreed.append(table_outputs(window) == [format_number(y, 3) for y in outputs])

    sheet.film.progressed.connect(look)
    assert sheet.summary.text() == "3 pictures of 720 × 450 pixels, 0.1 s."
    sheet.export_button.click()
    qtbot.waitUntil(lambda: not window.findChildren(FilmSheet), timeout=20_000)
    assert agreed == [True] * 3
    names = sorted(path.name for path in tmp_path.iterdir() if not path.is_dir())
    assert names == ["animation.gif", *(f"frame-{k:04d}.png" for k in (1, 2, 3))]
    with Image.open(tmp_path / "frame-0002.png") as image:
        assert image.size == (720, 450)


def test_that_cancel_leaves_nothing_behind(
    window: MainWindow,
    sheet: FilmSheet,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
) -> None:
    session = window.session
    end, entries = session.updates, session.undo_stack.count()
    answer_dialogs(tmp_path / "film.gif")
    choose(sheet, "Loss", "gif", frames=500, width=300)
    sheet.export_button.click()
    qtbot.waitUntil(lambda: sheet.progress.value() >= 3)
    assert not sheet.form.isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(FilmSheet))
    assert (session.updates, session.undo_stack.count()) == (end, entries)
    assert list(tmp_path.iterdir()) == []


def test_that_a_failure_is_told_in_the_sheet(
    window: MainWindow,
    sheet: FilmSheet,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
) -> None:
    answer_dialogs(tmp_path / "nowhere" / "film.gif")
    choose(sheet, "Loss", "gif", frames=3, width=300)
    sheet.export_button.click()
    qtbot.waitUntil(lambda: "there is no folder" in sheet.problem.text())
    assert sheet.form.isEnabled()
    assert sheet.export_button.isEnabled()
    assert window.session.updates == window.session.newest_update
    sheet.reject()


def test_that_what_cannot_be_filmed_is_said(window: MainWindow, sheet: FilmSheet) -> None:
    sheet.first.setValue(5)
    sheet.last.setValue(4)
    assert sheet.problem.text() == "The last sweep is before the first."
    assert not sheet.export_button.isEnabled()
    sheet.last.setValue(9)
    choose(sheet, "Whole window", "gif", frames=2000, width=3840)
    assert "does not fit into memory" in sheet.problem.text()
    sheet.kinds.setCurrentIndex(1)
    assert sheet.export_button.isEnabled()
    sheet.reject()
    QApplication.processEvents()
    window.session.reset()
    window.actions_by_key["export_animation"].trigger()
    assert window.notice.text.startswith("There is no history")


def test_that_opening_the_sheet_ends_a_run(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.updates > 10)
    sheet = opened(window)
    assert not window.session.running
    sheet.reject()
