"""Sessions that name the file of their data instead of holding them."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from bpgui.formats import table_again
from bpgui.formats.table import read_table
from bpgui.formats.table_dataset import make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_guess import guess_plan
from bpgui.session.opening import opening_of
from bpgui.session.session import Session
from bpgui.session.session_file import (
    elsewhere_bytes,
    read_session,
    session_bytes,
    session_info,
    write_session,
)
from bpgui.training.runner import Runner
from tests.formats.table_samples import SAMPLES as TABLES
from tests.session.fingerprint import content_bits
from tests.session.referring import (
    TABLE,
    dataset_of,
    manifest_of,
    saved_in,
    session_on,
    write_table,
)
from tests.session.session_sample import SAMPLES
from tests.session.verbs import EDITS, SETTINGS, TRAINING, TRAVEL, Action, actions, perform

BEFORE = actions(EDITS, TRAINING, TRAINING, TRAVEL, SETTINGS)
AFTER = actions(EDITS, TRAINING, TRAVEL, most=5)


def opened(path: Path) -> Session:
    saved = read_session(path)
    assert saved.warnings == ()
    assert not saved.unfound
    session = Session()
    session.restore(saved)
    return session


def training_bits(session: Session) -> tuple[object, ...]:
    """All that training goes on from, its data and its history."""
    *whole, _, _ = content_bits(session)
    return (*whole, session.settings)


# ---- the same bits -------------------------------------------------------------------------------


@settings(max_examples=25)
@given(BEFORE, AFTER)
def test_that_a_session_goes_on_to_the_same_bits(before: list[Action], after: list[Action]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        session = session_on(write_table(folder))
        runner = Runner(session)
        for action in before:
            perform(action, session, runner)
        other = opened(saved_in(session, folder / "s.bpgui"))
        other_runner = Runner(other)
        assert content_bits(other) == content_bits(session)
        for action in after:
            perform(action, session, runner)
            perform(action, other, other_runner)
            assert training_bits(other) == training_bits(session)


@pytest.mark.parametrize("name", TABLES)
def test_that_every_format_is_read_again_to_the_bit(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(TABLES[name])
    table = read_table(path)
    facts = facts_of(table)
    data = make_dataset(table, facts, guess_plan(table, facts)).dataset
    session = Session()
    session.open_prepared(opening_of(data))
    session.set_data_place("referenced")
    saved_in(session, tmp_path / "s.bpgui")
    again = read_session(tmp_path / "s.bpgui").document.dataset
    assert again.inputs.tobytes() == data.inputs.tobytes()
    assert again.targets.tobytes() == data.targets.tobytes()


def test_that_the_numbers_stay_in_the_file(tmp_path: Path) -> None:
    table = write_table(tmp_path)
    session = session_on(table)
    path = saved_in(session, tmp_path / "s.bpgui")
    said = manifest_of(path)
    assert [set(one) for one in said["tables"]] == [
        {"rows", "columns", "import", "sha256", "example"}
    ] * 2
    (named,) = said["imports"]
    assert (named["file"], named["relative"], named["path"]) == (table.name, table.name, str(table))
    assert named["bytes"] == elsewhere_bytes(path) == table.stat().st_size
    assert session_info(path).version == 2


def test_that_edits_after_the_import_are_kept_beside_the_reference(tmp_path: Path) -> None:
    session = session_on(write_table(tmp_path))
    data = session.dataset.with_input(3, 0, -0.5).with_input(0, 1, 4.0)
    session.replace_dataset(data.with_split(0.5, 9).with_scaling("0-1"), "Edit")
    path = saved_in(session, tmp_path / "s.bpgui")
    said = manifest_of(path)
    assert len(said["tables"]) == 2
    assert said["patterns"][said["datasets"][-1]["patterns"]]["edited_rows"] == [0, 3]
    other = opened(path)
    assert content_bits(other) == content_bits(session)
    again = other.dataset.with_input(5, 0, 1.0)  # on top of the others
    assert again.inputs.tobytes() == session.dataset.with_input(5, 0, 1.0).inputs.tobytes()
    other.replace_dataset(again.with_target(2, 0, 1.0), "Edit")
    saved_in(other, path)
    assert content_bits(opened(path)) == content_bits(other)


def test_that_what_is_read_beside_a_file_belongs_to_it(tmp_path: Path) -> None:
    pictures = tmp_path / "train-images-idx3-ubyte"
    pictures.write_bytes(TABLES["data-idx3-ubyte"])
    labels = tmp_path / "train-labels-idx1-ubyte"
    labels.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 5, 1, 2, 3, 1, 2]))
    session = session_on(pictures)
    path = saved_in(session, tmp_path / "s.bpgui")
    assert content_bits(opened(path)) == content_bits(session)
    labels.write_bytes(labels.read_bytes()[:-1] + b"\3")
    (why,) = read_session(path).unfound.values()
    assert "gives other numbers" in why


def test_that_the_sample_of_version_2_opens_forever() -> None:
    path = SAMPLES / "version-2.bpgui"
    assert manifest_of(path)["version"] == 2
    session = opened(path)
    data = session.dataset
    assert data.input_names == ("größe", "farbe=blau", "farbe=rot")
    assert data.inputs.tolist()[:2] == [[0.0, 1.0, 0.0], [0.125, 0.0, 1.0]]
    assert data.inputs[12, 0] == np.mean([k / 8 for k in range(12) if not data.test[k]])
    assert (session.sweep, session.updates, len(data.held_out)) == (2, 4, 0)


# ---- where it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["session alone", "both", "both, the old ones left", "beside"])
def test_that_the_file_is_found_where_it_can_be(tmp_path: Path, way: str) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    table = write_table(old / "data")
    session = session_on(table)
    path = saved_in(session, old / "s.bpgui")
    new.mkdir()
    if way == "session alone":
        path = path.rename(new / "s.bpgui")
    elif way == "beside":
        path = path.rename(new / "s.bpgui")
        table = table.rename(new / table.name)
    else:
        (shutil.copytree if "left" in way else shutil.move)(str(old), str(new / "all"))
        path, table = new / "all" / "s.bpgui", new / "all" / "data" / table.name
    other = opened(path)
    assert content_bits(other) == content_bits(session)
    assert other.dataset.origin is not None
    assert other.dataset.origin.path == table


def test_that_a_folder_can_be_entered_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    session = session_on(Path("data") / "blumen.csv")
    saved_in(session, Path("s.bpgui"))
    monkeypatch.chdir(tmp_path / "data")
    assert content_bits(opened(Path("..") / "s.bpgui")) == content_bits(session)


@pytest.mark.parametrize("harm", ["missing", "changed", "longer", "a folder", "a pipe"])
def test_that_without_its_file_the_rest_opens_and_nothing_false_is_trained_or_kept(
    tmp_path: Path, harm: str
) -> None:
    table = write_table(tmp_path)
    whole = table.read_bytes()
    session = session_on(table)
    Runner(session).step("sweep")
    path = saved_in(session, tmp_path / "s.bpgui")
    table.unlink()
    if harm in {"changed", "longer"}:
        table.write_bytes(whole.replace(b"0,125", b"0,126") if harm == "changed" else whole + b"\n")
    elif harm == "a folder":
        table.mkdir()
    elif harm == "a pipe":
        os.mkfifo(table)
    saved = read_session(path)
    assert list(saved.unfound) == [table.name]
    (why,) = saved.unfound.values()
    assert table.name in why
    assert str(tmp_path) in why
    assert ("was changed" in why) == (harm in {"changed", "longer"})
    (warning,) = saved.warnings
    assert warning.startswith(why)
    other = Session()
    other.restore(saved)
    assert other.network.parameters.tobytes() == session.network.parameters.tobytes()
    assert other.history.loss.tobytes() == session.history.loss.tobytes()
    for act in (
        other.dataset.gather_training,
        lambda: other.dataset.with_input(0, 0, 1.0),
        lambda: other.dataset.with_target(0, 0, 1.0),
        lambda: other.dataset.with_split(0.5, 1),
    ):
        with pytest.raises(ValueError, match=table.name):
            act()
    # Saved again, in whatever way, it names the file still: brought back, it serves.
    ways = [saved_in(other, tmp_path / "again.bpgui"), tmp_path / "autosave.bpgui"]
    write_session(other.saved(), ways[1], data="beside")
    other.set_data_place("embedded")
    write_session(other.saved(), path)
    if table.is_dir():
        table.rmdir()
    table.unlink(missing_ok=True)
    table.write_bytes(whole)
    for way in (path, *ways):
        found = opened(way).dataset
        assert found.inputs.tobytes() == session.dataset.inputs.tobytes()
        assert found.targets.tobytes() == session.dataset.targets.tobytes()


def test_that_a_file_that_is_pointed_at_is_taken_if_it_is_the_one(tmp_path: Path) -> None:
    table = write_table(tmp_path / "data")
    session = session_on(table)
    path = saved_in(session, tmp_path / "s.bpgui")
    (tmp_path / "else").mkdir()
    other = write_table(tmp_path, TABLE.replace("rot", "rosa"), "other.csv")
    moved = table.rename(tmp_path / "else" / "renamed.csv")
    (why,) = read_session(path, pointed=[other]).unfound.values()
    assert "“other.csv” is another file" in why
    saved = read_session(path, pointed=[moved, other])
    assert not saved.unfound
    again = Session()
    again.restore(saved)
    assert content_bits(again) == content_bits(session)
    saved_in(again, path)
    assert content_bits(opened(path)) == content_bits(session)


def test_that_what_stands_for_the_targets_goes_with_every_loss_and_scaling(tmp_path: Path) -> None:
    text = "x,y\n" + "".join(f"{k},{5 + k}\n" for k in range(20))
    for name, text_of in (("y.csv", text), ("art.csv", TABLE)):
        table = write_table(tmp_path, text_of, name)
        session = session_on(table)
        if name == "y.csv":
            session.replace_dataset(
                session.dataset.with_split(0.0, 0).with_scaling(targets="0-1"), "Scale"
            )
            session.set_activation(len(session.network.layers) - 1, "sigmoid")
            session.set_loss("cross-entropy")
        path = saved_in(session, tmp_path / "s.bpgui")
        table.unlink()
        other = Session()
        other.restore(read_session(path))
        assert other.settings.loss == session.settings.loss


# ---- where it cannot be referred to --------------------------------------------------------------


@pytest.mark.parametrize("harm", ["missing", "changed", "no file"])
def test_that_data_that_cannot_be_read_again_are_kept_in_the_session(
    tmp_path: Path, harm: str
) -> None:
    table = write_table(tmp_path)
    session = Session() if harm == "no file" else session_on(table)
    session.set_data_place("referenced")
    if harm == "changed":
        table.write_text(TABLE.replace("0,125", "0,126"), encoding="utf-8")
    else:
        table.unlink()
    path = tmp_path / "s.bpgui"
    (why,) = write_session(session.saved(), path)
    assert ("no file" if harm == "no file" else table.name) in why
    assert manifest_of(path)["version"] == 1
    table.unlink(missing_ok=True)
    other = opened(path)
    assert content_bits(other) == content_bits(session)
    assert other.data_place == "referenced"


def test_that_other_columns_of_the_file_may_change_before_it_is_referred_to(tmp_path: Path) -> None:
    table = write_table(tmp_path)
    session = session_on(table)
    table.write_text(TABLE.replace(";7;", ";8;"), encoding="utf-8")
    assert content_bits(opened(saved_in(session, tmp_path / "s.bpgui"))) == content_bits(session)


def test_that_the_file_is_read_once_however_often_the_session_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    dataset_again = table_again.dataset_again

    def counted(*arguments: object) -> object:
        reads.append(arguments)
        return dataset_again(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(table_again, "dataset_again", counted)
    table = write_table(tmp_path)
    session = session_on(table)
    path = saved_in(session, tmp_path / "s.bpgui")
    saved_in(session, path)
    os.utime(table)  # touched, with the same content
    saved_in(session, path)
    assert len(reads) == 1
    other = opened(path)
    assert len(reads) == 2
    saved_in(other, path)  # what was opened is known already
    assert len(reads) == 2


def test_that_an_autosave_looks_at_no_file_and_loses_no_reference(tmp_path: Path) -> None:
    table = write_table(tmp_path / "data")
    session = session_on(table)
    whole = table.read_bytes()
    table.unlink()
    path = tmp_path / "recovery" / "s.bpgui"
    path.parent.mkdir()
    write_session(session.saved(), path, data="beside")
    other = opened(path)
    assert content_bits(other) == content_bits(session)
    table.write_bytes(whole)
    saved_in(other, tmp_path / "s.bpgui")
    table.rename(tmp_path / table.name)
    assert content_bits(opened(tmp_path / "s.bpgui")) == content_bits(session)


def test_that_a_session_with_its_data_tells_no_folder_and_may_refer_to_them_later(
    tmp_path: Path,
) -> None:
    home, other = tmp_path / "secret", tmp_path / "other"
    other.mkdir()
    table = write_table(home)
    session = session_on(table)
    session.set_data_place("embedded")
    for data in (session_bytes(session.saved()), session_bytes(session.saved({"a": 1}))):
        assert b"secret" not in data
    write_session(session.saved(), other / "s.bpgui")
    assert "secret" not in str(manifest_of(other / "s.bpgui"))
    write_session(session.saved(), home / "s.bpgui")
    assert str(tmp_path) not in str(manifest_of(home / "s.bpgui"))
    again = opened(home / "s.bpgui")
    again.set_data_place("referenced")
    saved_in(again, other / "s.bpgui")
    assert content_bits(opened(other / "s.bpgui")) == content_bits(session)


def test_that_data_as_they_were_read_are_asked_for_again_after_edits_only_in_part(
    tmp_path: Path,
) -> None:
    # Its first moment is forgotten when data are edited before the training begins.
    table = write_table(tmp_path)
    data = dataset_of(table).with_input(0, 0, 9.0).with_target(1, 0, 1.0)
    session = Session()
    session.open_prepared(opening_of(data))
    session.set_data_place("embedded")
    write_session(session.saved(), tmp_path / "s.bpgui")
    again = opened(tmp_path / "s.bpgui")
    again.set_data_place("referenced")
    (why,) = write_session(again.saved(), tmp_path / "s.bpgui")
    assert "not any more what was read" in why
    assert np.array_equal(opened(tmp_path / "s.bpgui").dataset.inputs, data.inputs)
