"""Session files (.bpgui): a whole session in a ZIP archive of JSON and .npy arrays.

The README documents the format. Nothing here knows Qt, so that the command line writes and reads
sessions too, and any thread can.
"""

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

from bpgui.formats import strict_json as strict
from bpgui.formats.archive import Archive
from bpgui.formats.archive_error import ArchiveError
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.whole_file import whole_file
from bpgui.session.file_pools import pick
from bpgui.session.saved_session import DataPlace, SavedSession
from bpgui.session.session_file_error import SessionFileError
from bpgui.session.session_info import SessionInfo, read_info
from bpgui.session.session_reader import SessionReader, check_format
from bpgui.session.session_writer import FORMAT, VERSION, SessionWriter

__all__ = [
    "FORMAT",
    "SUFFIX",
    "VERSION",
    "SavedSession",
    "SessionFileError",
    "SessionInfo",
    "elsewhere_bytes",
    "read_session",
    "session_bytes",
    "session_info",
    "write_session",
]

SUFFIX = ".bpgui"

T = TypeVar("T")
OnWay = Callable[[float], object]


def session_bytes(saved: SavedSession, on_way: OnWay | None = None) -> bytes:
    """Return the session file of a session, with its data.

    Parameters
    ----------
    saved
        What to write.
    on_way
        Called with the share that is done, from 0 to 1; what it raises ends the writing.

    Raises
    ------
    SessionFileError
        If what the window adds is no JSON.
    """
    file = io.BytesIO()
    SessionWriter(saved, None, "embedded", on_way).write(file)
    return file.getvalue()


def write_session(
    saved: SavedSession,
    path: str | os.PathLike[str],
    on_way: OnWay | None = None,
    *,
    data: DataPlace | None = None,
) -> tuple[str, ...]:
    """Write a session file, whole or not at all.

    Parameters
    ----------
    saved
        What to write.
    path
        The file.
    on_way
        Called with the share that is done, from 0 to 1; what it raises ends the writing, and the
        file is as it was.
    data
        Where the data go; where the session says unless given. "embedded": into the one file.
        "beside": the inputs of many patterns into a .npy file in the same folder, which is named
        for its content and not written again where it is there; so saving again takes little time.
        "referenced": nowhere, where the file that they were read from still gives the same
        numbers; it is named with its checksum, and read again to make sure of that the first time.

    Returns
    -------
    tuple of str
        Why data are in the file that were to be referenced, each without a full stop.

    Raises
    ------
    SessionFileError
        If what the window adds is no JSON.
    OSError
        If it cannot be written; `whole_file.describe_failure` makes a sentence of it.
    """
    target = Path(path)
    writer = SessionWriter(saved, target, data or saved.data_place, on_way)
    writer.write_beside()
    with whole_file(target) as file:
        writer.write(file)
    return writer.unreferred


def read_session(
    source: str | os.PathLike[str] | bytes,
    on_way: OnWay | None = None,
    folder: Path | None = None,
    pointed: Sequence[Path] = (),
) -> SavedSession:
    """Return the session in a session file.

    Parameters
    ----------
    source
        The file, or all of its bytes.
    on_way
        Called with the share that is done, from 0 to 1; what it raises ends the reading.
    folder
        Where data are looked for that are not in the file; its own folder unless given.
    pointed
        Files that data may have been read from, looked at before those that the session names.

    Raises
    ------
    SessionFileError
        With a sentence, wherever it is not a whole and unchanged session file that this program
        can read.
    OSError
        If the file cannot be read.
    """
    if isinstance(source, bytes):
        return _told(
            "The session",
            lambda: SessionReader(io.BytesIO(source), folder, pointed, on_way).read(),
        )
    path = Path(source)
    with path.open("rb") as file:
        return _told(
            f"“{path.name}”",
            lambda: SessionReader(file, folder or path.parent, pointed, on_way).read(),
        )


def session_info(source: str | os.PathLike[str] | bytes) -> SessionInfo:
    """Return what a session file is about, without reading its arrays.

    Raises
    ------
    SessionFileError
        If it is no session file that this program can read.
    OSError
        If the file cannot be read.
    """
    if isinstance(source, bytes):
        return _told("The session", lambda: _info(io.BytesIO(source)))
    path = Path(source)
    with path.open("rb") as file:
        return _told(f"“{path.name}”", lambda: _info(file))


def elsewhere_bytes(path: str | os.PathLike[str]) -> int:
    """Return how many bytes a session needs of other files; 0 where it cannot be read.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with Path(path).open("rb") as file:
        try:
            return _elsewhere(Archive(file).manifest)
        except (ArchiveError, WeightsError, SessionFileError, ValueError, RecursionError):
            return 0


def _elsewhere(said: strict.Object) -> int:
    """Return what the tables that a manifest says are in files of their own, or in imports."""
    total, imports = 0, set()
    for value in strict.as_list(said.get("tables"), "“tables”"):
        table = strict.as_object(value, "“tables”")
        total += strict.as_whole(table["bytes"], "“tables”") if "bytes" in table else 0
        imports |= {strict.as_whole(table["import"], "“tables”")} if "import" in table else set()
    named = strict.as_list(said.get("imports", []), "“imports”")
    files = (strict.as_object(pick(named, k, "“imports”"), "“imports”") for k in imports)
    return total + sum(strict.as_whole(file.get("bytes"), "“imports”") for file in files)


def _info(file: BinaryIO) -> SessionInfo:
    said = Archive(file).manifest
    check_format(said)
    return read_info(said)


def _told(name: str, read: Callable[[], T]) -> T:
    """Return what is read, or say in a sentence that begins with the file what is wrong."""
    try:
        return read()
    except (ArchiveError, WeightsError, SessionFileError) as error:
        raise SessionFileError(f"{name} cannot be opened. {error}") from error
    except MemoryError as error:
        raise SessionFileError(f"{name} cannot be opened: there is too little memory.") from error
    except (ValueError, RecursionError) as error:
        # The values themselves complain in sentences; Python, of what is not even one, does not.
        said = str(error) if str(error).endswith(".") else "It is not what this program writes."
        raise SessionFileError(f"{name} cannot be opened. {said}") from error
