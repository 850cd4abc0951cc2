"""Checking the gradient in the real window: from the keys to the colours in the diagram."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.late_panel import LatePanel
from bpgui.app.window import MainWindow
from bpgui.ui.diagram.check import read_check
from bpgui.ui.gradient_check.panel import GradientCheckPanel
from tests.app.hands import CONTROL, activate, click_parameter, press

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def open_check(window: MainWindow, qtbot: QtBot) -> GradientCheckPanel:
    activate(window, qtbot)
    press(window, Qt.Key.Key_G, CONTROL | ALT)
    late = window.panels["gradient_check"]
    assert isinstance(late, LatePanel)
    panel = late.panel
    assert isinstance(panel, GradientCheckPanel)
    qtbot.waitUntil(lambda: "All 13 gradients agree" in panel.outcome.verdict.text())
    return panel


def test_that_a_bug_is_planted_seen_and_found(window: MainWindow, qtbot: QtBot) -> None:
    panel, session = open_check(window, qtbot), window.session
    QTest.mouseClick(panel.outcome.coloured, LEFT)
    check = read_check(session)
    assert check is not None
    assert check.is_sound

    QTest.mouseClick(panel.bugs.surprise, LEFT)
    qtbot.waitUntil(lambda: "disagree" in panel.outcome.verdict.text())
    check = read_check(session)
    assert check is not None
    assert check.worst is not None
    assert not check.is_sound
    click_parameter(window, check.worst)
    qtbot.waitUntil(lambda: panel.curve.curve is not None)
    curve = panel.curve.curve
    assert curve is not None
    assert curve.index == check.worst

    before = session.updates
    window.runner.step("update")
    assert session.updates == before + 1
    bug = session.checking.bug
    assert bug is not None
    panel.bugs.guess.setCurrentIndex(panel.bugs.guess.findData(bug.name))
    QTest.mouseClick(panel.bugs.try_guess, LEFT)
    assert panel.bugs.feedback.text().startswith("Right: ")


def test_that_the_colours_go_with_the_panel_and_come_back(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_check(window, qtbot)
    QTest.mouseClick(panel.outcome.coloured, LEFT)
    assert read_check(window.session) is not None
    window.workbench.show_dock("details")
    qtbot.waitUntil(lambda: read_check(window.session) is None)
    window.workbench.show_dock("gradient_check")
    qtbot.waitUntil(lambda: read_check(window.session) is not None)
    window.workbench.docks["gradient_check"].close()
    qtbot.waitUntil(lambda: read_check(window.session) is None)


def test_that_the_step_is_shared_with_the_page_of_a_weight(
    window: MainWindow, qtbot: QtBot
) -> None:
    click_parameter(window, 10)
    row = window.details.parameter_page.check_row
    assert row.chip.text().startswith("✓")
    row.step.setFocus()
    row.step.selectAll()
    QTest.keyClicks(row.step, "0.1")
    QTest.keyClick(row.step, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row.chip.text().startswith("✗"))
    assert window.session.checking.step == 0.1
    row.step.clearFocus()
    window.session.checking.set_step(1e-13)
    qtbot.waitUntil(lambda: not row.chip.text().startswith("✗"))
    assert row.step.text() == "10⁻¹³"


def test_that_training_with_a_bug_planted_is_training_without(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    window.runner.step("sweep")
    expected = session.network.parameters.tolist()
    window.runner.back("sweep")
    panel = open_check(window, qtbot)
    QTest.mouseClick(panel.bugs.surprise, LEFT)
    window.runner.step("sweep")
    assert session.network.parameters.tolist() == expected
