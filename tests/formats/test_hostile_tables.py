"""Damaged tables: read, or refused with a sentence, in every format that is read."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data.dataset import Dataset
from bpgui.formats.table import Table, TableError, read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from tests.formats.damage import damages, packed
from tests.formats.outcome import read_or_refused
from tests.formats.table_samples import SAMPLES


def read_content(content: bytes, name: str) -> Table | None:
    """Return the table in these bytes, or None if it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return read_or_refused(lambda: read_table(path), TableError)


def dataset_of(table: Table) -> Dataset | None:
    """Return the data that a table makes as it is, or None if it makes none."""
    return read_or_refused(lambda: dataset_from_table(table, guess_targets(table)), ValueError)


@pytest.mark.parametrize("name", SAMPLES)
def test_that_the_file_as_it_was_is_read(name: str) -> None:
    table = read_content(SAMPLES[name], name)
    assert table is not None
    assert table.n_rows >= 4


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
def test_that_a_damaged_table_is_read_or_refused(name: str, data: st.DataObject) -> None:
    table = read_content(data.draw(damages(SAMPLES[name])), name)
    if table is None:
        return
    assert {len(row) for row in table.cells} == {table.n_columns}
    dataset = dataset_of(table)
    if dataset is not None:
        assert np.isfinite(dataset.x).all()
        assert 1 <= dataset.n_patterns <= table.n_rows


@pytest.mark.parametrize("name", SAMPLES)
@given(noise=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_that_noise_is_read_or_refused(name: str, noise: bytes) -> None:
    read_content(noise, name)


def test_that_a_member_without_a_name_does_no_harm() -> None:
    assert read_content(packed([("", b"1,2\n"), ("part.csv", b"1,2\n")]), "table.ods") is None
