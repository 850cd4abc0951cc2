"""`bpgui train`: the same training as in the window, and files that come of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.settings import StopConditions
from bpgui.formats.weights import import_weights
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.cli.conftest import Command
from tests.training.finishing import finish

NUMPY = ("--kernel", "numpy")

FLOWERS = """\
length,width,colour,species
1.0,0.5,red,rose
2.0,0.7,red,tulip
3.0,0.2,blue,rose
4.5,0.9,blue,lily
1.2,0.4,red,tulip
2.7,0.8,blue,lily
"""


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    path = tmp_path / "flowers.csv"
    path.write_text(FLOWERS)
    return path


def _trained_in_window(problem: str, sweeps: int, **settings: object) -> Session:
    session = Session(problem)
    session.change_settings(**settings)
    session.set_stop(StopConditions(sweeps=sweeps))
    runner = Runner(session)
    runner.speed = float("inf")
    runner.run()
    finish(runner, session)
    return session


@pytest.mark.parametrize(
    ("problem", "options", "settings"),
    [
        ("xor", (), {}),
        ("circle", ("--update", "sweep", "--decay", ".001"), {"update": "sweep", "decay": 0.001}),
        ("iris", ("--update", "7", "--momentum", "1/2"), {"batch_size": 7, "momentum": 0.5}),
        ("sine", ("--no-shuffle", "--reduction", "sum"), {"shuffle": False, "reduction": "sum"}),
    ],
)
def test_that_it_trains_to_the_bits_of_the_window(
    bpgui: Command,
    tmp_path: Path,
    problem: str,
    options: tuple[str, ...],
    settings: dict[str, object],
) -> None:
    out = tmp_path / "weights.json"
    said = bpgui("train", problem, "--sweeps", 60, *options, *NUMPY, "--export", out)
    assert said.status == 0, said.err
    session = _trained_in_window(problem, 60, kernel="numpy", **settings)
    weights = import_weights(out)
    assert weights.network.parameters.tobytes() == session.network.parameters.tobytes()
    assert weights.settings == session.settings
    assert weights.input_scaling.scale.tobytes() == session.dataset.input_scaling.scale.tobytes()


def test_that_a_seed_draws_what_new_weights_in_the_window_draws(
    bpgui: Command, tmp_path: Path
) -> None:
    out = tmp_path / "weights.json"
    bpgui("train", "circle", "--seed", 5, "--sweeps", 3, *NUMPY, "--export", out)
    session = Session("circle")
    session.new_weights(5)
    session.change_settings(seed=5, kernel="numpy")
    session.set_stop(StopConditions(sweeps=3))
    runner = Runner(session)
    runner.speed = float("inf")
    runner.run()
    finish(runner, session)
    found = import_weights(out).network.parameters
    assert found.tobytes() == session.network.parameters.tobytes()


def test_that_a_run_in_two_parts_goes_on_from_the_weights(bpgui: Command, tmp_path: Path) -> None:
    half, whole, again = (tmp_path / name for name in ("half.json", "whole.json", "again.json"))
    rule = ("--momentum", 0, *NUMPY)
    bpgui("train", "xor", "--sweeps", 20, *rule, "--export", half)
    bpgui("train", "xor", "--sweeps", 40, *rule, "--export", whole)
    bpgui("train", "xor", "--weights", half, "--sweeps", 20, *rule, "--export", again)
    wanted = import_weights(whole).network.parameters
    assert import_weights(again).network.parameters.tobytes() == wanted.tobytes()


def test_that_a_table_is_trained_on_with_what_its_columns_suggest(
    bpgui: Command, flowers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "weights.npz"
    said = bpgui("train", flowers, "--sweeps", 5, *NUMPY, "--export", out)
    assert said.status == 0, said.err
    assert "Taken for what is to be learned: “species”" in said.err
    weights = import_weights(out)
    assert weights.input_names == ("length", "width", "colour=blue", "colour=red")
    assert weights.classes == ("lily", "rose", "tulip")
    assert [layer.activation for layer in weights.network.layers[1:]] == ["tanh", "softmax"]
    assert weights.settings is not None
    assert weights.settings.loss == "cross-entropy"


def test_that_columns_layers_and_rule_are_as_asked_for(
    bpgui: Command, flowers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "weights.json"
    said = bpgui(
        *("train", flowers, "--targets", "width", "--ignore", "COLOUR,4", "--hidden", "3,2"),
        *("--activation", "relu", "--loss", "squared-error", "--learning-rate", "1/8"),
        *("--update", "sweep", "--scaling", "0-1", "--sweeps", 2, "--export", out, *NUMPY),
    )
    assert said.status == 0, said.err
    weights = import_weights(out)
    network, settings = weights.network, weights.settings
    assert (weights.input_names, weights.target_names) == (("length",), ("width",))
    assert [layer.units for layer in network.layers] == [1, 3, 2, 1]
    assert [layer.activation for layer in network.layers[1:]] == ["relu", "relu", "linear"]
    assert weights.input_scaling.kind == "0-1"
    assert settings is not None
    assert (settings.loss, settings.learning_rate, settings.update) == (
        "squared-error",
        0.125,
        "sweep",
    )


def test_that_every_sweep_that_is_asked_for_is_made(bpgui: Command) -> None:
    said = bpgui("train", "xor", "--sweeps", 5001, "--json", *NUMPY)
    end = _events(said.out)[-1]
    assert (end["sweep"], end["updates"]) == (5001, 20004)


def test_that_no_sweep_leaves_the_first_weights(bpgui: Command, tmp_path: Path) -> None:
    out = tmp_path / "first.json"
    said = bpgui("train", "xor", "--sweeps", 0, "--export", out, *NUMPY)
    assert said.status == 0
    assert import_weights(out).network.parameters.tobytes() == (
        Session("xor").network.parameters.tobytes()
    )


# ---- what it tells -------------------------------------------------------------------------------


def _events(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_that_json_tells_begin_reports_end_and_exports(bpgui: Command, tmp_path: Path) -> None:
    out = tmp_path / "weights.csv"
    said = bpgui("train", "iris", "--sweeps", 4, "--json", "--export", out, *NUMPY)
    assert said.err == ""
    begin, *reports, end, exported = _events(said.out)
    assert (begin["event"], begin["data"], begin["layers"]) == ("begin", "Iris", [4, 8, 3])
    assert (begin["patterns"], begin["test_patterns"], begin["update"]) == (120, 30, 10)
    assert [(r["event"], r["sweep"], r["updates"]) for r in reports] == [
        ("report", sweep, 12 * sweep) for sweep in range(1, 5)
    ]
    assert set(reports[0]) == {"event", "sweep", "updates", "loss", "test_loss"}
    assert (end["event"], end["reason"], end["sweep"]) == ("end", "sweeps", 4)
    assert end["loss"] == reports[-1]["loss"]
    assert isinstance(end["accuracy"], float)
    assert exported["event"] == "exported"
    assert (exported["path"], exported["format"]) == (str(out), "csv")
    assert exported["largest_difference"] == 0.0


def test_that_the_same_command_tells_the_same_reports(bpgui: Command) -> None:
    def reports() -> list[str]:
        said = bpgui("train", "xor", "--sweeps", 700, "--json", *NUMPY)
        return [line for line in said.out.splitlines() if '"report"' in line]

    first = reports()
    assert len(first) > 256
    assert reports() == first


def test_that_a_training_stops_at_the_first_sweep_below_the_loss(bpgui: Command) -> None:
    said = bpgui("train", "xor", "--stop-loss", 0.1, "--sweeps", 5000, "--json", *NUMPY)
    *_, last, end = _events(said.out)
    assert end["reason"] == "loss"
    assert isinstance(end["loss"], float)
    assert end["loss"] < 0.1
    before = bpgui("train", "xor", "--sweeps", int(str(end["sweep"])) - 1, "--json", *NUMPY)
    assert float(str(_events(before.out)[-1]["loss"])) >= 0.1
    assert last["sweep"] == end["sweep"]


def test_that_a_divergence_is_told_and_the_last_finite_weights_are_saved(
    bpgui: Command, tmp_path: Path
) -> None:
    out = tmp_path / "weights.json"
    said = bpgui("train", "sine", "--learning-rate", 1e6, "--export", out, *NUMPY)
    assert said.status == 1
    assert "Training diverged" in said.err
    assert np.isfinite(import_weights(out).network.parameters).all()


def test_that_people_are_told_in_sentences(bpgui: Command) -> None:
    said = bpgui("train", "iris", "--sweeps", 2, *NUMPY)
    first, training, test = said.out.splitlines()
    assert first.startswith("Trained Iris, 4–8–3: 2 sweeps, 24 updates in ")
    assert training.startswith("Training: 120 patterns, loss ")
    assert test.startswith("Test: 30 patterns, loss ")
    assert test.endswith("% right.")
    assert said.err == ""


# ---- what it refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("xorr",), 1, "“xorr” is no file, and no built-in problem"),
        (("xorr",), 1, "Did you mean “xor”"),
        (("FLOWERS", "--targets", "specie"), 1, "Did you mean “species”"),
        (("FLOWERS", "--targets", "7"), 1, "its columns are “length”, “width”"),
        (("FLOWERS", "--weights", "nosuch.json"), 1, "There is no file “nosuch.json”"),
        (("xor", "--targets", "y"), 2, "the built-in problem “xor”"),
        (("xor", "--hidden", "3,x"), 2, "argument --hidden: a whole number of at least 1"),
        (("xor", "--momentum", "2"), 2, "a number from 0 to 1 is needed, not '2'"),
        (("xor", "--update", "often"), 2, "sweep, pattern or a number of patterns"),
        (("xor", "--test-split", "1"), 2, "from 0 to below 1"),
        (("xor", "--weights", "w.json", "--hidden", "3"), 2, "--hidden does not go with --weights"),
        (("sine", "--loss", "cross-entropy"), 1, "Cross-entropy needs a sigmoid or softmax"),
        (("xor", "--export", "weights.xyz"), 2, "not as “.xyz”"),
        (("xor", "--export", "/no/such/folder/w.json"), 1, "there is no folder"),
        (("xor", "--sweep", "3"), 2, "unrecognized arguments: --sweep"),
        ((), 2, "the following arguments are required: DATA"),
    ],
)
def test_that_a_refusal_is_one_sentence(
    bpgui: Command, flowers: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    given = [str(flowers) if part == "FLOWERS" else part for part in arguments]
    said = bpgui("train", *given)
    assert (said.status, said.out) == (status, "")
    assert said.sentence.startswith("bpgui train: ")
    assert words in said.sentence


def test_that_weights_of_another_shape_are_refused(bpgui: Command, tmp_path: Path) -> None:
    out = tmp_path / "xor.json"
    bpgui("train", "xor", "--sweeps", 0, "--export", out, *NUMPY)
    said = bpgui("train", "iris", "--weights", out)
    assert said.status == 1
    assert "has 2 inputs, the data “Iris” have 4" in said.sentence


def test_that_a_row_without_a_number_is_left_out_and_named(bpgui: Command, flowers: Path) -> None:
    flowers.write_text(FLOWERS.replace("0.9", "") + "2.7,0.8,blue,lily\n" * 20)
    said = bpgui("train", flowers, "--sweeps", 2, *NUMPY)
    assert said.status == 0
    assert "which is left out. That is line 5." in said.err


# ---- how a table is written ----------------------------------------------------------------------


def test_that_a_table_is_read_as_it_is_said_to_be_written(bpgui: Command, tmp_path: Path) -> None:
    table, out = tmp_path / "table.txt", tmp_path / "weights.json"
    table.write_bytes("größe;y\n1,5;2\n3,25;4\n0,5;6\n".encode("cp1252"))
    written = ("--delimiter", ";", "--decimal", ",", "--encoding", "cp1252", "--header")
    rest = ("--sweeps", 1, "--scaling", "0-1", *NUMPY, "--export", out)
    said = bpgui("train", table, *written, "--targets", "y", *rest)
    assert said.status == 0, said.err
    weights = import_weights(out)
    assert weights.input_names == ("größe",)
    assert weights.input_scaling.offset.tolist() == [0.5]
    assert weights.input_scaling.scale.tolist() == [2.75]
    table.write_text("1.5\t2\n3.25\t4\n0.5\t6\n")
    said = bpgui("train", table, "--no-header", "--delimiter", "tab", "--targets", 2, *rest)
    assert said.status == 0, said.err
    assert import_weights(out).input_scaling.offset.tolist() == [0.5]


def test_that_rows_that_were_left_out_are_told(bpgui: Command, flowers: Path) -> None:
    flowers.write_text(FLOWERS + "9.9,1.0\n" + FLOWERS.partition("\n")[2])
    said = bpgui("train", flowers, "--sweeps", 1, *NUMPY)
    assert said.status == 0
    assert "line 8" in said.err.lower()
    quiet = bpgui("train", flowers, "--sweeps", 1, "--quiet", *NUMPY)
    assert quiet.err == ""


def test_that_a_rule_stands_for_missing_numbers(bpgui: Command, tmp_path: Path) -> None:
    table, out = tmp_path / "table.csv", tmp_path / "weights.json"
    table.write_text("a,b,y\n1,5,0\n,6,1\n4,7,1\n7,9,0\n")
    for rule, offset in (("leave-out", 4.0), ("mean", 4.0), ("most-frequent", 3.25)):
        said = bpgui(
            *("train", table, "--missing", rule, "--sweeps", 1, *NUMPY, "--export", out, "--json"),
        )
        assert said.status == 0, said.err
        patterns = 3 if rule == "leave-out" else 4
        assert _events(said.out)[0]["patterns"] == patterns
        assert import_weights(out).input_scaling.offset[0] == offset
