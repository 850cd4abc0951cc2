import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats import weights_python
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_python import FORMAT, to_python
from bpgui.formats.weights_report import compared
from tests.formats.exported_networks import EXPORTED, patterns_for

HARD_TO_RUN = (
    "hard names",
    "hard values",
    "hard scaling",
    "connections that skip layers",
    "absent and locked connections",
    "a binary output",
    "relu and relu",
    "tanh and softmax",
)


def run(script: Path, said: str) -> "subprocess.CompletedProcess[str]":
    """Run a script on its own: without site packages, user's folder and environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(script)],
        input=said,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def written(tmp_path: Path, weights: WeightsFile) -> Path:
    script = tmp_path / "net.py"
    script.write_bytes(to_python(weights))
    return script


@pytest.mark.parametrize("network", HARD_TO_RUN)
def test_that_a_lone_interpreter_gives_the_same_outputs(tmp_path: Path, network: str) -> None:
    weights = EXPORTED[network]()
    rows = patterns_for(weights)
    with np.errstate(all="ignore"):
        wanted = weights.predict(rows)
    said = "# a remark\n\n" + "\n".join(", ".join(map(repr, row)) for row in rows.tolist())
    ran = run(written(tmp_path, weights), said)
    assert ran.returncode == 0, ran.stderr
    first, *lines = ran.stdout.splitlines()
    assert first.startswith("# Self-test: 8 patterns are right.")
    cells = [line.split("\t") for line in lines]
    found = np.array([[float(cell) for cell in row[: wanted.shape[1]]] for row in cells])
    sizes = np.maximum(np.abs(wanted), weights.target_scaling.scale)
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    with np.errstate(all="ignore"):
        assert (same | (np.abs(found - wanted) <= 1e-12 * sizes)).all()
    if weights.classes is not None:
        indices = (
            wanted.argmax(axis=1) if wanted.shape[1] > 1 else (wanted[:, 0] >= 0.5).astype(int)
        )
        names = [" ".join(weights.classes[index].split()) for index in indices]
        assert [row[-1] for row in cells] == names
        assert len(set(names)) > 1 or network not in ("a binary output", "tanh and softmax")


@pytest.mark.parametrize("network", EXPORTED)
def test_that_the_script_is_python_3_8_and_imports_math_only(network: str) -> None:
    tree = ast.parse(to_python(EXPORTED[network]()), feature_version=(3, 8))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import math"]


@pytest.mark.parametrize("network", EXPORTED)
def test_that_the_numbers_read_back_are_the_same_bits(network: str) -> None:
    weights = EXPORTED[network]()
    again = FORMAT.read_back(to_python(weights), weights)
    assert again.network.parameters.tobytes() == weights.network.parameters.tobytes()
    assert again.network.present.tobytes() == weights.network.present.tobytes()
    assert compared(weights, to_python(weights), FORMAT, None)[1] == 0


def test_that_a_changed_weight_fails_the_self_test_and_the_reading_back(tmp_path: Path) -> None:
    weights = EXPORTED["tanh and tanh"]()
    weight = repr(float(weights.network.weights(1, 0)[0, 0]))
    script = written(tmp_path, weights)
    damaged = script.read_text(encoding="utf-8").replace(weight, "0.5")
    script.write_text(damaged, encoding="utf-8")
    ran = run(script, "")
    assert ran.returncode == 1
    assert ran.stderr.startswith("The self-test failed: pattern 1: ")
    with pytest.raises(WeightsError, match="Nothing was written"):
        compared(weights, damaged.encode(), FORMAT, None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("1 2\n1 2 3\n", "Line 2: A pattern is a list of 2 numbers."),
        ("1 x\n", "Line 1: could not convert string to float: 'x'"),
    ],
)
def test_that_a_wrong_line_is_named(tmp_path: Path, said: str, sentence: str) -> None:
    ran = run(written(tmp_path, EXPORTED["a binary output"]()), said)
    assert (ran.returncode, ran.stderr.strip()) == (1, sentence)


def test_that_a_terminal_without_the_letters_gets_them_escaped(tmp_path: Path) -> None:
    script = written(tmp_path, EXPORTED["hard names"]())
    command = (
        "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, 'ascii'); "
        f"exec(open({str(script)!r}, encoding='utf-8').read())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", command], input=b"", capture_output=True, check=True
    )
    assert b"\\u6e29\\u5ea6" in ran.stdout


def test_that_a_script_of_another_network_is_refused() -> None:
    data = to_python(EXPORTED["tanh and tanh"]())
    narrow = WeightsFile(create_network((2, 4, 3)), Scaling.identity(2), Scaling.identity(3))
    with pytest.raises(WeightsError, match="“W_1_0” has 12 numbers, not 8"):
        FORMAT.read_back(data, narrow)
    with pytest.raises(WeightsError, match="no list “W_1_0”"):
        FORMAT.read_back(b"W_1_0 = 3\n", narrow)
    broken = data.replace(b"W_1_0 = [\n    [", b"W_1_0 = [\n    [x")
    with pytest.raises(WeightsError, match="“W_1_0” there is something that is no number"):
        FORMAT.read_back(broken, EXPORTED["tanh and tanh"]())


def test_that_a_network_too_large_for_a_script_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_python, "MOST_WEIGHTS", 10)
    with pytest.raises(WeightsError, match="too much for a Python script"):
        to_python(EXPORTED["tanh and tanh"]())


def test_that_locks_are_not_said_is_told() -> None:
    losses = FORMAT.losses(EXPORTED["absent and locked connections"]())
    assert losses == ("It does not say which weights are locked.",)
    assert FORMAT.losses(EXPORTED["hard names"]()) == ()
