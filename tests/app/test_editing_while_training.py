"""Edits in the diagram at full speed take effect, are one undo entry each, and the run goes on."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.commands import ChangeDocument
from bpgui.session.session import Session
from tests.app.hands import CONTROL, PATIENCE, activate, click_parameter, press, write
from tests.double_click import double_click
from tests.ui.diagram.hands import (
    BIAS_OF_H2,
    LEFT,
    W23,
    drag,
    let_go,
    place_of,
    place_of_button,
    place_of_parameter,
    place_of_unit,
    wheel,
)


@pytest.fixture
def training(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window in the middle of a run at full speed."""
    activate(window, qtbot)
    press(window, Qt.Key.Key_Space)
    assert window.session.running
    trains_on(window, qtbot)
    return window


def trains_on(window: MainWindow, qtbot: QtBot) -> None:
    updates = window.session.updates
    qtbot.waitUntil(lambda: window.session.updates > updates + 100, timeout=PATIENCE)
    assert window.session.running


def edits(session: Session) -> list[ChangeDocument]:
    """Return the entries of the undo stack that are not runs, the oldest first."""
    stack = session.undo_stack
    commands = [stack.command(place) for place in range(stack.count())]
    found = [command for command in commands if not command.text().startswith("Train ")]
    assert all(isinstance(command, ChangeDocument) for command in found)
    return [command for command in found if isinstance(command, ChangeDocument)]


def only_edit(window: MainWindow, qtbot: QtBot) -> ChangeDocument:
    """Return the one edit there is, after the run has gone on from it."""
    trains_on(window, qtbot)
    (edit,) = edits(window.session)
    assert edit.before.document.updates == edit.after.document.updates > 0
    return edit


def changed(edit: ChangeDocument) -> list[int]:
    """Return which parameters an edit has given another value."""
    before, after = edit.before.document.network, edit.after.document.network
    return np.flatnonzero(before.parameters != after.parameters).tolist()


@pytest.mark.parametrize("index", [W23, BIAS_OF_H2])
def test_that_a_typed_value_is_in_force_between_two_updates(
    training: MainWindow, qtbot: QtBot, index: int
) -> None:
    click_parameter(training, index)
    write(training, "-2,5")
    press(training, Qt.Key.Key_Return)
    edit = only_edit(training, qtbot)
    assert changed(edit) == [index]
    assert edit.after.document.network.parameters[index] == -2.5
    assert training.session.network.parameters[index] != -2.5  # trained since


def test_that_a_number_in_the_making_is_not_disturbed_by_the_run(
    training: MainWindow, qtbot: QtBot
) -> None:
    click_parameter(training, W23)
    write(training, "0.1")
    trains_on(training, qtbot)
    assert training.diagram.view.editing.editor.text == "0.1"
    assert not edits(training.session)
    write(training, "25")
    press(training, Qt.Key.Key_Return)
    assert only_edit(training, qtbot).after.document.network.parameters[W23] == 0.125


def test_that_a_drag_holds_the_run_and_is_one_entry(training: MainWindow, qtbot: QtBot) -> None:
    session, view = training.session, training.diagram.view
    start = place_of_parameter(view, W23)
    way = [start - QPoint(0, 5 * k) for k in range(11)]
    drag(view, way, let_go=False)
    held, value = session.updates, session.network.parameters[W23]
    training.runner.poll()
    assert session.updates == held
    let_go(view, way[-1])
    edit = only_edit(training, qtbot)
    assert changed(edit) == [W23]
    before = edit.before.document.network.parameters[W23]
    assert edit.after.document.network.parameters[W23] == value == round(before + 1.0, 4)


def test_that_quick_turns_of_the_wheel_each_count(training: MainWindow, qtbot: QtBot) -> None:
    view = training.diagram.view
    click_parameter(training, W23)
    for _ in range(3):
        wheel(view, place_of_parameter(view, W23), 1)
    trains_on(training, qtbot)
    moves = [
        edit.after.document.network.parameters[W23] - edit.before.document.network.parameters[W23]
        for edit in edits(training.session)
    ]
    assert sum(moves) == pytest.approx(0.3, abs=1e-6)


def test_that_units_and_layers_come_and_go(training: MainWindow, qtbot: QtBot) -> None:
    view, session = training.diagram.view, training.session
    shapes = []
    for action, layer in (("add unit", 1), ("add layer", 2), ("remove unit", 1)):
        QTest.mouseClick(view, LEFT, pos=place_of_button(view, action, layer))
        trains_on(training, qtbot)
        shapes.append([each.units for each in session.network.layers])
    assert shapes == [[2, 4, 1], [2, 4, 3, 1], [2, 3, 3, 1]]
    assert len(edits(session)) == 3
    kept = edits(session)[0]
    for index in range(3):  # the weights into the first unit stay as trained
        before, after = kept.before.document.network, kept.after.document.network
        assert after.parameters[index] == before.parameters[index]


def test_that_a_skip_connection_is_drawn(training: MainWindow, qtbot: QtBot) -> None:
    view = training.diagram.view
    ends = [place_of_unit(view, 0, 0), place_of_unit(view, 2, 0)]
    drag(view, ends, modifiers=Qt.KeyboardModifier.AltModifier)
    network = only_edit(training, qtbot).after.document.network
    assert network.sources(2) == (0, 1)
    assert network.present_block(2, 0).tolist() == [[True, False]]


def test_that_a_unit_is_renamed(training: MainWindow, qtbot: QtBot) -> None:
    view = training.diagram.view
    double_click(view, pos=place_of_unit(view, 1, 1))
    write(training, "gate")
    press(training, Qt.Key.Key_Return)
    edit = only_edit(training, qtbot)
    assert changed(edit) == []
    assert edit.after.document.network.layers[1].unit_names[1] == "gate"


def test_that_a_locked_weight_stays_while_the_others_learn(
    training: MainWindow, qtbot: QtBot
) -> None:
    session = training.session
    click_parameter(training, W23)
    press(training, Qt.Key.Key_L, CONTROL)
    locked = session.network.parameters[W23]
    others = session.network.parameters[:W23]
    edit = only_edit(training, qtbot)
    assert edit.after.document.network.locked[W23]
    assert session.network.parameters[W23] == locked
    assert np.all(session.network.parameters[:W23] != others)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu, offscreen
def test_that_another_activation_is_chosen_at_the_caption(
    training: MainWindow, qtbot: QtBot
) -> None:
    view = training.diagram.view
    caption = place_of(view, view.layout_shown.captions[1].description)
    QTest.mouseClick(view, LEFT, pos=caption)
    choose(qtbot, "Tanh")
    assert only_edit(training, qtbot).after.document.network.layers[1].activation == "tanh"


def choose(qtbot: QtBot, text: str) -> None:
    """Choose in the menu that is open."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = (action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_that_undo_takes_the_run_and_then_the_edit_back(training: MainWindow, qtbot: QtBot) -> None:
    session = training.session
    click_parameter(training, W23)
    write(training, "7")
    press(training, Qt.Key.Key_Return)
    edit = only_edit(training, qtbot)
    press(training, Qt.Key.Key_Z, CONTROL)
    assert not session.running
    assert np.array_equal(session.network.parameters, edit.after.document.network.parameters)
    press(training, Qt.Key.Key_Z, CONTROL)
    assert np.array_equal(session.network.parameters, edit.before.document.network.parameters)
    press(training, Qt.Key.Key_Z, CONTROL)
    assert session.updates == 0
