from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.files import open_filter
from bpgui.app.window import MainWindow
from bpgui.formats.file_kind import SESSION_SUFFIX
from bpgui.formats.table_formats import SUFFIXES
from bpgui.formats.weights import FORMATS, export_weights, format_for
from bpgui.ui.weights.export_sheet import ExportSheet
from bpgui.ui.weights.import_sheet import WeightsImportSheet
from tests.app.hands import CONTROL, activate, drop_file, export_as, opened, press

READABLE = [form.key for form in FORMATS if form.read is not None and "float32" not in form.key]


@pytest.mark.parametrize("key", READABLE)
def test_that_exported_weights_come_back_to_the_bit(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
    key: str,
) -> None:
    session, path = window.session, tmp_path / f"w{format_for('', key).suffix}"
    window.runner.step("sweep")
    trained = session.network.parameters
    answer_dialogs(path)
    activate(window, qtbot)
    assert "the same to the last bit" in export_as(window, qtbot, key)
    session.new_weights()
    press(window, Qt.Key.Key_I, CONTROL)
    sheet = read_sheet(window, qtbot)
    press(sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert np.array_equal(session.network.parameters, trained)


def test_that_the_next_export_begins_with_the_last_format(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answer_dialogs: Callable[[Path], None]
) -> None:
    answer_dialogs(tmp_path / "w.csv")
    activate(window, qtbot)
    export_as(window, qtbot, "csv")
    press(window, Qt.Key.Key_E, CONTROL)
    sheet = opened(window, ExportSheet, qtbot)
    assert sheet.form.key == "csv"
    press(sheet, Qt.Key.Key_Escape)


def test_that_an_export_pauses_the_training_it_is_of(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    press(window, Qt.Key.Key_Space)
    assert window.session.running
    press(window, Qt.Key.Key_E, CONTROL)
    sheet = opened(window, ExportSheet, qtbot)
    assert not window.session.running
    press(sheet, Qt.Key.Key_Escape)


def test_that_importing_weights_can_be_undone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    export_weights(window.files.weights.weights(), path)
    window.session.set_parameter(0, 7.5)
    assert drop_file(window, str(path))
    press(read_sheet(window, qtbot), Qt.Key.Key_Return)
    assert window.session.network.parameters[0] != 7.5
    assert window.notice.text == "The network of “w.json” is open. Ctrl+Z brings the former back."
    activate(window, qtbot)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.network.parameters[0] == 7.5


def test_that_only_weights_that_fit_are_taken_and_the_history_stays(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path, session = tmp_path / "w.json", window.session
    export_weights(window.files.weights.weights(), path)
    theirs = session.network
    session.add_unit(1)
    window.runner.step("sweep")
    before = session.document
    assert drop_file(window, str(path))
    sheet = read_sheet(window, qtbot)
    assert "Hidden 1 has 3 units in the file and 4 here." in sheet.notes.text()
    QTest.keyClick(sheet.choices.whole, Qt.Key.Key_Down)
    press(sheet, Qt.Key.Key_Return)
    assert session.sweep == before.sweep
    assert window.notice.text.startswith("1 of 17 weights and biases are those of “w.json”.")
    bias = session.network.bias_index(2, 0)
    assert session.network.parameters[bias] == theirs.parameters[theirs.bias_index(2, 0)]
    others = np.arange(session.network.n_parameters) != bias
    assert np.array_equal(session.network.parameters[others], before.network.parameters[others])
    session.undo()
    assert session.document is before


def test_that_weights_of_other_data_are_refused_and_nothing_changes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    export_weights(window.files.weights.weights(), path)
    window.session.load_problem("iris")
    before = window.session.document
    assert drop_file(window, str(path))
    sheet = read_sheet(window, qtbot)
    assert not sheet.choices.whole.isEnabled()
    assert "Nothing of this file fits" in sheet.sentence.text()
    assert not sheet.import_button.isEnabled()
    press(sheet, Qt.Key.Key_Return)
    assert sheet.isVisible()
    press(sheet, Qt.Key.Key_Escape)
    assert window.session.document is before


def test_that_a_broken_weights_file_is_refused_with_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    path.write_text('{"format": "bpgui-weights", ', encoding="utf-8")
    before = window.session.document
    window.files.weights.import_weights(path)
    sheet = read_sheet(window, qtbot)
    assert "w.json" in sheet.sentence.text()
    press(sheet, Qt.Key.Key_Escape)
    assert window.session.document is before


def test_that_the_dialog_offers_all_that_can_be_read_by_kinds() -> None:
    groups = dict(group.rstrip(")").split(" (") for group in open_filter().split(";;"))
    everything = groups["Sessions, tables and weights"].split()
    weights = {f"*{form.suffix}" for form in FORMATS if form.read is not None}
    assert set(groups["Weights"].split()) == weights
    assert set(groups["Tables"].split()) == {f"*{suffix}" for suffix in SUFFIXES}
    assert set(everything) == {f"*{SESSION_SUFFIX}", *weights, *groups["Tables"].split()}
    assert len(everything) == len(set(everything))
    for name in ("a.xlsm", "a.ndjson", "train-images-idx3-ubyte", "iris.arff", "a.onnx", "a.net"):
        assert any(fnmatch(name, pattern) for pattern in everything)
    assert not any(fnmatch("a.keras", pattern) for pattern in everything)


def read_sheet(window: MainWindow, qtbot: QtBot) -> WeightsImportSheet:
    """Return the import preview once the file is read."""
    sheet = opened(window, WeightsImportSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.progress.isHidden())  # noqa: PLW0108
    return sheet


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
