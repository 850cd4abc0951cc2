"""The bytes of a file that may hold a table: bounded before they are read, and unpacked."""

import os
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bpgui.formats.regular_file import open_regular
from bpgui.formats.table_error import TableError

LARGEST_FILE = 512 * 2**20
_PART = 2**20
_GZIP = b"\x1f\x8b"
# Numbers and words pack to a tenth; MNIST's pictures, which are mostly black, to a fifth.
_LARGEST_RATIO = 200
_SURELY_HARMLESS = 32 * 2**20

OnRows = Callable[[int], None]


@dataclass(frozen=True)
class TableFile:
    """A file as it was found.

    Attributes
    ----------
    path
        Its place; only its name where it is no file.
    data
        Its bytes, unpacked if it was packed by gzip.
    """

    path: Path
    data: bytes

    @property
    def suffix(self) -> str:
        """The end of its name in lower case, without ".gz"."""
        name = self.path.name.lower().removesuffix(".gz")
        return Path(name).suffix


def read_file(path: Path) -> TableFile:
    """Read a file of at most `LARGEST_FILE` bytes.

    Raises
    ------
    TableError
        If it cannot be read, is too large, or is no file.
    """
    try:
        data = _read_bytes(path)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise TableError(
            path, None, None, f"“{path.name}” cannot be opened: {reason}", "Choose another file."
        ) from error
    return as_table_file(path, data)


def as_table_file(path: Path, data: bytes) -> TableFile:
    """Return a file whose bytes were read already, unpacked if it is packed.

    Raises
    ------
    TableError
        If what is packed is damaged or too large.
    """
    return TableFile(path, _unpacked(path, data) if data.startswith(_GZIP) else data)


def _read_bytes(path: Path) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise TableError(path, None, None, f"“{path.name}” is not a file", "Choose a CSV file.")
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size <= LARGEST_FILE:
            data = file.read(LARGEST_FILE + 1)
            if len(data) <= LARGEST_FILE:
                return data
    raise _too_large(path)


def _too_large(path: Path, unpacked: str = "") -> TableError:
    return TableError(
        path,
        None,
        None,
        f"“{path.name}” is larger than {LARGEST_FILE // 2**20} MB{unpacked}",
        "Take a part of it, for example every tenth row.",
    )


def _unpacked(path: Path, data: bytes) -> bytes:
    """Return what gzip packed, never more than `LARGEST_FILE`."""
    try:
        return b"".join(_members(path, data))
    except (zlib.error, EOFError) as error:
        problem = f"“{path.name}” is packed by gzip, but damaged"
        raise TableError(path, None, None, problem, "Fetch or pack the file again.") from error


def _members(path: Path, data: bytes) -> Iterator[bytes]:
    """Yield the parts of what is packed; members one after another are one file."""
    most = min(LARGEST_FILE, max(_SURELY_HARMLESS, _LARGEST_RATIO * len(data)))
    rest, size = data, 0
    while rest:
        inflater = zlib.decompressobj(wbits=31)
        while not inflater.eof:
            part = inflater.decompress(rest, _PART)
            rest = inflater.unconsumed_tail
            if not (part or rest or inflater.eof):
                raise EOFError
            size += len(part)
            if size > most:
                raise _too_large(path, " when unpacked, or packs as no table does")
            yield part
        # What pads the end of some files is zeros.
        rest = inflater.unused_data.lstrip(b"\0")
