"""An export that fails at any step leaves the file that was there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bpgui.data.problems import XOR, problem_network
from bpgui.formats import weights as formats
from bpgui.formats.weights import WeightsError, WeightsFile, WeightsFormat, export_weights

WEIGHTS = WeightsFile.of(problem_network(XOR), XOR.make(), XOR.settings)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.json"
    path.write_text("as it was", encoding="utf-8")
    return path


def forgetful(form: WeightsFormat, precision: float = 0.0) -> WeightsFormat:
    """Return a format whose files come back with a weight that is off by a millionth."""

    def read_back(data: bytes, given: WeightsFile) -> WeightsFile:
        again = form.read_back(data, given)
        vector = again.network.parameters * (1 + 1e-6)
        return replace(again, network=again.network.with_parameters(vector))

    return replace(form, read_back=read_back, precision=precision)


def test_that_other_outputs_leave_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", tuple(map(forgetful, formats.FORMATS)))
    with pytest.raises(WeightsError, match="Nothing was written: read back from JSON"):
        export_weights(WEIGHTS, path)
    assert path.read_text("utf-8") == "as it was"


def test_that_a_difference_that_is_allowed_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowing = tuple(forgetful(form, 1e-4) for form in formats.FORMATS)
    monkeypatch.setattr(formats, "FORMATS", allowing)
    rows = np.array([[0.0, 1.0], [1.0, 1.0]])
    report = export_weights(WEIGHTS, path, rows=rows)
    assert 0 < report.largest_difference < 1e-4
    assert report.sentence().startswith("Read back: for 2 patterns the outputs differ by at most ")


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_that_an_export_can_be_ended_before_it_is_written(path: Path, steps: int) -> None:
    done: list[int] = []

    def on_step() -> None:
        done.append(len(done))
        if len(done) == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_weights(WEIGHTS, path, on_step=on_step)
    assert path.read_text("utf-8") == "as it was"
    assert list(path.parent.iterdir()) == [path]


def test_that_a_disk_that_holds_something_else_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "write_whole", lambda _path, _data: None)
    with pytest.raises(WeightsError, match="does not hold what was written"):
        export_weights(WEIGHTS, path)
