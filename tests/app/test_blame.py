"""From a weight in the diagram to the paths of its blame, and back to the diagram."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.selection import ParameterSelection
from bpgui.ui.blame.panel import BlamePanel
from tests.app.hands import activate, click_parameter, press

BIAS_OF_H2 = 5
W23 = 10


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> BlamePanel:
    activate(window, qtbot)
    window.session.present(2)
    click_parameter(window, BIAS_OF_H2)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    press(window, Qt.Key.Key_B, both)
    qtbot.waitUntil(lambda: window.findChild(BlamePanel) is not None)
    panel = window.findChild(BlamePanel)
    assert isinstance(panel, BlamePanel)
    qtbot.waitUntil(lambda: panel.isVisible() and len(panel.account.rows) == 1)
    return panel


def test_that_a_row_lights_its_path_in_the_diagram(panel: BlamePanel, window: MainWindow) -> None:
    before = window.diagram.view.grab().toImage()
    place = panel.list.visualRect(panel.list.paths.index(0)).center()
    QTest.mouseMove(panel.list.viewport(), QPoint(1, 1))
    QTest.mouseMove(panel.list.viewport(), QPoint(4, place.y()))
    trace = window.session.trace
    assert trace is not None
    assert trace.units == ((1, 1), (2, 0))
    assert trace.parameters == (BIAS_OF_H2, W23)
    assert window.diagram.view.grab().toImage() != before
    window.workbench.docks["blame"].close()
    assert window.session.trace is None


def test_that_keys_of_the_list_do_not_run_or_step(
    panel: BlamePanel, window: MainWindow, qtbot: QtBot
) -> None:
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(panel.list.hasFocus)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(window, key)
    assert not window.session.running
    assert window.session.updates == 0
    assert window.session.trace is not None
    press(window, Qt.Key.Key_Escape)
    assert window.session.trace is None
    press(window, Qt.Key.Key_Escape)  # nothing is lit: others may have it


def test_that_following_a_weight_goes_on_to_its_own_trail_and_back(
    panel: BlamePanel, window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    at = panel.list.place_of_number(0, 1).center().toPoint()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session.selection == ParameterSelection(W23)
    qtbot.waitUntil(lambda: panel.account.about.startswith("Weight w₁₂, hidden unit 2 → output 1"))
    (row,) = panel.account.rows
    assert row.names == "ŷ"
    window.actions_by_key["explain_back"].trigger()
    assert session.selection == ParameterSelection(BIAS_OF_H2)
    qtbot.waitUntil(lambda: panel.account.about.startswith("Bias b₂ of hidden unit 2"))


def test_that_it_follows_a_running_training(
    panel: BlamePanel, window: MainWindow, qtbot: QtBot
) -> None:
    before = panel.account
    window.actions_by_key["run"].trigger()
    qtbot.waitUntil(lambda: panel.account.rows[0].value != before.rows[0].value, timeout=30_000)
    window.actions_by_key["run"].trigger()
    assert not window.session.running
    qtbot.waitUntil(lambda: not panel.redraw.marked)
    gradient = window.session.backward.gradient[BIAS_OF_H2]
    assert panel.account.rows[0].value == pytest.approx(gradient, rel=1e-12)
