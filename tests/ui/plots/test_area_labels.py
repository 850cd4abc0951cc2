"""Names stand where an area has most room for them, and stay there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.ui.plots.area_labels import roomiest

X = np.linspace(0.0, 100.0, 101)
FLAT = np.zeros(101)


def test_that_a_name_stands_in_the_middle_of_the_thickest_place() -> None:
    hill = 10.0 - np.abs(X - 70.0) / 5
    spot = roomiest(X, FLAT, hill, (0.0, 100.0), 10.0)

    assert spot is not None
    assert spot.x == pytest.approx(70.0, abs=1.5)
    assert spot.room == pytest.approx(10.0 - 1.0, abs=0.3)  # at the ends of the name
    assert spot.y == pytest.approx(spot.room / 2)


def test_that_a_name_stays_where_there_is_still_room() -> None:
    early = roomiest(X, FLAT, 10.0 - np.abs(X - 30.0) / 5, (0.0, 100.0), 10.0)
    both = np.maximum(8.0 - np.abs(X - 30.0) / 5, 10.0 - np.abs(X - 70.0) / 5)
    only = 10.0 - np.abs(X - 70.0) / 2
    assert early is not None

    stayed = roomiest(X, FLAT, both, (0.0, 100.0), 10.0, early)
    moved = roomiest(X, FLAT, only, (0.0, 100.0), 10.0, early)

    assert stayed is not None
    assert moved is not None
    assert stayed.x == pytest.approx(early.x)
    assert moved.x == pytest.approx(70.0, abs=1.5)


@given(st.integers(0, 2**20), st.floats(1.0, 60.0))
def test_that_a_name_lies_inside_of_its_area(seed: int, width: float) -> None:
    rng = np.random.default_rng(seed)
    low = rng.normal(size=101).cumsum()
    high = low + rng.normal(2.0, 3.0, size=101)
    spot = roomiest(X, low, high, (10.0, 90.0), width)
    if spot is not None:
        covered = np.linspace(spot.x - width / 2, spot.x + width / 2, 20)
        assert 10.0 - 1e-9 <= covered[0] <= covered[-1] <= 90.0 + 1e-9
        # Between the places that are looked at an area may come a little closer.
        slack = np.abs(np.diff(low)).max() + np.abs(np.diff(high)).max()
        assert (np.interp(covered, X, low) <= spot.y - spot.room / 2 + slack).all()
        assert (np.interp(covered, X, high) >= spot.y + spot.room / 2 - slack).all()


def test_that_no_room_is_no_place() -> None:
    assert roomiest(X, FLAT, FLAT - 1.0, (0.0, 100.0), 10.0) is None
    assert roomiest(X, FLAT, FLAT + 1.0, (0.0, 8.0), 10.0) is None
    assert roomiest(X[:1], FLAT[:1], FLAT[:1] + 1.0, (0.0, 100.0), 10.0) is None
    assert roomiest(X, FLAT, FLAT + 1.0, (0.0, 100.0), 99.9) is None
