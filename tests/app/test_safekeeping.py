"""Closing, autosave and recovery in real windows; instances are windows of one process here."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.app.autosave import Timing
from bpgui.app.recovery import lost_sessions
from bpgui.app.recovery_bar import RecoveryBar
from bpgui.app.safekeeping import Safekeeping
from bpgui.app.window import MainWindow
from tests.app.hands import PATIENCE
from tests.app.test_session_files import answer, question

SOON = Timing(edits=0.0, training=0.0)
NEVER = Timing(edits=1e6, training=1e6)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


class Instances:
    """Makes windows that keep what they show safe, as instances of the program."""

    def __init__(self, root: Path, qtbot: QtBot) -> None:
        self._root, self._qtbot = root, qtbot

    def start(self, timing: Timing = SOON) -> tuple[MainWindow, Safekeeping]:
        """Start one."""
        window = MainWindow()
        self._qtbot.addWidget(window, before_close_func=_let_close)
        safekeeping = Safekeeping(window, self._root, timing)
        window.resize(1200, 800)
        window.show()
        self._qtbot.waitExposed(window)
        safekeeping.offer_lost()
        return window, safekeeping


@pytest.fixture
def instances(root: Path, qtbot: QtBot) -> Instances:
    return Instances(root, qtbot)


def _let_close(window: MainWindow) -> None:
    window.may_close = lambda: True


def crash(window: MainWindow, safekeeping: Safekeeping) -> None:
    """Leave a window as a crash would, except that its threads are ended."""
    safekeeping.autosave.shut_down(keep=True)
    _let_close(window)
    window.close()


def written(qtbot: QtBot, safekeeping: Safekeeping, change: Callable[[], None]) -> None:
    """Make a change, and wait until it is in the autosave."""
    with qtbot.waitSignal(safekeeping.autosave.written, timeout=PATIENCE):
        change()


def bar_of(safekeeping: Safekeeping) -> RecoveryBar:
    assert safekeeping.bar is not None
    return safekeeping.bar


def press_in_bar(safekeeping: Safekeeping, name: str) -> None:
    buttons = {b.accessibleName(): b for b in bar_of(safekeeping).findChildren(QPushButton)}
    QTest.mouseClick(buttons[name], Qt.MouseButton.LeftButton)


# ---- closing -------------------------------------------------------------------------------


def test_that_a_window_without_changes_closes_unasked(instances: Instances, root: Path) -> None:
    window, _ = instances.start()
    assert window.close()
    assert not root.exists()


@pytest.mark.parametrize("answered", ["Save", "Discard", "Cancel"])
def test_that_closing_asks_about_changes(
    instances: Instances,
    tmp_path: Path,
    root: Path,
    qtbot: QtBot,
    answer_dialogs: Callable[[Path], None],
    answered: str,
) -> None:
    window, safekeeping = instances.start()
    path = tmp_path / "s.bpgui"
    answer_dialogs(path)
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))
    assert not window.close()
    assert not window.close()  # asked once, however often it is closed
    answer(window, answered)
    qtbot.waitUntil(lambda: window.isVisible() == (answered == "Cancel"))
    assert path.exists() == (answered == "Save")
    lost = lost_sessions(root)
    assert lost == []
    if answered == "Cancel":
        assert not window.close()
        answer(window, "Discard")
        assert not window.isVisible()


def test_that_a_training_goes_on_behind_the_question(instances: Instances, qtbot: QtBot) -> None:
    window, _ = instances.start()
    session = window.session
    window.runner.run()
    qtbot.waitUntil(window.isWindowModified, timeout=PATIENCE)
    assert not window.close()
    at = session.updates
    qtbot.waitUntil(lambda: session.updates > at, timeout=PATIENCE)
    answer(window, "Discard")
    assert not window.isVisible()
    assert not session.running


def test_that_saving_on_closing_saves_the_training_that_went_on(
    instances: Instances, qtbot: QtBot, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    window, _ = instances.start()
    path = tmp_path / "s.bpgui"
    answer_dialogs(path)
    window.runner.run()
    qtbot.waitUntil(window.isWindowModified, timeout=PATIENCE)
    assert not window.close()
    answer(window, "Save")
    assert not window.isVisible()
    trained = window.session.updates
    again, _ = instances.start()
    again.open_file(path)
    assert 0 < again.session.updates <= trained


def test_that_a_file_that_is_being_written_is_whole_before_the_window_closes(
    instances: Instances, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.app.session_files.SMALL", 0)
    window, _ = instances.start()
    path = tmp_path / "copy.bpgui"
    window.files.sessions.write(path)
    assert not window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)
    assert path.exists()


def test_that_a_save_that_fails_keeps_the_window_open(
    instances: Instances, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    window, _ = instances.start()
    answer_dialogs(tmp_path / "gone" / "s.bpgui")
    window.session.set_parameter(0, 4.5)
    assert not window.close()
    answer(window, "Save")
    assert window.isVisible()
    assert window.isWindowModified()
    assert "gone" in window.notice.text


def test_that_being_told_to_end_asks_nothing_and_loses_nothing(instances: Instances) -> None:
    window, safekeeping = instances.start(NEVER)
    window.session.set_parameter(0, 4.5)
    safekeeping.leave_at_once()
    assert not window.isVisible()
    assert [box for box in window.findChildren(QMessageBox) if box.isVisible()] == []
    again, safekeeping = instances.start(NEVER)
    press_in_bar(safekeeping, "Recover “XOR”")
    assert again.session.network.parameters[0] == 4.5


def test_that_a_log_out_writes_the_autosave_and_lets_the_window_close(
    instances: Instances, root: Path
) -> None:
    window, safekeeping = instances.start(NEVER)
    window.session.set_parameter(0, 4.5)
    safekeeping._on_commit_data_request()  # Qt's signal for it cannot be emitted here
    assert window.close()
    (lost,) = lost_sessions(root)
    lost.discard()


def test_that_being_told_to_end_with_a_full_disk_keeps_the_autosave_before(
    instances: Instances, qtbot: QtBot, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, safekeeping = instances.start()
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        window.session.set_parameter(0, 5.5)
        safekeeping.leave_at_once()
    assert not window.isVisible()
    (lost,) = lost_sessions(root)
    lost.discard()


# ---- autosave ------------------------------------------------------------------------------


def test_that_edits_settings_and_training_are_written(instances: Instances, qtbot: QtBot) -> None:
    window, safekeeping = instances.start()
    session = window.session
    written(qtbot, safekeeping, lambda: session.set_parameter(0, 4.5))
    written(qtbot, safekeeping, lambda: session.change_settings(learning_rate=0.125))
    written(qtbot, safekeeping, lambda: window.runner.step("sweep"))
    written(qtbot, safekeeping, window.runner.run)
    at = session.updates
    with qtbot.waitSignal(safekeeping.autosave.written, timeout=PATIENCE):
        qtbot.waitUntil(lambda: session.updates > at, timeout=PATIENCE)
    assert session.running
    crash(window, safekeeping)
    again, safekeeping = instances.start()
    press_in_bar(safekeeping, "Recover “XOR”")
    assert again.session.updates >= at
    assert again.session.settings.learning_rate == 0.125


def test_that_saving_removes_the_autosave(
    instances: Instances, qtbot: QtBot, root: Path, tmp_path: Path
) -> None:
    window, safekeeping = instances.start()
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))
    assert list(root.glob("*/session.bpgui"))
    window.files.sessions.write(tmp_path / "s.bpgui")
    assert not list(root.glob("*/session.bpgui"))
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 5.5))
    window.session.undo()
    assert not list(root.glob("*/session.bpgui"))


def test_that_changes_soon_after_each_other_are_written_together_and_in_time(
    instances: Instances, qtbot: QtBot
) -> None:
    window, safekeeping = instances.start(Timing(edits=1.0, training=1.0))
    writings: list[bool] = []
    safekeeping.autosave.written.connect(lambda: writings.append(True))
    edits = 0
    while not writings:  # not put off by the next edit
        edits += 1
        window.session.set_parameter(0, float(edits + 2))
        qtbot.wait(1)
    assert edits > 3  # nor one for each


def test_that_a_full_disk_is_told_once_and_work_goes_on(
    instances: Instances, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, safekeeping = instances.start()
    told: list[str] = []
    monkeypatch.setattr(window.notice, "tell", lambda sentence, **_: told.append(sentence))

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        for value in (4.5, 5.5, 6.5):
            window.session.set_parameter(0, value)
            qtbot.waitUntil(lambda: not safekeeping.autosave.pending, timeout=PATIENCE)
    assert len(told) == 1
    assert "the disk is full" in told[0]
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 7.5))
    assert len(told) == 1


# ---- recovery ------------------------------------------------------------------------------


def test_that_a_crash_is_recovered_to_the_bit_with_its_file(
    instances: Instances, qtbot: QtBot, tmp_path: Path
) -> None:
    window, safekeeping = instances.start()
    path = tmp_path / "study.bpgui"
    window.files.sessions.write(path)
    saved = path.read_bytes()
    window.runner.step("sweep")
    written(qtbot, safekeeping, lambda: window.session.set_parameter(1, 4.5))
    document = window.session.document
    crash(window, safekeeping)

    again, safekeeping = instances.start()
    (offered,) = bar_of(safekeeping).offered
    assert offered.about.path == str(path)
    assert again.session.updates == 0  # nothing is done before it is asked for
    press_in_bar(safekeeping, "Recover “study.bpgui”")
    assert np.array_equal(again.session.network.parameters, document.network.parameters)
    assert np.array_equal(again.session.velocity, document.velocity)
    assert again.session.sweep == 1
    assert again.save_state.path == path
    assert again.isWindowModified()
    assert not bar_of(safekeeping).isVisible()
    assert path.read_bytes() == saved
    again.actions_by_key["save"].trigger()
    assert path.read_bytes() != saved


def test_that_what_is_recovered_survives_a_crash_right_after(
    instances: Instances, qtbot: QtBot, root: Path
) -> None:
    window, safekeeping = instances.start()
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))
    crash(window, safekeeping)
    second, safekeeping = instances.start(NEVER)
    with qtbot.waitSignal(safekeeping.autosave.written, timeout=PATIENCE):
        press_in_bar(safekeeping, "Recover “XOR”")
        assert len(list(root.glob("*/session.bpgui"))) == 1  # the former is there until then
    assert len(list(root.glob("*/session.bpgui"))) == 1
    crash(second, safekeeping)
    third, safekeeping = instances.start()
    press_in_bar(safekeeping, "Recover “XOR”")
    assert third.session.network.parameters[0] == 4.5


def test_that_each_instance_recovers_only_what_belongs_to_the_dead(
    instances: Instances, qtbot: QtBot
) -> None:
    first, keeping_first = instances.start()
    second, keeping_second = instances.start()
    written(qtbot, keeping_first, lambda: first.session.set_parameter(0, 4.5))
    written(qtbot, keeping_second, lambda: second.session.set_parameter(0, 5.5))
    third, keeping_third = instances.start()
    assert keeping_third.bar is None
    crash(first, keeping_first)
    fourth, keeping_fourth = instances.start()
    fifth, keeping_fifth = instances.start()
    assert len(bar_of(keeping_fourth).offered) == 1
    assert keeping_fifth.bar is None
    press_in_bar(keeping_fourth, "Recover “XOR”")
    assert fourth.session.network.parameters[0] == 4.5
    assert second.session.network.parameters[0] == 5.5
    assert fifth.session.updates == third.session.updates == 0


def test_that_several_are_listed_and_those_left_are_offered_again(
    instances: Instances, qtbot: QtBot, root: Path
) -> None:
    for value in (4.5, 5.5, 6.5):
        window, safekeeping = instances.start(NEVER)
        window.session.set_parameter(0, value)
        safekeeping.autosave.write_soon()
        with qtbot.waitSignal(safekeeping.autosave.written, timeout=PATIENCE):
            pass
        safekeeping.bar = None
        crash(window, safekeeping)
    window, safekeeping = instances.start()
    bar = bar_of(safekeeping)
    assert len(bar.offered) == 3
    newest = bar.offered[0]
    bar.discard_requested.emit(newest)
    assert len(bar.offered) == 2
    assert not newest.folder.exists()
    assert window.close()
    lost = lost_sessions(root)
    assert len(lost) == 2
    for one in lost:
        one.discard()


def test_that_recovering_asks_about_changes_made_meanwhile(
    instances: Instances, qtbot: QtBot
) -> None:
    window, safekeeping = instances.start()
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))
    crash(window, safekeeping)
    again, safekeeping = instances.start()
    again.session.set_parameter(0, 5.5)
    press_in_bar(safekeeping, "Recover “XOR”")
    assert question(again).isVisible()
    answer(again, "Cancel")
    assert again.session.network.parameters[0] == 5.5
    assert len(bar_of(safekeeping).offered) == 1


def test_that_an_autosave_that_cannot_be_read_stays_and_says_so(
    instances: Instances, qtbot: QtBot, root: Path
) -> None:
    window, safekeeping = instances.start()
    written(qtbot, safekeeping, lambda: window.session.set_parameter(0, 4.5))
    crash(window, safekeeping)
    (path,) = root.glob("*/session.bpgui")
    path.write_bytes(b"broken")
    again, safekeeping = instances.start()
    press_in_bar(safekeeping, "Recover “XOR”")
    assert again.notice.text
    assert again.session.updates == 0
    assert len(bar_of(safekeeping).offered) == 1
    press_in_bar(safekeeping, "Discard “XOR”")
    assert not path.exists()
    assert not bar_of(safekeeping).isVisible()
