"""Reading the text of cells as numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.table_options import USUAL_MISSING, USUAL_MISSING_WORDS, TableOptions

_USUAL, _USUAL_WORDS = frozenset(USUAL_MISSING), frozenset(USUAL_MISSING_WORDS)


@dataclass(frozen=True)
class NumberStyle:
    """How numbers and missing values are written in a table.

    Parameters
    ----------
    decimal_comma
        Whether a comma may stand for the decimal point.
    missing
        The words for a missing value in a column of numbers, in lower case, beside the empty cell.
    missing_words
        The same in a column of text.
    """

    decimal_comma: bool = False
    missing: frozenset[str] = _USUAL
    missing_words: frozenset[str] = _USUAL_WORDS

    @classmethod
    def of(cls, options: TableOptions, *, decimal_comma: bool) -> "NumberStyle":
        """Return the style that a user's options ask for."""
        if options.missing is None:
            return cls(decimal_comma)
        said = frozenset(word.strip().lower() for word in options.missing)
        return cls(decimal_comma, said, said)

    @cached_property
    def missing_numbers(self) -> FloatArray:
        """Numbers that stand for a missing value, such as -999."""
        values = (parse_cell(word, decimal_comma=self.decimal_comma) for word in self.missing)
        return np.array([value for value in values if not math.isnan(value)])

    def is_missing(self, cell: str) -> bool:
        """Whether a cell in a column of numbers says that there is none."""
        if not cell or cell.strip().lower() in self.missing:
            return True
        return bool(self.missing_numbers.size) and math.isnan(self.parse(cell)) != math.isnan(
            parse_cell(cell, decimal_comma=self.decimal_comma)
        )

    def is_missing_word(self, cell: str) -> bool:
        """Whether a cell in a column of text says that there is none."""
        return not cell or cell.strip().lower() in self.missing_words

    def parse(self, cell: str) -> float:
        """Return the number in a cell, or NaN if there is no finite one.

        Digits with an optional sign (also −), point and exponent, spaces around them.
        """
        value = parse_cell(cell, decimal_comma=self.decimal_comma)
        return math.nan if value in self.missing_numbers else value

    def parse_all(self, cells: Sequence[str]) -> FloatArray:
        """Return the numbers in many cells, (n,), NaN where there is no finite one."""
        return self.without_missing(_parse_cells(cells, decimal_comma=self.decimal_comma))

    def without_missing(self, values: FloatArray) -> FloatArray:
        """Return numbers, with NaN for those that stand for a missing value."""
        if self.missing_numbers.size:
            values[np.isin(values, self.missing_numbers)] = math.nan
        return values


def _parse_cells(cells: Sequence[str], *, decimal_comma: bool) -> FloatArray:
    try:
        values = np.array(list(map(float, _with_points(cells) if decimal_comma else cells)))
    except ValueError:
        values = None
    # What Python reads quickly and we do not accept goes the careful way, each text once.
    if values is None or not np.isfinite(values).all() or "_" in "".join(cells):
        known = {cell: parse_cell(cell, decimal_comma=decimal_comma) for cell in set(cells)}
        values = np.array([known[cell] for cell in cells], np.float64)
    return values


def parse_cell(cell: str, *, decimal_comma: bool) -> float:
    """Return the number in a cell, or NaN if there is no finite one.

    Parameters
    ----------
    cell
        Digits with an optional sign (also −), point and exponent, spaces around them.
    decimal_comma
        Whether a comma may stand for the decimal point.
    """
    text = cell.strip().replace("−", "-")
    if decimal_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:  # Python's digit separator, nobody's number.
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _with_points(cells: Sequence[str]) -> Sequence[str]:
    """Return cells with points for their decimal commas, where that can be told for all at once."""
    text = "\n".join(cells)
    if "," not in text or "." in text:
        return cells
    pointed = text.replace(",", ".").split("\n")
    return pointed if len(pointed) == len(cells) else cells
