"""The slider through the history and the buttons beside it, with real mouse and keys."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.playback import Playback
from bpgui.session.session import Session
from bpgui.ui.time.history_bar import HistoryBar
from bpgui.ui.time.history_slider import HistorySlider
from tests.session.fingerprint import document_bits

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def place(slider: HistorySlider, share: float) -> QPoint:
    return QPoint(round(slider.place_of(share)), slider.height() // 2)


def drag(slider: HistorySlider, *shares: float, release: bool = True) -> None:
    QTest.mousePress(slider, LEFT, pos=place(slider, shares[0]))
    for share in shares[1:]:
        at = QPointF(place(slider, share))
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, slider.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, NONE
        )
        QApplication.sendEvent(slider, event)
    if release:
        QTest.mouseRelease(slider, LEFT, pos=place(slider, shares[-1]))


def test_that_a_drag_of_the_handle_leads_through_time_as_one_entry(
    session: Session, bar: HistoryBar
) -> None:
    entries, end = session.undo_stack.count(), session.updates
    drag(bar.slider, 1.0, 0.8, 0.25, 0.5)
    assert session.sweep == pytest.approx(20, abs=0.2)
    assert session.undo_stack.count() == entries + 1
    drag(bar.slider, 0.5, 0.0)
    assert session.updates == 0
    session.undo()
    session.undo()
    assert session.updates == end


def test_that_a_click_beside_the_handle_jumps_there(session: Session, bar: HistoryBar) -> None:
    drag(bar.slider, 0.3)
    assert session.sweep == pytest.approx(12, abs=0.5)
    assert bar.slider.value() == pytest.approx(0.3 * bar.slider.maximum(), rel=0.05)


def test_that_the_moment_is_told_above_the_handle_while_dragging(
    session: Session, bar: HistoryBar
) -> None:
    drag(bar.slider, 1.0, 0.25, release=False)
    assert bar.slider.said == f"Sweep {session.sweep} of 40 · loss {session.loss:.3f}"
    QTest.mouseRelease(bar.slider, LEFT, pos=place(bar.slider, 0.25))
    assert bar.slider.said == ""


def test_that_escape_leaves_a_drag(session: Session, bar: HistoryBar) -> None:
    entries, end = session.undo_stack.count(), session.updates
    drag(bar.slider, 1.0, 0.25, release=False)
    QTest.keyClick(bar.slider, Qt.Key.Key_Escape)
    assert (session.updates, session.undo_stack.count()) == (end, entries)
    assert bar.slider.said == ""


@pytest.mark.parametrize(
    ("key", "held", "sweep"),
    [
        (Qt.Key.Key_Left, NONE, 19),
        (Qt.Key.Key_Right, NONE, 21),
        (Qt.Key.Key_Left, SHIFT, 10),
        (Qt.Key.Key_Right, SHIFT, 30),
        (Qt.Key.Key_PageDown, NONE, 16),
        (Qt.Key.Key_PageUp, NONE, 24),
        (Qt.Key.Key_Home, NONE, 0),
        (Qt.Key.Key_End, NONE, 40),
    ],
)
def test_that_keys_lead_through_the_history(
    session: Session, bar: HistoryBar, key: Qt.Key, held: Qt.KeyboardModifier, sweep: int
) -> None:
    session.go_to(80)
    entries = session.undo_stack.count()
    bar.slider.setFocus()
    expected = document_bits(session.document_at(4 * sweep))
    QTest.keyClick(bar.slider, key, held)
    assert (session.sweep, session.position) == (sweep, 0)
    assert document_bits(session.document) == expected
    assert session.undo_stack.count() == entries + 1
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    assert session.undo_stack.count() == entries + (session.updates != 80)


def test_that_left_and_right_come_from_within_a_sweep_to_its_ends(
    session: Session, bar: HistoryBar
) -> None:
    session.go_to(42)
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert session.updates == 44
    session.go_to(42)
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    assert session.updates == 40


def test_that_the_bar_follows_the_session_and_marks_its_edits(
    session: Session, bar: HistoryBar
) -> None:
    assert bar.range.text() == "0 … 40"
    assert bar.slider.marks == (0.5,)
    session.go_to(40)
    assert bar.slider.value() == 40
    session.set_parameter(0, 0.5)
    assert bar.range.text() == "0 … 10"
    assert bar.slider.marks == (1.0,)
    session.reset()
    assert not bar.slider.isEnabled()
    assert not bar.play_button.isEnabled()


def test_that_the_button_plays_and_stops(
    session: Session, bar: HistoryBar, playback: Playback, qtbot: QtBot
) -> None:
    QTest.mouseClick(bar.play_button, LEFT)
    assert playback.playing
    assert bar.play_button.accessibleName() == "Stop playing"
    qtbot.waitUntil(lambda: session.updates > 8)
    QTest.mouseClick(bar.play_button, LEFT)
    assert not playback.playing
    assert bar.play_button.accessibleName() == "Play the history"


def test_that_the_menu_says_how_it_is_played(bar: HistoryBar, playback: Playback) -> None:
    def choose(text: str) -> None:
        menu = bar.speed_button.menu()
        menu.aboutToShow.emit()
        action = next(a for a in menu.actions() if a.text().replace("&", "") == text)
        action.trigger()

    choose("300 sweeps a second")
    choose("Backwards")
    choose("Over and over")
    assert (playback.speed, playback.backwards, playback.loops) == (300.0, True, True)
    assert bar.speed_button.text() == "300/s ▾"
    assert "backwards" in bar.play_button.toolTip()
    choose("Whole run in 10 s")
    choose("Forwards")
    choose("Over and over")
    assert (playback.speed, playback.backwards, playback.loops) == (None, False, False)


def test_that_a_long_history_moves_by_what_is_seen(session: Session, bar: HistoryBar) -> None:
    session.go_to(0)
    for share in (0.123, 0.871, 0.5):
        drag(bar.slider, share)
        assert session.updates in session.history.kept_states
