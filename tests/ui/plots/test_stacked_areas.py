"""How parts are stacked: exact between the values too, positive ones up and negative ones down."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bpgui.core.arrays import FloatArray
from bpgui.ui.plots.stacked_areas import bands, with_crossings

values = arrays(
    np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.integers(-4, 4).map(float)
)


@given(values)
def test_that_the_bands_stand_upon_each_other_and_reach_to_the_sums(parts: FloatArray) -> None:
    begin, end = bands(parts)
    above, below = np.maximum(parts, 0.0), np.minimum(parts, 0.0)

    np.testing.assert_array_equal(begin[:, 0], 0.0)
    np.testing.assert_array_equal(begin[:, 1:], end[:, :-1])
    np.testing.assert_array_equal(end[0, -1], above.sum(axis=1))
    np.testing.assert_array_equal(end[1, -1], below.sum(axis=1))
    np.testing.assert_array_equal((end - begin).sum(axis=0).T, parts)


@given(values)
def test_that_rows_between_lie_on_the_straight_lines_and_no_part_changes_sign(
    parts: FloatArray,
) -> None:
    x = np.arange(len(parts), dtype=float)
    across, rows = with_crossings(x, parts)

    assert (np.diff(across) >= 0).all()
    assert set(x) <= set(across)
    for part in range(3):
        np.testing.assert_allclose(rows[:, part], np.interp(across, x, parts[:, part]), atol=1e-12)
    assert (rows[:-1] * rows[1:] >= -1e-12).all()


def test_that_a_jump_at_one_sweep_stays_a_jump() -> None:
    x, parts = np.array([0.0, 1.0, 1.0, 2.0]), np.zeros((4, 3))
    parts[:, 0] = [1.0, 1.0, -1.0, -1.0]
    across, rows = with_crossings(x, parts)

    assert across.tolist() == [0.0, 1.0, 1.0, 1.0, 2.0]
    assert rows[:, 0].tolist() == [1.0, 1.0, 0.0, -1.0, -1.0]


def test_that_one_value_has_no_crossings() -> None:
    x, parts = np.array([3.0]), np.array([[1.0, -1.0, 0.0]])
    across, rows = with_crossings(x, parts)

    assert across is x
    assert rows is parts
