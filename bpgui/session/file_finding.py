"""Tables of a session file whose numbers are in the file they were first read from: reading them.

That file is looked for where the session says, and below and beside the session; only one with the
same bytes is read, and its numbers must come out the same to the bit.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.data.rows import Absent
from bpgui.formats import strict_json as strict
from bpgui.formats.archive import OnBytes
from bpgui.formats.regular_file import open_regular
from bpgui.formats.table_file import LARGEST_FILE
from bpgui.formats.table_origin import TableOrigin
from bpgui.session.file_origins import MOST_IMPORTS, NamedFile, read_named
from bpgui.session.reference import Reference, Stamp, digest_of, remember, remember_digest, stamp_of
from bpgui.session.session_file_error import SessionFileError

_WHERE = "“imports”"
_SAMPLE = 2**16
_OTHERWISE = (
    "“{name}” gives other numbers than when the session was saved, though the file is the same: a "
    "file that belongs to it was changed, or this bpgui reads it otherwise."
)
_UNTIL = "Until then nothing can be trained; all the rest is here."


class UnfoundError(Exception):
    """A file is not there as it was; `str()` of it says so in a sentence."""


@dataclass(frozen=True, eq=False)
class Again:
    """What came of looking for a file: its numbers, or why there are none.

    Attributes
    ----------
    path
        Where it was found, or was looked for first.
    dataset
        What was read; None where it was not found, or is not what it was.
    stamp
        Of the file.
    why
        A sentence, where nothing was read.
    """

    path: Path
    dataset: Dataset | None = None
    stamp: Stamp | None = None
    why: str = ""


@dataclass(eq=False)
class ImportsIn:
    """The files that a session names.

    Parameters
    ----------
    said
        What JSON says of them.
    tables
        What JSON says of all tables; some are in these files.
    folder
        Of the session; None where it is in none.
    pointed
        Files that the user has pointed at: looked at before any other.
    on_bytes
        Called with how many bytes of a file were gone through, each time.
    """

    said: Sequence[Any]
    tables: Sequence[Any]
    folder: Path | None
    pointed: Sequence[Path]
    on_bytes: OnBytes
    named: list[NamedFile] = field(default_factory=list)
    _read: dict[int, Again] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.said) > MOST_IMPORTS:
            raise SessionFileError(f"{_WHERE}: a session names at most {MOST_IMPORTS} files.")
        self.named = [read_named(value) for value in self.said]

    @property
    def nbytes(self) -> int:
        """How many bytes of them have to be read."""
        said = (value.get("import") for value in self.tables if isinstance(value, dict))
        needed = {which for which in said if isinstance(which, int)}
        references = [one.reference for k, one in enumerate(self.named) if k in needed]
        return sum(reference.nbytes for reference in references if reference is not None)

    def table(self, number: int) -> FloatArray:
        """Return the numbers of a table that is in such a file.

        Raises
        ------
        UnfoundError
            If the file is not there as it was.
        """
        which = self._index(self.tables[number])
        again = self._again(which)
        if again.dataset is None:
            raise UnfoundError(again.why)
        return self._part(again.dataset, self.named[which], number)

    def stand_in(
        self, said: strict.Object, number: int, shape: tuple[int, int], vectors: Sequence[Any]
    ) -> FloatArray:
        """Return what stands for the numbers of a table that is not here.

        The targets are all like one that was there, which goes with any loss and any scaling.
        """
        table = np.zeros(shape)
        if self.named[self._index(said)].targets == number:
            example = strict.as_whole(strict.member(said, "example", _WHERE), _WHERE)
            if example >= len(vectors) or vectors[example].shape != shape[1:]:
                raise SessionFileError(f"{_WHERE}: a table has no example of its targets.")
            table[:] = vectors[example]
        table.setflags(write=False)
        checksum = strict.as_text(strict.member(said, "sha256", _WHERE), _WHERE)
        remember_digest(table, checksum)
        return table

    def absent(self, said: strict.Object, why: str) -> Absent:
        """Return what is to be known of the file of a table that is not here."""
        named = self.named[self._index(said)]
        known = named.reference or Reference("", 0)
        return Absent(f"{why} {_UNTIL}", named.name, known.sha256, known.nbytes, is_origin=True)

    def origins(self, arrays: Sequence[FloatArray]) -> list[TableOrigin]:
        """Return the origins of data, with the tables that hold what was read."""
        return [self._origin(which, named, arrays) for which, named in enumerate(self.named)]

    def unfound(self) -> Mapping[str, str]:
        """Return why files were not read, by their names."""
        return {
            self.named[which].name: again.why for which, again in self._read.items() if again.why
        }

    # ---- inside ----------------------------------------------------------------------------

    def _index(self, said: strict.Object) -> int:
        which = strict.as_whole(said["import"], _WHERE)
        if which >= len(self.named) or self.named[which].reference is None:
            raise SessionFileError(f"{_WHERE}: a table is in a file that is not named.")
        return which

    def _part(self, data: Dataset, named: NamedFile, number: int) -> FloatArray:
        if number == named.inputs:
            return data.patterns.shared
        if number == named.targets:
            return data.targets
        raise SessionFileError(f"{_WHERE}: a table is neither the inputs nor the targets.")

    def _origin(self, which: int, named: NamedFile, arrays: Sequence[FloatArray]) -> TableOrigin:
        def table(number: int | None) -> FloatArray | None:
            if number is not None and number >= len(arrays):
                raise SessionFileError(f"{_WHERE}: there is no table {number}.")
            return None if number is None else arrays[number]

        again = self._read.get(which) or Again(self._likely(named))
        inputs, targets = table(named.inputs), table(named.targets)
        origin = TableOrigin(again.path, inputs, targets, named.options, named.plan)
        if named.reference is not None and which in self._read:
            remember(origin, named.reference, again.stamp)
        return origin

    def _likely(self, named: NamedFile) -> Path:
        places = named.places(self.folder)
        there = (place for place in places if os.path.isfile(place))  # noqa: PTH113
        return next(there, places[0] if places else Path(named.name))

    def _again(self, which: int) -> Again:
        if which not in self._read:
            again = self._found(self.named[which])
            if again.dataset is not None and not self._is_the_same(which, again.dataset):
                again = Again(again.path, why=_OTHERWISE.format(name=again.path.name))
            self._read[which] = again
        return self._read[which]

    def _is_the_same(self, which: int, data: Dataset) -> bool:
        """Whether all tables that are in a file come out as they were."""
        for number, said in enumerate(self.tables):
            if isinstance(said, dict) and said.get("import") == which:
                found = self._part(data, self.named[which], number)
                if found.shape != (said.get("rows"), said.get("columns")):
                    return False
                if digest_of(found) != said.get("sha256"):
                    return False
        return True

    def _found(self, named: NamedFile) -> Again:
        """Return what is read of a file, wherever it is found first."""
        wanted = named.reference or Reference("", 0)
        changed: Path | None = None
        places = [*self.pointed, *named.places(self.folder)]
        for place in places:
            data, stamp = _bytes_of(place, wanted.nbytes)
            if data is None or wanted != _known_by(data):
                changed = changed or (place if stamp is not None else None)
                continue
            try:
                return Again(place, self._made(named, place, data), stamp)
            except ValueError as error:
                return Again(place, why=f"“{place.name}” cannot be read any more. {error}")
        expected = places[0] if places else Path(named.name)
        if changed is not None:
            return Again(expected, why=_changed(changed, is_pointed=changed in self.pointed))
        return Again(expected, why=_missing(named, expected))

    def _made(self, named: NamedFile, path: Path, data: bytes) -> Dataset:
        sample = data[:_SAMPLE]
        rows = max(1, sample.count(b"\n") * len(data) // len(sample))  # about, if it is text
        done = 0

        def on_rows(count: int) -> None:
            nonlocal done
            share = min(len(data), len(data) * count // rows)
            self.on_bytes(max(0, share - done))
            done = max(done, share)

        from bpgui.formats.table_again import dataset_again

        return dataset_again(path, data, named.options, named.plan, on_rows)


def _bytes_of(path: Path, count: int) -> tuple[bytes | None, Stamp | None]:
    """Return the bytes of a file and its stamp; no bytes of one that is of another size."""
    try:
        with open_regular(path) as file:
            stamp = stamp_of(file)
            fits = 0 < count <= LARGEST_FILE and stamp[1] == count
            data = file.read(count + 1) if fits else None
            return data, stamp
    except OSError:
        return None, None


def _known_by(data: bytes) -> Reference:
    return Reference(hashlib.sha256(data).hexdigest(), len(data))


def _missing(named: NamedFile, expected: Path) -> str:
    where = f"in “{expected.parent}”" if expected.is_absolute() else "here"
    return (
        f"The data are in “{named.name}”, which is not {where}: put it there, or beside the "
        "session, and open the session again."
    )


def _changed(path: Path, *, is_pointed: bool) -> str:
    if is_pointed:
        return (
            f"“{path.name}” is another file: its content is not what the session was trained on. "
            "Find the one that is."
        )
    return (
        f"The data were read from “{path}”, which was changed since the session was saved: bring "
        "it back as it was, or put a copy of that beside the session, and open the session again."
    )
