import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpgui.ui.plots.displayed import LARGEST, evenly, on_linear, on_log, thinned


def test_that_the_copy_is_clipped_to_what_a_view_can_show() -> None:
    drawn = on_linear(np.array([1e308, -np.inf, 2.0, np.nan]))
    assert drawn[0] == LARGEST
    assert drawn[1] == -LARGEST
    assert drawn[2] == 2.0
    assert np.isnan(drawn[3])


def test_that_zero_and_infinity_have_a_place_on_a_logarithmic_axis() -> None:
    drawn = on_log(np.array([0.0, -1.0, np.inf, 0.01]))
    assert drawn.tolist() == [-16.0, -16.0, 100.0, -2.0]


def test_that_thinning_keeps_a_single_spike() -> None:
    values = np.zeros(10_000)
    values[5_432] = 7.0
    values[7_777] = -7.0
    chosen = thinned(values, 200)
    assert len(chosen) <= 210
    assert 5_432 in chosen
    assert 7_777 in chosen
    assert chosen[0] == 0
    assert chosen[-1] == 9_999


@given(count=st.integers(0, 3000), most=st.integers(4, 400))
def test_that_thinned_places_are_ascending_and_inside(count: int, most: int) -> None:
    chosen = thinned(np.random.default_rng(0).normal(size=count), most)
    assert (np.diff(chosen) > 0).all()
    assert len(chosen) <= most + 6
    assert count == 0 or (chosen[0] == 0 and chosen[-1] == count - 1)


@given(count=st.integers(1, 5000), most=st.integers(2, 400))
def test_that_even_places_are_multiples_of_a_power_of_two(count: int, most: int) -> None:
    places = evenly(count, most)
    assert len(places) <= most + 1
    assert places[-1] == count - 1
    stride = int(places[1]) if len(places) > 2 else 1
    assert stride & (stride - 1) == 0
    assert places[:-1].tolist() == list(range(0, count - 1, stride)) or len(places) == 2
    assert count <= most or len(places) >= most // 2
