"""`bpgui export`, `check`, `info` and `problems`."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.lesson import Lesson
from bpgui.data.problems import PROBLEMS
from bpgui.formats.weights import FORMATS, WeightsFile, export_weights, import_weights
from tests.cli.conftest import Command

NUMPY = ("--kernel", "numpy")


@pytest.fixture
def iris(bpgui: Command, tmp_path: Path) -> Path:
    path = tmp_path / "iris.json"
    assert bpgui("train", "iris", "--sweeps", 20, *NUMPY, "--export", path).status == 0
    return path


# ---- export --------------------------------------------------------------------------------------


def test_that_an_export_is_compared_and_holds_the_same_weights(
    bpgui: Command, iris: Path, tmp_path: Path
) -> None:
    out = tmp_path / "iris.npz"
    said = bpgui("export", iris, out)
    assert said.status == 0
    assert said.out.startswith(f"Exported “{out}” (NumPy arrays). Read back: the same outputs")
    wanted = import_weights(iris).network.parameters
    assert import_weights(out).network.parameters.tobytes() == wanted.tobytes()


def test_that_what_a_format_cannot_keep_is_said(
    bpgui: Command, iris: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bpgui.formats import weights

    lossy = replace(FORMATS[1], losses=lambda _: ("The locks are left out.",))
    monkeypatch.setattr(weights, "FORMATS", (FORMATS[0], lossy))
    said = bpgui("export", iris, tmp_path / "iris.npz")
    assert said.out.splitlines()[0] == "NumPy arrays does not keep this: The locks are left out."


def test_that_a_key_chooses_the_format(bpgui: Command, iris: Path, tmp_path: Path) -> None:
    said = bpgui("export", iris, tmp_path / "weights.txt", "--format", "csv")
    assert said.status == 0
    assert (tmp_path / "weights.txt").read_text().startswith("# The weights")
    said = bpgui("export", iris, tmp_path / "weights.txt", "--format", "cvs")
    assert said.status == 2
    assert "There is no weights format “cvs”" in said.sentence


def test_that_the_formats_are_listed(bpgui: Command) -> None:
    said = bpgui("export", "--formats")
    assert said.status == 0
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        [form.suffix, form.key] for form in FORMATS
    ]


# ---- check ---------------------------------------------------------------------------------------


def test_that_a_right_gradient_passes_the_check(bpgui: Command, iris: Path) -> None:
    said = bpgui("check", iris, "iris", "--worst", 3)
    assert said.status == 0
    verdict, head, *worst = said.out.splitlines()
    assert verdict.startswith("67 gradients, 120 patterns, cross-entropy, step 1e-05: all agree")
    assert head.split("\t")[0] == "weight"
    assert len(worst) == 3
    assert all(len(line.split("\t")) == 5 for line in worst)


def test_that_a_wrong_gradient_fails_the_check_and_is_named(
    bpgui: Command, iris: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Lesson.gradient

    def wrong(lesson: Lesson) -> np.ndarray:
        gradient = right(lesson)
        gradient[3] *= 1.01
        return gradient

    monkeypatch.setattr(Lesson, "gradient", wrong)
    said = bpgui("check", iris, "iris")
    assert said.status == 1
    assert "1 DISAGREE" in said.out
    assert said.out.splitlines()[2].startswith("petal width → h₁")


def test_that_another_loss_can_be_checked(bpgui: Command, iris: Path) -> None:
    said = bpgui("check", iris, "iris", "--loss", "squared-error", "--worst", 0)
    assert (said.status, len(said.out.splitlines())) == (0, 1)
    assert "squared error" in said.out


# ---- info and problems ---------------------------------------------------------------------------


def test_that_info_describes_a_table(bpgui: Command, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,length,colour,y\n1,0.5,red,0\n2,1.5,blue,1\n3,-2,red,1\n4,0,red,0\n")
    lines = bpgui("info", table).out.splitlines()
    assert lines[0] == "“table.csv”: a table (CSV) of 4 rows and 4 columns."
    assert "ignored, since it counts the rows" in lines[1]
    assert "numbers, -2 to 1.5" in lines[2]
    assert "text, 2 words: blue, red" in lines[3]
    assert lines[4].endswith("; target")


def test_that_info_describes_weights(bpgui: Command, iris: Path) -> None:
    text = bpgui("info", iris).out
    assert text.startswith("“iris.json”: weights of a 4–8–3 network, trained on Iris.")
    assert "Output: 3 units, softmax, from Hidden 1" in text
    assert "Classes: setosa, versicolor, virginica" in text
    assert "(scaled: z-score)" in text
    assert "learning rate 0.05, momentum 0.9" in text


def test_that_weights_are_told_from_tables_by_their_content(
    bpgui: Command, iris: Path, tmp_path: Path
) -> None:
    disguised = tmp_path / "table.dat"
    disguised.write_bytes(iris.read_bytes())
    assert "weights of a 4–8–3 network" in bpgui("info", disguised).out


def test_that_info_counts_locks_and_gaps(bpgui: Command, iris: Path, tmp_path: Path) -> None:
    weights = import_weights(iris)
    network = weights.network.with_locked(0, True)
    present = network.present.copy()
    present[1] = False
    gapped = replace(network, parameters=network.parameters * present, present=present)
    path = tmp_path / "gapped.json"
    export_weights(
        WeightsFile(gapped, weights.input_scaling, weights.target_scaling, weights.classes), path
    )
    text = bpgui("info", path).out
    assert "66 weights and biases, 1 of them locked; 1 connection removed." in text


def test_that_files_that_are_only_written_are_told_so(
    bpgui: Command, iris: Path, tmp_path: Path
) -> None:
    for name in ("iris.py", "iris.h", "iris.keras"):
        out = tmp_path / name
        assert bpgui("export", iris, out).status == 0
        for command in (("info", out), ("predict", out, "iris")):
            said = bpgui(*command)
            assert (said.status, said.out) == (1, "")
            assert f"“{name}”" in said.sentence
            assert "not read back in" in said.sentence


@pytest.mark.parametrize("suffix", [".json", ".csv", ".npz", ".bpgui"])
def test_that_a_trained_network_is_no_table(bpgui: Command, tmp_path: Path, suffix: str) -> None:
    path, other = tmp_path / f"network{suffix}", tmp_path / "weights.json"
    option = "--save" if suffix == ".bpgui" else "--export"
    bpgui("train", "xor", "--sweeps", 1, *NUMPY, option, path, "--export", other)
    said = bpgui("predict", other, path)
    assert said.status == 1
    assert f"“{path.name}” holds a trained network" in said.sentence


def test_that_every_problem_is_listed(bpgui: Command) -> None:
    said = bpgui("problems")
    rows = [line.split("\t") for line in said.out.splitlines()]
    assert [row[0] for row in rows] == list(PROBLEMS)
    assert rows[0][1:3] == ["4", "2–3–1"]


@pytest.mark.parametrize("command", ["info", "predict", "check", "export"])
def test_that_a_missing_file_is_one_sentence(bpgui: Command, command: str) -> None:
    rest = {"info": (), "export": ("out.json",)}.get(command, ("xor",))
    said = bpgui(command, "no-such-file.json", *rest)
    assert (said.status, said.out) == (1, "")
    assert said.sentence == (
        f"bpgui {command}: there is no file “no-such-file.json”; check the name and the folder."
    )


def test_that_a_mistyped_command_is_one_sentence(bpgui: Command) -> None:
    said = bpgui("trian", "xor")
    assert said.status == 2
    assert said.sentence.endswith("Did you mean “train”?")


def test_that_info_takes_tables_for_tables_whatever_they_begin_with(
    bpgui: Command, tmp_path: Path
) -> None:
    arrays, remarked = tmp_path / "data.npz", tmp_path / "data.csv"
    np.savez(arrays, X=np.arange(24.0).reshape(8, 3), y=np.arange(8) % 2)
    remarked.write_text("# layers of a cake\nsugar,flour,taste\n1,2,3\n2,3,5\n3,1,4\n")
    for table, name in ((arrays, "y"), (remarked, "taste")):
        said = bpgui("info", table)
        assert (said.status, said.err) == (0, "")
        assert name in said.out
    assert bpgui("train", arrays, "--sweeps", "1", "--quiet").status == 0
