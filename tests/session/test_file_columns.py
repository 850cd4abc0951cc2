"""What was chosen for the columns of a table survives in a session file."""

from pathlib import Path

import numpy as np
import pytest

from bpgui.data.dataset import Dataset
from bpgui.data.source_column import SourceColumn
from bpgui.formats.table import read_table
from bpgui.formats.table_dataset import make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_guess import guess_plan
from bpgui.formats.weights_error import WeightsError
from bpgui.session.file_columns import read_columns, said_columns
from bpgui.session.session import Session
from bpgui.session.session_file import read_session, session_bytes

TABLE = "age,colour,ship,y\n" + "".join(
    f"{k if k % 5 else ''},{('red', 'blue', '')[k % 3]},A,{k * 0.1}\n" for k in range(30)
)


def opened(data: Dataset) -> Dataset:
    """Return data after they were written to a session file and read from it."""
    session, other = Session(), Session()
    session.load_dataset(data)
    other.restore(read_session(session_bytes(session.saved())))
    return other.dataset


def test_that_roles_words_and_scalings_of_columns_survive(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    table = read_table(path)
    facts = facts_of(table)
    plan = guess_plan(table, facts).with_uses((0,), missing="median", scaling="0-1")
    data = make_dataset(table, facts, plan).dataset
    other = opened(data)
    assert other.columns == data.columns
    assert other.input_scaling.kinds == ("0-1", "none", "none", "none")
    assert [column.role for column in other.columns] == ["input", "input", "ignore", "target"]
    assert other.columns[1].words == ("blue", "red", "missing")
    assert isinstance(other.columns[0].filled, float)
    np.testing.assert_array_equal(other.with_split(0.5, 3).x, data.with_split(0.5, 3).x)


def test_that_a_file_from_before_has_no_columns() -> None:
    assert read_columns(None) == ()


def test_that_a_column_that_cannot_be_is_refused() -> None:
    said = said_columns([SourceColumn("age", "input")])
    for key, wrong in (("role", "both"), ("filled", [1]), ("words", "red"), ("name", None)):
        with pytest.raises((ValueError, WeightsError)):
            read_columns([{**said[0], key: wrong}])
