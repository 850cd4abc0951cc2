from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from bpgui.app.frame_clock import FrameClock
from bpgui.app.window import MainWindow
from bpgui.ui.theme import DARK, LIGHT, MARGIN, SPACING, appearance, dressed_later
from tests.app.hands import activate

PICTURED = ("data", "network", "details", "loss", "weight_changes", "output")


def test_that_the_docks_stand_as_pictured(window: MainWindow, qtbot: QtBot) -> None:
    docks = window.workbench.docks

    def in_place() -> None:
        tops = {name: docks[name].mapTo(window, QPoint(0, 0)) for name in PICTURED}
        assert tops["data"].y() == tops["network"].y() == tops["details"].y()
        assert tops["loss"].y() == tops["weight_changes"].y() == tops["output"].y()
        assert tops["data"].x() < tops["network"].x() < tops["details"].x()
        assert tops["loss"].y() > tops["data"].y() + docks["data"].height()
        assert docks["network"].width() > 2 * docks["data"].width()

    qtbot.waitUntil(lambda: _passes(in_place))


@pytest.mark.parametrize("stored", [False, True])
def test_that_a_new_window_is_no_larger_than_the_screen(window: MainWindow, stored: bool) -> None:
    if stored:  # by a window on a screen five times as wide
        geometry = window.saveGeometry()
        width = 5 * window.screen().geometry().width()
        window.preferences.store_layout(
            geometry.replace(46, 4, width.to_bytes(4, "big")), window.workbench.stored_layout()
        )
    other = MainWindow()
    title_bar = QSize(0, 30)
    room = (other.screen().availableSize() - title_bar).expandedTo(other.minimumSize())
    assert other.size() == other.size().boundedTo(room)
    other.close()


def test_that_reset_layout_brings_closed_and_floating_panels_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    docks = window.workbench.docks
    docks["data"].close()
    docks["loss"].setFloating(True)
    window.actions_by_key["reset_layout"].trigger()
    qtbot.waitUntil(lambda: all(docks[name].isVisible() for name in PICTURED))
    assert not any(dock.isFloating() for dock in docks.values())


@pytest.mark.parametrize("close", [True, False])
def test_that_a_layout_put_in_order_leaves_space_to_run(
    window: MainWindow, qtbot: QtBot, close: bool
) -> None:
    activate(window, qtbot)
    table = window.data_panel.table
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    if close:
        window.workbench.docks["data"].close()
    else:
        window.actions_by_key["reset_layout"].trigger()
        qtbot.waitUntil(window.diagram.view.hasFocus)
    assert window.session.selection is None
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)  # type: ignore[truthy-bool]
    assert window.session.running


def test_that_the_layout_is_restored_at_the_next_launch(window: MainWindow, qtbot: QtBot) -> None:
    window.workbench.docks["output"].close()
    window.close()
    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    assert again.workbench.docks["output"].isHidden()
    assert again.workbench.docks["loss"].isVisible()
    again.close()


