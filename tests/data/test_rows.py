import gc
import tracemalloc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data import keeping, rows
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.data.rows import Rows
from bpgui.data.scaling import SCALING_KINDS, Scaling, ScalingKind


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SMALL", 0)
    monkeypatch.setattr(rows, "CHUNK", 10)
    monkeypatch.setattr(keeping, "KEPT", 0)


def numbers(count: int = 50) -> Dataset:
    values = np.random.default_rng(1).normal(3.0, 2.0, (count, 4))
    return create_dataset("numbers", values, values[:, :1], test_fraction=0.2, seed=3)


edits = st.lists(st.tuples(st.integers(0, 49), st.integers(0, 3), st.floats(-9, 9)), max_size=8)


@given(edits, st.lists(st.integers(0, 49), max_size=9), st.booleans())
def test_that_edited_rows_are_what_an_edited_copy_is(
    changes: list[tuple[int, int, float]], chosen: list[int], large: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "SMALL", 0 if large else 10**6)
        plain = np.arange(200.0).reshape(50, 4)
        edited = Rows(plain)
        for row, column, value in changes:
            edited = edited.with_cell(row, column, value)
            plain[row, column] = value
        places = np.array(chosen, dtype=np.intp)
        np.testing.assert_array_equal(edited.whole(), plain)
        np.testing.assert_array_equal(edited.take(places), plain[places])
        np.testing.assert_array_equal(edited.take(slice(5, 30, 3)), plain[5:30:3])
        np.testing.assert_array_equal(edited.row(7), plain[7])


def test_that_versions_of_large_data_share_their_numbers() -> None:
    original = Rows(np.zeros((rows.SMALL, 2)))
    edited = original.with_cell(3, 1, 5.0)
    assert np.shares_memory(original.take(slice(0, 9)), edited.take(slice(9, 12)).base)
    assert original.row(3)[1] == 0.0
    assert edited.row(3)[1] == 5.0


@pytest.mark.usefixtures("everything_is_large")
def test_that_a_broken_cell_of_an_edited_row_is_named() -> None:
    dataset = numbers().with_input(7, 2, 1.0)
    with pytest.raises(ValueError, match="Pattern 10, “x₂”: nan is not a finite number"):
        dataset.with_input(9, 1, np.nan)


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("kind", SCALING_KINDS)
def test_that_data_looked_at_in_parts_are_the_same(kind: ScalingKind) -> None:
    dataset = numbers().with_scaling(kind).with_input(8, 1, 7.5).with_input(9, 0, -1.0)
    whole = dataset.input_scaling.apply(dataset.inputs)
    np.testing.assert_array_equal(dataset.x, whole)
    np.testing.assert_array_equal(dataset.x_train, whole[dataset.train])
    np.testing.assert_array_equal(dataset.x_test, whole[dataset.held_out])
    np.testing.assert_array_equal(dataset.x_of(slice(6, 11)), whole[6:11])
    found = Scaling.fit(kind, numbers().inputs[numbers().train])
    np.testing.assert_allclose(numbers().with_scaling(kind).input_scaling.scale, found.scale)
    np.testing.assert_allclose(numbers().with_scaling(kind).input_scaling.offset, found.offset)


@pytest.mark.usefixtures("everything_is_large")
def test_that_what_takes_long_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[int] = []
    numbers().with_scaling("0-1", on_rows=told.append)
    assert told == sorted(told)
    assert told[-1] == len(numbers().train)

    def stop(_rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        numbers().with_scaling("z-score").gather_training(stop)


def test_that_nothing_is_copied_where_nothing_differs() -> None:
    dataset = create_dataset("plain", np.zeros((50, 4)), np.zeros((50, 1)))
    assert dataset.x_train is dataset.inputs
    assert dataset.y_train is dataset.targets


@pytest.mark.usefixtures("everything_is_large")
def test_that_large_arrays_live_as_long_as_they_are_used() -> None:
    dataset = numbers().with_scaling("0-1")
    held = dataset.x_train
    assert dataset.x_train is held
    gone = weakref.ref(held)
    del held
    gc.collect()
    assert gone() is None


def test_that_a_cell_that_stays_what_it_is_makes_no_other_data() -> None:
    dataset = numbers()
    assert dataset.with_input(3, 1, dataset.inputs[3, 1]) is dataset
    assert dataset.with_target(3, 0, dataset.targets[3, 0]) is dataset


def test_that_an_edit_of_large_data_takes_little_memory() -> None:
    values = np.zeros((2000, 784))
    dataset = create_dataset("large", values, values[:, :1])
    tracemalloc.start()
    try:
        for row in range(5):
            dataset = dataset.with_input(row, 3, 1.0 + row).with_target(row, 0, 2.0)
        dataset = dataset.with_split(0.2, 1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < values.nbytes / 10
