"""Where session files keep the numbers of many patterns, and what becomes of them without."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bpgui.formats import archive
from bpgui.session.session import Session
from bpgui.session.session_file import (
    read_session,
    session_bytes,
    write_session,
)
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.session.rewriting import parts_of
from tests.session.session_sample import large_session
from tests.training.finishing import run_sweeps


def restored(data: bytes) -> Session:
    session = Session()
    session.restore(read_session(data))
    return session


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (np.arange(256.0), "|u1"),
        (np.arange(-300.0, 300.0), "<i2"),
        (np.array([0.0, 1e6, -7.0]), "<i4"),
        (np.array([0.5, -0.0, 2.0**-149]), "<f4"),
        (np.array([0.0, -0.0]), "<f4"),
        (np.array([0.1, 1.0, 5e-324]), "<f8"),
        (np.array([1e300, 1.0]), "<f8"),
    ],
)
def test_that_numbers_take_the_smallest_type_that_keeps_their_bits(
    tmp_path: Path, values: np.ndarray, kind: str
) -> None:
    session = large_session(np.resize(values, (3000, 70)))
    write_session(session.saved(), tmp_path / "s.bpgui")
    with zipfile.ZipFile(tmp_path / "s.bpgui") as found, found.open("table-0.npy") as file:
        assert np.load(file).dtype.str == kind
    data = read_session(tmp_path / "s.bpgui").document.dataset
    assert data.inputs.tobytes() == session.dataset.inputs.tobytes()


def test_that_very_regular_data_are_not_taken_for_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    session = large_session(np.zeros((3000, 70)))
    small = len(session_bytes(session.saved()))
    monkeypatch.setattr(archive, "PLENTY", 0)
    monkeypatch.setattr(archive, "MOST_RATIO", 1)
    data = session_bytes(session.saved())
    assert len(data) > small
    assert restored(data).dataset.n_patterns == 3000


def test_that_edited_rows_of_large_data_share_all_others() -> None:
    session = large_session()
    for row in range(5):
        session.replace_dataset(session.dataset.with_input(row, row, -0.5), "Edit cell")
    data = session_bytes(session.saved())
    tables = json.loads(_manifest(data))["tables"]
    assert sum("member" in table for table in tables) == 1
    other = restored(data)
    assert other.dataset.inputs.tobytes() == session.dataset.inputs.tobytes()
    assert other.dataset.patterns.shared is other.document_at(0).dataset.patterns.shared


def test_that_data_beside_are_written_once(tmp_path: Path) -> None:
    session = large_session()
    path = tmp_path / "s.bpgui"
    write_session(session.saved(), path, data="beside")
    (beside,) = tmp_path.glob("s-*.npy")
    assert np.array_equal(np.load(beside), session.dataset.inputs)
    stamp = beside.stat().st_mtime_ns
    Runner(session).step()
    write_session(session.saved(), path, data="beside")
    assert sorted(tmp_path.iterdir()) == sorted([path, beside])
    assert beside.stat().st_mtime_ns == stamp
    saved = read_session(path)
    assert saved.warnings == ()
    assert saved.document.dataset.inputs.tobytes() == session.dataset.inputs.tobytes()


@pytest.mark.parametrize("harm", ["missing", "changed", "longer"])
def test_that_without_its_data_the_rest_opens_and_nothing_false_is_trained(
    tmp_path: Path, harm: str
) -> None:
    session = large_session()
    run_sweeps(Runner(session), session, 3)
    assert 5 not in session.history.kept_states
    path = tmp_path / "s.bpgui"
    write_session(session.saved(), path, data="beside")
    (beside,) = tmp_path.glob("s-*.npy")
    whole = beside.read_bytes()
    if harm == "missing":
        beside.unlink()
    else:
        changed = bytearray(whole)
        changed[-1] ^= 1
        beside.write_bytes(changed if harm == "changed" else whole + b"0")
    saved = read_session(path)
    (warning,) = saved.warnings
    assert beside.name in warning
    other = Session()
    other.restore(saved)
    assert document_bits(other.document)[:8] == document_bits(session.document)[:8]
    assert other.history.loss.tobytes() == session.history.loss.tobytes()
    with pytest.raises(ValueError, match=beside.name):
        other.dataset.gather_training()
    said: list[str] = []
    other.message.connect(said.append)
    other.go_to(5)
    assert said == [warning]  # nothing was kept between the first moment and the last
    assert other.updates in session.history.kept_states
    # Saved again, it still tells where the data are: put back, they serve.
    write_session(other.saved(), path)
    beside.write_bytes(whole)
    again = read_session(path)
    assert again.warnings == ()
    assert again.document.dataset.inputs.tobytes() == session.dataset.inputs.tobytes()


def _manifest(data: bytes) -> bytes:
    return parts_of(data)["manifest.json"]


def test_that_where_the_data_go_is_a_choice_that_the_session_keeps(tmp_path: Path) -> None:
    session = large_session()
    session.set_data_place("beside")
    path = tmp_path / "s.bpgui"
    write_session(session.saved(), path)
    assert len(list(tmp_path.iterdir())) == 2
    assert read_session(path).data_place == "beside"
    # What an autosave chooses for itself is not what was chosen.
    session.set_data_place("embedded")
    write_session(session.saved(), path, data="beside")
    other = Session()
    other.set_data_place("beside")
    other.restore(read_session(path))
    assert other.data_place == "embedded"
