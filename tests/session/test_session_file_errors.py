"""Broken, hostile and newer session files: a sentence, at once, and no wrong weight."""

import io
import json
import struct
import time
import zipfile
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.session.session import Session
from bpgui.session.session_file import (
    SavedSession,
    SessionFileError,
    read_session,
    session_bytes,
    session_info,
)
from tests.session.fingerprint import content_bits
from tests.session.rewriting import archived, parts_of, with_array, with_manifest
from tests.session.session_sample import sample_session


@cache
def whole() -> bytes:
    return session_bytes(sample_session().saved({"a": [1, 2]}))


@cache
def whole_bits() -> tuple[object, ...]:
    return bits(read_session(whole()))


def bits(saved: SavedSession) -> tuple[object, ...]:
    """Everything a session shows and trains with."""
    session = Session()
    session.restore(saved)
    return (*content_bits(session), saved.window)


def refusal(data: bytes) -> str:
    with pytest.raises(SessionFileError) as raised:
        read_session(data)
    sentence = str(raised.value)
    assert sentence.startswith("The session cannot be opened")
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    return sentence


@given(st.data())
def test_that_a_flipped_bit_is_a_sentence_and_never_another_weight(data: st.DataObject) -> None:
    broken = bytearray(whole())
    place = data.draw(st.integers(0, len(broken) - 1))
    broken[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        saved = read_session(bytes(broken))
    except SessionFileError:
        return
    # What zipfile does not look at, such as the time of a member.
    assert bits(saved) == whole_bits()


@given(st.integers(0, 2**20))
def test_that_a_file_that_ends_early_is_a_sentence(length: int) -> None:
    refusal(whole()[: length % len(whole())])


@given(st.binary(max_size=300))
def test_that_any_other_file_is_a_sentence(data: bytes) -> None:
    refusal(data)


def leaves(said: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Return the paths to everything in a manifest that is no list and no object."""
    if isinstance(said, dict):
        return [leaf for key, value in said.items() for leaf in leaves(value, (*path, key))]
    if isinstance(said, list):
        return [leaf for key, value in enumerate(said) for leaf in leaves(value, (*path, key))]
    return [path]


LIES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 1, 2, 7, 10**6, 2**63, 2**200, 0.5, -0.0, 1e308, "", "x", "\ud800", [], {}]
)


@given(st.data())
def test_that_a_lie_in_the_manifest_is_a_sentence_or_another_whole_session(
    data: st.DataObject,
) -> None:
    def lie(said: dict[str, Any]) -> None:
        for _ in range(data.draw(st.integers(1, 2))):
            *way, last = data.draw(st.sampled_from(leaves(said)))
            place: Any = said
            for key in way:
                place = place[key]
            place[last] = data.draw(LIES)

    begin = time.perf_counter()
    try:
        saved = read_session(with_manifest(whole(), lie))
    except SessionFileError:
        assert time.perf_counter() - begin < 5
        return
    look_around(saved)


@given(st.data())
def test_that_a_lie_in_an_array_is_a_sentence_or_another_whole_session(
    data: st.DataObject,
) -> None:
    parts = parts_of(whole())
    name = data.draw(st.sampled_from([name for name in parts if name.endswith(".npy")]))
    array = _loaded(parts[name])
    if array.size and data.draw(st.booleans()):
        array[data.draw(st.integers(0, array.size - 1))] = data.draw(st.integers(-2, 99))
    else:
        array = np.resize(array, data.draw(st.integers(0, array.size + 5)))
    try:
        saved = read_session(with_array(whole(), name, array))
    except SessionFileError:
        return
    look_around(saved)


def look_around(saved: SavedSession) -> None:
    """Show a session: all that the window reads must be there."""
    session = Session()
    session.restore(saved)
    assert len(session.history.loss)
    assert session.history.parameters()[1].shape[1] == session.network.n_parameters
    assert session.forward.a[-1].shape == (1, session.network.n_outputs)
    assert len(session.batch_rows)
    for run in session.kept_runs:
        assert run.end


def _loaded(data: bytes) -> np.ndarray:
    return np.array(np.load(io.BytesIO(data)))


def test_that_a_newer_version_is_refused_with_a_sentence() -> None:
    newer = with_manifest(
        whole(), lambda said: said.update(version=3, program="bpgui 9.0", sessions=[])
    )
    assert "bpgui 9.0" in refusal(newer)
    with pytest.raises(SessionFileError, match="version 3"):
        session_info(newer)
    for version in (0, "1", None, 1.5):
        refusal(with_manifest(whole(), partial(dict.update, version=version)))


def test_that_what_is_not_known_beside_is_left_aside_but_unknown_settings_are_not() -> None:
    parts = {**parts_of(whole()), "thumbnail.png": b"picture", "more.npy": b"x"}
    assert bits(read_session(archived(parts))) == whole_bits()
    more = with_manifest(whole(), lambda said: said["documents"][0].update(colour="blue"))
    assert bits(read_session(more)) == whole_bits()
    other_rule = with_manifest(whole(), lambda said: said["settings"][0].update(beta=0.9))
    assert "beta" in refusal(other_rule)


def test_that_every_part_is_missed() -> None:
    parts = parts_of(whole())
    for name in parts:
        sentence = refusal(archived({other: parts[other] for other in parts if other != name}))
        assert name in sentence


def test_that_another_archive_is_no_session() -> None:
    assert "manifest.json" in refusal(archived({"a.txt": b"hello"}))
    refusal(archived({"manifest.json": b'{"format": "other", "version": 1}'}))
    refusal(archived({"manifest.json": b"[" * 200_000}))
    refusal(archived({"manifest.json": b'{"a": 1, "a": 2}'}))
    refusal(archived({"manifest.json": b'{"a": NaN}'}))
    refusal(archived({"manifest.json": b"\xff\xfe"}))


def test_that_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    path = tmp_path / "bomb.bpgui"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_of(whole()).items():
            archive.writestr(name, data)
        with archive.open("more.npy", "w", force_zip64=True) as member:
            for _ in range(100):
                member.write(bytes(2**20))
    begin = time.perf_counter()
    with pytest.raises(SessionFileError, match="too much"):
        read_session(path)
    assert time.perf_counter() - begin < 1


def test_that_an_array_that_claims_to_be_endless_is_refused_before_memory_is_taken() -> None:
    for shape in ((2**40,), (2**62, 2**62), (-1,)):
        header = str({"descr": "<f8", "fortran_order": False, "shape": shape})
        npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(64)
        refusal(archived({**parts_of(whole()), "vectors.npy": npy}))
    huge = with_manifest(whole(), lambda said: said["tables"][0].update(rows=2**40))
    refusal(huge)


def test_that_pickles_are_never_read() -> None:
    objects = np.array([{"a": 1}], dtype=object)
    file = io.BytesIO()
    np.save(file, objects, allow_pickle=True)
    refusal(archived({**parts_of(whole()), "vectors.npy": file.getvalue()}))


def test_that_a_directory_of_very_many_members_is_refused() -> None:
    refusal(archived({f"{k}.npy": b"" for k in range(5000)}))


def test_that_two_members_of_one_name_are_refused() -> None:
    data = whole()
    name = b"samples-loss.npy"
    other = b"samples-test.npy"
    assert len(name) == len(other)
    twice = archived({**parts_of(data), other.decode(): b"x"}).replace(other, name)
    assert "same name" in refusal(twice)


def _say_first_table(table: dict[str, Any], said: dict[str, Any]) -> None:
    said["tables"][0] = table


def test_that_the_file_of_data_beside_cannot_be_elsewhere() -> None:
    for name in ("../secret.npy", "/etc/passwd", "a/b.npy", "a\\b.npy", "..", ""):
        said = {"rows": 5, "columns": 2, "file": name, "sha256": "0" * 64, "bytes": 10}
        data = with_manifest(whole(), partial(_say_first_table, said))
        assert "plain name" in refusal(data)


def test_that_the_sentence_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "größe.bpgui"
    path.write_bytes(whole()[:-100])
    with pytest.raises(SessionFileError, match=r"^“größe.bpgui” cannot be opened\. "):
        read_session(path)
    with pytest.raises(FileNotFoundError):
        read_session(tmp_path / "nothing.bpgui")
    assert json.loads(parts_of(whole())["manifest.json"])["format"] == "bpgui-session"
