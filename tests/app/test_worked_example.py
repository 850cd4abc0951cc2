"""The worked example, walked through by keys and clicks: every phase shows the design's numbers.

x = (1, 2), y = 1; weights 0.5, 0.3 into one hidden sigmoid unit, 0.8 on to one sigmoid output; no
biases, eta = 0.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.numbers import format_significant
from tests.app.hands import activate, press
from tests.ui.details.arithmetic import assert_recomputes

H, Y_HAT = 0.7502601055951177, 0.6457039112315864
DIGITS = 7


@dataclass(frozen=True)
class Table:
    """What the design says of one loss, parameters in the order w1, w2, w3."""

    loss: float
    delta_output: float
    delta_hidden: float
    gradient: tuple[float, float, float]
    updated: tuple[float, float, float]


TABLES = {
    "half-squared-error": Table(
        loss=0.06276285925829779,
        delta_output=-0.08105244740632095,
        delta_hidden=-0.01214942984604328,
        gradient=(-0.01214942984604, -0.02429885969209, -0.060810417749809074),
        updated=(0.50121494, 0.30242989, 0.806081041774981),
    ),
    "squared-error": Table(
        loss=0.12552571851659558,
        delta_output=-0.1621048948126419,
        delta_hidden=-0.02429885969208656,
        gradient=(-0.02429885969209, -0.04859771938417, -0.12162083549961815),
        updated=(0.50242989, 0.30485977, 0.8121620835499619),
    ),
}
HIDDEN, OUTPUT = UnitSelection(1, 0), UnitSelection(2, 0)


@pytest.fixture(autouse=True)
def _usual_digits() -> Iterator[None]:
    yield
    digits.choose(USUAL)


def step_by_key(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Right)


def step_by_button(window: MainWindow) -> None:
    button = window.controls.step_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(12, button.height() // 2))


def shown(window: MainWindow, selection: Selection, key: str) -> Explanation:
    """Select something as a click in the diagram does, and return a section of its page."""
    window.session.select(selection)
    section = window.details.page.sections[key]
    assert section.isVisibleTo(window.details)
    assert_recomputes(section.explanation)
    return section.explanation


def ends_with(explanation: Explanation, value: float) -> bool:
    return explanation.text.split("\n")[-1] == f"= {format_significant(value, DIGITS)}"


@pytest.mark.parametrize("by_key", [True, False])
@pytest.mark.parametrize("loss", TABLES)
def test_that_each_phase_of_the_worked_example_shows_its_numbers(
    window: MainWindow, qtbot: QtBot, loss: str, by_key: bool
) -> None:
    table, session = TABLES[loss], window.session
    session.load_problem("worked-example")
    session.change_settings(loss=loss, learning_rate=0.1, momentum=0.0)
    window.controls.set_grain("phase")
    digits.choose(DIGITS)
    activate(window, qtbot)
    step = step_by_key if by_key else step_by_button

    step(window)  # the pattern
    assert window.details.network_page.works[0].explanation.text == "x = (1, 2)\ny = 1"
    step(window)
    step(window)  # z and a of the hidden unit
    assert ends_with(window.details.network_page.works[0].explanation, H)
    assert ends_with(shown(window, HIDDEN, "forward"), H)
    step(window)
    step(window)  # z and a of the output
    assert ends_with(shown(window, OUTPUT, "forward"), Y_HAT)
    step(window)
    assert ends_with(shown(window, OUTPUT, "loss"), table.loss)
    assert not shown(window, OUTPUT, "backward").text.split("\n")[-1].startswith("= ")
    step(window)
    assert ends_with(shown(window, OUTPUT, "backward"), table.delta_output)
    step(window)
    assert ends_with(shown(window, HIDDEN, "backward"), table.delta_hidden)
    step(window)
    for index, gradient in enumerate(table.gradient):
        assert ends_with(shown(window, ParameterSelection(index), "gradient"), gradient)
    step(window)
    for index, value in enumerate(table.updated):
        new = shown(window, ParameterSelection(index), "update").text.split("\n")[-1]
        assert float(new.removeprefix("= ")) == pytest.approx(value, abs=6e-9)
    assert session.updates == 0
    step(window)
    qtbot.waitUntil(lambda: session.updates == 1)
    for index, value in enumerate(table.updated):
        assert session.network.parameters[index] == pytest.approx(value, abs=5e-9)
