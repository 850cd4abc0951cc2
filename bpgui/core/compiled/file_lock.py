"""A lock on a file that one process holds at a time; the system frees it when the holder ends.

What has to be done once for all processes of a user is done by the one that holds it. A killed
holder leaves the file, which means nothing, and no lock.
"""

import contextlib
import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_SECONDS_BETWEEN = 0.1


@contextlib.contextmanager
def waiting_lock(
    path: Path, stop: threading.Event, most_seconds: float, is_needless: Callable[[], bool]
) -> Iterator[int | None]:
    """Wait until the lock is free and hold it, or until there is no need to.

    Where the file cannot be made or the file system knows no locks, there is none to wait for.

    Parameters
    ----------
    path
        The file, which is made if it is missing, and stays.
    stop
        Ends the wait when set.
    most_seconds
        The longest wait.
    is_needless
        Whether what the lock is for has been done meanwhile; asked ten times a second.

    Yields
    ------
    int or None
        The descriptor of the open file when the lock is held. A process that inherits it holds
        the lock too, except on Windows.
    """
    descriptor = None if is_needless() else _opened(path)
    if descriptor is None:
        yield None
        return
    try:
        taken = _wait(descriptor, stop, time.monotonic() + most_seconds, is_needless)
        yield descriptor if taken else None
    finally:
        os.close(descriptor)  # and no more: a process that inherited it keeps the lock


def _opened(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _wait(
    descriptor: int, stop: threading.Event, end: float, is_needless: Callable[[], bool]
) -> bool:
    """Return whether the lock was taken."""
    while not is_needless():
        try:
            _take(descriptor)
        except OSError as error:
            if error.errno not in _HELD:
                return False
        else:
            return True
        if time.monotonic() > end or stop.wait(_SECONDS_BETWEEN):
            return False
    return False


if sys.platform == "win32":

    def _take(descriptor: int) -> None:
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _take(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
