"""Writing a file completely or not at all."""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file so that at every moment either the old or the new one is there, whole.

    See `whole_file`.

    Parameters
    ----------
    path
        The file to create or replace.
    data
        All of its bytes.

    Raises
    ------
    OSError
        If that fails at any point: then the file that was there is as it was, and nothing else is
        left behind. `describe_failure` makes a sentence of it.
    """
    with whole_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Give a file to be written in parts that takes its name only when it is whole.

    The data go to a new file in the same folder, are forced to the disk, and take the name in one
    step. A link is followed; the permissions of a file that is replaced are kept. Whatever is
    raised within leaves the file that was there as it was, and nothing else behind.

    Parameters
    ----------
    path
        The file to create or replace.

    Yields
    ------
    BinaryIO
        To write to, and to seek in.
    """
    target = Path(os.path.realpath(path))
    mode = _mode_of_replaced(target)
    # A short name of its own: the target's may be as long as a name can be.
    part = target.parent / f".bpgui-{secrets.token_hex(8)}.part"
    try:
        with _created(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(mode)
        os.replace(part, target)  # noqa: PTH105 - the call that tests make fail
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _sync_folder(target.parent)


def describe_failure(path: str | os.PathLike[str], error: OSError) -> str:
    """Say in a sentence why a file was not written, and what to do.

    Parameters
    ----------
    path
        The file that was to be written.
    error
        What `write_whole` raised.
    """
    name, folder = Path(path).name, Path(path).parent
    if error.errno in _FULL:
        reason, remedy = "the disk is full", "Make room or choose another folder"
    elif error.errno in _FORBIDDEN:
        reason = f"writing to “{folder}” is not permitted"
        remedy = "Choose another folder, or change the permissions"
    elif error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return f"“{name}” was not written: there is no folder “{folder}”. Choose another folder."
    elif error.errno in {errno.EISDIR, errno.EINVAL, errno.ENAMETOOLONG}:
        reason, remedy = "a file cannot have this name here", "Choose another name"
    else:
        reason = (error.strerror or type(error).__name__).lower()
        remedy = "Try again, or choose another folder"
    return f"“{name}” was not written: {reason}. {remedy}; what was there before is unchanged."


def _mode_of_replaced(target: Path) -> int | None:
    """Return the permissions of the file that will be replaced, or None if there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(status.st_mode):  # a device or a pipe, which a file must not take away
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(target))
    # Replacing a file needs no permission on it, but who protected it meant it.
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(status.st_mode)


def _created(path: Path) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "w+b")


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where the system can do that."""
    # The file is whole either way, so that a file system that cannot do it is no failure.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
