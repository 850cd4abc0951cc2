"""Long tables, most of which are read in blocks of bytes, equal what is read row by row."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.formats import table_delimited
from bpgui.formats.table import PREVIEW_ROWS, Table, TableOptions, read_table, read_table_text
from tests.formats.conftest import Read

ROWS = PREVIEW_ROWS + 2_000
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr)
CELLS = NUMBERS | st.integers().map(str) | st.sampled_from(["", "NA", "red", '"a, b"', " 7", "−3"])


def expect_equal(first: Table, second: Table) -> None:
    assert (first.names, first.kinds, first.n_rows) == (second.names, second.kinds, second.n_rows)
    assert (first.problems, first.missing) == (second.problems, second.missing)
    for one, other in zip(first.columns, second.columns, strict=True):
        np.testing.assert_array_equal(one, other)


def both_ways(text: str, options: TableOptions, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Read a text quickly and carefully, and expect the same."""
    quick = read_table_text(text, options)
    with monkeypatch.context() as patch:
        patch.setattr(table_delimited, "byte_block", lambda *_: None)
        expect_equal(quick, read_table_text(text, options))
    return quick


@settings(max_examples=12, deadline=None)
@given(
    rows=st.lists(st.tuples(NUMBERS, CELLS, CELLS), min_size=1, max_size=30), seed=st.integers(0, 9)
)
def test_that_random_tables_are_read_alike_in_blocks(
    rows: list[tuple[str, str, str]], seed: int
) -> None:
    draw = np.random.default_rng(seed)
    lines = [",".join(rows[place]) for place in draw.integers(len(rows), size=ROWS)]
    with pytest.MonkeyPatch.context() as monkeypatch:
        table = both_ways("\n".join(["a,b,c", *lines]), TableOptions(), monkeypatch)
    assert table.n_rows == ROWS


@pytest.mark.parametrize(
    "row", ["1,2,3", "4", "# no", "", ",", '"5"x,6', '"7\n8",9', "one,2", " 1 , 2 "]
)
def test_that_a_row_unlike_the_others_is_read_alike(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a,b\n" + "1.5,x\n" * ROWS + row + "\n" + "2.5,y\n" * ROWS
    table = both_ways(text, TableOptions(","), monkeypatch)
    assert table.numbers(0)[-1] == 2.5 if not table.broken else True
    assert table.texts(1)[-1] == "y"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", " ", "   ", "§"])
def test_that_all_delimiters_and_line_ends_are_read(read: Read, delimiter: str, end: str) -> None:
    rows = [f"{number}.25{delimiter}w{number % 3}" for number in range(ROWS)]
    content = end.join([f"a{delimiter}b", *rows, ""])
    table = read(content, delimiter=delimiter[0] if delimiter == "§" else None)
    assert table.numbers(0).tolist() == [number + 0.25 for number in range(ROWS)]
    assert table.texts(1)[-1] == f"w{(ROWS - 1) % 3}"
    assert not table.problems


def test_that_problems_far_below_are_named_by_line_and_column(read: Read) -> None:
    rows = "1.5,2\n" * ROWS
    table = read("a,b\n" + rows + "oops,2\n" + rows + "1,2,3\n" + rows)
    lines = [(problem.line, problem.column) for problem in table.problems]
    assert lines == [(2 * ROWS + 3, None), (ROWS + 2, 1)]
    assert table.problems[1].sentence == (
        f"Line {ROWS + 2}, column 1 (“a”): “oops” is not a number. It counts as missing."
    )
    assert np.flatnonzero(table.missing_in(0)).tolist() == [ROWS]


def test_that_a_column_that_turns_out_to_be_text_late_is_whole(read: Read) -> None:
    table = read("a\n" + "1\n" * ROWS + "x\n" * ROWS)
    assert table.kinds == ("text",)
    assert table.texts(0) == ("1",) * ROWS + ("x",) * ROWS


def test_that_bits_survive_a_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = rng.standard_normal((ROWS, 4)) * 10.0 ** rng.integers(-300, 300, (ROWS, 4))
    values[5] = [-0.0, 5e-324, 1.7976931348623157e308, math.pi]
    np.savetxt(tmp_path / "data.txt", values, fmt="%.17g")
    table = read_table(tmp_path / "data.txt")
    for column in range(4):
        assert table.numbers(column).tobytes() == values[:, column].tobytes()
