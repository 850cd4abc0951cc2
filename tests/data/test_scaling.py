import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bpgui.data.scaling import SCALING_KINDS, Scaling, ScalingKind

ROWS = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=st.floats(-1e6, 1e6)
)


def test_that_the_range_0_1_takes_the_smallest_to_0_and_the_largest_to_1() -> None:
    scaling = Scaling.fit("0-1", [[2.0, -1.0], [6.0, 3.0], [4.0, 0.0]])
    np.testing.assert_array_equal(
        scaling.apply([[2.0, -1.0], [6.0, 3.0], [4.0, 0.0]]), [[0, 0], [1, 1], [0.5, 0.25]]
    )


def test_that_z_scores_have_mean_0_and_standard_deviation_1() -> None:
    # mean 4, deviations -2, 0, 2: standard deviation sqrt(8/3)
    scaling = Scaling.fit("z-score", [[2.0], [4.0], [6.0]])
    assert scaling.offset[0] == 4.0
    assert scaling.scale[0] == pytest.approx(np.sqrt(8 / 3))


@pytest.mark.parametrize("kind", SCALING_KINDS)
def test_that_a_constant_column_stays_finite(kind: ScalingKind) -> None:
    rows = np.full((10, 1), 0.1)  # whose mean is not exactly 0.1
    scaling = Scaling.fit(kind, rows)
    assert scaling.scale[0] == 1.0
    assert np.isfinite(scaling.apply(rows)).all()


def test_that_pixels_share_one_range() -> None:
    scaling = Scaling.fit("0-1", [[0.0, 1.0], [16.0, 0.0]], joint=True)
    np.testing.assert_array_equal(scaling.scale, [16.0, 16.0])


@given(ROWS, st.sampled_from(SCALING_KINDS))
def test_that_undo_reverses_apply(rows: np.ndarray, kind: ScalingKind) -> None:
    scaling = Scaling.fit(kind, rows)
    tolerance = 1e-9 * (1 + np.abs(rows).max())
    np.testing.assert_allclose(scaling.undo(scaling.apply(rows)), rows, atol=tolerance)


@given(hnp.arrays(np.float64, (3, 2), elements=st.floats(allow_nan=True)))
def test_that_no_scaling_keeps_every_bit(rows: np.ndarray) -> None:
    scaling = Scaling.identity(2)
    assert scaling.apply(rows).tobytes() == rows.tobytes()
    assert scaling.undo(rows).tobytes() == rows.tobytes()


@given(hnp.arrays(np.float64, (3, 2), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_that_any_finite_rows_scale_or_are_refused_with_a_sentence(rows: np.ndarray) -> None:
    try:
        scaling = Scaling.fit("z-score", rows)
    except ValueError as error:
        assert "too far apart" in str(error)  # noqa: PT017 - both ways are right
    else:
        assert np.isfinite(scaling.offset).all()
        assert (scaling.scale > 0).all()


@pytest.mark.parametrize(
    ("offset", "scale"), [([0.0], [0.0]), ([np.nan], [1.0]), ([0.0, 1.0], [1.0]), ([0.0], [-1.0])]
)
def test_that_an_unusable_scaling_is_refused(offset: list[float], scale: list[float]) -> None:
    with pytest.raises(ValueError, match="scal"):
        Scaling("z-score", np.array(offset), np.array(scale))


def test_that_a_scaling_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Scaling.identity(2).scale[0] = 2.0


def test_that_each_column_can_have_a_kind_of_its_own() -> None:
    rows = np.array([[2.0, 2.0, 2.0], [6.0, 6.0, 6.0], [4.0, 4.0, 4.0]])
    scaling = Scaling.fit_mixed(("none", "0-1", "z-score"), lambda: (rows,))
    assert scaling.kind == "mixed"
    assert scaling.kinds == ("none", "0-1", "z-score")
    np.testing.assert_array_equal(scaling.apply(rows)[:, :2], [[2, 0], [6, 1], [4, 0.5]])
    assert scaling.apply(rows)[:, 2].std() == pytest.approx(1)


def test_that_columns_of_one_kind_are_not_mixed() -> None:
    scaling = Scaling.fit_mixed(("0-1", "0-1"), lambda: (np.eye(2),))
    assert scaling.kind == "0-1"
    assert scaling.kinds == ("0-1", "0-1")


def test_that_a_mixed_scaling_without_kinds_tells_them_by_what_they_do() -> None:
    scaling = Scaling("mixed", np.array([0.0, 3.0]), np.array([1.0, 1.0]))
    assert scaling.kinds == ("none", "z-score")


def test_that_kinds_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="as many kinds"):
        Scaling("mixed", np.zeros(2), np.ones(2), ("none",))
    with pytest.raises(ValueError, match="several kinds"):
        Scaling("0-1", np.zeros(1), np.ones(1), ("none",))
