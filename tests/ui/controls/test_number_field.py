"""A number field takes what people type, says what it cannot take, and restores with Escape."""

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bpgui.ui.controls.number_field import Accepted, NumberField
from tests.double_click import double_click
from tests.ui.controls.conftest import Show

SHARE = Accepted(0.0, 1.0)


class Fields(QWidget):
    """A field, and another one for the focus to go to."""

    def __init__(self, field: NumberField) -> None:
        super().__init__()
        self.field, self.other = field, QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.other)
        self.committed: list[float] = []
        self.problems: list[str] = []
        field.committed.connect(self.committed.append)
        field.refused.connect(self.problems.append)

    def type(self, text: str) -> None:
        self.field.setFocus()
        self.field.selectAll()
        QTest.keyClicks(self.field, text)

    def press(self, key: Qt.Key, shift: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.field, key, modifier)


@pytest.fixture
def fields(show: Show) -> Fields:
    fields = Fields(NumberField("The share", SHARE, decimals=2, step=0.1))
    show(fields, 200, 100)
    fields.other.setFocus()
    return fields


@pytest.mark.parametrize(
    ("typed", "value"), [("0.5", 0.5), ("0,25", 0.25), ("1/3", 1 / 3), ("1e-3", 0.001), ("1", 1.0)]
)
def test_that_enter_takes_a_number(fields: Fields, typed: str, value: float) -> None:
    fields.type(typed)
    assert fields.committed == []

    fields.press(Qt.Key.Key_Return)

    assert fields.committed == [value]
    assert fields.field.value == value


def test_that_leaving_the_field_takes_the_number(fields: Fields) -> None:
    fields.type("0,75")

    fields.other.setFocus()

    assert fields.committed == [0.75]
    assert fields.field.text() == "0.75"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.5", "The share must be from 0 to 1."),
        ("half", "“half” is not a number"),
        ("1/0", "divides by zero"),
    ],
)
def test_that_a_wrong_number_is_refused_and_the_old_one_kept(
    fields: Fields, typed: str, sentence: str
) -> None:
    fields.field.set_value(0.25)

    fields.type(typed)
    fields.press(Qt.Key.Key_Return)

    assert fields.committed == []
    assert fields.field.value == 0.25
    assert fields.field.text() == typed
    assert fields.field.property("invalid") is True
    assert sentence in fields.problems[-1]


def test_that_escape_restores_the_old_number(fields: Fields) -> None:
    fields.field.set_value(0.25)
    fields.type("7")
    fields.press(Qt.Key.Key_Return)

    fields.press(Qt.Key.Key_Escape)

    assert fields.field.text() == "0.25"
    assert fields.field.property("invalid") is False
    assert fields.problems[-1] == ""
    assert fields.committed == []


def test_that_typing_on_takes_the_complaint_back(fields: Fields) -> None:
    fields.type("7")
    fields.press(Qt.Key.Key_Return)

    fields.type("0.7")

    assert fields.problems[-1] == ""
    assert fields.field.property("invalid") is False


def test_that_a_value_set_from_outside_leaves_what_is_being_typed(fields: Fields) -> None:
    fields.type("0.4")

    fields.field.set_value(0.9)

    assert fields.field.text() == "0.4"
    fields.press(Qt.Key.Key_Escape)
    assert fields.field.text() == "0.90"


def test_that_a_value_set_from_outside_is_no_commitment(fields: Fields) -> None:
    fields.field.set_value(0.9)

    assert fields.field.text() == "0.90"
    assert fields.committed == []


def test_that_a_number_refused_by_its_receiver_is_not_in_force(fields: Fields) -> None:
    fields.field.committed.connect(lambda _: fields.field.refuse("Not now."))

    fields.type("0.5")
    fields.press(Qt.Key.Key_Return)

    assert fields.field.value == 0.0
    assert fields.field.problem == "Not now."


def test_that_the_arrow_keys_nudge_within_the_range(fields: Fields) -> None:
    fields.field.set_value(0.85)
    fields.field.setFocus()

    fields.press(Qt.Key.Key_Up)
    fields.press(Qt.Key.Key_Up)
    fields.press(Qt.Key.Key_Down, shift=True)

    assert fields.committed == [0.95, 1.0, 0.99]


def test_that_a_rounded_field_shows_all_digits_while_it_is_edited(show: Show) -> None:
    fields = Fields(NumberField("The weight", decimals=4, rounded=True))
    show(fields, 200, 100)
    fields.other.setFocus()
    fields.field.set_value(-1 / 3)
    assert fields.field.text() == "−0.3333"

    fields.field.setFocus()
    assert fields.field.text() == "−0.3333333333333333"

    fields.other.setFocus()
    assert fields.field.text() == "−0.3333"
    assert fields.field.value == -1 / 3
    assert fields.committed == []


def test_that_a_setting_is_never_shown_rounded(qtbot: QtBot) -> None:
    field = NumberField("The share", SHARE, decimals=2)
    qtbot.addWidget(field)

    field.set_value(0.12345)
    assert field.text() == "0.12345"
    field.set_value(0.5)
    assert field.text() == "0.50"


@pytest.mark.parametrize("typed", ["2.5", "0", "-3"])
def test_that_a_whole_number_is_asked_for(show: Show, typed: str) -> None:
    fields = Fields(NumberField("The size", Accepted(1, math.inf, whole=True)))
    show(fields, 200, 100)

    fields.type(typed)
    fields.press(Qt.Key.Key_Return)

    assert fields.committed == []
    assert fields.field.problem in (
        "The size must be a whole number.",
        "The size must be at least 1.",
    )


def test_that_the_width_does_not_depend_on_the_number(qtbot: QtBot) -> None:
    field = NumberField("The share", SHARE, sample="0.000")
    qtbot.addWidget(field)
    width = field.sizeHint().width()

    field.set_value(0.123456789)

    assert field.sizeHint().width() == width


@pytest.mark.parametrize("click", [QTest.mouseClick, double_click])
def test_that_typing_after_a_click_replaces_the_number(
    fields: Fields, click: Callable[[QWidget, Qt.MouseButton], None]
) -> None:
    fields.field.set_value(0.25)
    click(fields.field, Qt.MouseButton.LeftButton)
    fields.field.set_value(0.75)  # as training does

    QTest.keyClicks(fields.field, "0,5")
    fields.press(Qt.Key.Key_Return)

    assert fields.committed == [0.5]
