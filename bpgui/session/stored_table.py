"""How a large table is stored in a .npy file: its type and its checksum, found once for each."""

import hashlib
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.rows import chunks_of
from bpgui.formats.archive_writer import npy_pieces
from bpgui.formats.narrowing import narrowest

_known: dict[int, tuple[Callable[[], FloatArray | None], "Stored"]] = {}


@dataclass(frozen=True)
class Stored:
    """How a table is stored: its type, and what a .npy file of it is like."""

    dtype: np.dtype
    sha256: str
    nbytes: int


def parts_of(table: FloatArray) -> Iterator[FloatArray]:
    """Yield the rows of a table, some at a time."""
    return (table[rows] for rows in chunks_of(*table.shape))


def is_there(path: Path, stored: Stored) -> bool:
    """Whether a file is there already; its name holds its checksum, so its size tells enough."""
    try:
        return path.stat().st_size == stored.nbytes
    except OSError:
        return False


def stored_as(table: FloatArray) -> Stored:
    """Return how a table is stored; looked through once for each array."""
    entry = _known.get(id(table))
    if entry is not None and entry[0]() is table:
        return entry[1]
    dtype, digest, nbytes = narrowest(parts_of(table)), hashlib.sha256(), 0
    for piece in npy_pieces(dtype, table.shape, parts_of(table)):
        digest.update(piece)
        nbytes += len(piece)
    stored = Stored(dtype, digest.hexdigest(), nbytes)
    key = id(table)
    _known[key] = weakref.ref(table, lambda _: _known.pop(key, None)), stored
    return stored
