"""The import sheet: what it finds in a file, and the data set it makes of the choices."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from bpgui.data.dataset import Dataset
from bpgui.session.background import Background, Report
from bpgui.session.opening import Opening
from bpgui.ui.data import import_work
from bpgui.ui.data.import_sheet import ImportSheet
from bpgui.ui.data.import_source import ImportSource

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
    with qtbot.waitSignal(sheet.opening_ready) as blocker:
        QTest.mouseClick(sheet.open_button, Qt.MouseButton.LeftButton)
    assert blocker.args is not None
    opening = blocker.args[0]
    assert isinstance(opening, Opening)
    return opening.document.dataset


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(field: QComboBox, text: str) -> None:
    """Choose from a list with the keyboard, as a person does."""
    place, current = field.findText(text), field.currentIndex()
    assert place >= 0
    assert field.isEnabled()
    key = Qt.Key.Key_Down if place > current else Qt.Key.Key_Up
    for _ in range(abs(place - current)):
        QTest.keyClick(field, key)
    assert field.currentText() == text


def roles(sheet: ImportSheet) -> list[str]:
    return [use.role for use in sheet.plan.columns]


def told(sheet: ImportSheet) -> str:
    return sheet.findings.text


def kind(sheet: ImportSheet) -> str:
    assert sheet.dataset is not None
    return sheet.dataset.kind


def n_patterns(sheet: ImportSheet) -> int:
    assert sheet.dataset is not None
    return sheet.dataset.n_patterns


def test_that_a_table_with_a_text_target_opens_as_classes(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet(FLOWERS)
    assert sheet.reading.delimiter.currentData() == ";"
    assert sheet.reading.header.isChecked()
    assert roles(sheet) == ["input", "input", "target"]
    assert sheet.columns.model.index(2, 2).data() == "category (3)"
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
    assert not sheet.reading.header.isChecked()
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 3
    assert sheet.dataset.kind == "regression"


def test_that_the_header_can_be_changed(open_sheet: Open) -> None:
    sheet = open_sheet("1,2,3\n4,5,7\n7,8,1\n")
    QTest.keyClick(sheet.reading.header, Qt.Key.Key_Space)
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 2
    assert sheet.dataset.input_names == ("1", "2")


def test_that_rows_without_a_number_are_left_out_and_named_and_can_be_filled(
    qtbot: QtBot, open_sheet: Open
) -> None:
    rows = "".join(f"{k},{k * k % 7},{k % 5 + 0.5}\n" for k in range(30))
    sheet = open_sheet("a,b,y\n" + rows.replace("17,2,", "17,oops,"))
    assert "“b” has no number in 1 of 30 rows (line 19: “oops” is not a number)" in told(sheet)
    assert "That is line 19." in told(sheet)
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 29
    click(sheet.findings.button("Use the median"))
    assert sheet.dataset.n_patterns == 30
    assert "the median of the training rows, stands for it" in told(sheet)
    click(sheet.findings.button("Ignore it", "“b”"))
    assert accepted(qtbot, sheet).input_names == ("a",)


def test_that_the_preview_shows_what_stands_for_a_missing_value(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,y\n" + "".join(f"{k},{k % 3},{k * 2}\n" for k in range(9)) + "9,,4\n")
    model = sheet.preview.preview_model
    assert model.index(9, 0).data(Qt.ItemDataRole.FontRole).strikeOut()
    assert "left out" in model.index(9, 1).data(Qt.ItemDataRole.ToolTipRole)
    sheet.columns.list.selectRow(1)
    choose(sheet.columns.fields.missing, "mean")
    assert model.index(9, 1).data() == "1"
    assert model.index(9, 0).data(Qt.ItemDataRole.FontRole) is None
    assert "1 stands for it" in model.index(9, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_that_a_constant_can_be_typed_for_missing_values(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,y\n" + "".join(f"{k},{k % 3},{k * 2}\n" for k in range(9)) + "9,,4\n")
    sheet.columns.list.selectRow(1)
    fields = sheet.columns.fields
    assert not fields.constant.isVisible()
    choose(fields.missing, "a constant")
    assert fields.constant.isVisible()
    fields.constant.selectAll()
    QTest.keyClicks(fields.constant, "seven")
    QTest.keyClick(fields.constant, Qt.Key.Key_Tab)
    assert "“seven” is no number" in sheet.sentence.text()
    assert not sheet.open_button.isEnabled()
    fields.constant.selectAll()
    QTest.keyClicks(fields.constant, "7")
    QTest.keyClick(fields.constant, Qt.Key.Key_Tab)
    assert sheet.dataset is not None
    assert sheet.dataset.inputs[9].tolist() == [9, 7]


def test_that_a_row_of_another_length_is_told_and_another_delimiter_can_be_tried(
    open_sheet: Open,
) -> None:
    sheet = open_sheet("a,b;c\n1,5;2\n2;3\n3,1;7\n")
    QTest.keyClick(sheet.reading.delimiter, Qt.Key.Key_Up)
    assert sheet.reading.delimiter.currentText().startswith("comma")
    assert "1 row of the file was left out. Line 3" in told(sheet)
    QTest.keyClick(sheet.reading.delimiter, Qt.Key.Key_Down)
    assert "left out" not in told(sheet)
    assert sheet.dataset is not None
    assert sheet.dataset.inputs.ravel().tolist() == [1.5, 2.0, 3.1]


def test_that_other_decimals_are_read_again(open_sheet: Open) -> None:
    sheet = open_sheet("größe;y\n% x\n" + "".join(f"{k},5;{k}\n" for k in range(9)))
    assert "Line 2: this row has 1 cell" in told(sheet)
    assert sheet.dataset is not None
    assert sheet.dataset.inputs[1, 0] == 1.5
    choose(sheet.reading.decimal, "point")
    assert sheet.columns.model.index(0, 2).data().startswith("category")


def test_that_choices_survive_another_reading_of_the_same_columns(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,y\n" + "".join(f"{k},{k * k},{k + 0.5}\n" for k in range(9)))
    sheet.columns.list.selectRow(0)
    QTest.keyClick(sheet.columns.list, Qt.Key.Key_X)
    choose(sheet.reading.decimal, "point")
    assert roles(sheet) == ["ignore", "input", "target"]


def test_that_letters_give_columns_their_roles(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,c\n" + "".join(f"{k},{k * k},{k + 0.5}\n" for k in range(9)))
    sheet.columns.list.selectRow(0)
    QTest.keyClick(sheet.columns.list, Qt.Key.Key_T)
    sheet.columns.list.selectRow(2)
    QTest.keyClick(sheet.columns.list, Qt.Key.Key_I)
    assert roles(sheet) == ["target", "input", "input"]
    assert sheet.dataset is not None
    assert sheet.dataset.target_names == ("a",)


def test_that_no_target_is_said_in_a_sentence(open_sheet: Open) -> None:
    sheet = open_sheet(FLOWERS)
    click(sheet.columns.fields.buttons["input"])
    assert "at least one column as the target" in sheet.sentence.text()
    assert not sheet.open_button.isEnabled()


def test_that_few_numbers_can_be_classes_or_numbers(open_sheet: Open) -> None:
    sheet = open_sheet("a,grade\n" + "".join(f"{k / 7},{k % 4}\n" for k in range(40)))
    assert sheet.dataset is not None
    assert sheet.dataset.classes == ("0", "1", "2", "3")
    click(sheet.findings.button("Learn them as numbers"))
    assert kind(sheet) == "regression"
    click(sheet.findings.button("Learn them as classes"))
    assert kind(sheet) == "classes"


def test_that_columns_of_no_use_are_ignored_and_named(open_sheet: Open) -> None:
    rows = "".join(f"{k + 1},A,{k * 0.3:.1f},{k * 0.7:.1f}\n" for k in range(10))
    sheet = open_sheet("id,site,a,y\n" + rows)
    assert roles(sheet)[:2] == ["ignore", "ignore"]
    assert "“id” counts the rows and is ignored." in told(sheet)
    assert "“site” is the same in every row and is ignored." in told(sheet)
    click(sheet.findings.button("Use it"))
    assert roles(sheet)[:2] == ["input", "ignore"]
    assert "“id” counts the rows: ignore it if it is only their number." in told(sheet)
    click(sheet.findings.button("Ignore it"))
    assert roles(sheet)[:2] == ["ignore", "ignore"]


def test_that_copies_are_counted_and_can_be_left_out(open_sheet: Open) -> None:
    rows = "".join(f"{k % 20},{k % 20 % 7},{k % 20 * 0.5}\n" for k in range(50))
    sheet = open_sheet("a,b,y\n" + rows)
    assert "30 rows are exact copies of earlier rows" in told(sheet)
    click(sheet.findings.button("Leave copies out"))
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 20
    assert "30 rows are exact copies of earlier rows and are left out." in told(sheet)
    click(sheet.findings.button("Keep the copies"))
    assert n_patterns(sheet) == 50


def test_that_uneven_classes_are_told(open_sheet: Open) -> None:
    rows = "".join(f"{k},{'no' if k % 10 else 'yes'}\n" for k in range(100))
    sheet = open_sheet("a,y\n" + rows)
    assert "“no” has 90 rows, “yes” only 10. Always saying “no” would be right in 90 %" in told(
        sheet
    )


def test_that_a_column_is_scaled_and_typed_on_its_own(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet("a,b,c,y\n" + "".join(f"{k},{k * 2},{k % 3},{k * 0.5}\n" for k in range(40)))
    fields = sheet.columns.fields
    sheet.columns.list.selectRow(1)
    choose(fields.scaling, "0 – 1")
    sheet.columns.list.selectRow(2)
    choose(fields.type, "category")
    assert sheet.columns.model.index(2, 2).data() == "category (3)"
    assert not fields.scaling.isEnabled()
    assert (fields.scaling.currentIndex(), fields.scaling.placeholderText()) == (-1, "0 or 1")
    dataset = accepted(qtbot, sheet)
    assert dataset.input_names == ("a", "b", "c=0", "c=1", "c=2")
    assert dataset.input_scaling.kinds == ("z-score", "0-1", "none", "none", "none")
    assert dataset.x_train[:, 1].max() == 1
    assert [column.holds for column in dataset.columns] == [
        "number",
        "number",
        "category",
        "number",
    ]


def test_that_several_columns_are_changed_together(open_sheet: Open) -> None:
    sheet = open_sheet("a,b,c,y\n" + "".join(f"{k},{k * 2},{k % 3},{k * 0.5}\n" for k in range(40)))
    sheet.columns.list.selectAll()
    fields = sheet.columns.fields
    assert not any(button.isChecked() for button in fields.buttons.values())
    choose(fields.scaling, "none")
    assert {use.scaling for use in sheet.plan.columns} == {"none"}
    choose(fields.missing, "median")
    assert {use.missing for use in sheet.plan.columns} == {"median"}


def test_that_split_and_seed_reach_the_data(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet("a,y\n" + "".join(f"{k},{k * 0.5}\n" for k in range(40)))
    for spin, typed in ((sheet.options.split, "50"), (sheet.options.seed, "3")):
        spin.selectAll()
        QTest.keyClicks(spin, typed)
        QTest.keyClick(spin, Qt.Key.Key_Tab)
    dataset = accepted(qtbot, sheet)
    assert len(dataset.held_out) == 20
    assert dataset.split_seed == 3


def test_that_pasted_text_is_read_like_a_file(qtbot: QtBot) -> None:
    sheet = ImportSheet(ImportSource.pasted("a\tb\n1\t2\n3\t5\n4\t1\n"))
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.dataset is not None
    assert sheet.dataset.name == "Pasted data"
    assert sheet.windowTitle() == "Open pasted data"
    assert sheet.facts.text() == "TSV · 3 rows · 2 columns"
    assert not sheet.reading.encoding.isVisible()
    assert sheet.reading.delimiter.isVisible()
    sheet.close()


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


def test_that_encoding_and_comments_are_read_again(open_sheet: Open) -> None:
    sheet = open_sheet("größe;y\n% x\n" + "".join(f"{k * k};{k}\n" for k in range(9)))
    assert "1 row of the file was left out" in told(sheet)
    choose(sheet.reading.comment, "%")
    assert "left out" not in told(sheet)
    choose(sheet.reading.encoding, "Windows-1252")
    assert sheet.columns.model.index(0, 0).data() == "grÃ¶ÃŸe"


def test_that_another_array_of_a_file_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    np.savez(path, first=np.arange(12.0).reshape(6, 2), second=np.arange(18.0).reshape(6, 3) ** 2)
    sheet = ImportSheet(path)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.reading.part.isVisible()
    assert not sheet.reading.delimiter.isVisible()
    assert len(sheet.plan.columns) == 2
    choose(sheet.reading.part, "second")
    assert len(sheet.plan.columns) == 3
    sheet.close()


def test_that_another_sheet_can_be_chosen_where_one_holds_no_table(
    qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["measured", "by A"])
    data = book.create_sheet("Data")
    for row in (["a", "b"], [1, 2], [3, 5], [4, 9]):
        data.append(row)
    book.save(path := tmp_path / "book.xlsx")
    sheet = ImportSheet(path)
    qtbot.addWidget(sheet)
    sheet.open()
    assert n_patterns(sheet) == 3
    choose(sheet.reading.part, "Sheet")
    assert "choose another sheet above" in sheet.sentence.text()
    assert not sheet.reading.delimiter.isVisible()
    choose(sheet.reading.part, "Data")
    assert n_patterns(sheet) == 3
    sheet.close()


def test_that_the_findings_end_with_a_whole_row(open_sheet: Open, qtbot: QtBot) -> None:
    rows = "".join(f"{k},{k % 5},{k * k},x,{k % 2},{1 if k % 9 else ''}\n" for k in range(40))
    rows += "5\nq,q,q,x,1,1\n1,1,1,x,1,2\n1,1,1,x,1,2\n,,,x,1,1\n"
    sheet = open_sheet(f"nr,a,b,c,d,e\n{rows}")
    area = sheet.findings

    def heights() -> list[tuple[int, int]]:
        places = [(label.mapTo(area, label.rect().topLeft()), label) for label in labels]
        return [(place.y(), place.y() + label.height()) for place, label in places]

    def ends_with_a_whole_row() -> bool:
        end = area.viewport().height()
        cut = any(top < end < bottom for top, bottom in heights())
        return heights()[-1][1] > end and not cut  # there are more than are seen

    labels = area.findChildren(QLabel)
    qtbot.waitUntil(lambda: heights()[-1][0] > heights()[0][0])
    qtbot.waitUntil(ends_with_a_whole_row)


def test_that_no_separator_is_offered_for_a_file_that_is_no_text(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "cat.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    sheet = ImportSheet(path)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.sentence.text().startswith("“cat.csv” is a picture, not a table.")
    assert "separates" not in sheet.sentence.text()
    assert not sheet.reading.delimiter.isVisible()
    sheet.close()
