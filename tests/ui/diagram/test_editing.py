"""Weights and biases are changed in place, by hand: session to widget and widget to session."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView
from tests.ui.diagram.hands import (
    BIAS_OF_H2,
    LEFT,
    NO_KEYS,
    W23,
    drag,
    drag_on,
    let_go,
    picture_of,
    place_of_parameter,
    wheel,
)

Key = Qt.Key


def value(session: Session, index: int = W23) -> float:
    return float(session.network.parameters[index])


def click(view: DiagramView, index: int) -> None:
    QTest.mouseClick(view, LEFT, NO_KEYS, place_of_parameter(view, index))


def test_that_a_changed_weight_is_painted(view: DiagramView, session: Session) -> None:
    before = picture_of(view)

    session.set_parameter(W23, -2.0)

    rect = view.camera.to_screen(view.parameter_rect(W23) or view.rect().toRectF()).toRect()
    assert picture_of(view).copy(rect) != before.copy(rect)


def test_that_click_type_enter_changes_the_weight(view: DiagramView, session: Session) -> None:
    click(view, W23)
    assert session.selection == ParameterSelection(W23)

    QTest.keyClicks(view, "1")
    QTest.keyClicks(view.editing.editor.field, ",25")
    QTest.keyClick(view.editing.editor.field, Key.Key_Return)

    assert value(session) == 1.25
    assert not view.editing.editor.is_open
    assert view.hasFocus()
    session.undo_stack.undo()
    assert value(session) == 4.98


def test_that_a_second_click_opens_the_editor_with_the_exact_value(
    view: DiagramView, session: Session
) -> None:
    session.set_parameter(W23, 4.123456789)
    click(view, W23)
    assert not view.editing.editor.is_open

    QTest.mouseMove(view, QPoint(5, 5))
    click(view, W23)

    assert view.editing.editor.is_open
    assert view.editing.editor.text == "4.123456789"
    assert view.editing.editor.field.selectedText() == "4.123456789"


def test_that_the_menu_command_edits_what_is_selected(
    panel: DiagramPanel, session: Session
) -> None:
    with pytest.raises(ValueError, match="Select a weight"):
        panel.edit_selected()

    session.select(ParameterSelection(W23))
    panel.edit_selected()

    assert panel.view.editing.editor.text == "4.98"
    panel.view.editing.editor.cancel()


def test_that_escape_keeps_the_old_value(view: DiagramView, session: Session) -> None:
    click(view, W23)
    QTest.keyClicks(view, "7")
    QTest.keyClick(view.editing.editor.field, Key.Key_Escape)

    assert value(session) == 4.98
    assert not view.editing.editor.is_open
    assert session.undo_stack.count() == 0


def test_that_what_is_no_number_stays_with_a_sentence(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    click(view, W23)
    QTest.keyClick(view, Key.Key_Return)
    editor = view.editing.editor
    editor.field.clear()
    QTest.keyClicks(editor.field, "abc")

    with qtbot.waitSignal(session.message) as told:
        QTest.keyClick(editor.field, Key.Key_Return)

    assert editor.is_open
    assert editor.text == "abc"
    assert "not a number" in editor.error.text()
    assert editor.error.isVisible()
    assert told.args == [editor.error.text()]
    assert editor.field.property("invalid") == "true"
    assert view.rect().contains(editor.error.geometry())
    QTest.keyClick(editor.field, Key.Key_Escape)
    assert value(session) == 4.98


def test_that_tab_commits_and_goes_to_the_next_weight(view: DiagramView, session: Session) -> None:
    click(view, 0)
    QTest.keyClicks(view, "9")
    QTest.keyClick(view.editing.editor.field, Key.Key_Tab)

    assert value(session, 0) == 9.0
    assert session.selection == ParameterSelection(1)
    assert view.editing.editor.is_open
    assert view.editing.editor.text == "0.81"


def test_that_a_bias_is_edited_where_it_stands(view: DiagramView, session: Session) -> None:
    click(view, BIAS_OF_H2)
    assert session.selection == ParameterSelection(BIAS_OF_H2)

    QTest.keyClicks(view, "-")
    QTest.keyClicks(view.editing.editor.field, "1/4")
    QTest.keyClick(view.editing.editor.field, Key.Key_Return)

    assert value(session, BIAS_OF_H2) == -0.25


@pytest.mark.parametrize(
    ("modifier", "step"),
    [
        (Qt.KeyboardModifier.NoModifier, 0.1),
        (Qt.KeyboardModifier.ShiftModifier, 1.0),
        (Qt.KeyboardModifier.ControlModifier, 0.01),
    ],
)
def test_that_arrow_keys_and_the_wheel_nudge_the_selected_weight(
    modifier: Qt.KeyboardModifier, step: float, view: DiagramView, session: Session
) -> None:
    click(view, W23)

    QTest.keyClick(view, Key.Key_Up, modifier)
    assert value(session) == pytest.approx(4.98 + step)
    QTest.keyClick(view, Key.Key_Down, modifier)
    QTest.keyClick(view, Key.Key_Down, modifier)
    assert value(session) == pytest.approx(4.98 - step)
    wheel(view, place_of_parameter(view, W23), 1, modifier)
    assert value(session) == pytest.approx(4.98)


def test_that_the_wheel_zooms_over_any_other_weight(view: DiagramView, session: Session) -> None:
    session.select(ParameterSelection(0))
    before = view.camera.zoom

    wheel(view, place_of_parameter(view, W23), 1)

    assert value(session) == 4.98
    assert view.camera.zoom > before


def test_that_dragging_a_number_sweeps_it_as_one_undo_entry(
    view: DiagramView, session: Session
) -> None:
    start = place_of_parameter(view, W23)
    outputs = []
    session.state_changed.connect(lambda: outputs.append(float(session.forward.a[-1][0, 0])))

    drag(view, [start, *(start - QPoint(0, step) for step in (10, 30, 50))])

    assert value(session) == pytest.approx(4.98 + 1.0)
    assert len(set(outputs)) == 3
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert value(session) == 4.98


def test_that_escape_during_a_drag_restores_the_value(view: DiagramView, session: Session) -> None:
    start = place_of_parameter(view, W23)
    drag(view, [start, start - QPoint(0, 50)], let_go=False)
    assert value(session) != 4.98

    QTest.keyClick(view, Key.Key_Escape)

    assert value(session) == 4.98
    assert session.undo_stack.count() == 0
    let_go(view, start - QPoint(0, 50))
    assert value(session) == 4.98


@pytest.fixture
def runner(session: Session) -> Iterator[Runner]:
    runner = Runner(session)
    yield runner
    runner.shutdown()


def train(runner: Runner, session: Session, qtbot: QtBot, updates: int) -> None:
    """Wait until so many updates are done, asking for news as the window does."""

    def is_done() -> bool:
        runner.poll()
        return session.updates >= updates

    qtbot.waitUntil(is_done)


def test_that_a_run_is_held_while_a_number_is_dragged(
    view: DiagramView, session: Session, runner: Runner, qtbot: QtBot
) -> None:
    runner.run()
    train(runner, session, qtbot, 10)
    start = place_of_parameter(view, W23)

    drag(view, [start, start - QPoint(0, 50)], let_go=False)
    held = session.updates
    others = np.delete(session.network.parameters, W23)
    dragged = value(session)
    runner.poll()
    drag_on(view, start - QPoint(0, 100))

    assert session.updates == held
    assert value(session) == pytest.approx(dragged + 1.0)
    np.testing.assert_array_equal(np.delete(session.network.parameters, W23), others)
    let_go(view, start - QPoint(0, 100))
    train(runner, session, qtbot, held + 10)


def test_that_escape_during_a_drag_lets_the_run_go_on_from_where_it_was(
    view: DiagramView, session: Session, runner: Runner, qtbot: QtBot
) -> None:
    runner.run()
    train(runner, session, qtbot, 10)
    start = place_of_parameter(view, W23)
    drag(view, [start, start - QPoint(0, 5)], let_go=False)
    held = session.updates

    drag_on(view, start - QPoint(0, 500))
    QTest.keyClick(view, Key.Key_Escape)

    assert value(session) < 8.0
    train(runner, session, qtbot, held + 10)
    assert session.running
    let_go(view, start)


def test_that_a_weight_typed_while_training_takes_effect(
    view: DiagramView, session: Session, runner: Runner, qtbot: QtBot
) -> None:
    session.set_locked(W23, True)
    runner.run()
    train(runner, session, qtbot, 10)

    click(view, W23)
    QTest.keyClicks(view, "2")
    train(runner, session, qtbot, session.updates + 10)
    QTest.keyClick(view.editing.editor.field, Key.Key_Return)
    train(runner, session, qtbot, session.updates + 10)

    assert value(session) == 2.0
    assert session.running


def test_that_the_editor_closes_when_what_it_edits_may_be_gone(view: DiagramView) -> None:
    session = view.session
    view.edit_parameter(session.network.n_parameters - 1)
    assert view.editing.editor.is_open
    session.load_problem("and")
    assert not view.editing.editor.is_open
    view.edit_parameter(0)
    session.set_parameter(1, 0.5)
    assert view.editing.editor.is_open
    view.editing.editor.cancel()
