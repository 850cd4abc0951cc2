from pathlib import Path

import numpy as np
import pytest

from bpgui.formats.table import PREVIEW_ROWS, read_table
from bpgui.resource import resource
from tests.formats.conftest import Read


def test_that_iris_is_read_with_names_and_types() -> None:
    table = read_table(resource("data", "iris.csv"))
    assert table.names == (
        "sepal length",
        "sepal width",
        "petal length",
        "petal width",
        "species",
    )
    assert table.kinds == ("number",) * 4 + ("text",)
    assert table.n_rows == 150
    assert table.cells[0] == ("5.1", "3.5", "1.4", "0.2", "setosa")
    assert table.numbers(0)[:3].tolist() == [5.1, 4.9, 4.7]
    assert table.texts(4)[-1] == "virginica"
    assert table.warnings == ()


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a,b\n1.5,2\n3,4\n", ","),
        ("a;b\n1,5;2\n3,5;4\n", ";"),
        ("a\tb\n1,5\t2\n3,5\t4\n", "\t"),
        ("a|b\n1.5|2\n3|4\n", "|"),
        ("a b\n1.5   2\n3 \t4\n", " "),
        ("  a b\n  1.5 2  \n  3 4\n", " "),
        ("name;a\nSmith, John;1\nDoe, Jane;2\n", ";"),
        ("day,a\n2024-01-01 10:00,1\n2024-01-02 11:00,2\n", ","),
        ("a, b\n1, 2\n3, 4\n", ","),
        ("x\n1\n2\n", ","),
        ("text\nhello, you\nworld\nthere\n", ";"),
    ],
)
def test_that_the_delimiter_is_found(read: Read, content: str, delimiter: str) -> None:
    assert read(content).delimiter == delimiter


def test_that_a_given_delimiter_is_obeyed(read: Read) -> None:
    table = read("a,b;c\n1,5;2\n", delimiter=",")
    assert table.names == ("a", "b;c")


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "\n", "#"])
def test_that_an_impossible_delimiter_is_refused(read: Read, delimiter: str) -> None:
    with pytest.raises(ValueError, match="one character"):
        read("a,b\n1,2\n", delimiter=delimiter)


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("a,b\n1,2\n", True),
        ("1,2\n3,4\n", False),
        ("a,1990\n1,2\n3,4\n", False),  # as many words as numbers: a cell may be broken
        ("x,y,2024\n1,2,3\n4,5,6\n", True),
        (",a,b\n0,1,2\n1,3,4\n", True),
        ("name,colour\nbob,red\nann,blue\n", True),
        ("red,big\nblue,small\nred,big\n", False),
        ("3,setosa\n4,virginica\n", False),
    ],
)
def test_that_the_header_is_found_by_types(read: Read, content: str, header: bool) -> None:
    assert read(content).header is header


def test_that_a_given_header_is_obeyed(read: Read) -> None:
    table = read("1,2\n3,4\n", header=True)
    assert table.names == ("1", "2")
    assert table.n_rows == 1
    table = read("red,big\nblue,small\nred,big\n", header=True)
    assert table.names == ("red", "big")


def test_that_columns_get_names_of_their_own(read: Read) -> None:
    assert read("a,a,,a (2)\n1,2,3,4\n").names == ("a", "a (3)", "column 3", "a (2)")
    assert read("1,2\n").names == ("column 1", "column 2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_every_usual_encoding_is_read(read: Read, encoding: str) -> None:
    table = read("größe,x\n1.5,2\n".encode(encoding))
    assert table.names == ("größe", "x")
    assert table.encoding == encoding


def test_that_bytes_without_a_meaning_in_windows_are_read_too(read: Read) -> None:
    assert read(b"a\x81,b\n1,2\n").encoding == "latin-1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_that_every_line_end_is_read(read: Read, end: str) -> None:
    assert read(f"a,b{end}1,2{end}3,4").n_rows == 2


def test_that_blank_lines_comments_and_empty_rows_are_skipped(read: Read) -> None:
    table = read("# made today\n\na,b\n\n1,2\n  # not this\n,\n3,4\n\n")
    assert table.n_rows == 2
    assert table.numbers(1).tolist() == [2, 4]


def test_that_quoted_cells_hold_delimiters_quotes_and_line_breaks(read: Read) -> None:
    table = read('a,b\n"x, ""y""\n# z",1\nw,2\n')
    assert table.texts(0) == ('x, "y"\n# z', "w")
    assert table.n_rows == 2


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1e-3", 0.001),
        ("−2.5", -2.5),
        ("+7", 7.0),
        (" 3 ", 3.0),
        (".5", 0.5),
        ("1E5", 1e5),
    ],
)
def test_that_a_number_is_written_in_many_ways(read: Read, cell: str, value: float) -> None:
    assert read(f"a,b\n{cell},1\n").numbers(0).tolist() == [value]


def test_that_a_decimal_comma_is_read_and_told(read: Read) -> None:
    table = read("a;b\n1,5;2\n−0,25;3\n")
    assert table.numbers(0).tolist() == [1.5, -0.25]
    assert table.warnings == (
        "Commas in numbers were read as decimal commas: 1,5 is one and a half.",
    )


@pytest.mark.parametrize("cell", ["1_000", "inf", "0x10", "1,5", "1e999", "yes"])
def test_that_what_is_no_number_makes_a_column_text(read: Read, cell: str) -> None:
    assert read(f'a,b\n"{cell}",1\n').kinds == ("text", "number")


def test_that_an_identifier_is_told(read: Read) -> None:
    rows = "".join(f"plant {i},{i % 3}\n" for i in range(60))
    (warning,) = read("name,y\n" + rows).warnings
    assert warning == (
        "Column 1 (“name”) looks like an identifier: 60 different texts in 60 rows. Leave it out."
    )


def test_that_an_empty_column_is_told(read: Read) -> None:
    table = read("1,2,\n3,4,\n")
    assert table.warnings == ("Column 3 (“column 3”) is empty; leave it out.",)


def test_that_only_the_first_rows_are_kept_as_text(read: Read) -> None:
    table = read("a,b\n" + "1,x\n" * (PREVIEW_ROWS + 5_000))
    assert len(table.cells) == PREVIEW_ROWS
    assert table.n_rows == len(table.numbers(0)) == len(table.texts(1)) == PREVIEW_ROWS + 5_000


def test_that_reading_can_be_followed_and_ended(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1,2\n" * 10_000)
    seen: list[int] = []
    read_table(path, on_rows=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 10_000

    def end(_rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table(path, on_rows=end)


def test_that_many_columns_are_read(read: Read) -> None:
    table = read("\n".join(",".join(["0.5"] * 2_000) for _ in range(50)))
    assert (table.n_rows, table.n_columns) == (50, 2_000)
    assert float(np.sum(table.numbers(1_999))) == 25.0


def test_that_every_row_knows_its_line(read: Read) -> None:
    table = read('a,b\n# not this\n1,2\n\n3,4\n5\n"6\n",7\n8,9\n')
    assert [table.line_of(row) for row in range(table.n_rows)] == [3, 5, 7, 9]
