"""Going back in time in the real window: what it shows, what stops it, what is kept."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.held_bytes import record_bytes
from bpgui.ui.numbers import format_number
from tests.app.hands import CONTROL, PATIENCE, SHIFT, activate, press, run_until
from tests.app.test_journeys import table_outputs
from tests.session.fingerprint import document_bits
from tests.ui.plots.mouse import drag, pixel


def trained(window: MainWindow, qtbot: QtBot) -> None:
    window.session.change_settings(update="pattern")
    run_until(window, qtbot, loss=0.1)
    chart = window.loss_panel.chart
    qtbot.waitUntil(lambda: chart.axes.x[1] >= window.session.sweep)


def test_that_the_whole_window_shows_the_moment_the_loss_curve_is_dragged_to(
    window: MainWindow, qtbot: QtBot
) -> None:
    trained(window, qtbot)
    session, chart = window.session, window.loss_panel.chart
    end, last = document_bits(session.document), session.sweep
    middle = sum(chart.axes.y) / 2
    drag(chart, pixel(chart, 0.9 * last, middle), pixel(chart, last // 2, middle))
    reach = 2 * (chart.axes.x[1] - chart.axes.x[0]) / chart.axes.plot.width()
    assert abs(session.sweep - last // 2) <= max(1, reach)
    outputs = session.outputs(np.arange(4))[:, 0]
    qtbot.waitUntil(lambda: table_outputs(window) == [format_number(y, 3) for y in outputs])
    said = window.status_line._state.text()
    assert said == (
        f"Sweep {session.sweep:,} of {last:,} (looking back). Training or an edit here starts a "
        "branch; Undo brings the later moments back."
    )
    session.set_parameter(0, 1.5)
    assert session.newest_sweep == session.sweep
    assert "looking back" not in window.status_line._state.text()
    press(window, Qt.Key.Key_Z, CONTROL)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert document_bits(session.document) == end


def test_that_the_keys_play_turn_and_stop(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot)
    session, playback = window.session, window.playback
    end = session.updates
    press(window, Qt.Key.Key_H, CONTROL)
    assert playback.playing
    qtbot.waitUntil(lambda: 0 < session.updates < end)
    assert window.status_line._state.text().startswith("Playing sweep ")
    press(window, Qt.Key.Key_H, CONTROL | SHIFT)
    assert playback.playing
    assert playback.backwards
    press(window, Qt.Key.Key_Space)
    assert not playback.playing
    assert not session.running
    press(window, Qt.Key.Key_H, CONTROL)
    assert playback.playing
    press(window, Qt.Key.Key_Escape)
    assert not playback.playing
    press(window, Qt.Key.Key_H, CONTROL)
    press(window, Qt.Key.Key_R, CONTROL)
    assert not playback.playing


def test_that_a_window_can_be_closed_while_it_plays(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot)
    press(window, Qt.Key.Key_H, CONTROL)
    window.close()
    assert not window.playback.playing


def test_that_arrows_on_the_slider_are_its_own(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot)
    activate(window, qtbot)
    session, slider = window.session, window.status_line.history.slider
    slider.setFocus()
    before = session.sweep
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert session.position == 0
    assert session.sweep in (before - 1, before)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert session.updates == 0
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert (session.sweep, session.position) == (1, 0)


def test_that_any_sweep_of_a_long_run_is_reached_to_the_bit(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, chart = window.session, window.loss_panel.chart
    session.change_settings(update="sweep")
    activate(window, qtbot)
    for rate in (0.1, 0.2):
        session.change_settings(learning_rate=rate)
        goal = session.sweep + 10_000
        press(window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda goal=goal: session.sweep > goal, timeout=PATIENCE)  # type: ignore[misc]
        press(window, Qt.Key.Key_Space)
        session.set_parameter(0, rate)
    qtbot.waitUntil(lambda: chart.axes.x[1] >= session.sweep)
    last, middle = session.sweep, sum(chart.axes.y) / 2
    a_pixel = (chart.axes.x[1] - chart.axes.x[0]) / chart.axes.plot.width()
    for share in (0.9, 0.123, 0.5, 0.77):
        goal = round(share * last)
        drag(chart, pixel(chart, 0.3 * last, middle), pixel(chart, goal, middle))
        qtbot.waitUntil(lambda: session.journey.goal is None)
        assert abs(session.sweep - goal) <= 2 * a_pixel
        there = session._timeline.document_at(session.updates)
        assert document_bits(session.document) == document_bits(there)
    slider = window.status_line.history.slider
    slider.setFocus()
    before = session.sweep
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_Left)
        qtbot.waitUntil(lambda: session.journey.goal is None)
    assert session.sweep == before - 5
    there = session._timeline.document_at(session.updates)
    assert document_bits(session.document) == document_bits(there)
    assert record_bytes(session._timeline.capture()) < 64e6
