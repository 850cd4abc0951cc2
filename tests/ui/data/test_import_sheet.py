"""The import sheet: what it finds in a file, and the data set it makes of the choices."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.data.dataset import Dataset
from bpgui.session.background import Background, Report
from bpgui.ui.data import import_work
from bpgui.ui.data.import_choices import Role
from bpgui.ui.data.import_sheet import ImportSheet

Open = Callable[[str], ImportSheet]

FLOWERS = "length;width;species\n" + "".join(
    f"{5 + k / 10:.1f};{3 + k % 3:.2f};{('setosa', 'virginica', 'versicolor')[k % 3]}\n".replace(
        ".", ","
    )
    for k in range(30)
)


@pytest.fixture
def open_sheet(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Open the sheet on a file of this text."""
    sheets: list[ImportSheet] = []

    def opened(text: str) -> ImportSheet:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        sheet = ImportSheet(path)
        qtbot.addWidget(sheet)
        sheet.open()
        sheets.append(sheet)
        return sheet

    yield opened
    for sheet in sheets:
        sheet.close()


def accepted(qtbot: QtBot, sheet: ImportSheet) -> Dataset:
    with qtbot.waitSignal(sheet.dataset_ready) as blocker:
        QTest.mouseClick(sheet.open_button, Qt.MouseButton.LeftButton)
    assert blocker.args is not None
    dataset = blocker.args[0]
    assert isinstance(dataset, Dataset)
    return dataset


