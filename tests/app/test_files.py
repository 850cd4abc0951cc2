from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.formats.weights import export_weights
from tests.app.hands import activate, export_as


@pytest.mark.parametrize("key", ["json", "npz"])
def test_that_exported_weights_come_back_to_the_bit(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
    key: str,
) -> None:
    session, path = window.session, tmp_path / f"w.{key}"
    window.runner.step("sweep")
    trained = session.network.parameters
    answer_dialogs(path)
    activate(window, qtbot)
    assert "the same to the last bit" in export_as(window, qtbot, key)
    session.new_weights()
    window.actions_by_key["import"].trigger()
    assert np.array_equal(session.network.parameters, trained)


def test_that_importing_weights_can_be_undone(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    export_weights(window.files.weights.weights(), path)
    window.session.set_parameter(0, 7.5)
    window.files.weights.import_weights(path)
    assert window.session.network.parameters[0] != 7.5
    window.session.undo()
    assert window.session.network.parameters[0] == 7.5


def test_that_weights_of_another_shape_are_refused_and_nothing_changes(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    export_weights(window.files.weights.weights(), path)
    window.session.load_problem("iris")
    before = window.session.document
    window.files.weights.import_weights(path)
    assert "2 inputs and 1 outputs" in window.notice.text
    assert window.session.document is before


def test_that_a_broken_weights_file_is_refused_with_a_sentence(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    path.write_text('{"format": "bpgui-weights", ', encoding="utf-8")
    before = window.session.document
    window.open_file(path)
    assert "w.json" in window.notice.text
    assert window.session.document is before


def test_that_an_export_to_nowhere_says_so(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    answer_dialogs(tmp_path / "gone" / "w.json")
    activate(window, qtbot)
    assert f"there is no folder “{tmp_path / 'gone'}”" in export_as(window, qtbot, "json")


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
