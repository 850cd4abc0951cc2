"""The sliders: equal steps of the logarithm, and the speeds of training."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.ui.controls.log_slider import SPEEDS, LogSlider, SpeedSlider, speed_text


@pytest.fixture
def slider(qtbot: QtBot) -> LogSlider:
    slider = LogSlider(1e-5, 10.0)
    qtbot.addWidget(slider)
    return slider


@pytest.mark.parametrize(("number", "share"), [(1e-5, 0.0), (0.01, 0.5), (10.0, 1.0)])
def test_that_equal_ratios_are_equal_distances(
    slider: LogSlider, number: float, share: float
) -> None:
    slider.set_number(number)

    assert slider.value() == round(share * slider.maximum())
    assert slider.number == number


@pytest.mark.parametrize(("number", "end"), [(0.0, 1e-5), (1e-9, 1e-5), (500.0, 10.0)])
def test_that_numbers_beyond_the_ends_put_the_handle_there(
    slider: LogSlider, number: float, end: float
) -> None:
    slider.set_number(0.1)

    slider.set_number(number)

    assert slider.number == end


def test_that_keys_choose_and_setting_does_not(slider: LogSlider) -> None:
    chosen: list[float] = []
    slider.chosen.connect(chosen.append)
    slider.set_number(0.1)
    assert chosen == []

    QTest.keyClick(slider, Qt.Key.Key_Right)

    assert chosen == [slider.number]
    assert slider.number > 0.1


def test_that_every_speed_can_be_chosen(qtbot: QtBot) -> None:
    slider = SpeedSlider()
    qtbot.addWidget(slider)
    chosen: list[float] = []
    slider.chosen.connect(chosen.append)

    for _ in SPEEDS[1:]:
        QTest.keyClick(slider, Qt.Key.Key_Right)

    assert chosen == list(SPEEDS[1:])


@pytest.mark.parametrize(("speed", "nearest"), [(250.0, 300.0), (math.inf, math.inf), (4.0, 5.0)])
def test_that_another_speed_shows_as_the_nearest(
    qtbot: QtBot, speed: float, nearest: float
) -> None:
    slider = SpeedSlider()
    qtbot.addWidget(slider)

    slider.set_speed(speed)

    assert slider.speed == nearest


def test_that_a_speed_is_said_in_words() -> None:
    assert speed_text(1.0) == "1 update/s"
    assert speed_text(3000.0) == "3,000 updates/s"
    assert speed_text(math.inf) == "full speed"
