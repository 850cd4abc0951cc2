from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.save_state import Contents, SaveState
from bpgui.app.window import MainWindow
from bpgui.session.selection import UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner

FILE = Path("study.bpgui")


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    del qtbot
    return Session()


@pytest.fixture
def state(session: Session) -> SaveState:
    state = SaveState(session)
    state.begin(FILE)
    return state


def test_that_a_session_is_modified_by_an_edit_until_it_is_undone(
    session: Session, state: SaveState
) -> None:
    assert not state.modified
    session.set_parameter(0, 2.5)
    assert state.modified
    session.undo()
    assert not state.modified


def test_that_settings_stop_conditions_and_kept_runs_are_worth_saving(
    session: Session, state: SaveState
) -> None:
    before = session.settings.learning_rate
    session.change_settings(learning_rate=0.125)
    assert state.modified
    session.change_settings(learning_rate=before)
    assert not state.modified
    session.keep_run()
    assert state.modified


def test_that_looking_around_is_no_change(session: Session, state: SaveState) -> None:
    session.select(UnitSelection(1, 0))
    session.present(2)
    session.show_phase("backward")
    assert not state.modified


def test_that_training_is_a_change_and_stepping_back_takes_it_back(
    session: Session, state: SaveState
) -> None:
    runner = Runner(session)
    runner.step("update")
    assert state.modified
    runner.back("update")
    assert not state.modified
    runner.shutdown()


def test_that_saving_ends_the_modification_of_what_was_saved_only(
    session: Session, state: SaveState
) -> None:
    session.set_parameter(0, 2.5)
    saved = Contents.of(session)
    session.set_parameter(0, 3.5)  # while the file is being written
    state.settle(FILE, saved)
    assert state.modified
    session.undo()
    assert not state.modified


def test_that_other_data_leave_the_file_and_undo_leads_back_to_it(
    session: Session, state: SaveState
) -> None:
    session.load_problem("iris")
    assert (state.path, state.modified) == (None, False)
    assert state.name == session.dataset.name
    session.undo()
    assert (state.path, state.modified) == (FILE, False)
    session.redo()
    assert (state.path, state.modified) == (None, False)


def test_that_each_side_of_an_opening_keeps_its_own_file(
    session: Session, state: SaveState
) -> None:
    session.set_parameter(0, 2.5)
    session.load_problem("iris")
    other = Path("iris.bpgui")
    state.settle(other, Contents.of(session))
    session.undo()
    assert (state.path, state.modified) == (FILE, True)
    session.undo()
    assert (state.path, state.modified) == (FILE, False)
    session.redo()
    session.redo()
    assert (state.path, state.modified) == (other, False)


def test_that_unsaved_changes_left_for_other_data_are_not_forgotten(
    session: Session, state: SaveState
) -> None:
    session.set_parameter(0, 2.5)
    session.load_problem("iris")
    assert state.modified


def test_that_what_is_recovered_is_modified_until_it_is_saved(
    session: Session, state: SaveState
) -> None:
    state.begin(FILE, modified=True)
    assert state.modified
    state.settle(FILE, Contents.of(session))
    assert not state.modified


def test_that_the_title_has_the_name_and_the_mark(window: MainWindow) -> None:
    assert window.windowTitle() == "XOR[*] – bpgui"
    assert not window.isWindowModified()
    window.session.set_parameter(0, 2.5)
    assert window.isWindowModified()
    window.save_state.settle(FILE, Contents.of(window.session))
    assert window.windowTitle() == "study.bpgui[*] – bpgui"
    assert not window.isWindowModified()


def test_that_a_running_training_sets_the_mark_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.runner.run()
    qtbot.waitUntil(window.isWindowModified)
    assert window.session.running
    window.runner.pause()
