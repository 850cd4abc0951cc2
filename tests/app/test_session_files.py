"""Session files from the window: what is saved comes back, what fails costs nothing."""

import errno
import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.app.work_dialog import WorkDialog
from bpgui.data.creation import create_dataset
from bpgui.formats.weights import export_weights
from bpgui.session.saved_session import SavedSession
from bpgui.session.selection import ParameterSelection
from bpgui.session.session_file import write_session
from bpgui.ui.data.import_sheet import ImportSheet
from bpgui.ui.weights.import_sheet import WeightsImportSheet
from tests.app.hands import CONTROL, PATIENCE, SHIFT, activate, drop_file, press

Answer = Callable[[Path], None]


def question(window: MainWindow) -> QMessageBox:
    """The question that is open."""
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


def button(box: QMessageBox, text: str) -> QAbstractButton:
    """A button of a question, by what it says."""
    texts = {b.text().replace("&", ""): b for b in box.findChildren(QPushButton)}
    return texts[text]


def answer(window: MainWindow, text: str) -> None:
    """Click a button of the question that is open."""
    QTest.mouseClick(button(question(window), text), Qt.MouseButton.LeftButton)


def no_question(window: MainWindow) -> bool:
    return not any(box.isVisible() for box in window.findChildren(QMessageBox))


def train(window: MainWindow) -> None:
    for _ in range(3):
        window.runner.step("sweep")


# ---- to a file and back --------------------------------------------------------------------


