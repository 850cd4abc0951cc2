"""The context menus do what they say."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.hits import CaptionHit, Hit, ParameterHit, UnitHit
from bpgui.ui.diagram.menus import build_menu
from bpgui.ui.diagram.view import DiagramView
from tests.ui.diagram.hands import BIAS_OF_H2, LEFT, NO_KEYS, W23, place_of, place_of_parameter

OFFSCREEN = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Opening a menu makes the platform without a screen say what it cannot do."""


def action(view: DiagramView, hit: Hit | None, *path: str) -> QAction:
    menu = build_menu(view, hit)
    for text in path[:-1]:
        following = named(menu, text).menu()
        assert isinstance(following, QMenu)
        menu = following
    return named(menu, path[-1])


def named(menu: QMenu, text: str) -> QAction:
    for candidate in menu.actions():
        if candidate.text() == text:
            return candidate
    raise AssertionError(f"no {text!r} among {[a.text() for a in menu.actions()]}")


def open_menu(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_that_a_connection_is_locked_unlocked_and_removed(
    view: DiagramView, session: Session
) -> None:
    hit = ParameterHit(W23, "label")

    action(view, hit, "Lock (do not train)").trigger()
    assert session.network.locked[W23]
    action(view, hit, "Unlock (train again)").trigger()
    assert not session.network.locked[W23]
    action(view, hit, "Remove connection").trigger()
    assert not session.network.present[W23]
    action(view, UnitHit(2, 0), "Connect from", "h₂ (Hidden 1)").trigger()
    assert session.network.present[W23]
    action(view, hit, "Edit value").trigger()
    assert view.editing.editor.is_open
    view.editing.editor.cancel()


def test_that_units_are_added_renamed_and_removed(view: DiagramView, session: Session) -> None:
    action(view, UnitHit(1, 0), "Add unit to Hidden 1").trigger()
    assert session.network.layers[1].units == 4
    action(view, UnitHit(1, 0), "Remove unit").trigger()
    assert session.network.layers[1].unit_names[0] == "h₂"
    action(view, UnitHit(1, 0), "Rename unit").trigger()
    assert view.editing.editor.text == "h₂"
    view.editing.editor.cancel()
    assert not action(view, UnitHit(0, 0), "Remove unit").isEnabled()


def test_that_layers_change_activation_biases_and_blocks(
    view: DiagramView, session: Session
) -> None:
    hidden, output = CaptionHit(1, "description"), CaptionHit(2, "description")

    action(view, hidden, "Tanh").trigger()
    assert session.network.layers[1].activation == "tanh"
    assert action(view, hidden, "Tanh").isChecked()
    action(view, hidden, "Biases").trigger()
    assert not session.network.layers[1].bias
    action(view, output, "Connect from layer", "Input").trigger()
    assert session.network.sources(2) == (0, 1)
    action(view, output, "Remove connections from", "Input").trigger()
    assert session.network.sources(2) == (1,)
    action(view, hidden, "Remove layer").trigger()
    assert len(session.network.layers) == 2
    action(view, None, "Add layer before the output").trigger()
    assert len(session.network.layers) == 3


def test_that_softmax_is_offered_to_the_output_only(view: DiagramView) -> None:
    texts = [a.text() for a in build_menu(view, CaptionHit(1, "description")).actions()]
    assert "Softmax" not in texts
    assert "Sigmoid" in texts
    action(view, CaptionHit(2, "description"), "Softmax")


def test_that_a_bias_offers_to_remove_the_biases_of_its_layer(
    view: DiagramView, session: Session
) -> None:
    action(view, ParameterHit(BIAS_OF_H2, "bias"), "Remove biases of Hidden 1").trigger()

    assert not session.network.layers[1].bias


@OFFSCREEN
@pytest.mark.parametrize("reason", ["Mouse", "Keyboard"])
def test_that_the_menu_opens_by_mouse_and_by_key(
    reason: str, view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    at = place_of_parameter(view, W23) if reason == "Mouse" else QPoint(1, 1)
    if reason == "Keyboard":
        session.select(ParameterSelection(W23))
    event = QContextMenuEvent(QContextMenuEvent.Reason[reason], at, view.mapToGlobal(at))

    QApplication.sendEvent(view, event)

    menu = open_menu(qtbot)
    assert session.selection == ParameterSelection(W23)
    assert named(menu, "Remove connection").isEnabled()
    QTest.keyClick(menu, Qt.Key.Key_Escape)


@OFFSCREEN
def test_that_a_click_on_the_activation_opens_its_menu(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    QTest.mouseClick(view, LEFT, NO_KEYS, place_of(view, view.layout_shown.captions[1].description))

    menu = open_menu(qtbot)
    named(menu, "ReLU").trigger()
    menu.close()

    assert session.network.layers[1].activation == "relu"
