"""Sessions that name the file of their data, in a real window: saved, opened, and looked for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app import session_files
from bpgui.app.late_docks import ABSENCE, LATE_DOCKS
from bpgui.app.late_panel import LatePanel
from bpgui.app.recovery import lost_sessions
from bpgui.app.safekeeping import Safekeeping
from bpgui.app.save_state import Contents
from bpgui.app.window import MainWindow
from bpgui.app.work_dialog import WorkDialog
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.session.session_file import read_session
from bpgui.ui.data.import_sheet import ImportSheet
from bpgui.ui.diagram.hits import ParameterHit, UnitHit
from bpgui.ui.diagram.hover_card import describe
from bpgui.ui.diagram.shown import read_session as shown_of
from tests.app.hands import CONTROL, PATIENCE, activate, press
from tests.app.test_safekeeping import SOON, crash
from tests.app.test_session_files import answer, no_question, question, train
from tests.session.fingerprint import content_bits
from tests.session.referring import TABLE, manifest_of, write_table

Answer = Callable[[Path], None]
REFER = Qt.Key.Key_F
KEEP_BESIDE = Qt.Key.Key_D
ALT = CONTROL | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "data")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.bpgui"


def import_table(window: MainWindow, qtbot: QtBot, table: Path) -> None:
    """Open a table as the sheet proposes."""
    window.open_file(table)
    qtbot.waitUntil(lambda: any(s.isVisible() for s in window.findChildren(ImportSheet)))
    sheet = next(s for s in window.findChildren(ImportSheet) if s.isVisible())
    qtbot.waitUntil(sheet.open_button.isEnabled, timeout=PATIENCE)
    QTest.mouseClick(sheet.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.dataset.name == table.stem, timeout=PATIENCE)


@pytest.fixture
def saved(
    window: MainWindow, qtbot: QtBot, table: Path, path: Path, answer_dialogs: Answer
) -> MainWindow:
    """A window with trained data of a file that were saved by reference, with keys alone."""
    import_table(window, qtbot, table)
    train(window)
    activate(window, qtbot)
    answer_dialogs(path)
    press(window, REFER, ALT)
    assert table.name in window.notice.text
    press(window, Qt.Key.Key_S, CONTROL)
    assert not window.isWindowModified()
    return window


def test_that_a_session_names_the_file_and_comes_back_from_it(
    saved: MainWindow, table: Path, path: Path
) -> None:
    assert f"its data stay in “{table.name}”" in saved.notice.text
    assert manifest_of(path)["version"] == 2
    bits = content_bits(saved.session)
    press(saved, Qt.Key.Key_N, ALT)
    assert not saved.actions_by_key["data_referenced"].isChecked()
    press(saved, Qt.Key.Key_O, CONTROL)
    assert content_bits(saved.session) == bits
    assert saved.actions_by_key["data_referenced"].isChecked()
    assert not saved.isWindowModified()


def test_that_one_place_is_chosen_at_a_time(saved: MainWindow) -> None:
    checked = [saved.actions_by_key[key].isChecked for key in ("data_beside", "data_referenced")]
    press(saved, KEEP_BESIDE, ALT)
    assert [is_checked() for is_checked in checked] == [True, False]
    assert saved.isWindowModified()
    press(saved, REFER, ALT)
    assert [is_checked() for is_checked in checked] == [False, True]
    assert not saved.isWindowModified()
    press(saved, REFER, ALT)
    assert [is_checked() for is_checked in checked] == [False, False]
    assert "all data go into the session" in saved.notice.text


def test_that_data_that_cannot_be_referred_to_are_kept_and_it_is_said(
    saved: MainWindow, table: Path, path: Path
) -> None:
    table.write_text(TABLE.replace("0,125", "0,126"), encoding="utf-8")
    press(saved, Qt.Key.Key_S, CONTROL)
    assert f"its data with it: “{table.name}” is not any more" in saved.notice.text
    table.unlink()
    assert not read_session(path).warnings


def test_that_data_of_no_file_stay_in_the_session(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    press(window, REFER, ALT)
    assert "read from no file" in window.notice.text


def test_that_an_autosave_holds_the_data_and_needs_no_file(
    saved: MainWindow, qtbot: QtBot, table: Path, tmp_path: Path
) -> None:
    safekeeping = Safekeeping(saved, tmp_path / "recovery", SOON)
    table.unlink()
    with qtbot.waitSignal(safekeeping.autosave.written, timeout=PATIENCE):
        saved.session.set_parameter(0, 4.5)
    crash(saved, safekeeping)
    (lost,) = lost_sessions(tmp_path / "recovery")
    found = read_session(lost.file)
    lost.release()
    assert not found.unfound
    assert found.data_place == "referenced"
    again = Session()
    again.restore(found)
    assert content_bits(again) == content_bits(saved.session)
    assert again.dataset.origin is not None
    assert again.dataset.origin.path == table


# ---- the file is not there -----------------------------------------------------------------------


@pytest.fixture
def lost(saved: MainWindow, table: Path) -> MainWindow:
    """The window with another session, while the file of the saved one is in another place."""
    press(saved, Qt.Key.Key_N, ALT)
    table.rename(table.with_name("elsewhere.csv"))
    train(saved)
    saved.save_state.settle(None, Contents.of(saved.session))
    return saved


def test_that_nothing_is_opened_before_the_answer_nor_after_cancel(lost: MainWindow) -> None:
    bits = content_bits(lost.session)
    press(lost, Qt.Key.Key_O, CONTROL)
    box = question(lost)
    assert box.text() == "“s.bpgui” needs “blumen.csv”."
    assert "blumen.csv”, which is not in" in box.informativeText()
    assert content_bits(lost.session) == bits
    answer(lost, "Cancel")
    assert no_question(lost)
    assert content_bits(lost.session) == bits
    assert lost.session.undo_stack.canUndo()


def test_that_the_user_can_find_the_file(
    lost: MainWindow, table: Path, path: Path, answer_dialogs: Answer
) -> None:
    press(lost, Qt.Key.Key_O, CONTROL)
    answer_dialogs(write_table(path.parent, TABLE.replace("rot", "rosa"), "other.csv"))
    answer(lost, "Find it…")
    assert "“other.csv” is another file" in question(lost).informativeText()
    answer_dialogs(table.with_name("elsewhere.csv"))
    answer(lost, "Find it…")
    assert no_question(lost)
    assert lost.save_state.path == path
    assert lost.session.dataset.name == "blumen"
    lost.session.dataset.gather_training()
    assert lost.isWindowModified()  # where the file is now is not saved yet
    press(lost, Qt.Key.Key_S, CONTROL)
    assert not lost.isWindowModified()
    assert not read_session(path).unfound


def test_that_the_rest_opens_without_it_and_trains_nothing(
    lost: MainWindow, table: Path, path: Path
) -> None:
    press(lost, Qt.Key.Key_O, CONTROL)
    answer(lost, "Open without it")
    assert lost.save_state.path == path
    assert "nothing can be trained" in lost.notice.text
    assert "Space trains" not in lost.notice.text
    updates = lost.session.updates
    lost.actions_by_key["step"].trigger()
    assert lost.session.updates == updates
    assert table.name in lost.notice.text
    lost.files.export_outputs(path.with_suffix(".csv"))
    assert table.name in lost.notice.text
    assert not path.with_suffix(".csv").exists()
    press(lost, Qt.Key.Key_S, CONTROL)
    table.with_name("elsewhere.csv").rename(table)
    assert not read_session(path).unfound


def test_that_no_number_is_shown_that_would_need_the_file(
    lost: MainWindow, table: Path, path: Path
) -> None:
    press(lost, Qt.Key.Key_O, CONTROL)
    answer(lost, "Open without it")
    session, panel = lost.session, lost.data_panel
    assert session.loss == session.history.loss[-1]  # the history knows it
    assert panel.subtitle.endswith("not here")
    model = panel.model
    texts = {
        model.index(row, column).data()
        for row in range(model.rowCount())
        for column in range(1, model.columnCount())
    }
    assert texts - {""} == {"–"}
    assert table.name in model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    lost.output_panel.synchronize()
    assert lost.output_panel.absence.isVisible()
    assert not lost.details.network_page.sections["loss"].isVisible()
    session.set_parameter(0, 2.0)
    assert np.isnan(session.loss)
    session.undo_stack.undo()
    assert session.loss == session.history.loss[-1]
    table.with_name("elsewhere.csv").rename(table)
    lost.files.sessions.open(path)
    lost.output_panel.synchronize()
    assert not lost.output_panel.absence.isVisible()
    assert np.isfinite(session.loss)


def test_that_what_explains_waits_for_the_file(lost: MainWindow, table: Path, path: Path) -> None:
    lost.workbench.show_dock("blame")
    press(lost, Qt.Key.Key_O, CONTROL)
    answer(lost, "Open without it")
    session, view = lost.session, lost.diagram.view
    session.select(ParameterSelection(3))
    for phase in ("gradient", "update", "backward", "forward"):
        session.set_overlay(phase)
        shown = shown_of(session)
        assert [shown.known("a", layer) for layer in range(3)] == [0, 0, 0]
        assert shown.delta is None
        assert (shown.label(3) == "·") == shown.shows_derivatives
        view.grab()
    details = lost.details
    assert details.page is details.network_page
    for hit in (UnitHit(0, 0), UnitHit(1, 0), ParameterHit(3, "label")):
        assert "patterns are not here" in describe(session, hit)
    for late in LATE_DOCKS:
        lost.workbench.show_dock(late.name)
        panel = lost.panels[late.name]
        assert isinstance(panel, LatePanel)
        assert panel.veiled_by == (ABSENCE if late.computes else "")
    table.with_name("elsewhere.csv").rename(table)
    lost.files.sessions.open(path)
    assert not any(p.veiled_by for p in lost.panels.values() if isinstance(p, LatePanel))
    assert shown_of(session).known("a", 0)
    session.select(ParameterSelection(3))
    assert lost.details._show_page() is details.parameter_page


@pytest.mark.parametrize(
    "key", ["run", "step", "step_unit", "step_phase", "step_sweep", "export_worksheet"]
)
def test_that_what_needs_the_file_says_so(lost: MainWindow, table: Path, key: str) -> None:
    press(lost, Qt.Key.Key_O, CONTROL)
    answer(lost, "Open without it")
    lost.notice.hide()
    lost.actions_by_key[key].trigger()
    assert lost.notice.isVisible()
    assert table.name in lost.notice.text
    assert not lost.session.running
    assert lost.session.walk is None


def test_that_a_large_file_is_read_beside_the_window(
    saved: MainWindow, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bits = content_bits(saved.session)
    press(saved, Qt.Key.Key_N, ALT)
    monkeypatch.setattr(session_files, "SMALL", path.stat().st_size + 1)
    press(saved, Qt.Key.Key_O, CONTROL)
    assert saved.findChildren(WorkDialog)
    qtbot.waitUntil(lambda: saved.save_state.path == path, timeout=PATIENCE)
    assert content_bits(saved.session) == bits
