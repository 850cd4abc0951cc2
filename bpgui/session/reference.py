"""Referring to the file that data were read from: whether it still gives the same numbers.

The first time, the file is read again and its numbers are compared to the bit; after that it is
looked at no more unless it was written to.
"""

import hashlib
import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.rows import chunks_of
from bpgui.formats.regular_file import open_regular
from bpgui.formats.table_file import LARGEST_FILE, OnRows
from bpgui.formats.table_origin import TableOrigin

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Reference:
    """What a file is known by: the SHA-256 of its bytes as hexadecimal digits, and their number."""

    sha256: str
    nbytes: int


class UnreferableError(Exception):
    """A session cannot refer to a file; `str()` of it says why, without a full stop."""


_known: weakref.WeakKeyDictionary[TableOrigin, tuple[Stamp | None, Reference]] = (
    weakref.WeakKeyDictionary()
)
_digests: dict[int, tuple[Callable[[], FloatArray | None], str]] = {}


def stamp_of(file: BinaryIO) -> Stamp:
    """Return what changes when a file is written."""
    status = os.fstat(file.fileno())
    return status.st_mtime_ns, status.st_size, status.st_ino


def known_reference(origin: TableOrigin) -> Reference | None:
    """Return what is known of the file, without looking."""
    entry = _known.get(origin)
    return None if entry is None else entry[1]


def remember(origin: TableOrigin, reference: Reference, stamp: Stamp | None) -> None:
    """Keep in mind that the file with this stamp gives the numbers of an origin."""
    _known[origin] = stamp, reference


def refer_to(origin: TableOrigin, on_rows: OnRows) -> Reference:
    """Return what the file is known by, having made sure that it gives the same numbers.

    Parameters
    ----------
    origin
        The file, and the numbers as they were read from it.
    on_rows
        Called now and then with the number of rows read, where it has to be read; what it raises
        ends that.

    Raises
    ------
    UnreferableError
        If it does not give them, or cannot be read.
    """
    name = origin.path.name
    if origin.inputs is None:
        raise UnreferableError(f"they are not any more what was read from “{name}”")
    if not _is_text(origin.path):
        raise UnreferableError("the name of their file is no text")
    stamp, reference = _known.get(origin, (None, None))
    try:
        with open_regular(origin.path) as file:
            now = stamp_of(file)
            if reference is not None and now == stamp:
                return reference
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UnreferableError(f"“{origin.path}” cannot be read any more ({why})") from error
    found = Reference(hashlib.sha256(data).hexdigest(), len(data))
    if found != reference and not _gives_the_same(origin, data, on_rows):
        raise UnreferableError(f"“{name}” is not any more what they were read from")
    remember(origin, found, now)
    return found


def _is_text(path: Path) -> bool:
    """Whether a path can be written down; the names of some files are bytes that are none."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _gives_the_same(origin: TableOrigin, data: bytes, on_rows: OnRows) -> bool:
    from bpgui.formats.table_again import dataset_again

    try:
        again = dataset_again(origin.path, data, origin.options, origin.plan, on_rows)
    except ValueError:
        return False
    pairs = ((origin.inputs, again.patterns.shared), (origin.targets, again.targets))
    return all(old is None or _are_same(old, new) for old, new in pairs)


def _are_same(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and digest_of(one) == digest_of(other)


def digest_of(numbers: FloatArray) -> str:
    """Return the SHA-256 of a table's numbers as little-endian float64, row by row.

    It is found once for each array.
    """
    entry = _digests.get(id(numbers))
    if entry is not None and entry[0]() is numbers:
        return entry[1]
    digest = hashlib.sha256()
    for rows in chunks_of(*numbers.shape):
        digest.update(np.ascontiguousarray(numbers[rows], "<f8").data.cast("B"))
    remember_digest(numbers, digest.hexdigest())
    return digest.hexdigest()


def remember_digest(numbers: FloatArray, digest: str) -> None:
    """Take this for the digest of an array; of one that stands for numbers that are not here."""
    key = id(numbers)
    _digests[key] = weakref.ref(numbers, lambda _: _digests.pop(key, None)), digest
