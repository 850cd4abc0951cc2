"""A hidden number is a mark in the diagram, and its unit gives nothing away by its colour."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.quantity import Kind, Quantity
from bpgui.session.session import Session
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import appearance, prepare_application


@pytest.fixture
def view(qapp: QApplication, qtbot: QtBot) -> DiagramView:
    prepare_application(qapp, "light")
    view = DiagramView(Session("xor"))
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


def picture(view: DiagramView) -> QImage:
    return view.grab().toImage()


def fill(view: DiagramView, layer: int, unit: int) -> QColor:
    """Return the colour of a unit's disc, above its number."""
    square = view.camera.to_screen(view.layout_shown.layers[layer].square(unit))
    ratio = view.devicePixelRatio()
    x, y = square.center().x() * ratio, (square.top() + 0.15 * square.height()) * ratio
    return picture(view).pixelColor(round(x), round(y))


def test_that_a_hidden_activation_has_the_colour_of_the_ground(view: DiagramView) -> None:
    before = fill(view, 1, 0)
    assert before != appearance.theme.panel
    view.session.hide(Quantity.of_unit("a", 1, 0, 0))

    assert fill(view, 1, 0) == appearance.theme.panel
    assert fill(view, 1, 1) != appearance.theme.panel
    view.session.hide()
    assert fill(view, 1, 0) == before


@pytest.mark.parametrize("kind", ["z", "delta"])
def test_that_hiding_paints_the_unit_otherwise(view: DiagramView, kind: Kind) -> None:
    view.session.set_overlay("backward")
    before = picture(view)
    view.session.hide(Quantity.of_unit(kind, 1, 0, 0))

    assert picture(view) != before


@pytest.mark.parametrize(("phase", "kind"), [("gradient", "gradient"), ("update", "change")])
def test_that_the_box_of_a_connection_has_the_mark_in_its_phase_only(
    view: DiagramView, phase: str, kind: Kind
) -> None:
    session = view.session
    session.hide(Quantity.of_parameter(kind, 0))

    assert read_session(session).label(0) != "?"
    session.set_overlay(phase)
    assert read_session(session).label(0) == "?"
    assert read_session(session).label(1) != "?"
