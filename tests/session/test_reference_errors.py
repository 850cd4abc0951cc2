"""Broken and hostile sessions that name files: a sentence, at once, and nothing else is opened."""

import ntpath
import os
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpgui.session.file_origins import MOST_IMPORTS, NamedFile
from bpgui.session.session import Session
from bpgui.session.session_file import (
    SessionFileError,
    elsewhere_bytes,
    read_session,
    write_session,
)
from tests.session.referring import saved_in, session_on, write_table
from tests.session.rewriting import with_manifest
from tests.session.session_sample import large_session
from tests.session.test_session_file_errors import LIES, leaves, look_around

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a session and the file that it names."""
    made = tmp_path_factory.mktemp("named")
    saved_in(session_on(write_table(made)), made / "s.bpgui")
    return made


def changed(folder: Path, change: Change) -> bytes:
    return with_manifest((folder / "s.bpgui").read_bytes(), change)


def named(said: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = said["imports"][0]
    return entry


def refusal(folder: Path, change: Change) -> str:
    with pytest.raises(SessionFileError) as raised:
        read_session(changed(folder, change), folder=folder)
    return str(raised.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_that_a_lie_in_the_manifest_is_a_sentence_or_another_whole_session(
    folder: Path, data: st.DataObject
) -> None:
    def lie(said: dict[str, Any]) -> None:
        about = {key: said[key] for key in ("imports", "tables", "patterns", "datasets")}
        for _ in range(data.draw(st.integers(1, 2))):
            *way, last = data.draw(st.sampled_from(leaves(about)))
            place: Any = about
            for key in way:
                place = place[key]
            place[last] = data.draw(LIES)

    try:
        saved = read_session(changed(folder, lie), folder=folder)
    except SessionFileError:
        return
    look_around(saved)


@pytest.mark.parametrize(
    "change",
    [
        {"relative": "/etc/passwd"},
        {"file": "a\0b"},
        {"path": "/" + "a" * 5000},
        {"path": 7},
        {"plan": {}},
        {"options": {"decimal": ";"}},
        {"options": {"delimiter": "\n"}},
        {"bytes": -1},
        {"inputs": 99},
    ],
)
def test_that_a_file_is_named_as_files_are_or_not_at_all(
    folder: Path, change: dict[str, Any]
) -> None:
    assert refusal(folder, lambda said: named(said).update(change)).endswith(".")


def test_that_no_more_files_are_named_than_a_session_can_have(folder: Path) -> None:
    many = MOST_IMPORTS + 1
    assert "at most" in refusal(folder, lambda said: said.update(imports=[named(said)] * many))


def test_that_a_column_can_be_used_in_no_unknown_way(folder: Path) -> None:
    def lie(key: str, said: dict[str, Any]) -> None:
        named(said)["plan"]["columns"][0][key] = "colour"

    for key in ("role", "holds", "scaling", "missing"):
        assert "colour" in refusal(folder, partial(lie, key))


def test_that_targets_without_their_inputs_are_refused(folder: Path) -> None:
    def change(said: dict[str, Any]) -> None:
        table = said["tables"][0]
        said["tables"][0] = {"rows": 13, "columns": table["columns"], "vector": 0}
        named(said).update(inputs=None, bytes=1)

    assert refusal(folder, change)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/tty", "pipe", "folder"])
def test_that_nothing_but_a_file_is_opened(folder: Path, tmp_path: Path, name: str) -> None:
    if name == "pipe":
        os.mkfifo(tmp_path / name)
    elif name == "folder":
        (tmp_path / name).mkdir()
    path = str(tmp_path / name)
    data = changed(folder, lambda said: named(said).update(path=path, relative="", file="none"))
    saved = read_session(data, folder=tmp_path)
    assert "which is not in" in saved.unfound["none"]


def test_that_what_says_it_is_empty_is_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()  # as what the system makes up while it is read
    change = {"file": "empty.csv", "bytes": 0, "relative": "", "path": ""}
    saved = read_session(changed(folder, lambda said: named(said).update(change)), folder=tmp_path)
    assert "was changed" in saved.unfound["empty.csv"]


def test_that_a_pipe_in_place_of_data_beside_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    write_session(large_session().saved(), path, data="beside")
    (beside,) = tmp_path.glob("s-*.npy")
    beside.unlink()
    os.mkfifo(beside)
    (warning,) = read_session(path).warnings
    assert "cannot be read" in warning


def test_that_a_file_of_another_size_is_not_read(folder: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(2**40)
    data = changed(
        folder, lambda said: named(said).update(path=str(large), relative="", file="none")
    )
    assert "was changed" in read_session(data, folder=tmp_path).unfound["none"]
    claimed = changed(
        folder,
        lambda said: named(said).update(path=str(large), relative="", file="none", bytes=2**40),
    )
    assert "was changed" in read_session(claimed, folder=tmp_path).unfound["none"]


def test_that_a_file_that_is_no_table_of_so_many_columns_is_a_sentence(folder: Path) -> None:
    def without_a_column(said: dict[str, Any]) -> None:
        named(said)["plan"]["columns"].pop()

    (why,) = read_session(changed(folder, without_a_column), folder=folder).unfound.values()
    assert "columns" in why


def test_that_other_numbers_than_were_saved_are_not_taken(folder: Path) -> None:
    for number in (0, 1):
        lie = {"sha256": "0" * 64}
        data = changed(folder, partial(_lie_about_table, number, lie))
        saved = read_session(data, folder=folder)
        assert "gives other numbers" in saved.unfound["blumen.csv"]
        with pytest.raises(ValueError, match="gives other numbers"):
            saved.document.dataset.check_presence()


def _lie_about_table(number: int, lie: dict[str, Any], said: dict[str, Any]) -> None:
    said["tables"][number].update(lie)


def test_that_another_host_is_not_asked_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "splitdrive", ntpath.splitdrive)
    one = NamedFile("a.csv", "//host/share/a.csv", "", None, None, None, None, None)  # type: ignore[arg-type]
    assert one.places(None) == []


def test_that_the_bytes_elsewhere_are_known_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    session: Session = large_session()
    write_session(session.saved(), path)
    assert elsewhere_bytes(path) == 0
    write_session(session.saved(), path, data="beside")
    (beside,) = tmp_path.glob("s-*.npy")
    assert elsewhere_bytes(path) == beside.stat().st_size
    path.write_bytes(struct.pack("<I", 7))
    assert elsewhere_bytes(path) == 0
