"""What the cells of the pattern table say, and what typing into one means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Dataset
from bpgui.ui.data.columns import LIVE, TEST_MARK, Column, Kind
from bpgui.ui.numbers import format_exact, format_number, parse_number

Output = NDArray[np.float64]
RIGHT, WRONG = "✓", "✗"
NOT_HERE = "–"
"""Stands for a number in a file that could not be read."""


@dataclass(frozen=True, eq=False)
class PatternCells:
    """Writes and reads the cells of one data set, all in the units of its source."""

    dataset: Dataset

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, or of the targets where the classes have none."""
        return self.dataset.classes or self.dataset.target_names

    def text(self, pattern: int, column: Column, output: Output | None) -> str:
        """Return what a cell says; `output` (n_out,) is None where it is not known."""
        if self._is_away(column):
            return NOT_HERE
        if column.kind not in LIVE:
            return self._fixed_text(pattern, column)
        return "" if output is None else self._live_text(pattern, column, output)

    def exact_text(self, pattern: int, column: Column) -> str:
        """Return what an editor of the cell starts with."""
        if column.kind in (Kind.INPUT, Kind.TARGET):
            return format_exact(self._number(pattern, column))
        return self.text(pattern, column, None)

    def tip(self, pattern: int, column: Column) -> str:
        """Return what a cell tells when pointed at."""
        absent = self.dataset.patterns.absent
        if absent is not None and self._is_away(column):
            return absent.why
        if column.kind in (Kind.INPUT, Kind.TARGET):
            value = format_exact(self._number(pattern, column))
            return f"{column.tip} of pattern {pattern + 1}: {value}"
        if column.kind in (Kind.NUMBER, Kind.SET):
            use = "held out for testing" if self.dataset.test[pattern] else "trained on"
            return f"Pattern {pattern + 1}, {use}"
        return f"Pattern {pattern + 1}: {column.tip}"

    def is_right(self, pattern: int, output: Output) -> bool:
        """Whether the class with the largest output is the right one."""
        return int(output.argmax()) == int(self.dataset.targets[pattern].argmax())

    def edited(self, pattern: int, column: Column, text: str) -> Dataset:
        """Return the data with one cell as typed.

        Raises
        ------
        ValueError
            With a sentence, when the text does not belong into the cell.
        """
        if column.kind is Kind.INPUT:
            return self.dataset.with_input(pattern, column.index, parse_number(text))
        if column.kind is Kind.TARGET:
            return self.dataset.with_target(pattern, column.index, parse_number(text))
        if text not in self.class_names:
            raise ValueError(f"“{text}” is none of the classes: {', '.join(self.class_names)}.")
        return self.dataset.with_target(pattern, self.class_names.index(text), 1.0)

    def _is_away(self, column: Column) -> bool:
        """Whether what the column shows needs a file that could not be read."""
        absent = self.dataset.patterns.absent
        if absent is None or column.kind in (Kind.NUMBER, Kind.SET):
            return False
        return absent.is_origin or column.kind not in (Kind.TARGET, Kind.TARGET_CLASS)

    def _number(self, pattern: int, column: Column) -> float:
        is_input = column.kind is Kind.INPUT
        data = self.dataset
        values = data.patterns.row(pattern) if is_input else data.targets[pattern]
        return float(values[column.index])

    def _fixed_text(self, pattern: int, column: Column) -> str:
        match column.kind:
            case Kind.NUMBER:
                text = str(pattern + 1)
            case Kind.SET:
                text = TEST_MARK if self.dataset.test[pattern] else ""
            case Kind.INPUT | Kind.TARGET:
                text = format_number(self._number(pattern, column), column.decimals)
            case Kind.TARGET_CLASS:
                text = self.class_names[int(self.dataset.targets[pattern].argmax())]
            case _:
                text = ""
        return text

    def _live_text(self, pattern: int, column: Column, output: Output) -> str:
        match column.kind:
            case Kind.OUTPUT:
                text = format_number(float(output[column.index]), column.decimals)
            case Kind.ERROR:
                error = self.dataset.targets[pattern] - output
                value = error[0] if len(error) == 1 else np.abs(error).max()
                text = format_number(float(value), column.decimals)
            case Kind.OUTPUT_CLASS:
                text = self.class_names[int(output.argmax())]
            case Kind.PROBABILITY:
                text = format_number(float(output.max()), column.decimals)
            case _:
                text = RIGHT if self.is_right(pattern, output) else WRONG
        return text
