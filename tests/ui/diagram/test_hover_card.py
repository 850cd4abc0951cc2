"""The card beside the pointer tells everything, and stays inside the diagram."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.diagram.hover_card import describe_parameter, describe_unit
from bpgui.ui.diagram.view import DiagramView
from tests.ui.diagram.hands import (
    BIAS_OF_H2,
    W23,
    hover,
    place_of_button,
    place_of_parameter,
    place_of_unit,
    show,
)


def test_that_a_unit_tells_its_sum_activation_and_delta(session: Session) -> None:
    session.present(2)

    hidden = describe_unit(session, 1, 1).split("\n")
    assert hidden[0] == "h₂ · Hidden 1 · Sigmoid"
    assert hidden[1] == "z = 3.86·1 − 4.04·0 − 2.25 = 1.61"
    assert hidden[2] == "a = f(z) = 0.83341"
    output = describe_unit(session, 2, 0)
    assert "δ = ∂L/∂z = −0.016" in output
    assert "target y = 1" in output
    assert "a = 1 " in describe_unit(session, 0, 0)


def test_that_a_weight_tells_its_value_gradient_change_and_lock(session: Session) -> None:
    session.present(2)
    session.set_parameter(W23, 4.979212345)

    text = describe_parameter(session, W23)
    assert text.startswith("h₂ → ŷ\n")
    assert "w = 4.9792123" in text
    assert "gradient −0.0137" in text
    assert "last change 0" in text
    assert "locked" not in text
    session.set_locked(W23, True)
    assert "locked" in describe_parameter(session, W23)
    assert describe_parameter(session, BIAS_OF_H2).startswith("bias of h₂\nb = −2.25")


@pytest.mark.parametrize("part", ["unit", "weight", "button"])
def test_that_the_card_shows_beside_the_pointer_and_inside(
    part: str, view: DiagramView, qtbot: QtBot
) -> None:
    places = {
        "unit": lambda: place_of_unit(view, 2, 0),
        "weight": lambda: place_of_parameter(view, W23),
        "button": lambda: place_of_button(view, "add unit", 1),
    }
    card = view.hovering.card

    hover(view, places[part]())
    qtbot.waitUntil(card.isVisible)

    assert card.text()
    assert view.rect().contains(card.geometry())
    assert not card.geometry().contains(places[part]())
    hover(view, QPoint(4, 4))
    assert not card.isVisible()


def test_that_the_card_follows_the_numbers(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    hover(view, place_of_parameter(view, W23))
    qtbot.waitUntil(view.hovering.card.isVisible)

    session.set_parameter(W23, 1.5)

    qtbot.waitUntil(lambda: "w = 1.5" in view.hovering.card.text())


def test_that_hidden_numbers_show_for_the_unit_under_the_pointer(
    session: Session, qtbot: QtBot
) -> None:
    session.load_problem("iris")
    panel = show(session, qtbot, 560, 348)
    view = panel.view
    assert not view.layout_shown.connections.labelled.any()
    assert view.extra == {}

    hover(view, place_of_unit(view, 2, 0))

    assert len(view.extra) == 8
    hover(view, QPoint(3, 3))
    assert view.extra == {}
