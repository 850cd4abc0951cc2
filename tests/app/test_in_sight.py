"""What matters most in a panel is in sight in the window's usual size, without scrolling."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from bpgui.app.late_panel import LatePanel
from bpgui.app.window import MainWindow
from bpgui.ui.equations.panel import EquationsPanel
from bpgui.ui.gradient_check.panel import GradientCheckPanel
from bpgui.ui.panel import Panel
from tests.app.hands import activate, click_parameter

SIZES = [(1440, 900), (1024, 700)]


def resized(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    """Give the window a size and the panels their shares of it, as when it starts with it."""
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    window.actions_by_key["reset_layout"].trigger()
    activate(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot, name: str) -> Panel:
    window.actions_by_key[name].trigger()
    late = window.panels[name]
    assert isinstance(late, LatePanel)
    qtbot.waitUntil(late.panel.isVisible)
    return late.panel


def is_in_sight(widget: QWidget) -> bool:
    """Whether all of a widget in a scroll area can be seen."""
    area = widget.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    view = area.viewport()
    place = QRect(widget.mapTo(view, QPoint(0, 0)), widget.size())
    return widget.isVisible() and view.rect().adjusted(-9, 0, 9, 0).contains(place)


def selected(window: MainWindow) -> int:
    index = window.session.network.weight_index(2, 0, 1, 1)
    click_parameter(window, index)
    return index


@pytest.mark.parametrize("phase", ["backward", "gradient", "update"])
def test_that_the_new_value_of_a_clicked_weight_is_in_sight(
    window: MainWindow, qtbot: QtBot, phase: str
) -> None:
    resized(window, qtbot, SIZES[0])
    window.runner.step("sweep")  # from then on with a momentum part
    window.session.set_overlay(phase)

    selected(window)

    section = window.details.parameter_page.sections["update"]
    qtbot.waitUntil(lambda: "w ← w + Δw" in section.explanation.text)
    qtbot.waitUntil(lambda: is_in_sight(section.formula))


def test_that_in_a_small_window_a_click_on_update_brings_the_new_value_into_sight(
    window: MainWindow, qtbot: QtBot
) -> None:
    resized(window, qtbot, SIZES[1])
    selected(window)

    QTest.mouseClick(window.details.strip.buttons["update"], Qt.MouseButton.LeftButton)

    section = window.details.parameter_page.sections["update"]
    qtbot.waitUntil(lambda: is_in_sight(section))


@pytest.mark.parametrize("size", SIZES)
def test_that_the_equation_at_work_is_in_sight_at_every_step(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    resized(window, qtbot, size)
    panel = opened(window, qtbot, "equations")
    assert isinstance(panel, EquationsPanel)
    seen = set()
    for _ in range(10):
        window.runner.step("phase")
        for row in (row for row in panel.rows.values() if row.state == "lit"):
            qtbot.waitUntil(partial(is_in_sight, row))
            seen.add(row.key)
    assert seen == set(panel.rows)


@pytest.mark.parametrize("size", SIZES)
def test_that_a_choice_between_the_columns_is_at_hand(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    resized(window, qtbot, size)
    panel = opened(window, qtbot, "equations")
    assert isinstance(panel, EquationsPanel)
    if panel.sides[1].isVisible():  # else there is room for both
        qtbot.waitUntil(lambda: is_in_sight(panel.sides[1]))
        QTest.mouseClick(panel.sides[1], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(panel.rows["z"].papers[0].isVisible)
    assert panel.rows["z"].papers[0].isVisible()


def test_that_the_error_over_the_step_is_in_sight_unless_a_bug_is_looked_for(
    window: MainWindow, qtbot: QtBot
) -> None:
    resized(window, qtbot, SIZES[0])
    selected(window)
    panel = opened(window, qtbot, "gradient_check")
    assert isinstance(panel, GradientCheckPanel)
    qtbot.waitUntil(lambda: is_in_sight(panel.curve.chart))

    QTest.mouseClick(panel.bugs.plant, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_in_sight(panel.bugs.remove))
    assert panel.bugs.y() < panel.curve.chart.y()

    QTest.mouseClick(panel.bugs.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_in_sight(panel.curve.chart))
