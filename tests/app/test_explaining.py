"""Explanations are reached from wherever a number stands, and their digits are remembered."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from bpgui.app.late_panel import LatePanel
from bpgui.app.settings import Preferences
from bpgui.app.window import MainWindow
from bpgui.core.settings import RateChange
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.ui.controls.training_panel import TrainingPanel
from bpgui.ui.data.columns import Kind
from bpgui.ui.details.section import Section
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.weight_table.table import WeightTable
from tests.app.hands import SHIFT, activate, press
from tests.double_click import double_click

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _usual_digits() -> Iterator[None]:
    yield
    digits.choose(USUAL)


def select_weight(window: MainWindow) -> ParameterSelection:
    selection = ParameterSelection(window.session.network.weight_index(2, 0, 1, 1))
    window.session.select(selection)
    window.session.set_overlay("backward")
    return selection


def shown_loss(window: MainWindow) -> Section:
    assert window.session.selection is None
    assert window.session.overlay == "loss"
    return window.details.network_page.sections["loss"]


def test_that_a_click_on_the_loss_explains_it_and_backspace_leads_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = select_weight(window)
    window.workbench.docks["details"].close()

    QTest.mouseClick(window.controls.loss_value, LEFT, pos=QPoint(5, 5))

    assert shown_loss(window).explanation.about == "pattern 1"
    assert window.details.isVisible()
    activate(window, qtbot)
    press(window, Qt.Key.Key_Backspace)
    assert window.session.selection == before
    assert window.session.overlay == "backward"
    press(window, Qt.Key.Key_Backspace, SHIFT)
    assert window.session.selection is None


def test_that_a_double_click_on_an_error_explains_that_loss(window: MainWindow) -> None:
    select_weight(window)
    table = window.data_panel.table
    model = window.data_panel.model
    column = next(i for i, each in enumerate(model.columns) if each.kind is Kind.ERROR)
    place = table.visualRect(model.index(2, column)).center()

    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    assert window.session.selection is not None  # choosing a pattern leaves what is selected
    double_click(table.viewport(), pos=place)

    assert shown_loss(window).explanation.about == "pattern 3"


def test_that_a_click_on_a_delta_explains_it(window: MainWindow, qtbot: QtBot) -> None:
    select_weight(window)
    view = window.diagram.view
    pill = view.camera.to_screen(view.layout_shown.pill_rect(1, 2)).center().toPoint()

    QTest.mouseClick(view, LEFT, pos=pill)

    assert window.session.selection == UnitSelection(1, 2)
    assert window.session.overlay == "backward"
    section = window.details.unit_page.sections["backward"]
    qtbot.waitUntil(lambda: section.is_flashing)
    assert section.explanation.caption == "Error signal of hidden unit 3"


def test_that_without_its_delta_a_unit_leaves_empty_ground_above_it(window: MainWindow) -> None:
    select_weight(window)
    window.session.set_overlay("forward")
    view = window.diagram.view
    pill = view.camera.to_screen(view.layout_shown.pill_rect(1, 2)).center().toPoint()

    QTest.mouseClick(view, LEFT, pos=pill)

    assert window.session.selection is None


def test_that_backspace_goes_on_to_remove_in_the_table_of_weights(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.actions_by_key["weight_table"].trigger()
    table = window.findChild(WeightTable)
    assert table is not None
    activate(window, qtbot)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    present = window.session.network.n_connections

    press(window, Qt.Key.Key_Backspace)

    assert window.session.network.n_connections == present - 1


def test_that_the_digits_are_chosen_in_the_menu_and_remembered(
    window: MainWindow, qtbot: QtBot
) -> None:
    select_weight(window)
    menus = window.menuBar().findChildren(QMenu)
    menu = next(menu for menu in menus if menu.title() == "Di&gits in formulas")
    menu.aboutToShow.emit()
    checked = [action.text() for action in menu.actions() if action.isChecked()]
    assert checked == ["4 (as usual)"]

    next(action for action in menu.actions() if action.text() == "6").trigger()

    text = window.details.parameter_page.sections["backward"].explanation.text
    delta = float(window.session.backward.delta[2][0, 0])
    assert f"{delta:.{5 - math.floor(math.log10(abs(delta)))}f}".replace("-", "−") in text
    assert Preferences().digits == 6
    digits.choose(USUAL)
    Preferences().digits = 6
    other = MainWindow()
    qtbot.addWidget(other)
    assert digits.count == 6
    other.close()


def test_that_the_keys_of_the_phases_go_to_their_end_inside_an_update(
    window: MainWindow, qtbot: QtBot
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    activate(window, qtbot)
    press(window, Qt.Key.Key_3, control)
    assert window.session.walk is None
    assert window.session.overlay == "backward"
    window.runner.step("phase")

    press(window, Qt.Key.Key_4, control)

    walk = window.session.walk
    assert walk is not None
    assert walk.stage.kind == "gradient"
    assert walk.knows("gradient", 1)
    assert window.session.overlay == "gradient"


def click_rate(window: MainWindow, of: Quantity) -> None:
    """Click a rate in the update of the selected weight, and then the way to its control."""
    window.session.set_overlay("update")
    view = window.details.parameter_page.sections["update"].formula
    region = next(each for each in view.regions if each.of == of)
    QTest.mouseClick(view, LEFT, pos=region.rect.center().toPoint())
    assert window.details.rate_page.isVisible()
    QTest.mouseClick(window.details.rate_page.way, LEFT)


def training(window: MainWindow) -> TrainingPanel:
    late = window.panels["training"]
    assert isinstance(late, LatePanel)
    assert isinstance(late.panel, TrainingPanel)
    return late.panel


def test_that_the_page_of_a_rate_leads_to_its_field_in_the_bar(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = select_weight(window)
    activate(window, qtbot)
    click_rate(window, Quantity("alpha"))
    qtbot.waitUntil(window.controls.momentum.hasFocus)

    QTest.keyClicks(window.controls.momentum, "1/2")
    press(window, Qt.Key.Key_Return)

    section = window.details.rate_page.sections["value"]
    qtbot.waitUntil(lambda: section.explanation.text == "α = 0.5")
    window.diagram.view.setFocus()
    press(window, Qt.Key.Key_Backspace)
    assert window.details.parameter_page.isVisible()
    assert window.session.selection == before


def test_that_what_the_bar_has_no_field_for_is_set_in_the_training_panel(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.change_settings(decay=0.01)
    select_weight(window)
    activate(window, qtbot)

    click_rate(window, Quantity("decay"))

    qtbot.waitUntil(training(window).rates.decay.hasFocus)
    assert window.workbench.docks["training"].isVisible()


def test_that_where_the_schedule_holds_its_row_is_led_to(window: MainWindow, qtbot: QtBot) -> None:
    changes = (RateChange(0, 0.2, 0.8), RateChange(2, 0.1, 0.5), RateChange(90, 0.3, 0.9))
    window.session.change_settings(schedule=changes)
    for _ in range(3):
        window.runner.step("sweep")
    select_weight(window)
    activate(window, qtbot)

    click_rate(window, Quantity("eta"))

    table = training(window).rates.schedule.table
    qtbot.waitUntil(table.hasFocus)
    assert table.currentRow() == 1


def test_that_a_bar_without_room_for_a_field_leads_to_the_training_panel(
    window: MainWindow, qtbot: QtBot
) -> None:
    select_weight(window)
    activate(window, qtbot)
    window.controls.momentum.hide()  # as a bar too narrow for it does

    click_rate(window, Quantity("alpha"))

    qtbot.waitUntil(training(window).rates.momentum.hasFocus)