def test_that_a_panel_opened_late_is_there_again_at_the_next_launch(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.workbench.show_dock("runs")
    qtbot.waitUntil(window.workbench.docks["runs"].isVisible)
    window.close()

    again = MainWindow()
    qtbot.addWidget(again)
    again.resize(1440, 900)
    again.show()

    docks = again.workbench.docks
    qtbot.waitUntil(docks["runs"].isVisible)
    assert not docks["runs"].isFloating()
    assert docks["runs"] in again.workbench.tabifiedDockWidgets(docks["weight_changes"])
    assert not docks["equations"].isVisible()
    again.close()


def test_that_a_layout_put_in_order_is_in_order_at_the_next_launch(
    window: MainWindow, qtbot: QtBot
) -> None:
    for name in ("training", "what_if", "equations"):
        window.workbench.show_dock(name)
    qtbot.waitUntil(window.workbench.docks["equations"].isVisible)
    window.actions_by_key["reset_layout"].trigger()
    qtbot.waitUntil(window.workbench.docks["loss"].isVisible)
    window.close()

    again = MainWindow()
    qtbot.addWidget(again)
    again.resize(1440, 900)
    again.show()

    docks = again.workbench.docks
    qtbot.waitUntil(docks["loss"].isVisible)
    assert {name for name, dock in docks.items() if dock.isVisible()} == set(PICTURED)
    assert docks["data"].geometry().x() < MARGIN
    again.close()


def tab_bars(window: MainWindow) -> list[list[str]]:
    """The titles in each bar of tabs that is seen."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    bars = window.workbench.findChildren(QTabBar, options=direct)
    inside = [bar for bar in bars if bar.isVisible() and bar.geometry().top() >= 0]
    return [[bar.tabText(k) for k in range(bar.count())] for bar in inside]


@pytest.mark.parametrize("by_menu", [False, True])
def test_that_a_closed_panel_leaves_no_tab_and_opens_in_one(
    window: MainWindow, qtbot: QtBot, by_menu: bool
) -> None:
    dock = window.workbench.docks["runs"]
    assert tab_bars(window) == []

    (dock.toggleViewAction() if by_menu else window.actions_by_key["runs"]).trigger()

    qtbot.waitUntil(lambda: tab_bars(window) == [["Weight changes", "Runs"]])
    assert dock.isVisible()
    dock.close()
    qtbot.waitUntil(lambda: tab_bars(window) == [])


def test_that_the_window_fits_1024_by_700(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert window.height() == 700
    assert window.minimumSizeHint().width() <= 1024


def test_that_the_appearance_can_be_chosen_and_is_remembered(window: MainWindow) -> None:
    window._choose_appearance("dark")
    assert appearance.theme is DARK
    assert window.preferences.appearance == "dark"
    window._choose_appearance("light")
    assert appearance.theme is LIGHT


def test_that_space_presses_a_button_reached_with_tab(window: MainWindow, qtbot: QtBot) -> None:
    pressed = []
    button = QPushButton("press me", window)
    button.clicked.connect(lambda: pressed.append(True))
    button.show()
    window.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed
    assert not window.session.running


def test_that_space_runs_and_pauses_right_after_launch(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: window.focusWidget() is not None)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert window.session.running
    qtbot.waitUntil(lambda: window.session.updates > 0, timeout=20_000)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert not window.session.running


def test_that_space_still_runs_after_a_button_was_clicked(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    for button in window.findChildren(QAbstractButton):
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus, button
    buttons = [b for b in window.findChildren(QAbstractButton) if b.text() == "Reset"]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.running)
    window.runner.pause()


def test_that_right_and_space_step_and_run_after_a_number_was_entered(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    field = window.controls.rate.field
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "0,5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.session.settings.learning_rate == 0.5
    QTest.keyClick(field, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.session.updates == 1 and not window.session.running)
    QTest.keyClick(field, Qt.Key.Key_Space)
    assert window.session.running
    QTest.keyClick(field, Qt.Key.Key_Space)
    assert not window.session.running
    assert field.text() == "0.500"


def test_that_the_worker_rests_while_a_frame_is_drawn(window: MainWindow, qtbot: QtBot) -> None:
    runner = window.runner
    seen: list[bool] = []
    clock = FrameClock(runner, window, [lambda: seen.append(runner._gate.is_set())])
    clock.set_active(True)
    qtbot.waitUntil(lambda: len(seen) > 3)
    clock._timer.stop()
    assert not any(seen)
    assert runner._gate.is_set()


def test_that_status_and_history_follow_the_run(window: MainWindow) -> None:
    session = window.session
    assert "Ready" in window.status_line._state.text()
    window.runner.step("sweep")
    window.runner.step("update")
    assert "Paused in sweep 1, next is pattern 2 of 4" in window.status_line._state.text()
    window.status_line.history.slider.setValue(0)
    assert session.updates == 0
    session.undo()
    assert session.updates == 5


def test_that_a_window_dressed_once_it_is_made_has_the_widths_of_the_picture(
    qapp: QApplication, qtbot: QtBot
) -> None:
    with dressed_later(qapp):
        window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 700)
    window.show()
    docks = window.workbench.docks
    for width, share in ((1440, 0.25), (1024, 0.3)):
        window.resize(width, 700)
        qtbot.waitUntil(lambda: docks["details"].geometry().right() > window.width() - 20)
        assert docks["details"].width() < share * window.width()


def test_that_a_dock_forgets_how_wide_its_panel_had_to_be(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.workbench.docks["details"]
    least = dock.minimumWidth()
    for needed in (700, 0):  # as before and after the style sheet
        dock.panel.setMinimumWidth(needed)
        for layout in (dock.widget().layout(), dock.layout()):
            assert layout is not None
            layout.invalidate()
            layout.activate()
    qtbot.waitUntil(lambda: dock.minimumWidth() == least)
    assert dock.width() < 0.25 * window.width()


def test_that_a_message_moves_and_covers_nothing_that_lasts(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1024, 700)
    line = window.status_line
    lasting = (line.history.slider, line.history.range)

    def places() -> list[QPoint]:
        return [widget.mapTo(line, QPoint()) for widget in lasting]

    def picture() -> QImage:
        start = line.history.caption.mapTo(line, QPoint())
        return line.grab(QRect(start, line.rect().bottomRight())).toImage()

    def right_edge() -> int:
        return line.history.range.mapTo(line, line.history.range.rect().topRight()).x()

    qtbot.waitUntil(lambda: window.width() - 2 * MARGIN < right_edge() < window.width() - SPACING)

    def gap() -> int:
        return places()[1].x() - places()[0].x() - line.history.slider.width()

    qtbot.waitUntil(lambda: 0 < gap() < 2 * MARGIN)  # the slider has its share of this width
    before, painted = places(), picture()
    line.showMessage("What makes the updates, from the next run on. " * 4)
    QApplication.processEvents()
    assert places() == before
    assert picture() == painted
    assert not line._kernel.isVisible()
    line.clearMessage()
    assert line._kernel.isVisible()


@pytest.mark.parametrize("key", ["slower", "faster"])
def test_that_the_speed_can_be_changed_by_keys(window: MainWindow, key: str) -> None:
    window.runner.speed = 100.0
    window.actions_by_key[key].trigger()
    assert (window.runner.speed < 100) == (key == "slower")


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except AssertionError:
        return False
    return True


def test_that_names_on_tabs_are_whole_also_at_the_next_launch(
    window: MainWindow, qtbot: QtBot
) -> None:
    def are_whole(shown: MainWindow) -> bool:
        bars = [bar for bar in shown.workbench.findChildren(QTabBar) if bar.count() > 1]
        return len(bars) == 2 and all(
            bar.elideMode() is Qt.TextElideMode.ElideNone and bar.usesScrollButtons()
            for bar in bars
        )

    for name in ("predict", "what_if", "gradient_check", "runs", "blame"):
        window.workbench.show_dock(name)
    qtbot.waitUntil(lambda: are_whole(window))
    window.close()

    second = MainWindow()
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(lambda: are_whole(second))
    second.close()
