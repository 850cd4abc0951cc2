import numpy as np

from bpgui.data.creation import create_dataset
from bpgui.ui.plots.confusion import confusion


def test_that_classes_are_counted_by_target_and_output() -> None:
    data = create_dataset(
        "three", [[0]] * 4, np.eye(3)[[0, 0, 1, 2]], classes=("a", "b", "c"), kind="classes"
    )
    outputs = np.array([[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0, 1, 0], [0, 0.1, 0.9]])
    table = confusion(data, outputs, np.arange(4))
    assert table.counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert table.accuracy == 0.75
    assert table.shares[0].tolist() == [0.5, 0.5, 0.0]
    assert table.patterns(0, 1).tolist() == [1]
    assert table.names == ("a", "b", "c")


def test_that_a_single_output_tells_two_classes_apart() -> None:
    data = create_dataset("two", [[0], [1], [2]], [[0], [1], [1]], kind="binary")
    table = confusion(data, np.array([[0.2], [0.4], [0.6]]), np.arange(3))
    assert table.counts.tolist() == [[1, 0], [1, 1]]
    assert table.names == ("0", "1")


def test_that_no_patterns_have_no_accuracy() -> None:
    data = create_dataset("two", [[0], [1]], [[0], [1]], kind="binary")
    table = confusion(data, np.empty((0, 1)), np.empty(0, dtype=np.intp))
    assert np.isnan(table.accuracy)
    assert table.counts.sum() == 0
