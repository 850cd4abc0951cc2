import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.formats.clipboard_table import table_text

CELL = "<tr><td>{}</td><td>{}</td></tr>"


def page(*rows: tuple[str, str]) -> str:
    return "<table>" + "".join(CELL.format(*row) for row in rows) + "</table>"


def test_that_rows_of_a_spreadsheet_are_kept() -> None:
    assert table_text("a\tb\n1\t2\n", page(("x", "y"))) == "a\tb\n1\t2\n"


def test_that_the_first_table_of_a_page_is_read() -> None:
    html = "<p>before</p>" + page(("a", "b &amp; c"), ("1", " 2\n 3 ")) + page(("z", "z"))
    assert table_text("no cells", html) == "a\tb & c\n1\t2 3\n"


def test_that_a_cell_over_two_columns_leaves_one_empty() -> None:
    html = "<table><tr><th colspan=2>a</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert table_text("", html) == "a\t\n1\t2\n"


def test_that_quotes_are_written_so_that_they_can_be_read() -> None:
    assert table_text("", page(('5" disk', "2"), ("x", "3"))) == '"5"" disk"\t2\nx\t3\n'


@pytest.mark.parametrize("text", ["", "one line", "   \n\n", "word\n"])
def test_that_a_word_is_no_table(text: str) -> None:
    assert table_text(text) is None


@given(st.text(), st.text())
def test_that_nothing_is_refused_with_an_error(text: str, html: str) -> None:
    found = table_text(text, "<table><tr><td" + html)
    assert found is None or isinstance(found, str)
