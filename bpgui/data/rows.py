"""The patterns of a data set: a matrix of which edited versions share all but the edited rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from bpgui.core.arrays import FloatArray, IntArray, read_only

SMALL = 200_000
"""Numbers up to which an edited matrix is simply copied."""
QUICK = 4_000_000
"""Numbers up to which all can be gone through while a person waits: about 30 ms."""
CHUNK = 200_000
"""Numbers looked at in one go, so that whoever waits can be told and can stop."""

Chosen = slice | IntArray


@dataclass(frozen=True)
class Absent:
    """Numbers that are not here but in a file that could not be read.

    Attributes
    ----------
    why
        A sentence on that, with what to do.
    file, sha256, nbytes
        The name of the file, its checksum as hexadecimal digits, and its size.
    is_origin
        Whether that is the file the data were first read from; the targets are not here either.
    """

    why: str
    file: str
    sha256: str
    nbytes: int
    is_origin: bool = False


class Rows:
    """An (n, k) matrix that never changes.

    A large one is edited without being copied: the new one keeps the edited rows beside the
    numbers that both share.

    Parameters
    ----------
    values
        Two-dimensional. A read-only array that owns its memory is shared, another is copied.
    absent
        Said where `values` only stand for numbers that are not here.

    Attributes
    ----------
    absent
        None where all numbers are here. Otherwise nothing can be trained with them.
    """

    def __init__(self, values: ArrayLike, absent: Absent | None = None) -> None:
        self.absent = absent
        self._shared = read_only(values, np.float64)
        self._edited: dict[int, FloatArray] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, k)."""
        return self._shared.shape

    def __len__(self) -> int:
        return len(self._shared)

    def whole(self) -> FloatArray:
        """Return all rows as a read-only array; a copy, where a large matrix was edited."""
        if not self._edited:
            return self._shared
        copy = self._shared.copy()
        for row, values in self._edited.items():
            copy[row] = values
        return sealed(copy)

    def take(self, chosen: Chosen) -> FloatArray:
        """Return some rows, (len(chosen), k): a slice of them, or those with given numbers."""
        found: FloatArray = self._shared[chosen]
        if not self._edited:
            return found
        numbers = np.arange(len(self))[chosen]
        hits = np.flatnonzero(np.isin(numbers, self._edited_numbers))
        if len(hits):
            found = found.copy() if isinstance(chosen, slice) else found
            for hit in hits.tolist():
                found[hit] = self._edited[int(numbers[hit])]
        return found

    def row(self, number: int) -> FloatArray:
        """Return one row, (k,)."""
        values: FloatArray = self._shared[number]
        return self._edited.get(number, values)

    def arrays(self) -> Iterator[FloatArray]:
        """Yield the arrays that hold the numbers; versions of large data share most of them."""
        yield self._shared
        yield from self._edited.values()

    @property
    def shared(self) -> FloatArray:
        """The numbers that versions of the matrix have in common, (n, k)."""
        return self._shared

    @property
    def edited(self) -> Mapping[int, FloatArray]:
        """The rows that are other than in `shared`, by their numbers."""
        return self._edited

    def with_rows(self, rows: Mapping[int, ArrayLike]) -> Rows:
        """Return the matrix with other rows kept beside the numbers that both share.

        Raises
        ------
        ValueError
            If there is no such row, or one has another length.
        """
        changed = {number: read_only(values, np.float64) for number, values in rows.items()}
        for number, values in changed.items():
            if not 0 <= number < len(self) or values.shape != self.shape[1:]:
                raise ValueError(f"There is no row {number + 1} like that in these data.")
        edited = Rows(self._shared, self.absent)
        edited._edited = {**self._edited, **changed}
        if self.first_broken is None and all(np.isfinite(row).all() for row in changed.values()):
            edited.__dict__["first_broken"] = None
        return edited

    def with_cell(self, row: int, column: int, value: float) -> Rows:
        """Return the matrix with one number changed.

        Raises
        ------
        ValueError
            If there is no such cell.
        """
        if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
            raise ValueError(
                f"There is no cell in row {row + 1}, column {column + 1} of these data."
            )
        values = self.row(row).copy()
        values[column] = value
        if self._shared.size <= SMALL and self.absent is None:
            copy = self.whole().copy()
            copy[row] = values
            return Rows(sealed(copy))
        edited = Rows(self._shared, self.absent)
        edited._edited = {**self._edited, row: sealed(values)}
        if self.first_broken is None:
            edited.__dict__["first_broken"] = None if np.isfinite(value) else (row, column)
        return edited

    @cached_property
    def first_broken(self) -> tuple[int, int] | None:
        """Row and column of the first number that is not finite, None if all are."""
        for rows in self.chunks():
            finite = np.isfinite(self.take(rows))
            if not finite.all():
                row, column = (int(index[0]) for index in np.nonzero(~finite))
                return rows.start + row, column
        return None

    def chunks(self) -> Iterator[slice]:
        """Yield the rows in parts of about `CHUNK` numbers."""
        return chunks_of(len(self), self.shape[1])

    @cached_property
    def _edited_numbers(self) -> IntArray:
        return np.fromiter(self._edited, dtype=np.intp, count=len(self._edited))


def chunks_of(rows: int, columns: int) -> Iterator[slice]:
    """Yield `rows` rows of so many columns in parts of about `CHUNK` numbers."""
    size = max(1, CHUNK // max(1, columns))
    for first in range(0, rows, size):
        yield slice(first, min(first + size, rows))


def sealed(values: FloatArray) -> FloatArray:
    """Make an array that nobody else holds read-only, and return it."""
    values.flags.writeable = False
    return values
