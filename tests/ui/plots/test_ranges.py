import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.ui.plots.ranges import calm_end, calm_range, log_range


def test_that_the_sweep_axis_grows_in_steps() -> None:
    assert calm_end(0) == 10
    assert calm_end(160) == 160
    assert calm_end(161) == 200
    ends = {calm_end(sweep) for sweep in range(1, 2000)}
    assert len(ends) < 30


@given(latest=st.floats(0, 1e12))
def test_that_the_sweep_axis_holds_every_sweep_without_much_waste(latest: float) -> None:
    end = calm_end(latest)
    assert latest <= end * (1 + 1e-9)
    assert end <= max(10.0, 1.34 * latest)


def test_that_a_range_stays_while_the_data_stay_inside() -> None:
    shown = calm_range(None, -4.45, 5.4)
    assert shown == (-5.0, 6.25)
    assert calm_range(shown, -4.2, 5.1) == shown


def test_that_a_range_follows_data_that_leave_it_or_shrink() -> None:
    assert calm_range((-1.0, 1.0), -1.0, 1.2)[1] >= 1.2
    assert calm_range((-100.0, 100.0), -1.0, 1.0) == (-1.0, 1.0)


@pytest.mark.parametrize("value", [0.0, 3.0, -1e9])
def test_that_equal_values_get_a_range_around_them(value: float) -> None:
    low, high = calm_range(None, value, value)
    assert low < value < high


def test_that_a_logarithmic_range_ends_at_one_two_or_five_and_begins_at_a_decade() -> None:
    low, high = log_range(math.log10(0.0398), math.log10(0.52))
    assert (low, high) == (-2.0, 0.0)
    low, high = log_range(math.log10(0.03), math.log10(1.6))
    assert high == pytest.approx(math.log10(2))


@given(low=st.floats(-16, 100), span=st.floats(0, 100))
def test_that_a_logarithmic_range_holds_its_data(low: float, span: float) -> None:
    bottom, top = log_range(low, low + span)
    assert bottom <= low + 1e-6
    assert top >= low + span - 1e-6
    assert top - bottom >= 1 - 1e-9
