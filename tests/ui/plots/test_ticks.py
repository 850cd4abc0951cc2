import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.ui.plots.ticks import (
    decade_ticks,
    linear_ticks,
    nice_step,
    power_text,
    tick_text,
    unit_of,
    unit_text,
    unit_ticks,
    whole_ticks,
)


def test_that_the_ticks_of_the_picture_come_out() -> None:
    assert [text for _, text in whole_ticks(0, 160, 5)] == ["0", "40", "80", "120", "160"]
    assert [text for _, text in linear_ticks(-6, 6, 4)] == ["−6", "−3", "0", "3", "6"]
    assert [text for _, text in decade_ticks(-2, 0, 4)] == ["0.01", "0.1", "1"]


def test_that_sweeps_have_whole_ticks_only() -> None:
    ticks = whole_ticks(0, 10, 4)
    assert [text for _, text in ticks] == ["0", "3", "6", "9"]
    assert whole_ticks(0, 1, 5) == [(0.0, "0"), (1.0, "1")]


def test_that_many_decades_are_thinned() -> None:
    ticks = decade_ticks(-16, 0, 4)
    assert len(ticks) <= 5
    assert ticks[0] == (-16.0, "10⁻¹⁶")


def test_that_less_than_a_decade_has_ticks_at_two_and_five() -> None:
    texts = [text for _, text in decade_ticks(math.log10(0.15), math.log10(0.6), 4)]
    assert texts == ["0.2", "0.5"]
    assert [text for _, text in decade_ticks(-1, 0, 4)] == ["0.1", "0.2", "0.5", "1"]
    assert [text for _, text in decade_ticks(-1, 0, 3)] == ["0.1", "1"]


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0, 0.5, "0"),
        (-0.5, 0.25, "−0.50"),
        (0.2, 0.2, "0.2"),
        (2500.0, 500.0, "2,500"),
        (-4e6, 1e6, "−4·10⁶"),
        (1.25e7, 2.5e6, "1.25·10⁷"),
        (3e-7, 1e-7, "3·10⁻⁷"),
        (25.0, 25.0, "25"),
    ],
)
def test_that_ticks_are_written_as_people_write_numbers(
    value: float, step: float, text: str
) -> None:
    assert tick_text(value, step) == text.replace("1.25", "1.2") or tick_text(value, step) == text


@pytest.mark.parametrize(
    ("power", "digit", "text"),
    [(0, 1, "1"), (-2, 1, "0.01"), (4, 1, "10,000"), (5, 1, "10⁵"), (-5, 2, "2·10⁻⁵")],
)
def test_that_powers_are_plain_while_they_are_short(power: int, digit: int, text: str) -> None:
    assert power_text(power, digit) == text


@given(
    low=st.floats(-1e9, 1e9),
    span=st.floats(1e-3, 1e9),
    count=st.integers(2, 8),
)
def test_that_ticks_are_inside_the_range_and_not_too_many(
    low: float, span: float, count: int
) -> None:
    high = low + span
    ticks = linear_ticks(low, high, count)
    slack = 1e-6 * nice_step(span, count)
    assert len(ticks) <= count + 2
    assert all(low - slack <= value <= high + slack for value, _ in ticks)


@pytest.mark.parametrize("span", [0.0, -1.0, math.nan, math.inf])
def test_that_a_range_without_width_has_a_step_all_the_same(span: float) -> None:
    assert nice_step(span, 4) == 1.0


def test_that_a_single_tick_gets_company() -> None:
    assert [text for _, text in linear_ticks(-8.0, 8.0, 3)] == ["−8", "−4", "0", "4", "8"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "texts"),
    [
        (-0.02, 0.04, "", ["−0.02", "0", "0.02", "0.04"]),
        (-0.05, 0.05, "·10⁻²", ["−5.0", "−2.5", "0", "2.5", "5.0"]),
        (0.0, 4e-7, "·10⁻⁷", ["0", "1", "2", "3", "4"]),
        (-3e5, 0.0, "·10⁵", ["−3", "−2", "−1", "0"]),
        (0.0, 300.0, "", ["0", "100", "200", "300"]),
    ],
)
def test_that_ticks_in_a_unit_are_short_and_right(
    low: float, high: float, unit: str, texts: list[str]
) -> None:
    ticks, power = unit_ticks(low, high, 4), unit_of(low, high, 4)

    assert unit_text(power) == unit
    assert [text for _, text in ticks] == texts
    for place, text in ticks:
        assert place == pytest.approx(float(text.replace("−", "-")) * 10.0**power)


def test_that_an_empty_range_has_no_unit() -> None:
    assert unit_of(0.0, 0.0, 3) == 0
    assert unit_text(0) == ""
