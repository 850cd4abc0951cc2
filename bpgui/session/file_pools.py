"""Many arrays of one type in one member of a session file, each of them once.

A session refers to thousands of small arrays, and to many of them more than once. A pool numbers
them; its member holds them one after another, and a second member holds their lengths.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from bpgui.formats import strict_json as strict
from bpgui.formats.archive import Archive
from bpgui.formats.archive_error import ArchiveError
from bpgui.formats.archive_writer import ArchiveWriter

T = TypeVar("T")


class Pool:
    """Arrays of one dimension to be written, numbered from 0.

    Parameters
    ----------
    name
        Of the member, without ".npy".
    kind
        The type of the numbers, as "f8".
    """

    def __init__(self, name: str, kind: str) -> None:
        self._name, self._dtype = name, np.dtype(kind)
        self._arrays: list[np.ndarray] = []
        self._numbers: dict[int, int] = {}

    @property
    def nbytes(self) -> int:
        """How many bytes there will be."""
        return sum(array.size for array in self._arrays) * self._dtype.itemsize

    def add(self, array: np.ndarray) -> int:
        """Return the number of an array, which stays the same for the same array."""
        number = self._numbers.get(id(array))
        if number is None:
            number = self._numbers[id(array)] = len(self._arrays)
            self._arrays.append(array)  # which also keeps its identity from being used again
        return number

    def write(self, archive: ArchiveWriter) -> None:
        """Write both members."""
        lengths = np.array([array.size for array in self._arrays], dtype=np.int64)
        archive.add_array(f"{self._name}-lengths.npy", lengths.dtype, lengths.shape, [lengths])
        archive.add_array(f"{self._name}.npy", self._dtype, (int(lengths.sum()),), self._arrays)


def read_pool(archive: Archive, name: str, kind: str) -> list[np.ndarray]:
    """Return the arrays of a pool, each with memory of its own and read-only."""
    with archive.array(f"{name}-lengths.npy", "i8", (None,)) as stream:
        lengths = stream.rest().tolist()
    if any(length < 0 for length in lengths):
        raise ArchiveError(f"The array “{name}-lengths.npy” has a negative length.")
    with archive.array(f"{name}.npy", kind, (sum(lengths),)) as stream:
        return [stream.take(length) for length in lengths]


class Catalogue(Generic[T]):
    """Values to be described, each of them once and numbered from 0.

    Parameters
    ----------
    describe
        Returns what JSON says of a value; may add to other catalogues.
    """

    def __init__(self, describe: Callable[[T], Any]) -> None:
        self.described: list[Any] = []
        self._describe = describe
        self._numbers: dict[int, int] = {}
        self._values: list[T] = []

    def add(self, value: T, describe: Callable[[T], Any] | None = None) -> int:
        """Return the number of a value, which stays the same for the same object.

        `describe` is used for this one instead of the one for all.
        """
        number = self.number(value)
        if number is None:
            described = (describe or self._describe)(value)
            number = self._numbers[id(value)] = len(self.described)
            self.described.append(described)
            self._values.append(value)  # which also keeps its identity from being used again
        return number

    def number(self, value: T) -> int | None:
        """Return the number of a value; None where it was not added."""
        return self._numbers.get(id(value))


def pick(values: Sequence[T], number: Any, where: str) -> T:  # noqa: ANN401 - any JSON
    """Return the value of a number that a file says, if there is one."""
    index = strict.as_whole(number, where)
    if index >= len(values):
        raise ArchiveError(f"{where}: there is no entry {index}.")
    return values[index]


def pick_or_none(values: Sequence[T], number: Any, where: str) -> T | None:  # noqa: ANN401
    """Return the value of a number that a file says; None where it says null."""
    return None if number is None else pick(values, number, where)
