"""Damaged files: read, or refused with the sentence of their format, and nothing else."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.formats.table import TableError, read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from bpgui.formats.weights import WeightsError, WeightsFile
from bpgui.formats.weights_json import to_json
from bpgui.formats.weights_json_reader import from_json
from bpgui.formats.weights_npz import from_npz, to_npz

PROBLEM = PROBLEMS["iris"]
DATASET = PROBLEM.make()
WEIGHTS = WeightsFile.of(problem_network(PROBLEM, DATASET), DATASET, PROBLEM.settings)
JSON, NPZ = to_json(WEIGHTS), to_npz(WEIGHTS)
CSV = (
    "# made today\nname;größe;preis;farbe\n"
    + "".join(f'"a;{i}";{i},5;{i * i};{"rot" if i % 3 else "blau"}\n' for i in range(30))
).encode()


def damages(data: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies for a file with bytes changed, cut out, put in, or cut off."""
    place = st.integers(0, len(data) - 1)
    change = st.builds(
        lambda at, length, new: data[:at] + new + data[at + length :],
        place,
        st.integers(0, 12),
        st.binary(max_size=12) | st.sampled_from([b"null", b"1e999", b"NaN", b"[[", b'"', b"-0"]),
    )
    flipped = st.builds(
        lambda at, bit: data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :],
        place,
        st.integers(0, 7),
    )
    return change | flipped | place.map(lambda at: data[:at]) | place.map(lambda at: data[at:])


def check_weights(reader: Callable[[bytes, str], WeightsFile], data: bytes) -> None:
    try:
        weights = reader(data, "weights")
    except WeightsError as error:
        assert len(str(error)) > 10  # noqa: PT017 - both ways are right
    else:
        assert np.isfinite(weights.network.parameters).all()
        assert to_json(weights)


@given(damages(JSON))
def test_that_damaged_json_is_read_or_refused(data: bytes) -> None:
    check_weights(from_json, data)


@given(damages(NPZ))
def test_that_a_damaged_npz_is_read_or_refused(data: bytes) -> None:
    check_weights(from_npz, data)


@given(st.binary(max_size=300))
def test_that_noise_is_no_weights_file(data: bytes) -> None:
    for reader in (from_json, from_npz):
        with pytest.raises(WeightsError):
            reader(data, "noise")


@given(damages(CSV) | st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_that_a_damaged_table_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.csv")
        path.write_bytes(data)
        try:
            table = read_table(path)
        except TableError as error:
            assert len(str(error)) > 10  # noqa: PT017 - both ways are right
            return
        assert {len(row) for row in table.cells} == {table.n_columns}
        try:
            dataset = dataset_from_table(table, guess_targets(table))
        except ValueError as error:
            assert str(error).endswith(".")  # noqa: PT017 - both ways are right
        else:
            assert np.isfinite(dataset.x).all()
            assert dataset.n_patterns == table.n_rows