def test_that_large_data_lie_beside_where_that_is_chosen(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Answer
) -> None:
    activate(window, qtbot)
    inputs = np.arange(210_000.0).reshape(3000, 70) % 256
    window.session.load_dataset(create_dataset("Large", inputs, np.ones((3000, 1))))
    path = tmp_path / "s.bpgui"
    answer_dialogs(path)
    press(window, Qt.Key.Key_D, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert "beside" in window.notice.text
    press(window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=PATIENCE)
    (beside,) = tmp_path.glob("s-*.npy")
    assert np.array_equal(np.load(beside), inputs)
    press(window, Qt.Key.Key_D, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert window.isWindowModified()
    window.session.set_data_place("beside")
    assert not window.isWindowModified()

    press(window, Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert not window.actions_by_key["data_beside"].isChecked()
    press(window, Qt.Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: window.session.dataset.name == "Large", timeout=PATIENCE)
    assert window.actions_by_key["data_beside"].isChecked()


def test_that_a_session_comes_back_with_keys_alone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Answer
) -> None:
    activate(window, qtbot)
    session, path = window.session, tmp_path / "s.bpgui"
    train(window)
    session.change_settings(learning_rate=0.25)
    session.select(ParameterSelection(2))
    trained, velocity = session.network.parameters, session.velocity
    answer_dialogs(path)
    press(window, Qt.Key.Key_S, CONTROL)
    assert window.windowTitle().startswith("s.bpgui")
    assert not window.isWindowModified()

    press(window, Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert session.updates == 0
    assert window.windowTitle().startswith("XOR")
    press(window, Qt.Key.Key_O, CONTROL)
    assert np.array_equal(session.network.parameters, trained)
    assert np.array_equal(session.velocity, velocity)
    assert (session.sweep, session.settings.learning_rate) == (3, 0.25)
    assert session.selection == ParameterSelection(2)
    assert not session.running
    assert not window.isWindowModified()
    assert "s.bpgui" in window.notice.text
    assert window.recent.paths[0] == path


def test_that_save_asks_for_a_name_once_and_save_as_each_time(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Answer
) -> None:
    activate(window, qtbot)
    answer_dialogs(tmp_path / "one.bpgui")
    press(window, Qt.Key.Key_S, CONTROL)
    first = (tmp_path / "one.bpgui").read_bytes()
    answer_dialogs(tmp_path / "two.bpgui")
    window.session.set_parameter(0, 4.5)
    press(window, Qt.Key.Key_S, CONTROL)
    assert (tmp_path / "one.bpgui").read_bytes() != first
    assert not (tmp_path / "two.bpgui").exists()
    press(window, Qt.Key.Key_S, CONTROL | SHIFT)
    assert (tmp_path / "two.bpgui").exists()
    assert window.save_state.path == tmp_path / "two.bpgui"


def test_that_saving_leaves_a_running_training_alone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session, path = window.session, tmp_path / "s.bpgui"
    window.runner.run()
    qtbot.waitUntil(lambda: session.updates > 100, timeout=PATIENCE)
    window.files.sessions.write(path)
    at = session.updates
    qtbot.waitUntil(lambda: session.updates > at + 100, timeout=PATIENCE)
    assert session.running
    assert window.isWindowModified()
    window.runner.pause()
    trained = session.document_at(at)
    window.files.sessions.revert()
    answer(window, "Revert")
    assert not session.running
    assert session.updates == at
    assert np.array_equal(session.network.parameters, trained.network.parameters)
    assert np.array_equal(session.velocity, trained.velocity)


def test_that_opening_a_session_never_starts_training(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "s.bpgui"
    window.runner.run()
    qtbot.waitUntil(lambda: window.session.updates > 100, timeout=PATIENCE)
    window.files.sessions.write(path)
    qtbot.waitUntil(window.isWindowModified, timeout=PATIENCE)
    window.open_file(path)
    answer(window, "Discard")
    qtbot.waitUntil(lambda: not window.session.running)
    at = window.session.updates
    qtbot.wait(50)
    assert window.session.updates == at


def test_that_a_large_session_is_saved_and_opened_beside_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    path = tmp_path / "s.bpgui"
    train(window)
    trained = window.session.network.parameters
    window.files.sessions.write(path)
    assert window.isWindowModified()  # it is not written yet
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=PATIENCE)
    window.session.reset()
    window.files.sessions.read(path, window.session.restore)
    qtbot.waitUntil(
        lambda: np.array_equal(window.session.network.parameters, trained), timeout=PATIENCE
    )


def test_that_what_is_edited_while_a_file_is_written_is_yet_to_be_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    window.files.sessions.write(tmp_path / "s.bpgui")
    window.session.set_parameter(0, 4.5)
    qtbot.waitUntil(lambda: window.save_state.path is not None, timeout=PATIENCE)
    assert window.isWindowModified()
    window.session.undo()
    assert not window.isWindowModified()


def test_that_other_data_opened_while_a_file_is_written_do_not_take_its_name(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    path, session = tmp_path / "s.bpgui", window.session
    train(window)
    window.files.sessions.write(path)
    session.load_problem("iris")
    qtbot.waitUntil(lambda: "is saved" in window.notice.text, timeout=PATIENCE)
    assert window.save_state.path is None  # Save asks for a name, and replaces nothing
    session.undo()
    assert window.save_state.path == path
    assert not window.isWindowModified()


def test_that_a_session_opened_while_one_is_written_waits_for_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, path = tmp_path / "other.bpgui", tmp_path / "s.bpgui"
    window.files.sessions.write(other)
    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    window.files.sessions.write(path)
    window.open_file(other)
    qtbot.waitUntil(lambda: window.save_state.path == path, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.save_state.path == other, timeout=PATIENCE)
    assert path.read_bytes()[:2] == b"PK"


def test_that_writing_can_be_cancelled_and_leaves_the_file_that_was_there(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, ended = tmp_path / "s.bpgui", threading.Event()
    window.files.sessions.write(path)
    before = path.read_bytes()
    window.session.set_parameter(0, 4.5)

    def write(saved: SavedSession, path: Path, on_share: Callable[[float], None]) -> None:
        def slowly(_share: float) -> None:
            while True:  # until it is cancelled
                on_share(0.5)
                time.sleep(0.001)

        try:
            write_session(saved, path, slowly)
        finally:
            ended.set()

    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    monkeypatch.setattr("bpgui.app.session_files.write_session", write)
    window.actions_by_key["save"].trigger()
    (dialog,) = window.findChildren(WorkDialog)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=PATIENCE)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert ended.wait(PATIENCE / 1000)
    assert not dialog.isVisible()
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.suffix == ".part"] == []
    assert window.isWindowModified()
    assert window.session.network.parameters[0] == 4.5


def test_that_the_view_of_plots_and_diagram_comes_back(window: MainWindow, tmp_path: Path) -> None:
    train(window)
    window.loss_panel.log_scale = False
    window.weight_changes.mode = "layers"
    window.loss_panel.chart.restore_range({"range": [0.5, 2.5, 0.1, 0.4]})
    camera = window.diagram.view.camera
    camera.zoom_at(QPointF(100, 100), 2.0)
    zoom, offset = camera.zoom, QPointF(camera.offset)
    path = tmp_path / "s.bpgui"
    window.files.sessions.write(path)
    window.files.sessions.new()
    assert window.loss_panel.log_scale
    assert window.loss_panel.chart.follows
    assert not camera.is_moved
    assert not window.actions_by_key["layer_changes"].isChecked()

    window.open_file(path)
    assert not window.loss_panel.log_scale
    assert not window.actions_by_key["log_loss"].isChecked()
    assert window.weight_changes.mode == "layers"
    assert window.actions_by_key["layer_changes"].isChecked()
    assert window.loss_panel.chart.axes.x == pytest.approx((0.5, 2.5))
    assert window.loss_panel.chart.axes.y == pytest.approx((0.1, 0.4))
    assert camera.zoom == pytest.approx(zoom)
    assert (camera.offset - offset).manhattanLength() < 1e-6


NONSENSE: tuple[dict[str, object], ...] = (
    {"panels": 3},
    {"panels": {"loss": [], "network": {"camera": [1, 2]}, "output": {"output": 10**30}}},
    {"panels": {"network": {"camera": [0.0, 1, 1]}, "loss": {"range": [2, 1, 0, 1]}}},
    {"panels": {"network": {"camera": [math.nan, 1, 1]}, "loss": {"range": [True] * 4}}},
    {"panels": {"weight_changes": {"mode": {}}, "loss": {"range": [0, 1e308, 0, 1]}}},
    {"cursor": 4},
    {"cursor": -1},
    {"cursor": 10**30},
    {"cursor": True},
)


def test_that_a_nonsensical_view_is_left_aside(window: MainWindow) -> None:
    for nonsense in NONSENSE:
        window.view.restore(nonsense)
        assert window.loss_panel.chart.follows
        assert window.weight_changes.mode == "weights"
        assert not window.diagram.view.camera.is_moved
        assert window.output_panel.output == 0
        assert not window.runner.cursor


def test_that_steps_go_on_at_the_pattern_where_they_stood(
    window: MainWindow, tmp_path: Path
) -> None:
    window.session.load_problem("iris")
    assert len(window.session.batch_rows) > 4
    for _ in range(3):
        window.actions_by_key["step_pattern"].trigger()
    path = tmp_path / "s.bpgui"
    window.files.sessions.write(path)
    window.actions_by_key["step_phase"].trigger()
    expected = window.session.walk
    assert expected is not None
    assert expected.row == window.session.batch_rows[3]
    window.files.sessions.new()
    assert not window.runner.cursor

    window.open_file(path)
    window.actions_by_key["step_phase"].trigger()
    assert window.session.walk == expected


# ---- questions -----------------------------------------------------------------------------


@pytest.mark.parametrize("answered", ["Save", "Discard", "Cancel"])
def test_that_unsaved_changes_are_asked_about_before_another_session(
    window: MainWindow, tmp_path: Path, answer_dialogs: Answer, answered: str
) -> None:
    path = tmp_path / "kept.bpgui"
    answer_dialogs(path)
    window.session.set_parameter(0, 4.5)
    window.actions_by_key["new"].trigger()
    assert window.session.network.parameters[0] == 4.5
    assert "XOR" in question(window).text()
    answer(window, answered)
    assert path.exists() == (answered == "Save")
    assert (window.session.network.parameters[0] == 4.5) == (answered == "Cancel")
    assert window.isWindowModified() == (answered == "Cancel")


def test_that_a_failed_save_does_not_go_on_to_another_session(
    window: MainWindow, tmp_path: Path, answer_dialogs: Answer
) -> None:
    answer_dialogs(tmp_path / "gone" / "s.bpgui")
    window.session.set_parameter(0, 4.5)
    window.actions_by_key["new"].trigger()
    answer(window, "Save")
    assert window.session.network.parameters[0] == 4.5
    assert window.isWindowModified()
    assert "gone" in window.notice.text


def test_that_revert_brings_the_saved_session_back(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    revert = window.actions_by_key["revert"]
    assert not revert.isEnabled()
    window.files.sessions.write(path)
    assert not revert.isEnabled()
    before = window.session.network.parameters[0]
    window.session.set_parameter(0, 4.5)
    revert.trigger()
    answer(window, "Cancel")
    assert window.session.network.parameters[0] == 4.5
    revert.trigger()
    answer(window, "Revert")
    assert window.session.network.parameters[0] == before
    assert not window.isWindowModified()


def test_that_a_file_written_by_somebody_else_is_not_replaced_unasked(
    window: MainWindow, tmp_path: Path, answer_dialogs: Answer
) -> None:
    path, other = tmp_path / "s.bpgui", tmp_path / "other.bpgui"
    window.files.sessions.write(path)
    path.write_bytes(b"of another window")
    window.session.set_parameter(0, 4.5)
    answer_dialogs(other)
    for answered in ("Cancel", "Save as…"):
        window.actions_by_key["save"].trigger()
        assert path.read_bytes() == b"of another window"
        answer(window, answered)
    assert path.read_bytes() == b"of another window"
    assert window.save_state.path == other
    window.files.sessions.write(path)
    assert no_question(window)
    path.write_bytes(b"of another window")
    window.actions_by_key["save"].trigger()
    answer(window, "Replace it")
    assert path.read_bytes() != b"of another window"


# ---- what fails ----------------------------------------------------------------------------


FAILURES = (
    (errno.ENOSPC, "the disk is full"),
    (errno.EACCES, "not permitted"),
    (errno.EROFS, "not permitted"),
    (errno.EIO, "input/output error"),
)


def test_that_a_save_that_fails_leaves_the_old_file_and_the_mark(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.bpgui"
    window.files.sessions.write(path)
    before = path.read_bytes()
    window.session.set_parameter(0, 4.5)
    for number, said in FAILURES:

        def fail(*_: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number), str(path))

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", fail)
            window.actions_by_key["save"].trigger()
        assert said in window.notice.text
        assert path.read_bytes() == before
        assert [entry.name for entry in tmp_path.iterdir() if entry.suffix == ".part"] == []
        assert window.isWindowModified()
        assert window.session.network.parameters[0] == 4.5
        assert window.save_state.path == path
    window.actions_by_key["save"].trigger()
    assert path.read_bytes() != before
    assert not window.isWindowModified()


def test_that_a_folder_that_vanished_is_named(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "s.bpgui"
    window.files.sessions.write(path)
    path.unlink()
    folder.rmdir()
    window.session.set_parameter(0, 4.5)
    window.actions_by_key["save"].trigger()
    assert "there is no folder" in window.notice.text
    assert window.isWindowModified()


def test_that_a_session_whose_file_vanished_is_unsaved_once_saving_it_fails(
    window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "s.bpgui"
    window.files.sessions.write(path)
    path.unlink()
    folder.rmdir()
    assert not window.isWindowModified()
    window.actions_by_key["save"].trigger()
    assert window.isWindowModified()
    assert window.save_state.path == path
    folder.mkdir()
    window.actions_by_key["save"].trigger()
    assert path.exists()
    assert not window.isWindowModified()


def test_that_a_broken_session_is_refused_and_the_open_one_untouched(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "broken.bpgui"
    window.runner.run()
    qtbot.waitUntil(lambda: window.session.updates > 100, timeout=PATIENCE)
    for content in (b"", b"PK\x03\x04", b"\0" * 1000):
        path.write_bytes(content)
        window.notice.tell("")
        window.files.sessions.read(path, window.session.restore)
        assert "broken.bpgui" in window.notice.text
        assert window.session.running
    window.runner.pause()
    assert window.save_state.path is None
    assert window.session.undo_stack.canUndo()


def test_that_a_recent_file_that_vanished_meanwhile_is_told(
    window: MainWindow, tmp_path: Path
) -> None:
    window.open_file(tmp_path / "gone.bpgui")
    assert "gone.bpgui" in window.notice.text
    window.open_file(tmp_path / "gone.csv")
    assert "gone.csv" in window.notice.text


# ---- drops ---------------------------------------------------------------------------------


def test_that_a_dropped_session_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    train(window)
    window.files.sessions.write(path)
    window.files.sessions.new()
    assert drop_file(window, str(path))
    assert window.session.sweep == 3
    window.files.sessions.new()
    assert drop_file(window.data_panel, str(path))
    assert window.session.sweep == 3


def test_that_dropped_weights_and_tables_come_to_their_sheets(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    weights, table = tmp_path / "w.npz", tmp_path / "t.csv"
    export_weights(window.files.weights.weights(), weights)
    table.write_text("x,y\n1,2\n2,1\n", encoding="utf-8")
    for path, kind in ((weights, WeightsImportSheet), (table, ImportSheet)):
        assert drop_file(window, str(path))
        (sheet,) = window.findChildren(kind)
        qtbot.waitUntil(sheet.isVisible)
        sheet.close()
