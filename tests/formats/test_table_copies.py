"""Copies among the rows of a table are found exactly, whatever the hashes say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.formats import table_copies
from bpgui.formats.table_copies import copies_in

FEW = st.sampled_from([0.0, -0.0, 1.0, 2.5, np.nan, np.inf, 1e-300, 0.1 + 0.2, 0.3])
ROWS = hnp.arrays(np.float64, st.tuples(st.integers(0, 30), st.integers(1, 3)), elements=FEW)


def expected(rows: FloatArray) -> list[bool]:
    """Tell copies row by row; a missing value is a word of its own."""
    met: set[tuple[object, ...]] = set()
    found = []
    for row in rows.tolist():
        key = tuple("missing" if np.isnan(value) else value for value in row)
        found.append(key in met)
        met.add(key)
    return found


@given(ROWS)
def test_that_copies_are_those_that_a_comparison_of_all_rows_finds(rows: FloatArray) -> None:
    columns = list(rows.T.copy())
    assert copies_in(columns, np.arange(len(rows))).tolist() == expected(rows)


@given(ROWS)
def test_that_equal_hashes_make_no_copies(rows: FloatArray) -> None:
    """Even if every row had the same hash, only rows that say the same would be copies."""

    def same(_columns: object, chosen: IntArray, _on_way: object) -> object:
        return np.zeros(len(chosen), dtype=np.uint64)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_copies, "_hashes", same)
        found = copies_in(list(rows.T.copy()), np.arange(len(rows)))
    assert found.tolist() == expected(rows)


def test_that_only_the_chosen_rows_count() -> None:
    column = np.array([1.0, 1.0, 2.0, 1.0])
    assert copies_in([column], np.array([1, 2, 3])).tolist() == [False, False, True]


def test_that_whoever_waits_is_told_and_can_stop() -> None:
    told: list[int] = []
    copies_in([np.arange(120_000.0)], np.arange(120_000), told.append)
    assert told == [50_000, 100_000, 120_000]
