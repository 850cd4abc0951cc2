"""What the columns of a table hold, looked at once: different values, missing ones, row numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray, read_only
from bpgui.formats.number_cells import parse_cell
from bpgui.formats.table import Table

MISSING = -1
"""The code of a cell without a value."""
MOST_OFFERED_CLASSES = 50
_PART = 20_000
"""Cells looked at in one go, so that a window beside it is served."""
_MANY_TEXTS = 50
_FEW_ROWS = 20
_NEARLY_ALL = 0.9
_ID_NAME = re.compile(
    r"(.*[ _-])?(id|index|row|nr|no|number|unnamed.*|column 1|#|key|uuid)\.?", re.IGNORECASE
)

OnWay = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Categories:
    """The different words of a column, and which of them each row says.

    Attributes
    ----------
    words
        In the order of their codes.
    codes
        (n,) which word, or `MISSING`.
    """

    words: tuple[str, ...]
    codes: IntArray


@dataclass(frozen=True, eq=False)
class ColumnFacts:
    """What one column holds.

    Attributes
    ----------
    missing
        How many cells have no value.
    constant, empty
        Whether all values are the same; whether there is none.
    counts_rows
        Whether each number is one more than the one before.
    identifies
        Whether the column tells the rows apart, and is named so or of text: an identifier.
    classes
        How many classes these whole numbers could stand for, 0 if that is unlikely. Columns of
        0 and 1 are a yes or no as they are.
    different
        How many different texts there are; 0 in columns of numbers.
    categories
        The texts of a column of text, None for numbers.
    """

    missing: int = 0
    constant: bool = False
    empty: bool = False
    counts_rows: bool = False
    identifies: bool = False
    classes: int = 0
    different: int = 0
    categories: Categories | None = None

    @property
    def useless(self) -> bool:
        """Whether nothing can be learned from the column."""
        return self.constant or self.empty or self.identifies


def facts_of(table: Table, on_way: OnWay | None = None) -> tuple[ColumnFacts, ...]:
    """Look at every column.

    Parameters
    ----------
    table
        As it was read.
    on_way
        Called now and then; what it raises ends it.
    """
    found = []
    for column, values in enumerate(table.columns):
        name = table.names[column].strip()
        if isinstance(values, tuple):
            declared = table.classes.get(column)
            found.append(_facts_of_texts(_categories(values, declared, table, on_way), name))
        else:
            found.append(_facts_of_numbers(values, name))
        if on_way is not None:
            on_way(table.n_rows)
    return tuple(found)


def numbers_of(table: Table, facts: ColumnFacts, column: int) -> FloatArray:
    """Return a column as numbers, (n,), NaN where there is none; texts are read as numbers."""
    values = table.columns[column]
    if not isinstance(values, tuple):
        return values
    categories = facts.categories or Categories((), np.empty(0, dtype=np.intp))
    comma = table.decimal == ","
    numbers = np.array([*(parse_cell(w, decimal_comma=comma) for w in categories.words), np.nan])
    return np.asarray(numbers[categories.codes])  # the code of a missing cell is that of the NaN


def categories_of(table: Table, facts: ColumnFacts, column: int) -> Categories:
    """Return a column as categories; numbers are words in their shortest form, in their order."""
    if facts.categories is not None:
        return facts.categories
    values = np.asarray(table.columns[column], dtype=np.float64)
    there = ~np.isnan(values)
    numbers, inverse = np.unique(values[there], return_inverse=True)
    codes = np.full(len(values), MISSING, dtype=np.intp)
    codes[there] = inverse
    return Categories(tuple(f"{number:.15g}" for number in numbers), read_only(codes, np.intp))


def _categories(
    texts: tuple[str, ...], declared: tuple[str, ...] | None, table: Table, on_way: OnWay | None
) -> Categories:
    """Return the words in alphabetical order, or in the one the file itself lists them in."""
    places: dict[str, int] = {}
    parts = []
    for part in _parts(texts):
        for text in part:
            places.setdefault(text, len(places))
        parts.append(np.fromiter(map(places.__getitem__, part), dtype=np.intp, count=len(part)))
        if on_way is not None:
            on_way(table.n_rows)
    words = sorted(text for text in places if text)
    if declared is not None and set(words) <= set(declared):
        words = list(declared)
    order = {word: code for code, word in enumerate(words)}
    codes = np.array([order.get(text, MISSING) for text in places] or [MISSING], dtype=np.intp)
    found = codes[np.concatenate(parts)] if parts else np.empty(0, dtype=np.intp)
    return Categories(tuple(words), read_only(found, np.intp))


def _parts(texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (texts[start : start + _PART] for start in range(0, len(texts), _PART))


def _facts_of_texts(categories: Categories, name: str) -> ColumnFacts:
    n_rows, different = len(categories.codes), len(categories.words)
    missing = int((categories.codes == MISSING).sum())
    unlike = different > _NEARLY_ALL * (n_rows - missing)
    few = _FEW_ROWS if unlike or _ID_NAME.fullmatch(name) else _MANY_TEXTS
    likely = different > max(n_rows / 2, few)
    return ColumnFacts(
        missing=missing,
        constant=different == 1 and not missing,
        empty=missing == n_rows,
        identifies=likely,
        different=different,
        categories=categories,
    )


def _facts_of_numbers(values: FloatArray, name: str) -> ColumnFacts:
    gaps = np.isnan(values)
    missing = int(gaps.sum())
    there = values[~gaps] if missing else values
    if not len(there):
        return ColumnFacts(missing=missing, empty=True)
    if there.min() == there.max():
        return ColumnFacts(missing=missing, constant=len(values) > 1 and not missing)
    counts = not missing and len(values) > 3 and bool((np.diff(values) == 1).all())
    whole = bool((there == np.round(there)).all())
    named = whole and _ID_NAME.fullmatch(name) is not None
    return ColumnFacts(
        missing=missing,
        counts_rows=counts,
        identifies=named and (counts or _all_different(there)),
        classes=_classes(there) if whole else 0,
    )


def _all_different(values: FloatArray) -> bool:
    """Whether nearly all numbers differ; a few rows may be copies."""
    return len(values) > _FEW_ROWS and len(np.unique(values)) > _NEARLY_ALL * len(values)


def _classes(whole: FloatArray) -> int:
    values = np.unique(whole)
    if not 2 <= len(values) <= MOST_OFFERED_CLASSES or set(values.tolist()) <= {0.0, 1.0}:
        return 0
    return len(values) if len(values) * 2 <= len(whole) else 0
