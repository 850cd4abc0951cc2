"""The columns of a table: numbers or text, and the cells that are neither."""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.number_cells import is_missing, parse_cell, parse_cells

ColumnKind = Literal["number", "text"]
# From this part of numbers on, the other cells of a column are mistakes.
_NUMBERS = 0.9


@dataclass
class ColumnCount:
    """What one column holds, counted chunk by chunk.

    Attributes
    ----------
    decimal_comma
        Whether a comma may stand for the decimal point.
    numbers, missing, others
        How many cells are numbers, are empty (or say NA), or hold something else.
    commas
        Whether a decimal comma was met.
    first_wrong
        Line and text of the first cell that is no number, or None.
    first_missing
        Line of the first cell that is empty (or says NA), or None.
    chunks
        The numbers so far, NaN where there is none.
    """

    decimal_comma: bool
    numbers: int = 0
    missing: int = 0
    others: int = 0
    commas: bool = False
    first_wrong: tuple[int, str] | None = None
    first_missing: int | None = None
    chunks: list[FloatArray] = field(default_factory=list)

    def add(self, cells: tuple[str, ...], lines: list[int]) -> None:
        """Count the next cells, which begin on these lines."""
        values = parse_cells(cells, decimal_comma=self.decimal_comma)
        wrong = np.flatnonzero(np.isnan(values))
        self.numbers += len(cells) - len(wrong)
        if self.decimal_comma and not self.commas:
            self.commas = any(
                "," in cell and not math.isnan(parse_cell(cell, decimal_comma=True))
                for cell in cells
            )
        if len(wrong):
            missing = [index for index in wrong if is_missing(cells[index])]
            self.missing += len(missing)
            self.others += len(wrong) - len(missing)
            if missing and self.first_missing is None:
                self.first_missing = lines[missing[0]]
            if self.first_wrong is None:
                self.first_wrong = (lines[wrong[0]], cells[wrong[0]])
        self.chunks.append(values)

    @property
    def kind(self) -> ColumnKind:
        """Number, where nine in ten of the cells that say something are numbers."""
        said = self.numbers + self.others
        return "number" if self.numbers and self.numbers >= _NUMBERS * said else "text"

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything."""
        return self.numbers + self.others == 0

    def values(self) -> FloatArray:
        """Return all numbers, (n,).

        The chunks are let go of: to free those of all columns at once keeps the interpreter from
        everybody for a tenth of a second.
        """
        self.chunks = [np.concatenate(self.chunks)]
        return self.chunks[0]
