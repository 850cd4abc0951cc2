"""`bpgui predict`: outputs as CSV, to standard output or a file."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsFile, export_weights
from tests.cli.conftest import Command


def _weights(classes: tuple[str, ...] | None = None) -> WeightsFile:
    outputs = len(classes or ("y",))
    network = create_network(
        (3, 4, outputs),
        output="softmax" if classes else "linear",
        input_names=("length", "colour=blue", "colour=red"),
    )
    return WeightsFile(
        initialise(network, Initialisation(scale=1.0)),
        Scaling.fit("z-score", [[1.0, 0.0, 1.0], [3.0, 1.0, 0.0]]),
        Scaling.identity(outputs) if classes else Scaling.fit("z-score", [[5.0], [9.0]]),
        classes,
        target_names=classes or ("y",),
    )


@pytest.fixture
def regression(tmp_path: Path) -> tuple[WeightsFile, Path]:
    weights, path = _weights(), tmp_path / "weights.json"
    export_weights(weights, path)
    return weights, path


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_that_columns_are_found_by_name_and_the_target_stands_beside(
    bpgui: Command, regression: tuple[WeightsFile, Path], tmp_path: Path
) -> None:
    weights, path = regression
    table = tmp_path / "table.csv"
    table.write_text("y,name,colour,length\n1,a,red,2.5\n2,b,blue,3\n3,c,red,-1\n")
    said = bpgui("predict", path, table)
    assert (said.status, said.err) == (0, "")
    rows = _rows(said.out)
    assert list(rows[0]) == ["y", "y (output)"]
    assert [float(row["y"]) for row in rows] == [1.0, 2.0, 3.0]
    wanted = weights.predict([[2.5, 0.0, 1.0], [3.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
    assert [float(row["y (output)"]) for row in rows] == wanted[:, 0].tolist()


def test_that_a_table_without_names_is_taken_as_it_comes(
    bpgui: Command, regression: tuple[WeightsFile, Path], tmp_path: Path
) -> None:
    weights, path = regression
    table = tmp_path / "table.csv"
    table.write_text("2.5,0,1\n3,1,0\n")
    said = bpgui("predict", path, table, "--inputs")
    rows = _rows(said.out)
    assert list(rows[0]) == [*weights.input_names, "y (output)"]
    assert rows[1]["length"] == "3.0"
    assert float(rows[0]["y (output)"]) == weights.predict([[2.5, 0, 1]])[0, 0]


def test_that_classes_are_said_by_name(bpgui: Command, tmp_path: Path) -> None:
    weights, path = _weights(("lily", "rose")), tmp_path / "weights.npz"
    export_weights(weights, path)
    table, out = tmp_path / "table.csv", tmp_path / "out.csv"
    table.write_text("length,colour,species\n2.5,red,rose\n3,blue,lily\n")
    said = bpgui("predict", path, table, "--targets", "species", "--output", out)
    assert (said.status, said.out) == (0, "")
    rows = _rows(out.read_text())
    assert list(rows[0]) == ["species", "class (output)", "lily (output)", "rose (output)"]
    assert [row["species"] for row in rows] == ["rose", "lily"]
    outputs = weights.predict([[2.5, 0.0, 1.0], [3.0, 1.0, 0.0]])
    assert [row["class (output)"] for row in rows] == [
        ("lily", "rose")[place] for place in outputs.argmax(axis=1)
    ]


def test_that_many_rows_are_answered_part_by_part_in_their_order(
    bpgui: Command, regression: tuple[WeightsFile, Path], tmp_path: Path
) -> None:
    weights, path = regression
    inputs = np.random.default_rng(0).normal(size=(20_000, 3))
    table = tmp_path / "table.csv"
    lines = (",".join(map(repr, row)) for row in inputs.tolist())
    table.write_text("length,colour=blue,colour=red\n" + "\n".join(lines))
    said = bpgui("predict", path, table)
    found = [float(line) for line in said.out.splitlines()[1:]]
    np.testing.assert_allclose(found, weights.predict(inputs)[:, 0], rtol=1e-12)


def test_that_a_row_that_lacks_an_input_keeps_its_line(
    bpgui: Command, regression: tuple[WeightsFile, Path], tmp_path: Path
) -> None:
    weights, path = regression
    table = tmp_path / "table.csv"
    table.write_text("length,colour,y\n1,red,5\n,blue,6\n3,red,7\n")
    said = bpgui("predict", path, table, "--inputs")
    assert said.status == 0
    assert "1 row has an empty answer, since an input is missing; the first is line 3." in said.err
    rows = _rows(said.out)
    assert [row["y"] for row in rows] == ["5.0", "6.0", "7.0"]
    assert (rows[1]["length"], rows[1]["y (output)"]) == ("", "")
    assert float(rows[2]["y (output)"]) == weights.predict([[3.0, 0.0, 1.0]])[0, 0]


def test_that_a_word_the_network_does_not_know_has_no_answer(
    bpgui: Command, regression: tuple[WeightsFile, Path], tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("length,colour\n1,red\n2,green\n3,blue\n4,red\n")
    said = bpgui("predict", regression[1], table)
    assert said.status == 0
    assert "the network knows no “green” in “colour”." in said.err
    answers = [row["y (output)"] for row in _rows(said.out)]
    assert [bool(answer) for answer in answers] == [True, False, True, True]


def test_that_a_session_fills_what_is_missing_as_in_its_training(
    bpgui: Command, tmp_path: Path
) -> None:
    table, session = tmp_path / "table.csv", tmp_path / "session.bpgui"
    table.write_text("a,colour,y\n1,red,0\n,blue,1\n4,,1\n7,red,0\n5,blue,1\n")
    rule = ("--missing", "mean", "--kernel", "numpy", "--sweeps", 5)
    assert bpgui("train", table, *rule, "--save", session).status == 0
    table.write_text("a,colour\n,red\n4.25,red\n3,\n")
    said = bpgui("predict", session, table, "--inputs")
    assert (said.status, said.err) == (0, "")
    rows = _rows(said.out)
    assert [row["a"] for row in rows] == ["4.25", "4.25", "3.0"]
    assert rows[0] == rows[1]
    assert rows[2]["colour=missing"] == "1.0"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("length,y\n1,2\n3,4\n", "there is no column “colour=blue”"),
        ("lenght,colour\n1,red\n2,blue\n", "there is no column “length”"),
        ("a,b\n1,2\n3,4\n", "the network reads 3 columns"),
        ("a,b,c\n1,2,x\n3,4,y\n", "“c” is a column of text"),
    ],
)
def test_that_a_table_that_does_not_fit_is_refused(
    bpgui: Command,
    regression: tuple[WeightsFile, Path],
    tmp_path: Path,
    table: str,
    words: str,
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table)
    said = bpgui("predict", regression[1], path)
    assert said.status == 1
    assert "“table.csv”" in said.sentence
    assert words in said.sentence.replace("Line", "line")
    assert said.out == ""


def test_that_a_file_that_holds_no_weights_is_refused(bpgui: Command, tmp_path: Path) -> None:
    broken = tmp_path / "weights.json"
    broken.write_text('{"format": "something"}')
    said = bpgui("predict", broken, "xor")
    assert (said.status, said.out) == (1, "")
    assert "weights.json" in said.sentence
