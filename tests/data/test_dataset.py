import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset


def numbers(count: int = 10) -> Dataset:
    inputs = np.arange(2.0 * count).reshape(count, 2)
    return create_dataset("numbers", inputs, inputs[:, :1] * 10)


def species() -> Dataset:
    return create_dataset(
        "species", [[1], [2], [3]], np.eye(3), classes=("a", "b", "c"), kind="classes"
    )


def test_that_columns_are_named_and_counted() -> None:
    dataset = numbers()
    assert (dataset.n_patterns, dataset.n_inputs, dataset.n_outputs) == (10, 2, 1)
    assert dataset.input_names == ("x₁", "x₂")
    assert dataset.target_names == ("y",)


def test_that_target_columns_of_classes_take_their_names() -> None:
    assert species().target_names == ("a", "b", "c")


@given(st.integers(1, 40), st.floats(0, 0.999), st.integers(0, 2**32))
def test_that_a_split_parts_the_patterns_and_leaves_some_to_train_on(
    count: int, fraction: float, seed: int
) -> None:
    dataset = numbers(count).with_split(fraction, seed)
    rows = np.concatenate([dataset.train, dataset.held_out])
    assert sorted(rows) == list(range(count))
    assert len(dataset.train) >= 1
    assert (len(dataset.held_out) > 0) == (fraction > 0 and count > 1)
    np.testing.assert_array_equal(dataset.test, numbers(count).with_split(fraction, seed).test)


def test_that_another_seed_holds_out_other_patterns() -> None:
    dataset = numbers(100)
    first, second = (dataset.with_split(0.2, seed).held_out for seed in (1, 2))
    assert len(first) == len(second) == 20
    assert set(first) != set(second)


def test_that_the_scaling_is_found_from_the_training_patterns_only() -> None:
    dataset = numbers(100).with_scaling("z-score", "0-1").with_split(0.3, seed=4)
    np.testing.assert_allclose(dataset.x_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(dataset.x_train.std(axis=0), 1)
    assert dataset.y_train.min() == 0
    assert dataset.y_train.max() == 1
    assert abs(dataset.x_test.mean()) > 1e-6
    np.testing.assert_array_equal(dataset.x[dataset.held_out], dataset.x_test)
    np.testing.assert_array_equal(dataset.y[dataset.held_out], dataset.y_test)


def test_that_raw_values_survive_scaling() -> None:
    dataset = numbers().with_scaling("z-score", "z-score")
    np.testing.assert_array_equal(dataset.inputs, numbers().inputs)
    np.testing.assert_allclose(dataset.target_scaling.undo(dataset.y), dataset.targets)


def test_that_an_edited_cell_is_scaled_as_the_others_were() -> None:
    dataset = numbers().with_scaling("z-score")
    edited = dataset.with_input(3, 1, 1000.0)
    assert edited.inputs[3, 1] == 1000.0
    assert dataset.inputs[3, 1] == 7.0
    assert edited.input_scaling is dataset.input_scaling
    np.testing.assert_array_equal(np.delete(edited.x, 3, axis=0), np.delete(dataset.x, 3, axis=0))


def test_that_an_edited_target_changes_alone() -> None:
    edited = numbers().with_target(2, 0, -5.0)
    assert edited.targets[2, 0] == -5.0
    np.testing.assert_array_equal(np.delete(edited.y, 2), np.delete(numbers().y, 2))


def test_that_choosing_a_class_takes_it_from_the_others() -> None:
    np.testing.assert_array_equal(species().with_target(0, 2, 1.0).targets[0], [0, 0, 1])


def test_that_a_class_is_right_or_wrong() -> None:
    with pytest.raises(ValueError, match="Enter 1 for the class"):
        species().with_target(0, 0, 0.5)


def test_that_a_binary_target_beyond_1_makes_a_regression() -> None:
    dataset = create_dataset("bits", [[0], [1]], [[0], [1]], kind="binary")
    assert dataset.with_target(0, 0, 0.3).kind == "binary"
    assert dataset.with_target(0, 0, -1.0).kind == "regression"


def test_that_targets_of_classes_stay_unscaled() -> None:
    with pytest.raises(ValueError, match="stay unscaled"):
        species().with_scaling(targets="z-score")


def test_that_outputs_are_read_as_classes() -> None:
    np.testing.assert_array_equal(
        species().class_indices([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]), [1, 0]
    )
    bits = create_dataset("bits", [[0], [1]], [[0], [1]], kind="binary")
    np.testing.assert_array_equal(bits.class_indices([[0.49], [0.5]]), [0, 1])


def test_that_arrays_cannot_be_changed() -> None:
    dataset = numbers().with_split(0.2, 1)
    for array in (dataset.inputs, dataset.x, dataset.y, dataset.x_train, dataset.test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_that_a_cell_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match=r"Pattern 2, “x₁”: nan is not a finite number"):
        create_dataset("bad", [[1.0, 2.0], [np.nan, 3.0]], [[0], [1]])
    with pytest.raises(ValueError, match="Pattern 1, “y”: inf"):
        numbers().with_target(0, 0, np.inf)


@pytest.mark.parametrize(
    ("inputs", "targets", "sentence"),
    [
        ([[1], [2]], [[1]], "one row a pattern"),
        (np.zeros((0, 2)), np.zeros((0, 1)), "at least one pattern"),
        (np.zeros((2, 0)), np.zeros((2, 1)), "at least one"),
        ([1, 2], [[1], [2]], "rows and columns"),
    ],
)
def test_that_shapes_that_do_not_fit_are_refused(
    inputs: object, targets: object, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        create_dataset("bad", inputs, targets)  # type: ignore[arg-type]


def test_that_every_column_needs_a_name_of_its_own() -> None:
    with pytest.raises(ValueError, match="name of its own"):
        create_dataset("bad", [[1, 2]], [[1]], input_names=("a", "a"))


def test_that_a_pattern_has_exactly_one_class() -> None:
    with pytest.raises(ValueError, match="Pattern 2: exactly one class"):
        create_dataset("bad", [[1], [2]], [[1, 0], [1, 1]], classes="ab", kind="classes")


def test_that_a_picture_has_as_many_pixels_as_inputs() -> None:
    with pytest.raises(ValueError, match="2 by 2 pixels"):
        create_dataset("bad", [[1, 2, 3]], [[1]], image_shape=(2, 2))


def test_that_there_is_no_cell_outside() -> None:
    with pytest.raises(ValueError, match="no cell in row 11"):
        numbers().with_input(10, 0, 1.0)


def test_that_another_split_keeps_the_kinds_of_the_columns() -> None:
    rows = np.arange(40.0).reshape(20, 2)
    data = create_dataset("numbers", rows, rows[:, :1]).with_scaling(("none", "0-1"))
    split = data.with_split(0.5, 3)
    assert split.input_scaling.kinds == ("none", "0-1")
    x = split.x_train
    np.testing.assert_array_equal(x[:, 0], rows[split.train, 0])
    assert (x[:, 1].min(), x[:, 1].max()) == (0, 1)


def test_that_the_ends_of_the_targets_are_those_that_the_network_sees() -> None:
    data = create_dataset("numbers", np.ones((3, 1)), [[1.0], [5.0], [3.0]], target_scaling="0-1")
    data.get_ready()
    assert data.y_ends.tolist() == [0, 1]
