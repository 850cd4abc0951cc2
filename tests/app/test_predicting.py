"""Predicting in the whole window: opened by its key, answered by keys, ended by Space."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.late_docks import LATE_DOCKS, VEIL, LateDock
from bpgui.app.late_panel import LatePanel
from bpgui.app.window import MainWindow
from bpgui.ui.prediction.panel import PredictPanel
from tests.app.hands import activate, press, write

CONTROL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def opened(window: MainWindow, qtbot: QtBot) -> PredictPanel:
    activate(window, qtbot)
    press(window, Qt.Key.Key_P, CONTROL_ALT)
    late = window.panels["predict"]
    assert isinstance(late, LatePanel)
    assert isinstance(late.panel, PredictPanel)
    return late.panel


def test_that_the_panel_is_opened_and_answered_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    qtbot.waitUntil(panel.answer.hasFocus)
    press(window, Qt.Key.Key_Return)
    question = panel.quiz.question
    assert question is not None
    write(window, f"{question.value:.6f}")
    press(window, Qt.Key.Key_Return)

    assert panel.verdict.text().startswith("✓")
    assert window.workbench.docks["predict"].panel.subtitle == "1 of 1 right at first try"


def test_that_clicks_on_the_buttons_leave_the_keyboard_to_the_answer(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = opened(window, qtbot)
    qtbot.waitUntil(panel.answer.hasFocus)
    press(window, Qt.Key.Key_Return)
    QTest.mouseClick(panel.hint_button, Qt.MouseButton.LeftButton)
    assert panel.answer.hasFocus()
    QTest.mouseClick(panel.reveal_button, Qt.MouseButton.LeftButton)
    assert not panel.quiz.stands
    press(window, Qt.Key.Key_Return)
    assert panel.quiz.stands


def test_that_space_runs_and_takes_the_question_back(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    qtbot.waitUntil(panel.answer.hasFocus)
    press(window, Qt.Key.Key_Return)
    assert window.session.hidden
    press(window, Qt.Key.Key_Space)
    assert window.session.running
    assert not window.session.hidden
    press(window, Qt.Key.Key_Space)
    assert not window.session.running


def test_that_the_loss_of_the_only_pattern_is_hidden_in_the_bar(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.load_problem("worked-example")
    panel = opened(window, qtbot)
    panel.choice.kind.setCurrentIndex(panel.choice.kind.findData("loss"))
    panel.ask_next()
    assert window.controls.loss_value.number.text() == "?"
    panel.reveal()
    assert window.controls.loss_value.number.text() != "?"


def test_that_the_question_stands_while_the_details_are_looked_at(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = opened(window, qtbot)
    panel.choice.kind.setCurrentIndex(panel.choice.kind.findData("delta"))
    panel.ask_next()
    question = panel.quiz.question
    assert question is not None
    window.workbench.show_dock("details")
    section = window.details.unit_page.sections["backward"]
    qtbot.waitUntil(lambda: section.explanation.text.endswith("= ?"))
    assert panel.quiz.stands
    window.workbench.docks["predict"].close()
    assert not window.session.hidden
    qtbot.waitUntil(lambda: not section.explanation.text.endswith("= ?"))


TELLING = [late for late in LATE_DOCKS if late.tells]


@pytest.mark.parametrize("dock", TELLING, ids=[late.name for late in TELLING])
def test_that_a_panel_that_tells_is_veiled_while_a_number_is_asked_for(
    window: MainWindow, qtbot: QtBot, dock: LateDock
) -> None:
    session = window.session
    window.actions_by_key[dock.action].trigger()
    late = window.panels[dock.name]
    assert isinstance(late, LatePanel)
    inner = late.panel
    predict = opened(window, qtbot)
    qtbot.waitUntil(predict.answer.hasFocus)
    press(window, Qt.Key.Key_Return)
    assert session.hidden
    window.actions_by_key[dock.action].trigger()
    qtbot.waitUntil(late.isVisible)
    assert not inner.isVisible()
    assert late.veiled_by == VEIL
    assert late.subtitle == ""

    window.actions_by_key["predict"].trigger()
    predict.reveal()
    assert not session.hidden
    window.actions_by_key[dock.action].trigger()
    qtbot.waitUntil(inner.isVisible)
    assert not late.veiled_by
    qtbot.waitUntil(lambda: late.subtitle == inner.subtitle)
