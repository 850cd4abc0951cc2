from pathlib import Path

import pytest

from bpgui.formats import table_building, table_file
from bpgui.formats.table import TableError, TableProblem, read_table
from tests.formats.conftest import Read


def sentence(read: Read, content: str | bytes) -> str:
    with pytest.raises(TableError) as caught:
        read(content)
    return str(caught.value)


def test_that_a_broken_number_is_named_by_line_and_column(read: Read) -> None:
    table = read("# made today\na,b,petal width\n" + "1,2,3\n" * 12 + "1,2,abc\n" + "1,2,3\n" * 29)
    assert table.kinds[2] == "number"
    with pytest.raises(TableError) as caught:
        table.numbers(2)
    error = caught.value
    assert (error.line, error.column) == (15, 3)
    assert str(error) == (
        "Line 15, column 3 (“petal width”): “abc” is not a number where the 41 other rows have "
        "numbers. Correct the cell, or leave the column out."
    )
    assert table.numbers(0).tolist() == [1.0] * 42


@pytest.mark.parametrize(
    ("cell", "said"),
    [("", "the cell is empty"), ("NA", "“NA” says that the value is missing"), ("?", "missing")],
)
def test_that_a_missing_number_is_named(read: Read, cell: str, said: str) -> None:
    table = read("a,b\n1,2\n" + f"{cell},3\n" * 2 + "4,5\n")
    with pytest.raises(TableError, match=said) as caught:
        table.numbers(0)
    assert caught.value.line == 3
    assert "1 more such cell" in str(caught.value)


def test_that_the_line_counts_rows_of_several_lines_and_blank_ones(read: Read) -> None:
    content = 'a,b\n"x\ny",1\n\n# no\nz,2\n' + "w,3\n" * 20 + "w,oops\n"
    with pytest.raises(TableError) as caught:
        read(content).numbers(1)
    assert caught.value.line == content.count("\n", 0, content.index("oops")) + 1


def test_that_a_ragged_row_is_left_out_and_named_with_both_counts(read: Read) -> None:
    table = read("a,b,c\n1,2,3\n\n4,5\n6,7,8\n")
    assert table.problems == (
        TableProblem(
            4, None, "Line 4: this row has 2 cells, where the others have 3. It was left out."
        ),
    )
    assert table.numbers(0).tolist() == [1, 6]
    title = read("My data\na,b\n1,2\n3,4\n")
    assert title.problems[0].sentence.startswith("Line 1: this row has 1 cell,")
    assert title.names == ("a", "b")


def test_that_late_ragged_rows_are_left_out_of_words_too(read: Read) -> None:
    table = read("a,b\n" + "1,x\n" * 3000 + "1,2,3\n" * 200 + "2,y\n")
    assert [problem.line for problem in table.problems] == list(range(3002, 3102))
    assert table.n_left_out == 200
    assert (table.numbers(0)[-1], table.texts(1)[-1], table.n_rows) == (2, "y", 3001)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "“data.csv” is empty. Choose a file with rows of data."),
        (b"\n \n", "“data.csv” is empty"),
        (b"# only this\n", "“data.csv” has no rows"),
        (b"a,b\n", "There are no rows below the header. Add rows of data."),
        (b"a,b\n1,\x002\n", "Line 2: “data.csv” is a binary file"),
        (b"PK\x03\x04rest", "“data.csv” is damaged. Fetch"),
        (b"\x89PNG\r\n", "a picture"),
        (b'a,b\n"3,4\n', "Line 2: the quotes in the row that begins here do not match"),
        (b'a,b\n"1"2,3\n', "Line 2: the quotes"),
        ("ab".encode("utf-16") + b"\x00\xd8", "is not in the encoding utf-16 throughout"),
        (b"\xff\xfea\x00\x00\x00", "it contains NUL bytes"),
    ],
)
def test_that_a_file_that_is_no_table_is_refused(read: Read, content: bytes, said: str) -> None:
    assert said in sentence(read, content)


def test_that_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be opened: no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="holds no folders of pictures"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("module", "limit", "said"),
    [
        (table_file, "LARGEST_FILE", "larger than"),
        (table_building, "MOST_COLUMNS", "columns; at most"),
        (table_building, "MOST_CELLS", "million cells"),
    ],
)
def test_that_limits_hold(
    read: Read, monkeypatch: pytest.MonkeyPatch, module: object, limit: str, said: str
) -> None:
    monkeypatch.setattr(module, limit, 3)
    assert said in sentence(read, "a,b,c,d\n1,2,3,4\n5,6,7,8\n")


def test_that_an_endless_row_is_refused(read: Read) -> None:
    assert "longer than 4 MB" in sentence(read, "1," * (3 * 2**20))
    assert "longer than 4 MB" in sentence(read, '"a\nb",' * 2**20)


def test_that_an_endless_cell_is_refused(read: Read) -> None:
    assert "field larger" in sentence(read, "a,b\n" + "1" * 200_000 + ",2\n")
