"""Damaged tables: read, or refused with a sentence, and nothing else."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpgui.formats.table import TableError, read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from tests.formats.damage import damages
from tests.formats.outcome import read_or_refused

CSV = (
    "# made today\nname;größe;preis;farbe\n"
    + "".join(f'"a;{i}";{i},5;{i * i};{"rot" if i % 3 else "blau"}\n' for i in range(30))
).encode()


@given(damages(CSV) | st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_that_a_damaged_table_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.csv")
        path.write_bytes(data)
        table = read_or_refused(lambda: read_table(path), TableError)
        if table is None:
            return
        assert {len(row) for row in table.cells} == {table.n_columns}
        guess = guess_targets(table)
        dataset = read_or_refused(lambda: dataset_from_table(table, guess), ValueError)
        if dataset is not None:
            assert np.isfinite(dataset.x).all()
            assert 1 <= dataset.n_patterns <= table.n_rows
