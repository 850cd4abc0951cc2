"""The numbers of all patterns in a session file: small ones in a pool, large ones by themselves.

Large tables are stored in the smallest type that holds them to the bit, in the archive or in a
.npy file of their own, which the session names with its checksum.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.rows import SMALL, Absent
from bpgui.formats import strict_json as strict
from bpgui.formats.archive import Archive, ArrayStream, OnBytes
from bpgui.formats.archive_error import ArchiveError
from bpgui.formats.archive_writer import ArchiveWriter, npy_pieces
from bpgui.formats.narrowing import NARROW, narrowest
from bpgui.formats.regular_file import open_regular
from bpgui.formats.whole_file import whole_file
from bpgui.session.file_finding import ImportsIn, UnfoundError
from bpgui.session.file_pools import Catalogue, Pool, pick
from bpgui.session.stored_table import is_there, parts_of, stored_as

_KINDS = " ".join(NARROW)
_LARGEST_FILE = 2**36


class TablesOut:
    """The tables that are written.

    Parameters
    ----------
    vectors
        Where small ones go.
    beside
        Where large ones go that may be in files of their own: the folder, and how their names
        begin. None where everything goes into the archive.
    """

    def __init__(self, vectors: Pool, beside: tuple[Path, str] | None) -> None:
        self._vectors, self._beside = vectors, beside
        self._tables: Catalogue[FloatArray] = Catalogue(self._said)
        self._members: dict[str, FloatArray] = {}
        self._files: dict[Path, FloatArray] = {}

    @property
    def described(self) -> list[Any]:
        """What JSON says of all of them."""
        return self._tables.described

    @property
    def nbytes(self) -> int:
        """About how many bytes there will be."""
        return sum(table.nbytes for table in (*self._members.values(), *self._files.values()))

    def add(self, table: FloatArray) -> int:
        """Return the number of a table, which stays the same for the same array."""
        return self._tables.add(table)

    def add_inputs(self, table: FloatArray, absent: Absent | None) -> int:
        """Return the number of a table that may be in a file of its own, or is there already."""
        beside = self._beside
        if absent is not None:
            return self._tables.add(table, lambda _: _said_file(table, absent))
        if beside is not None and table.size > SMALL:
            return self._tables.add(table, lambda _: self._said_beside(table, *beside))
        return self._tables.add(table)

    def add_elsewhere(self, table: FloatArray, said: Mapping[str, Any]) -> int:
        """Return the number of a table whose numbers are where JSON says, and not written."""
        return self._tables.add(table, lambda _: {**_said_shape(table), **said})

    def number(self, table: FloatArray) -> int | None:
        """Return the number of a table; None where it was not added."""
        return self._tables.number(table)

    def write_beside(self, on_bytes: OnBytes) -> None:
        """Write the files of their own that are not there yet, each whole or not at all."""
        for path, table in self._files.items():
            stored = stored_as(table)
            if not is_there(path, stored):
                with whole_file(path) as file:
                    for piece in npy_pieces(stored.dtype, table.shape, parts_of(table)):
                        file.write(piece)
                        on_bytes(len(piece))

    def write(self, archive: ArchiveWriter) -> None:
        """Write the members."""
        for name, table in self._members.items():
            dtype = narrowest(parts_of(table))
            archive.add_array(name, dtype, table.shape, parts_of(table))

    def _said(self, table: FloatArray) -> dict[str, Any]:
        said = _said_shape(table)
        if table.size <= SMALL:
            return {**said, "vector": self._vectors.add(table.reshape(-1))}
        name = f"table-{len(self._members)}.npy"
        self._members[name] = table
        return {**said, "member": name}

    def _said_beside(self, table: FloatArray, folder: Path, stem: str) -> dict[str, Any]:
        stored = stored_as(table)
        path = folder / f"{stem}-{stored.sha256[:12]}.npy"
        self._files[path] = table
        return _said_file(table, Absent("", path.name, stored.sha256, stored.nbytes))


def _said_shape(table: FloatArray) -> dict[str, Any]:
    return {"rows": table.shape[0], "columns": table.shape[1]}


def _said_file(table: FloatArray, there: Absent) -> dict[str, Any]:
    said = {"file": there.file, "sha256": there.sha256, "bytes": there.nbytes}
    return {**_said_shape(table), **said}


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a file that was read, and which of them are not there, by their numbers."""

    arrays: list[FloatArray]
    absent: dict[int, Absent]


