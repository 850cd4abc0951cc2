from pathlib import Path

import numpy as np
import pytest

from bpgui.data.creation import create_dataset
from bpgui.formats.predictions import PredictionsError, write_predictions
from bpgui.formats.table import TableOptions, read_table


def test_that_outputs_are_written_in_the_units_of_the_data(tmp_path: Path) -> None:
    dataset = create_dataset(
        "prices",
        [[10.0], [20.0], [30.0]],
        [[100.0], [300.0], [500.0]],
        input_names=("size",),
        target_names=("price",),
        input_scaling="z-score",
        target_scaling="0-1",
    )
    write_predictions(dataset, [[0.0], [0.5], [2.0]], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == (
        "size,price,price (output),part\n"
        "10.0,100.0,100.0,training\n"
        "20.0,300.0,300.0,training\n"
        "30.0,500.0,900.0,training\n"
    )


def test_that_classes_are_written_by_name(tmp_path: Path) -> None:
    dataset = create_dataset(
        "kinds",
        [[1.0], [2.0]],
        np.eye(2),
        classes=("a", "b, c"),
        kind="classes",
        test_fraction=0.5,
        seed=1,
    )
    write_predictions(dataset, [[0.25, 0.75], [0.125, 0.875]], tmp_path / "out.csv")
    table = read_table(tmp_path / "out.csv", TableOptions(",", header=True))
    assert table.names == ("x₁", "class", "class (output)", "a (output)", "b, c (output)", "part")
    assert table.texts(1) == ("a", "b, c")
    assert table.texts(2) == ("b, c", "b, c")
    assert sorted(table.texts(5)) == ["test", "training"]


def test_that_a_binary_target_is_written_by_name(tmp_path: Path) -> None:
    dataset = create_dataset("kinds", [[1], [2]], [[0], [1]], classes=("no", "yes"), kind="binary")
    write_predictions(dataset, [[0.25], [0.75]], tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "x₁,class,class (output),y (output),part",
        "1.0,no,no,0.25,training",
        "2.0,yes,yes,0.75,training",
    ]


def test_that_outputs_must_fit_and_the_folder_must_be_there(tmp_path: Path) -> None:
    dataset = create_dataset("one", [[1.0], [2.0]], [[1.0], [2.0]])
    with pytest.raises(PredictionsError, match="shape"):
        write_predictions(dataset, [[1.0]], tmp_path / "out.csv")
    with pytest.raises(PredictionsError, match="there is no folder"):
        write_predictions(dataset, [[1.0], [2.0]], tmp_path / "gone" / "out.csv")
