"""A table as a value: its columns, and what was found out about the file it comes from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray, IntArray
from bpgui.formats.table_columns import ColumnKind
from bpgui.formats.table_error import TableError
from bpgui.formats.table_options import TableOptions

DeclaredRole = Literal["input", "target"]

MOST_COLUMNS = 10_000
MOST_CELLS = 64_000_000
MOST_PROBLEMS = 100
PREVIEW_ROWS = 1_000


@dataclass(frozen=True)
class TableProblem:
    """A row that was left out, or a cell that counts as missing because it is no number.

    Attributes
    ----------
    line, column
        Where, both counted from 1, or None where all are meant. In a format without lines, the
        line is the row of the sheet or the number of the record.
    sentence
        What is wrong there, and what was done about it.
    """

    line: int | None
    column: int | None
    sentence: str


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: what its sentences and its facts need to know.

    Attributes
    ----------
    path, format, delimiter, encoding, parts, part
        As in `Table`.
    unit
        What `line` counts in the sentences: "line", "row", "record" and the like.
    """

    path: Path
    format: str
    unit: str = "line"
    delimiter: str = ""
    encoding: str = ""
    parts: tuple[str, ...] = ()
    part: str = ""

    def error(
        self,
        problem: str,
        remedy: str,
        line: int | None = None,
        column: int | None = None,
        name: str = "",
    ) -> TableError:
        """Return an error about this file; see `TableError`."""
        return TableError(self.path, line, column, problem, remedy, name=name, unit=self.unit)

    def problem(
        self,
        problem: str,
        remedy: str,
        line: int | None = None,
        column: int | None = None,
        name: str = "",
    ) -> TableProblem:
        """Return what could not be read but does not stop the reading."""
        sentence = str(self.error(problem, remedy, line, column, name))
        return TableProblem(line, column, sentence)


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read.

    Attributes
    ----------
    path
        The file.
    format
        What it is: "CSV", "Excel", "ARFF" and so on.
    delimiter
        The character between two cells; " " for any run of spaces and tabs, "" where cells are not
        parted by one.
    encoding
        The codec that decoded it; "" where the format is no text.
    decimal
        "," where commas in numbers were read as decimal commas, else ".".
    header
        Whether the first row named the columns.
    names
        One a column, all different.
    kinds
        "number" or "text", one a column.
    cells
        The first `PREVIEW_ROWS` rows as they are written in the file; fewer of a very wide table.
    n_rows
        The number of rows, the header not counted.
    columns
        (n_rows,) numbers of each column of numbers, NaN in cells that are missing or broken; the
        text of the others, "" in cells that are missing.
    broken
        For each column of numbers with cells that are none: the error that names the first.
    missing
        For each column with cells that are empty (or say NA): the line of the first.
    warnings
        Sentences about what was guessed or looks wrong.
    parts
        The names of the sheets or arrays that `TableOptions.part` can ask for; none if there is
        only one.
    part
        The one that was read, or "".
    image_shape
        (rows, columns) if the columns that are no targets are the pixels of a picture. The red,
        green and blue of a coloured one stand side by side.
    roles
        What the file itself says that each column is, or None; one a column.
    classes
        For columns whose words the file itself lists: the words in its order.
    problems
        Rows that were left out and cells that are no numbers, the first `MOST_PROBLEMS` of each.
    n_left_out
        How many rows were left out in all.
    lines
        (n_rows,) the line each row begins on; see `line_of` where a format has none.
    asked
        What was said about the file when it was read; None where `path` is no file.
    """

    path: Path
    format: str
    delimiter: str
    encoding: str
    decimal: str
    header: bool
    names: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    cells: tuple[tuple[str, ...], ...]
    n_rows: int
    columns: tuple[FloatArray | tuple[str, ...], ...]
    broken: dict[int, TableError] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part: str = ""
    image_shape: tuple[int, int] | None = None
    roles: tuple[DeclaredRole | None, ...] = ()
    classes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[TableProblem, ...] = ()
    n_left_out: int = 0
    lines: IntArray | None = None
    asked: TableOptions | None = None

    def __post_init__(self) -> None:
        if not self.roles:
            object.__setattr__(self, "roles", (None,) * self.n_columns)

    @property
    def n_columns(self) -> int:
        """The number of columns."""
        return len(self.names)

    def line_of(self, row: int) -> int:
        """Return the line a row begins on, counted from 1; the row's number if there are none."""
        return row + 1 if self.lines is None else int(self.lines[row])

    def numbers(self, column: int) -> FloatArray:
        """Return the numbers of a column, (n_rows,), read-only; all of them are.

        Raises
        ------
        TableError
            If one of its cells is no number; line and column are named.
        ValueError
            If the column is text.
        """
        values = self.columns[column]
        if isinstance(values, tuple):
            # The wrong column was chosen, not a wrong type passed.
            raise ValueError(f"“{self.names[column]}” is a column of text.")  # noqa: TRY004
        if column in self.broken:
            raise self.broken[column]
        return values

    def texts(self, column: int) -> tuple[str, ...]:
        """Return the cells of a column as text; numbers in their shortest form."""
        values = self.columns[column]
        if isinstance(values, tuple):
            return values
        return tuple(f"{value:.15g}" for value in self.numbers(column))

    def missing_in(self, column: int) -> BoolArray:
        """Return where a column has no value: (n_rows,), True in missing and broken cells."""
        values = self.columns[column]
        if isinstance(values, tuple):
            return np.fromiter((not text for text in values), np.bool_, len(values))
        return np.isnan(values)