def read_tables(
    said: Sequence[Any],
    archive: Archive,
    vectors: Sequence[np.ndarray],
    folder: Path | None,
    imports: ImportsIn,
    on_bytes: OnBytes | None = None,
) -> Tables:
    """Return the tables that a file says.

    Of a file that is missing or changed, every number is 0, and a sentence says so.

    Parameters
    ----------
    said
        What JSON says of them.
    archive, vectors
        Where they are.
    folder
        Where files of their own are looked for: that of the session file.
    imports
        The files that data were first read from.
    on_bytes
        Called with how many bytes of such a file were read, each time.
    """
    arrays: list[FloatArray] = []
    absent: dict[int, Absent] = {}
    for value in said:
        entries = strict.as_object(value, "“tables”")
        number = len(arrays)
        if "import" in entries:
            arrays.append(_read_elsewhere(entries, number, imports, vectors, absent))
            continue
        try:
            arrays.append(_read_table(entries, archive, vectors, folder, on_bytes))
        except _MissingError as error:
            absent[len(arrays)] = replace(_reference(entries), why=str(error))
            arrays.append(_sealed(np.zeros(_shape(entries))))
    return Tables(arrays, absent)


def _read_elsewhere(
    said: strict.Object,
    number: int,
    imports: ImportsIn,
    vectors: Sequence[np.ndarray],
    absent: dict[int, Absent],
) -> FloatArray:
    """Return a table of a file that data were first read from, or what stands for it."""
    shape = _shape(said)
    try:
        return imports.table(number)
    except UnfoundError as error:
        absent[number] = imports.absent(said, str(error))
        return imports.stand_in(said, number, shape, vectors)


class _MissingError(Exception):
    """A file of its own is not there as it was; `str()` of it is a sentence."""


def _read_table(
    said: strict.Object,
    archive: Archive,
    vectors: Sequence[np.ndarray],
    folder: Path | None,
    on_bytes: OnBytes | None,
) -> FloatArray:
    where = "“tables”"
    shape = _shape(said)
    if "vector" in said:
        vector = pick(vectors, said["vector"], where)
        if vector.size != shape[0] * shape[1]:
            raise ArchiveError(f"{where}: {vector.size} numbers do not make a table of {shape}.")
        return _sealed(vector.reshape(shape).copy())
    if "member" in said:
        with archive.array(strict.as_text(said["member"], where), _KINDS, shape) as stream:
            return _read_matrix(stream, shape)
    return _read_file(said, shape, folder, on_bytes)


def _shape(said: strict.Object) -> tuple[int, int]:
    where = "“tables”"
    rows, columns = (
        strict.as_whole(strict.member(said, key, where), where) for key in ("rows", "columns")
    )
    if rows * columns * 8 > _LARGEST_FILE:
        raise ArchiveError(f"{where}: a table of {rows:,} by {columns:,} numbers is too large.")
    return rows, columns


def _reference(said: strict.Object) -> Absent:
    """Return the file of its own that a table is in."""
    where = "“tables”"
    name = strict.as_text(strict.member(said, "file", where), where)
    if not name.endswith(".npy") or set(name) & set("/\\:"):
        raise ArchiveError(f"{where}: “{name}” is no plain name of a file.")
    checksum = strict.as_text(strict.member(said, "sha256", where), where)
    return Absent("", name, checksum, strict.as_whole(strict.member(said, "bytes", where), where))


def _read_file(
    said: strict.Object, shape: tuple[int, int], folder: Path | None, on_bytes: OnBytes | None
) -> FloatArray:
    reference = _reference(said)
    name = reference.file
    if folder is None:
        raise _MissingError(f"The inputs are in “{name}”, which is not here.")
    try:
        with open_regular(folder / name) as file:
            if os.fstat(file.fileno()).st_size != reference.nbytes:
                raise ArchiveError("Its size is another.")
            with ArrayStream(file, name, NARROW, shape, reference.sha256, on_bytes) as stream:
                return _read_matrix(stream, shape)
    except FileNotFoundError:
        raise _MissingError(
            f"The inputs are in “{name}”, which is not in “{folder}”: put it there and open the "
            "session again. Until then nothing can be trained; all the rest is here."
        ) from None
    except OSError as error:
        raise _MissingError(
            f"The inputs are in “{folder / name}”, which cannot be read ({error.strerror}). "
            "Nothing can be trained without it; all the rest is here."
        ) from error
    except ValueError as error:
        raise _MissingError(
            f"The inputs are in “{name}”, which was changed since the session was saved. "
            "Nothing can be trained with it; all the rest is here."
        ) from error


def _read_matrix(stream: ArrayStream, shape: tuple[int, int]) -> FloatArray:
    table = np.empty(shape)
    done = 0
    for part in stream.matrix():
        table[done : done + len(part)] = part
        done += len(part)
    return _sealed(table)


def _sealed(table: FloatArray) -> FloatArray:
    table.setflags(write=False)
    return table
