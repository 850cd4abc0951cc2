"""The parts of the updates in the whole window: opened with keys, followed, saved as a picture."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.ui.plots.split_panel import UpdateSplitPanel
from tests.app.hands import CONTROL, PATIENCE, activate, click_parameter, press, run_until

ALT = Qt.KeyboardModifier.AltModifier
INDEX = 9


def open_panel(window: MainWindow, qtbot: QtBot) -> UpdateSplitPanel:
    activate(window, qtbot)
    press(window, Qt.Key.Key_U, CONTROL | ALT)
    qtbot.waitUntil(lambda: window.findChild(UpdateSplitPanel) is not None)
    panel = window.findChild(UpdateSplitPanel)
    assert isinstance(panel, UpdateSplitPanel)
    assert panel.isVisible()
    return panel


def test_that_a_run_is_split_into_its_parts(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    click_parameter(window, INDEX)
    panel = open_panel(window, qtbot)
    assert panel.chart.sentence.startswith("Press Run")
    run_until(window, qtbot, 0.2)
    qtbot.waitUntil(
        lambda: not panel.traces.read(INDEX).missing and not panel.redraw.marked, timeout=PATIENCE
    )

    _, sums = panel._areas._sum.getData()
    assert len(sums) > 50
    before = session.network.parameters[INDEX]
    for _ in range(4):  # a sweep
        press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    made = session.network.parameters[INDEX] - before
    np.testing.assert_allclose(made, sums[-1], rtol=1e-9, atol=1e-14)


def test_that_the_menu_saves_a_picture(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    click_parameter(window, INDEX)
    panel = open_panel(window, qtbot)
    run_until(window, qtbot, 0.4)
    path = tmp_path / "split.png"
    answer_dialogs(path)
    menu = panel.menu()
    save = next(action for action in menu.actions() if action.text().startswith("Save picture"))
    menu.popup(panel.mapToGlobal(panel.rect().center()))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(save).center())

    assert path.read_bytes().startswith(b"\x89PNG")
    menu.close()
