import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.formats import table_sheet_size, table_zip
from bpgui.formats.table import TableError, TableOptions, read_table
from tests.formats.conftest import Read

# openpyxl writes 16 digits.
NUMBERS = st.floats(-1e300, 1e300).map(lambda value: float(f"{value:.15g}"))
DAYS = [dt.datetime.fromisoformat(day) for day in ("2024-05-01", "2024-05-02T12:30")]
ROWS: list[list[Any]] = [["size", "colour", "ok", "day"], [1.5, "red", True, DAYS[0]]]
ROWS += [[-0.1 + number, "blue", False, DAYS[1]] for number in range(3)]
SPREADSHEET = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 {tables}</office:spreadsheet></office:body></office:document-content>"""
EMPTY = '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'


def excel(sheets: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods_row(*values: object, repeated: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, str)
        else f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{value}</text:p></table:table-cell>"
        for value in values
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}{EMPTY}'


def ods(**tables: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    sheets = "".join(
        f'<table:table table:name="{name}">{rows}<table:table-row'
        f' table:number-rows-repeated="1048000">{EMPTY}</table:table>'
        for name, rows in tables.items()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        packed.writestr("content.xml", SPREADSHEET.format(tables=sheets))
        packed.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    return stream.getvalue()


def test_that_a_sheet_is_read_with_numbers_words_truths_and_dates(read: Read) -> None:
    table = read(excel({"Data": ROWS}), name="data.xlsx")
    assert (table.format, table.header, table.parts) == ("Excel", True, ())
    assert table.names == ("size", "colour", "ok", "day")
    assert table.numbers(0).tolist() == [1.5, -0.1, 0.9, 1.9]
    assert table.texts(1) == ("red", "blue", "blue", "blue")
    assert table.numbers(2).tolist() == [1, 0, 0, 0]
    assert table.texts(3)[:2] == ("2024-05-01", "2024-05-02 12:30:00")
    assert "True and false were read as 1 and 0." in table.warnings


def test_that_every_sheet_can_be_asked_for(read: Read) -> None:
    data = excel({"Empty": [], "One": ROWS, "Two": [["a", "b"], [1, 2]]})
    table = read(data, name="data.xlsx")
    assert (table.part, table.parts) == ("One", ("Empty", "One", "Two"))
    assert read(data, name="data.xlsx", part="Two").names == ("a", "b")
    with pytest.raises(TableError, match="There is no sheet “Three”"):
        read(data, name="data.xlsx", part="Three")


def test_that_a_cover_sheet_is_passed_over_and_can_still_be_asked_for(read: Read) -> None:
    data = excel({"Cover": [["Measured in May"], ["by A."]], "Key": [["a", "size"]], "Data": ROWS})
    assert read(data, name="data.xlsx").part == "Data"
    assert read(data, name="data.xlsx", part="Cover").n_columns == 1
    with pytest.raises(TableError, match="no rows below the header") as told:
        read(data, name="data.xlsx", part="Key")
    assert (told.value.part, told.value.parts) == ("Key", ("Cover", "Key", "Data"))


def test_that_titles_are_left_out_and_rows_counted_as_in_the_sheet(read: Read) -> None:
    rows = [["Measured in May"], [], ["a", "b"], *([number, 2] for number in range(20)), ["x", 5]]
    table = read(excel({"S": rows}), name="data.xlsx")
    assert table.names == ("a", "b")
    assert [(problem.line, problem.column) for problem in table.problems] == [(1, None), (24, 1)]
    assert table.problems[1].sentence.startswith("Row 24, column 1 (“a”): “x” is not a number.")


def test_that_the_values_of_formulas_are_read(read: Read) -> None:
    stream = io.BytesIO(excel({"S": [["a"], [1], ["=A2*2"]]}))
    with zipfile.ZipFile(stream) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    assert read(stream.getvalue(), name="data.xlsx").numbers(0).tolist() == [1, 2]


def test_that_an_opendocument_sheet_is_read(read: Read) -> None:
    first = ods_row("a", "b") + ods_row(1.5, "red") + ods_row(2, "blue", repeated=3)
    data = ods(First=first, Second=ods_row(7, 8) + ods_row(9, 10))
    table = read(data, name="data.ods")
    assert (table.format, table.parts, table.part) == ("OpenDocument", ("First", "Second"), "First")
    assert table.numbers(0).tolist() == [1.5, 2, 2, 2]
    assert table.texts(1) == ("red", "blue", "blue", "blue")
    assert read(data, name="data.ods", part="Second").numbers(1).tolist() == [8, 10]


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.lists(NUMBERS, min_size=3, max_size=3),
        min_size=1,
        max_size=20,
    )
)
def test_that_random_numbers_are_read_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, values: list[list[float]]
) -> None:
    path = Path(tmp_path_factory.mktemp("sheets"), "data.xlsx")
    path.write_bytes(excel({"S": [["a", "b", "c"], *values]}))
    table = read_table(path, TableOptions(header=True))
    for column in range(3):
        expected = np.array([row[column] for row in values])
        np.testing.assert_array_equal(table.numbers(column), expected)


def test_that_a_sheet_that_spans_too_much_is_refused_before_it_is_read(read: Read) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    book.worksheets[0]["XFD1048576"] = 2
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(TableError, match="spans 1,048,576 rows and 16,384 columns"):
        read(stream.getvalue(), name="data.xlsx")


def test_that_repeated_cells_that_span_too_much_are_refused(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_sheet_size, "MOST_SHEET_CELLS", 100)
    assert read(ods(S=ods_row(1, 2, repeated=50)), name="data.ods").n_rows == 50
    with pytest.raises(TableError, match="spans 51 rows and 2 columns"):
        read(ods(S=ods_row(1, 2, repeated=51)), name="data.ods")


def test_that_a_bomb_is_refused_by_its_directory(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_zip, "_SURELY_HARMLESS", 2**20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", " " * 2**23)
    with pytest.raises(TableError, match="unpacks to 8 MB, more than is read"):
        read(stream.getvalue(), name="data.xlsx")


@pytest.mark.parametrize("member", ["xl/workbook.xml", "content.xml", "xl/workbook.bin", "other"])
def test_that_a_zip_file_that_is_no_workbook_is_refused(read: Read, member: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(member, "<nothing/>")
    with pytest.raises(TableError, match=r"data\.xlsx"):
        read(stream.getvalue(), name="data.xlsx")


@pytest.mark.parametrize("rest", [b"", b"\0" * 600, b"\xff" * 2_000])
def test_that_a_damaged_old_workbook_is_refused(read: Read, rest: bytes) -> None:
    with pytest.raises(TableError, match="is damaged"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rest, name="data.xls")


def test_that_an_empty_workbook_is_told(read: Read) -> None:
    with pytest.raises(TableError, match="no rows"):
        read(excel({"S": []}), name="data.xlsx")


def ods_with_content(change: Callable[[bytes], bytes]) -> bytes:
    """Return a spreadsheet whose table was changed by hand."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods(S=ods_row(1, 2)))) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    members["content.xml"] = change(members["content.xml"])
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("end", [-1, -30, 200, 500])
def test_that_a_spreadsheet_that_breaks_off_is_refused_at_once(read: Read, end: int) -> None:
    with pytest.raises(TableError, match="its XML is broken"):
        read(ods_with_content(lambda content: content[:end]), name="data.ods")


@pytest.mark.parametrize("encoding", [b"UTF0", b"shift-jis", b"rot13", b"UTF-16"])
def test_that_a_spreadsheet_in_an_unknown_encoding_is_refused(read: Read, encoding: bytes) -> None:
    with pytest.raises(TableError, match="its XML is broken"):
        read(ods_with_content(lambda xml: xml.replace(b"UTF-8", encoding, 1)), name="data.ods")
