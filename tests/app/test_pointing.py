"""Hovering a number in a formula marks it in the diagram, and the other way round."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection
from bpgui.ui.mathematics.formula_view import FormulaView
from tests.ui.diagram.hands import hover, place_of_parameter, place_of_unit


@pytest.fixture
def formulas(window: MainWindow) -> list[FormulaView]:
    """Return the formulas of the details, with a weight selected and its error signal shown."""
    window.session.select(ParameterSelection(window.session.network.weight_index(2, 0, 1, 1)))
    window.session.set_overlay("backward")
    sections = window.details.parameter_page.sections.values()
    return [section.formula for section in sections if section.isVisible()]


def pictures(views: list[FormulaView]) -> list[QImage]:
    return [view.grab().toImage() for view in views]


def test_that_a_hovered_activation_is_ringed_in_the_diagram(
    window: MainWindow, formulas: list[FormulaView], qtbot: QtBot
) -> None:
    view = window.diagram.view
    before = view.grab().toImage()
    wanted = Quantity.of_unit("a", 1, 1, 0)
    found = [(each, r) for each in formulas for r in each.regions if r.of == wanted]
    formula, region = found[-1]  # h₂, as a number in its gradient

    QTest.mouseMove(formula, region.rect.center().toPoint())

    qtbot.waitUntil(lambda: window.session.pointed == wanted)
    unit = view.camera.to_screen(view.layout_shown.layers[1].square(1)).toAlignedRect()
    around = unit.adjusted(-12, -12, 12, 12)
    assert view.grab().toImage().copy(around) != before.copy(around)


def test_that_a_hovered_unit_lights_its_numbers_in_the_formulas(
    window: MainWindow, formulas: list[FormulaView]
) -> None:
    view = window.diagram.view
    before = pictures(formulas)

    hover(view, place_of_unit(view, 1, 1))

    lit = [new != old for new, old in zip(pictures(formulas), before, strict=True)]
    has = [any(r.of.layer == 1 and r.of.unit == 1 for r in each.regions) for each in formulas]
    assert any(has)
    assert lit == has


def test_that_a_hovered_connection_lights_its_weight_and_its_gradient(
    window: MainWindow, formulas: list[FormulaView]
) -> None:
    view = window.diagram.view
    index = window.session.network.weight_index(2, 0, 1, 1)
    before = pictures(formulas)

    hover(view, place_of_parameter(view, index))

    lit = [new != old for new, old in zip(pictures(formulas), before, strict=True)]
    has = [any(r.of.index == index for r in each.regions) for each in formulas]
    assert sum(has) >= 2
    assert lit == has