def test_that_a_table_with_a_text_target_opens_as_classes(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet(FLOWERS)
    assert sheet.delimiter.currentData() == ";"
    assert sheet.header.isChecked()
    assert sheet.choices.roles == (Role.INPUT, Role.INPUT, Role.TARGET)
    assert "species: 3 classes → 3 outputs." in sheet.notes.text()
    assert sheet.network.text().startswith("2 inputs – 8 hidden – 3 outputs, softmax")
    assert sheet.patterns.text() == "24 patterns to train on, 6 for testing"
    dataset = accepted(qtbot, sheet)
    assert dataset.classes == ("setosa", "versicolor", "virginica")
    assert dataset.inputs[1].tolist() == [5.1, 4.0]
    assert not sheet.isVisible()


def test_that_the_preview_shows_the_file_as_written(open_sheet: Open) -> None:
    model = open_sheet(FLOWERS).preview.preview_model
    assert model.index(1, 0).data() == "5,1"
    heading = model.headerData(2, Qt.Orientation.Horizontal)
    assert heading == "species\ntarget"


def test_that_a_table_without_a_header_gets_names(open_sheet: Open) -> None:
    sheet = open_sheet("1,2,3\n4,5,7\n7,8,1\n")
    assert not sheet.header.isChecked()
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 3
    assert sheet.dataset.kind == "regression"


def test_that_the_header_can_be_changed(open_sheet: Open) -> None:
    sheet = open_sheet("1,2,3\n4,5,7\n7,8,1\n")
    QTest.keyClick(sheet.header, Qt.Key.Key_Space)
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 2
    assert sheet.dataset.input_names == ("1", "2")


def test_that_a_broken_cell_is_named_by_line_and_column_and_can_be_left_out(
    qtbot: QtBot, open_sheet: Open
) -> None:
    rows = "".join(f"{k},{k * k % 7},{k % 5 + 0.5}\n" for k in range(30))
    sheet = open_sheet("a,b,y\n" + rows.replace("17,2,", "17,oops,"))
    assert sheet.sentence.isVisible()
    assert "Line 19, column 2" in sheet.sentence.text()
    assert "oops" in sheet.sentence.text()
    assert not sheet.open_button.isEnabled()
    sheet.columns.list.selectRow(1)
    QTest.mouseClick(sheet.columns.buttons[Role.LEFT_OUT], Qt.MouseButton.LeftButton)
    assert not sheet.sentence.isVisible()
    assert accepted(qtbot, sheet).input_names == ("a",)


def test_that_a_row_of_another_length_is_named_and_another_delimiter_can_be_tried(
    open_sheet: Open,
) -> None:
    sheet = open_sheet("a,b;c\n1,5;2\n2;3\n3,1;7\n")
    QTest.keyClick(sheet.delimiter, Qt.Key.Key_Up)
    assert "Line 3: this row has 1 cell" in sheet.notes.text()
    assert sheet.open_button.isEnabled()
    assert sheet.delimiter.currentText().startswith("comma")
    QTest.keyClick(sheet.delimiter, Qt.Key.Key_Down)
    assert "Line 3" not in sheet.notes.text()
    assert sheet.dataset is not None
    assert sheet.dataset.inputs.ravel().tolist() == [1.5, 2.0, 3.1]


def test_that_letters_give_columns_their_roles(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,c\n" + "".join(f"{k},{k * k},{k + 0.5}\n" for k in range(9)))
    sheet.columns.list.selectRow(0)
    QTest.keyClick(sheet.columns.list, Qt.Key.Key_T)
    sheet.columns.list.selectRow(2)
    QTest.keyClick(sheet.columns.list, Qt.Key.Key_I)
    assert sheet.choices.roles == (Role.TARGET, Role.INPUT, Role.INPUT)
    assert sheet.dataset is not None
    assert sheet.dataset.target_names == ("a",)


def test_that_no_target_is_said_in_a_sentence(open_sheet: Open) -> None:
    sheet = open_sheet(FLOWERS)
    QTest.mouseClick(sheet.columns.buttons[Role.INPUT], Qt.MouseButton.LeftButton)
    assert "at least one column as the target" in sheet.sentence.text()
    assert not sheet.open_button.isEnabled()


def test_that_few_numbers_can_be_classes_or_numbers(open_sheet: Open) -> None:
    sheet = open_sheet("a,grade\n" + "".join(f"{k / 7},{k % 4}\n" for k in range(40)))
    assert sheet.options.as_classes.isVisible()
    assert sheet.dataset is not None
    assert sheet.dataset.classes == ("0", "1", "2", "3")
    QTest.keyClick(sheet.options.as_classes, Qt.Key.Key_Space)
    made: Dataset | None = sheet.dataset
    assert made is not None
    assert made.kind == "regression"


def test_that_columns_of_no_use_are_left_out_and_named(open_sheet: Open) -> None:
    rows = "".join(f"{k + 1},A,{k * 0.3:.1f},{k * 0.7:.1f}\n" for k in range(10))
    sheet = open_sheet("id,site,a,y\n" + rows)
    assert sheet.choices.roles[:2] == (Role.LEFT_OUT, Role.LEFT_OUT)
    assert "“id” counts the rows and is left out." in sheet.notes.text()
    assert "“site” is the same in every row and is left out." in sheet.notes.text()


def test_that_split_seed_and_scaling_reach_the_data(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet("a,y\n" + "".join(f"{k},{k * 0.5}\n" for k in range(40)))
    options = sheet.options
    for spin, typed in ((options.split, "50"), (options.seed, "3")):
        spin.selectAll()
        QTest.keyClicks(spin, typed)
        QTest.keyClick(spin, Qt.Key.Key_Tab)
    for field in (options.input_scaling, options.target_scaling):
        QTest.keyClick(field, Qt.Key.Key_Home)
    dataset = accepted(qtbot, sheet)
    assert len(dataset.held_out) == 20
    assert dataset.split_seed == 3
    kinds = (dataset.input_scaling.kind, dataset.target_scaling.kind)
    assert kinds == ("none", "none")


def test_that_a_missing_file_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    sheet = ImportSheet(tmp_path / "gone.csv")
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.sentence.isVisible()
    assert sheet.sentence.text().endswith(".")
    assert not sheet.open_button.isEnabled()
    sheet.close()


def test_that_a_large_file_is_read_beside_the_window(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "SMALL_FILE", 0)
    monkeypatch.setattr(import_work, "SMALL_TABLE", 0)
    sheet = open_sheet(FLOWERS)
    assert sheet.dataset is None
    assert sheet.progress.isVisible()
    qtbot.waitUntil(lambda: sheet.dataset is not None)
    assert not sheet.progress.isVisible()
    assert sheet.open_button.isEnabled()


def test_that_escape_ends_a_reading_under_way(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "SMALL_FILE", 0)
    sheet = open_sheet("a,b\n" + "1,2\n" * 200_000)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert not sheet._work.busy
    qtbot.waitUntil(lambda: _readers() == [])


def test_that_later_work_drops_the_result_of_earlier(qtbot: QtBot) -> None:
    parent = QObject()
    background = Background(parent)
    gate = threading.Event()
    results: list[object] = []
    background.finished.connect(results.append)

    def slow(_report: Report) -> object:
        gate.wait()
        return "old"

    background.start(slow, at_once=False)
    background.start(lambda _report: "new", at_once=False)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    background.shut_down()
    assert results == ["new"]


def _readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "bpgui background"]


def test_that_scaled_inputs_stay_raw_in_the_data(open_sheet: Open) -> None:
    sheet = open_sheet(FLOWERS)
    assert sheet.dataset is not None
    assert np.allclose(sheet.dataset.x_train.mean(axis=0), 0)
    assert sheet.dataset.inputs.min() > 2
