"""From a file to the lines of a table: size, kind of file and encoding."""

import codecs
import io
import stat
from dataclasses import dataclass
from pathlib import Path

from bpgui.formats.table_error import TableError

LARGEST_FILE = 512 * 2**20
_PART = 2**20

_FOREIGN = (
    (b"PK\x03\x04", "a spreadsheet or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a database"),
)


@dataclass(frozen=True)
class TableText:
    """The bytes of a text file and how to read them.

    Attributes
    ----------
    path
        The file.
    data
        Its bytes.
    encoding
        The name of a Python codec that decodes them without an error.
    """

    path: Path
    data: bytes
    encoding: str

    def lines(self) -> io.TextIOWrapper:
        r"""Return an iterator over the lines, each with a "\n" at its end."""
        return io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline=None)


def read_text(path: Path) -> TableText:
    """Read a text file of at most `LARGEST_FILE` bytes.

    Parameters
    ----------
    path
        UTF-8 with or without a byte order mark, UTF-16 with one, or else Windows-1252.

    Raises
    ------
    TableError
        If the file cannot be read, is too large, empty, or no text.
    """
    try:
        data = _read_bytes(path)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise TableError(
            path, None, None, f"“{path.name}” cannot be opened: {reason}", "Choose another file."
        ) from error
    _check_not_foreign(path, data)
    encoding = _encoding(path, data)
    return TableText(path, data, encoding)


def _read_bytes(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise TableError(path, None, None, f"“{path.name}” is not a file", "Choose a CSV file.")
    if status.st_size <= LARGEST_FILE:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) <= LARGEST_FILE:
            return data
    raise TableError(
        path,
        None,
        None,
        f"“{path.name}” is larger than {LARGEST_FILE // 2**20} MB",
        "Take a part of it, for example every tenth row.",
    )


def _check_not_foreign(path: Path, data: bytes) -> None:
    remedy = "Save the data as CSV in the program that made them, and open that file."
    for signature, kind in _FOREIGN:
        if data.startswith(signature):
            raise TableError(path, None, None, f"“{path.name}” is {kind}, not a table", remedy)
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        problem = f"“{path.name}” is a binary file (it contains NUL bytes), not a table"
        raise TableError(path, line, None, problem, remedy)


def _encoding(path: Path, data: bytes) -> str:
    """Return the codec that fits; every one that is tried decodes the whole file."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            if "\0" not in data.decode("utf-16"):
                return "utf-16"
        except UnicodeDecodeError:
            pass
        problem = f"“{path.name}” begins as UTF-16 text but is not"
        raise TableError(path, None, None, problem, "Save the file as CSV with UTF-8 encoding.")
    candidates = ("utf-8-sig",) if data.startswith(codecs.BOM_UTF8) else ("utf-8", "cp1252")
    return next((encoding for encoding in candidates if _decodes(data, encoding)), "latin-1")


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether a codec decodes all of the data; in parts, as a window may be waiting."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PART):
            decoder.decode(view[start : start + _PART])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
