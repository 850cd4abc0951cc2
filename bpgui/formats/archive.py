"""Reading a ZIP archive of JSON and .npy arrays that nobody vouches for.

Nothing is allocated on the archive's word alone: how many members it has, how large they are
and how much larger than the file is checked before any is read, and each array is checked
against what its header says and against the checksum it was written with.
"""

import contextlib
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import IO, BinaryIO, Self

import numpy as np

from bpgui.formats import strict_json as strict
from bpgui.formats.archive_error import ArchiveError
from bpgui.formats.npy_array import LONGEST_HEADER, parse_header

OnBytes = Callable[[int], None]
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 256 * 2**20
PLENTY = 64 * 2**20
MOST_RATIO = 100
"""Members may hold `PLENTY` bytes in all, and `MOST_RATIO` times what the file has."""
MOST_BYTES = 2**36

_MOST_MEMBERS = 4096
_LARGEST_DIRECTORY = 2**20
_PIECE = 2**20
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")


def allowance(file_size: int) -> int:
    """Return how many bytes the members of an archive of this size may hold together."""
    return min(MOST_BYTES, PLENTY + MOST_RATIO * file_size)


class Archive:
    """An open archive.

    Parameters
    ----------
    file
        To read from and to seek in.
    on_bytes
        Called with how many bytes of an array were read, each time; what it raises ends it.

    Attributes
    ----------
    manifest
        What ``manifest.json`` says.
    total
        How many bytes all members hold.

    Raises
    ------
    ArchiveError
        Wherever it is not what `ArchiveWriter` writes.
    """

    def __init__(self, file: BinaryIO, on_bytes: OnBytes | None = None) -> None:
        size = file.seek(0, 2)
        self._on_bytes = on_bytes
        _check_end(file, size)
        with _damage_told():
            self._zip = zipfile.ZipFile(file)
        self._check_members(size)
        self.manifest = self._read_manifest()
        self._checksums: Mapping[str, object] = {}

    def expect(self, checksums: Mapping[str, object]) -> None:
        """Say what the SHA-256 of each array is that will be read, as hexadecimal digits."""
        self._checksums = checksums

    def array(self, name: str, kind: str, shape: Sequence[int | None]) -> "ArrayStream":
        """Return an array to be read from the front, in a ``with`` block.

        Parameters
        ----------
        name
            Of the member.
        kind
            The type it must have, as NumPy writes it without the byte order: "f8"; or several
            with spaces between.
        shape
            What it must have; None where any length will do.
        """
        wanted = self._checksums.get(name)
        if not isinstance(wanted, str):
            raise ArchiveError(f"The manifest has no checksum of “{name}”.")
        with _damage_told():
            member = self._zip.open(self._found(name))
        return ArrayStream(member, name, kind.split(), shape, wanted, self._on_bytes)

    def _found(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._zip.getinfo(name)
        except KeyError:
            raise ArchiveError(f"The part “{name}” is missing.") from None

    def _check_members(self, size: int) -> None:
        total = 0
        for info in self._zip.infolist():
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ArchiveError(f"The part “{info.filename}” is compressed in an unknown way.")
            total += info.file_size
        self.total = total
        if total > allowance(size):
            raise ArchiveError(
                f"Its parts would fill {total:,} bytes, which is too much for a file of {size:,}."
            )
        if len(set(self._zip.namelist())) < len(self._zip.namelist()):
            raise ArchiveError("Two of its parts have the same name.")

    def _read_manifest(self) -> strict.Object:
        info = self._found(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise ArchiveError(f"Its manifest is larger than {LARGEST_MANIFEST // 2**20} MB.")
        with _damage_told(), self._zip.open(info) as member:
            # One byte more than promised, so that a member that goes on is found out.
            text = member.read(info.file_size + 1)
        if len(text) != info.file_size:
            raise ArchiveError("Its manifest is not as long as it says.")
        return strict.parse_object(text, MANIFEST, again="Save it again.")


class ArrayStream:
    """One array of an archive, read from the front and checked at the end.

    Attributes
    ----------
    shape
        As its header says.
    """

    def __init__(
        self,
        member: IO[bytes],
        name: str,
        kinds: Sequence[str],
        shape: Sequence[int | None],
        checksum: str,
        on_bytes: OnBytes | None = None,
    ) -> None:
        self._member, self._name, self._checksum = member, name, checksum
        self._digest, self._on_bytes = hashlib.sha256(), on_bytes
        start = self._read_header()
        offset, self._dtype, self.shape, fortran = parse_header(start, name, kinds)
        fits = len(shape) == len(self.shape) and all(
            wanted is None or wanted == found
            for wanted, found in zip(shape, self.shape, strict=True)
        )
        if fortran or not fits or offset != len(start):
            raise ArchiveError(f"The array “{name}” has another shape: {self.shape}.")
        self._left = int(np.prod(self.shape, dtype=object))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._member:
            if error is None:
                self._check_end()

    def take(self, count: int) -> np.ndarray:
        """Return the next so many numbers as a new read-only array of the machine's own order."""
        self._use_up(count)
        values = np.empty(count, self._dtype)
        self._fill(values)
        native = values.astype(self._dtype.newbyteorder("="), copy=False)
        native.setflags(write=False)
        return native

    def rest(self) -> np.ndarray:
        """Return all that is left, as `take` does."""
        return self.take(self._left)

    def matrix(self) -> Iterator[np.ndarray]:
        """Yield all of it as float64, some rows at a time."""
        columns = max(1, self.shape[-1])
        rows = max(1, _PIECE // (8 * columns))
        while self._left:
            part = self.take(min(rows * columns, self._left))
            yield part.astype(np.float64).reshape(-1, columns)

    def _use_up(self, count: int) -> None:
        if not 0 <= count <= self._left:
            raise ArchiveError(f"The array “{self._name}” is shorter than it should be.")
        self._left -= count

    def _read_header(self) -> bytes:
        with _damage_told():
            start = self._member.read(10)
            length = int.from_bytes(start[8:10], "little")
            start += self._member.read(min(length, LONGEST_HEADER))
        self._digest.update(start)
        return start

    def _fill(self, values: np.ndarray) -> None:
        view = values.view(np.uint8).data.cast("B") if values.size else memoryview(b"")
        done = 0
        with _damage_told():
            while done < len(view):
                data = self._member.read(min(_PIECE, len(view) - done))
                if not data:
                    raise ArchiveError(f"The array “{self._name}” ends too early.")
                view[done : done + len(data)] = data
                self._digest.update(data)
                done += len(data)
                if self._on_bytes is not None:
                    self._on_bytes(len(data))

    def _check_end(self) -> None:
        with _damage_told():
            rest = self._member.read(1)
        if self._left or rest:
            raise ArchiveError(f"The array “{self._name}” is not as long as it says.")
        if self._digest.hexdigest() != self._checksum:
            raise ArchiveError(
                f"The array “{self._name}” is not what was written: its checksum differs."
            )


def _check_end(file: BinaryIO, size: int) -> None:
    """Look at how many members an archive claims to have, before zipfile makes objects of them."""
    most = _END.size + _LOCATOR_64.size + _END_64.size
    file.seek(max(0, size - most))
    tail = file.read(most)
    if len(tail) < _END.size or not tail[-_END.size :].startswith(b"PK\x05\x06"):
        raise ArchiveError("It is not complete, or no session file at all.")
    *_, count, directory, _offset, comment = _END.unpack(tail[-_END.size :])
    if len(tail) == most and tail[_END_64.size :].startswith(b"PK\x06\x07"):
        *_, count, directory, _offset = _END_64.unpack(tail[: _END_64.size])
    if count > _MOST_MEMBERS or directory > _LARGEST_DIRECTORY or comment:
        raise ArchiveError("It has more parts than a session file has.")


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    """Make a sentence of whatever zipfile may say about a damaged archive."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ArchiveError("It is damaged.") from error
    except (RuntimeError, NotImplementedError, LookupError, OverflowError, struct.error) as error:
        raise ArchiveError(
            "It is damaged, or compressed in a way this program never does."
        ) from error
    except ValueError as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError("It is damaged.") from error
