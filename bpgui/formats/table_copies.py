"""Rows of a table that say the same as an earlier one: found exactly, in bounded time and memory.

Rows are told apart by a 64-bit hash; those with the same hash are compared number by number, so
that no two different rows are ever taken for copies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bpgui.core.arrays import BoolArray, FloatArray, IntArray

_PART = 50_000
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)

Hashes = NDArray[np.uint64]


def copies_in(
    columns: Sequence[FloatArray], rows: IntArray, on_way: Callable[[int], None] | None = None
) -> BoolArray:
    """Tell which rows are copies of an earlier one.

    Parameters
    ----------
    columns
        (n,) each, NaN where there is no value; two missing values are the same, as are 0 and -0.
    rows
        (k,) the rows that count, ascending.
    on_way
        Called with the number of rows looked at; what it raises ends it.

    Returns
    -------
    ndarray of bool, shape (k,)
        True for each row that has an earlier twin among `rows`.
    """
    hashes = _hashes(columns, rows, on_way)
    order = np.argsort(hashes, kind="stable")  # rows of one hash stay in their order
    hashed = hashes[order]
    same = hashed[1:] == hashed[:-1]
    found = np.zeros(len(rows), dtype=np.bool_)
    if not same.any():
        return found
    twins = np.flatnonzero(same) + 1
    found[order[twins]] = True
    doubted = ~_equal(columns, rows[order[twins]], rows[order[twins - 1]])
    if doubted.any():
        _look_closely(columns, rows, [order[hashed == hashed[twins[k]]] for k in
                                      np.flatnonzero(doubted)], found)  # fmt: skip
    return found


def _hashes(
    columns: Sequence[FloatArray], rows: IntArray, on_way: Callable[[int], None] | None
) -> Hashes:
    hashes = np.zeros(len(rows), dtype=np.uint64)
    for start in range(0, len(rows), _PART):
        part = slice(start, min(start + _PART, len(rows)))
        mixed = hashes[part]
        for values in columns:
            mixed ^= _bits(values[rows[part]])
            mixed *= _ODD
            mixed ^= mixed >> _SHIFT
            mixed *= _MIX
        hashes[part] = mixed ^ (mixed >> _SHIFT)
        if on_way is not None:
            on_way(part.stop)
    return hashes


def _bits(values: FloatArray) -> Hashes:
    """Return the bits of numbers, those of equal ones the same."""
    clean = values + 0.0  # -0 becomes 0
    clean[np.isnan(clean)] = np.nan
    return clean.view(np.uint64)


def _equal(columns: Sequence[FloatArray], rows: IntArray, others: IntArray) -> BoolArray:
    same = np.ones(len(rows), dtype=np.bool_)
    for values in columns:
        same &= _bits(values[rows]) == _bits(values[others])
    return same


def _look_closely(
    columns: Sequence[FloatArray], rows: IntArray, groups: Sequence[IntArray], found: BoolArray
) -> None:
    """Compare different rows that happen to have the same hash: all but never any."""
    for group in groups:
        met: set[bytes] = set()
        for place in group.tolist():
            row = b"".join(_bits(values[rows[place : place + 1]]).tobytes() for values in columns)
            found[place] = row in met
            met.add(row)
