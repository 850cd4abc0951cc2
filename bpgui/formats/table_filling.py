"""What stands for missing values, found from the training rows, and where the rows are left out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray, IntArray
from bpgui.formats.number_cells import parse_cell
from bpgui.formats.table_facts import MISSING, Categories
from bpgui.formats.table_plan import ColumnUse


def _most_frequent(values: FloatArray) -> float:
    numbers, counts = np.unique(values, return_counts=True)
    return float(numbers[counts.argmax()])


_FOUND: dict[str, Callable[[FloatArray], float]] = {
    "mean": lambda values: float(np.mean(values)),
    "median": lambda values: float(np.median(values)),
    "most frequent": _most_frequent,
}


def filled_numbers(
    values: FloatArray, train: BoolArray, use: ColumnUse, name: str
) -> tuple[FloatArray, float | None]:
    """Return numbers without gaps, and what stands in the gaps (None if there are none).

    Parameters
    ----------
    values
        (n,) NaN where there is no value.
    train
        (n,) the rows from which a mean and the like are found.
    use
        With the rule.
    name
        Of the column, for errors.

    Raises
    ------
    ValueError
        If the constant is no number, or no row has a value.
    """
    gaps = np.isnan(values)
    if not gaps.any():
        return values, None
    filling = _number_for(values, gaps, train, use, name)
    filled = values.copy()
    filled[gaps] = filling
    return filled, filling


def filled_categories(
    found: Categories, rows: IntArray | slice, train: BoolArray, use: ColumnUse, name: str
) -> tuple[Categories, str | None]:
    """Return the categories of some rows without gaps, and the word in the gaps (None if none).

    Parameters
    ----------
    found
        Of the whole column.
    rows
        Those that are used.
    train, use, name
        As in `filled_numbers`.
    """
    codes = found.codes[rows]
    gaps = codes == MISSING
    if not gaps.any():
        return Categories(found.words, codes), None
    word = _word_for(found, codes, gaps, train, use, name)
    words = found.words if word in found.words else (*found.words, word)
    filled = codes.copy()
    filled[gaps] = words.index(word)
    return Categories(words, filled), word


def _number_for(
    values: FloatArray, gaps: BoolArray, train: BoolArray, use: ColumnUse, name: str
) -> float:
    if use.missing == "constant":
        filling = parse_cell(use.constant, decimal_comma="," in use.constant)
        if np.isnan(filling):
            raise ValueError(
                f"“{name}”: “{use.constant}” is no number to put in place of missing values."
                if use.constant
                else f"“{name}”: type the number to put in place of missing values."
            )
        return filling
    known = values[train & ~gaps]
    known = known if len(known) else values[~gaps]
    if not len(known):
        raise ValueError(
            f"“{name}” has no value in any row; ignore it, or fill it with a constant."
        )
    return _FOUND[use.missing](known)


def _word_for(
    found: Categories,
    codes: IntArray,
    gaps: BoolArray,
    train: BoolArray,
    use: ColumnUse,
    name: str,
) -> str:
    if use.missing == "class":
        return "missing" if "missing" not in found.words else "(missing)"
    if use.missing == "constant":
        if not use.constant.strip():
            raise ValueError(f"“{name}”: type the word to put in place of missing values.")
        return use.constant.strip()
    known = codes[train & ~gaps]
    known = known if len(known) else codes[~gaps]
    if not len(known):
        raise ValueError(f"“{name}” has no value in any row; ignore it.")
    return found.words[int(np.bincount(known).argmax())]
