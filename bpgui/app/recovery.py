"""Where autosaves are: a folder for each running bpgui, locked as long as it lives.

A folder whose lock belongs to no living process was left by a crash: what is in it can be
recovered. The lock tells two instances apart, and keeps a third from recovering the same twice.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths

SESSION_FILE = "session.bpgui"
_ABOUT_FILE = "about.json"
_LOCK_FILE = "lock"
_LARGEST_ABOUT = 65_536

Write = Callable[[Path], object]
"""Writes a session to the path it is given."""


def recovery_root() -> Path:
    """Return the folder of all autosaves of this user."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "recovery"


@dataclass(frozen=True)
class About:
    """What is told of an autosave before it is read.

    Attributes
    ----------
    name : str
        What the session is called.
    path : str or None
        The file it belongs to.
    sweep : int
        How far its training is.
    """

    name: str
    path: str | None = None
    sweep: int = 0


class RecoveryFolder:
    """The folder of this instance, made when it is first written to.

    Parameters
    ----------
    root : Path
        The folder of all.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock: QLockFile | None = None
        self._guard, self._writing = threading.Lock(), threading.Lock()
        self._generation = 0

    def prepare(self) -> None:
        """Make the folder and lock it, if that is yet to be done or somebody removed it.

        Raises
        ------
        OSError
            If that fails.
        """
        if self._folder is not None and self._folder.is_dir():
            return
        self._root.mkdir(parents=True, exist_ok=True)
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
        folder = self._root / name
        folder.mkdir(mode=0o700)
        lock = _lock_of(folder)
        if not lock.tryLock(0):
            with contextlib.suppress(OSError):
                folder.rmdir()
            raise OSError(0, "no lock can be made there", str(folder))
        self._folder, self._lock = folder, lock

    def write(self, write: Write, about: About) -> None:
        """Write an autosave over the one before; from any thread.

        Raises
        ------
        OSError
            If that fails; then the one before is still there.
        """
        from bpgui.formats.whole_file import write_whole

        folder, generation = self._folder, self._generation
        if folder is None:
            raise OSError(0, "there is no folder for it", str(self._root))
        with self._writing:  # one after the other, so that the newest stays
            write_whole(folder / _ABOUT_FILE, json.dumps(asdict(about)).encode())
            write(folder / SESSION_FILE)
        with self._guard:
            if generation != self._generation:  # what it is of was saved or left meanwhile
                _remove_contents(folder)

    def clear(self) -> None:
        """Remove the autosave: there is nothing to be recovered any more."""
        with self._guard:
            self._generation += 1
            if self._folder is not None:
                _remove_contents(self._folder)

    def close(self, *, keep: bool) -> None:
        """Let go of the folder; with ``keep``, the next start finds the autosave in it."""
        if self._folder is None or self._lock is None:
            return
        if not keep:
            self.clear()
        self._lock.unlock()
        if not keep:
            with contextlib.suppress(OSError):
                self._folder.rmdir()
        self._folder = self._lock = None


@dataclass(eq=False)
class LostSession:
    """An autosave of a bpgui that lives no longer; held until it is settled.

    Attributes
    ----------
    folder : Path
        Where it is.
    about : About
        What it says of itself.
    time : float
        When it was written, in seconds since 1970.
    """

    folder: Path
    about: About
    time: float
    lock: QLockFile

    @property
    def file(self) -> Path:
        """The session."""
        return self.folder / SESSION_FILE

    def discard(self) -> None:
        """Remove it."""
        _remove_contents(self.folder)
        self.release()
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def release(self) -> None:
        """Leave it to the next start."""
        self.lock.unlock()


def lost_sessions(root: Path) -> list[LostSession]:
    """Return what can be recovered, oldest first; what is returned is kept from other instances."""
    try:
        folders = sorted(entry for entry in root.iterdir() if entry.is_dir())
    except OSError:
        return []
    found = [lost for folder in folders if (lost := _lost_in(folder)) is not None]
    return sorted(found, key=lambda lost: lost.time)


def _lost_in(folder: Path) -> LostSession | None:
    lock = _lock_of(folder)
    if not lock.tryLock(0):
        return None  # its instance lives, or another one recovers it
    try:
        written = (folder / SESSION_FILE).stat().st_mtime
    except OSError:
        _remove_contents(folder)
        lock.unlock()
        with contextlib.suppress(OSError):
            folder.rmdir()
        return None
    return LostSession(folder, _read_about(folder / _ABOUT_FILE), written, lock)


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK_FILE))
    lock.setStaleLockTime(0)  # it is stale when its process is gone, however old it is
    return lock


def _remove_contents(folder: Path) -> None:
    """Remove all but the lock; the session first, so that no half of it is ever offered."""
    with contextlib.suppress(OSError):
        (folder / SESSION_FILE).unlink()
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if not entry.name.startswith(_LOCK_FILE):
                entry.unlink()


def _read_about(path: Path) -> About:
    """Read what an autosave says of itself, without trust: it is shown, and names a file."""
    unknown = About("An unnamed session")
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LARGEST_ABOUT))
    except (OSError, ValueError, RecursionError):
        return unknown
    if not isinstance(said, dict):
        return unknown
    name, place, sweep = (said.get(key) for key in ("name", "path", "sweep"))
    return About(
        name[:200] if isinstance(name, str) and name else unknown.name,
        place if isinstance(place, str) and "\0" not in place else None,
        sweep if type(sweep) is int and sweep >= 0 else 0,
    )
