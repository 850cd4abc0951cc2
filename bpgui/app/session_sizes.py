"""How much is to be read or written of a session, so that only what is quick is done at once."""

from pathlib import Path

from bpgui.session.held_bytes import record_bytes
from bpgui.session.saved_session import SavedSession
from bpgui.session.session_file import elsewhere_bytes

SMALL = 2_000_000
"""Bytes of a session that is read or written at once: too quick to notice."""


def bytes_to_read(path: Path) -> int | None:
    """Return how many bytes are to be read for a session; None where there is none."""
    try:
        size = path.stat().st_size
        return size + elsewhere_bytes(path) if size <= SMALL else size
    except OSError:
        return None


def bytes_to_write(saved: SavedSession) -> int:
    """Return about how large a session is, with the file that it may have to look at."""
    runs = {saved.record, *(run.snapshot.record for run in saved.kept_runs)}
    return sum(map(record_bytes, runs)) + _origin_bytes(saved)


def _origin_bytes(saved: SavedSession) -> int:
    origin = saved.document.dataset.origin
    if origin is None or saved.data_place != "referenced":
        return 0
    try:
        return origin.path.stat().st_size
    except OSError:
        return 0
