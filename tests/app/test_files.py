import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bpgui.app.window import MainWindow


@pytest.mark.parametrize("suffix", ["json", "npz"])
def test_that_exported_weights_come_back_to_the_bit(
    window: MainWindow, tmp_path: Path, answer_dialogs: Callable[[Path], None], suffix: str
) -> None:
    session, path = window.session, tmp_path / f"w.{suffix}"
    window.runner.step("sweep")
    trained = session.network.parameters
    answer_dialogs(path)
    window.actions_by_key["export"].trigger()
    assert "the same outputs to the last bit" in window.notice.text
    session.new_weights()
    window.actions_by_key["import"].trigger()
    assert np.array_equal(session.network.parameters, trained)


def test_that_importing_weights_can_be_undone(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    window.files.weights.export(path)
    window.session.set_parameter(0, 7.5)
    window.files.weights.import_weights(path)
    assert window.session.network.parameters[0] != 7.5
    window.session.undo()
    assert window.session.network.parameters[0] == 7.5


def test_that_weights_of_another_shape_are_refused_and_nothing_changes(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    window.files.weights.export(path)
    window.session.load_problem("iris")
    before = window.session.document
    window.files.weights.import_weights(path)
    assert "2 inputs and 1 outputs" in window.notice.text
    assert window.session.document is before


def test_that_a_broken_weights_file_is_refused_with_a_sentence(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    path.write_text("{", encoding="utf-8")
    before = window.session.document
    window.open_file(path)
    assert "w.json" in window.notice.text
    assert window.session.document is before


def test_that_an_export_to_nowhere_says_so(window: MainWindow, tmp_path: Path) -> None:
    window.files.weights.export(tmp_path / "gone" / "w.json")
    assert window.notice.isVisible()
    assert "gone" in window.notice.text


def test_that_a_csv_export_has_a_row_a_parameter(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    window.files.weights.export(path)
    rows = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(rows) == 1 + window.session.network.n_parameters


def test_that_outputs_are_exported_for_every_pattern(
    window: MainWindow, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    answer_dialogs(tmp_path / "o.csv")
    window.actions_by_key["export_outputs"].trigger()
    assert len((tmp_path / "o.csv").read_text("utf-8").splitlines()) == 5


@pytest.mark.parametrize("key", ["network", "loss", "weights", "output"])
@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_that_every_picture_can_be_saved(
    window: MainWindow,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
    key: str,
    suffix: str,
) -> None:
    path = tmp_path / f"p.{suffix}"
    answer_dialogs(path)
    window.runner.step("sweep")
    window.actions_by_key[f"picture_{key}"].trigger()
    start = path.read_bytes()[:200]
    assert (
        start.startswith(b"\x89PNG") if suffix == "png" else b"<svg" in start or b"<?xml" in start
    )
    assert "The picture is in" in window.notice.text


def test_that_exported_json_names_what_it_holds(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    window.files.weights.export(path)
    content = json.loads(path.read_text("utf-8"))
    assert content["version"] == 1
    assert [layer["units"] for layer in content["layers"]] == [2, 3, 1]
