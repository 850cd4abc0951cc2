import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.formats.table import TableError, read_table_text
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from tests.formats.conftest import Read

HEAD = """% Title: weather
@RELATION weather

@attribute temperature   NUMERIC
@attribute 'sky colour'  {blue, 'dark grey', "it's \\"red\\""}
@attribute note          string
@attribute day           date "yyyy-MM-dd"
@attribute class         {yes, no, perhaps}

@DATA
"""
DATA = """21.5, blue, 'a, b', 2024-05-01, no
% a comment
-3, 'dark grey', ?, "2024-05-02", yes
?, "it's \\"red\\"", 'it\\'s', 2024-05-03, no
"""
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=5
)


def test_that_attributes_of_every_type_are_read(read: Read) -> None:
    table = read(HEAD + DATA, name="data.arff")
    assert table.format == "ARFF"
    assert table.names == ("temperature", "sky colour", "note", "day", "class")
    assert table.kinds == ("number", "text", "text", "text", "text")
    assert table.columns[0][:2].tolist() == [21.5, -3]  # type: ignore[union-attr]
    assert table.texts(1) == ("blue", "dark grey", 'it\'s "red"')
    assert table.texts(2) == ("a, b", "", "it's")
    assert table.texts(3)[1] == "2024-05-02"
    assert table.classes[4] == ("yes", "no", "perhaps")
    assert table.missing == {0: 14, 2: 13}
    assert not table.problems


def test_that_classes_keep_the_order_of_the_file(read: Read) -> None:
    table = read(HEAD + DATA, name="data.arff")
    dataset = dataset_from_table(table, guess_targets(table), ignore=[0, 2, 3])
    assert dataset.classes == ("yes", "no", "perhaps")
    assert dataset.input_names[0] == "sky colour=blue"


def test_that_sparse_rows_are_read(read: Read) -> None:
    head = "@relation s\n@attribute a numeric\n@attribute b numeric\n"
    head += "@attribute c {x, y, 'z w'}\n@data\n"
    table = read(head + "{1 2.5, 2 'z w'}\n{}\n{0 ?}\n{9 1}\n{0 1\n", name="data.arff")
    assert table.numbers(1).tolist() == [2.5, 0, 0]
    assert table.texts(2) == ("z w", "x", "x")
    assert table.missing_in(0).tolist() == [False, False, True]
    assert [problem.line for problem in table.problems] == [9, 10]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1, blue, a, b", "this row has 4 values for 5 attributes"),
        ("1, green, a, b, no", "“green” is none of the values of “sky colour”"),
        ("1, 'blue, a, b, no", "not separated as they should be"),
        ("cold, blue, a, b, no", "“cold” is not a number"),
    ],
)
def test_that_a_wrong_row_is_named(read: Read, row: str, said: str) -> None:
    table = read(HEAD + DATA + "1, blue, a, b, no\n" * 20 + row + "\n", name="data.arff")
    assert [problem.line for problem in table.problems] == [35]
    assert said in table.problems[0].sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@relation r\n@attribute a numeric\n", "has no line @data"),
        ("@relation r\n@data\n1\n", "declares no attributes"),
        (
            "@relation r\n@attribute a relational\n@data\n1\n",
            "Line 2: the attribute “a” has the type",
        ),
        ("@relation r\n@attribute\n@data\n1\n", "Line 2: an attribute has no name"),
        ("@relation r\noops\n@data\n1\n", "Line 2: this is neither"),
        ("@relation r\n@attribute a {x, x}\n@data\nx\n", "has the type"),
        ("@relation r\n@attribute a numeric\n@data\n", "no rows"),
    ],
)
def test_that_a_broken_header_is_refused(read: Read, text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read(text, name="data.arff")


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False), TEXTS), min_size=1))
def test_that_random_rows_are_read(rows: list[tuple[float, str]]) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    lines = [f"{number!r},{quoted(text)}" for number, text in rows]
    head = "@relation r\n@attribute 'a b' real\n@attribute t string\n@data\n"
    table = read_table_text(head + "\n".join(lines))
    assert table.numbers(0).tolist() == [number for number, _ in rows]
    assert table.texts(1) == tuple(text for _, text in rows)
