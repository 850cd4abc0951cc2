import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.formats.table import TableError, TableOptions, read_table, read_table_text
from tests.formats.conftest import Read

RECORDS: list[dict[str, Any]] = [
    {"a": 1.5, "b": "red"},
    {"a": -0.0, "b": "blue"},
    {"a": 1e300, "b": None},
]
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2),
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps({"a": [1.5, -0.0, 1e300], "b": ["red", "blue", None]}),
        json.dumps({"columns": ["a", "b"], "data": [[1.5, "red"], [-0.0, "blue"], [1e300, None]]}),
        json.dumps({"rows": RECORDS, "made": "today"}),
        json.dumps([["a", "b"], [1.5, "red"], [-0.0, "blue"], [1e300, ""]]),
        '["a", "b"]\n[1.5, "red"]\n[-0.0, "blue"]\n[1e300, ""]\n',
    ],
)
def test_that_all_ways_to_write_a_table_are_read(read: Read, text: str) -> None:
    table = read(text, name="data.json")
    assert table.format == "JSON"
    assert table.names == ("a", "b")
    assert table.numbers(0).tolist() == [1.5, 0.0, 1e300]
    assert table.texts(1) == ("red", "blue", "")
    assert list(table.missing) == [1]


def test_that_nested_values_get_columns_of_their_own(read: Read) -> None:
    records = [{"size": {"x": 1, "y": 2}, "input": [3, 4], "ok": True}, {"input": [5, 6], "new": 7}]
    table = read(json.dumps(records), name="data.json")
    assert table.names == ("size.x", "size.y", "input 1", "input 2", "ok", "new")
    assert table.numbers(3).tolist() == [4, 6]
    assert table.missing_in(0).tolist() == [False, True]
    assert table.numbers(4 - 1).tolist() == [4, 6]


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"a": NUMBERS, "b": st.text(min_size=1), "c": NUMBERS}), min_size=1
    )
)
def test_that_random_records_are_read(records: list[dict[str, Any]]) -> None:
    table = read_table_text(json.dumps(records), TableOptions(missing=()))
    for key in "ac":
        numbers = table.numbers(table.names.index(key)).tolist()
        assert numbers == [float(record[key]) for record in records]


def test_that_a_broken_line_costs_one_record(read: Read) -> None:
    table = read('{"a": 1}\n{"a": oops}\n{"a": 3}\n[4]\n', name="data.jsonl")
    assert table.numbers(0).tolist() == [1, 3]
    assert [problem.line for problem in table.problems] == [2, 4]
    assert table.problems[0].sentence.startswith("Line 2, column 7: the JSON is broken")


def test_that_the_records_before_a_break_are_read(read: Read) -> None:
    table = read('[{"a": 1},\n {"a": 2},\n {"a": ', name="data.json")
    assert table.numbers(0).tolist() == [1, 2]
    assert table.problems[0].line == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "no rows"),
        ("{}", "no rows"),
        ("nothing", "Line 1, column 1: the JSON is broken"),
        ('{"a": [1, 2], "b": [3]}', "different lengths: “a” 2, “b” 1"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": 1, "a": 2}]', "“a” is said twice"),
        ("[" + "9" * 5_000 + "]", "a number here is too long"),
    ],
)
def test_that_what_is_no_table_is_refused(read: Read, text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read(text, name="data.json")


def test_that_a_csv_that_begins_with_a_bracket_is_none(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("[a],b\n1,2\n")
    assert read_table(tmp_path / "data.csv").names == ("[a]", "b")
