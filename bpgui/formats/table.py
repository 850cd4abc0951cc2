"""Reading a table of patterns: CSV and its relatives, checked cell by cell."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray, read_only
from bpgui.formats.table_columns import ColumnCount, ColumnKind
from bpgui.formats.table_error import TableError
from bpgui.formats.table_header import column_names, has_header
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.table_rows import Row, find_delimiter, has_decimal_comma, read_rows
from bpgui.formats.table_text import TableText, read_text
from bpgui.formats.table_warnings import broken_column, warnings

__all__ = [
    "ColumnKind",
    "DeclaredRole",
    "Table",
    "TableError",
    "TableOptions",
    "TableProblem",
    "read_table",
    "read_table_text",
]

DeclaredRole = Literal["input", "target"]

MOST_COLUMNS = 10_000
MOST_CELLS = 64_000_000
MOST_PROBLEMS = 100
PREVIEW_ROWS = 1_000
_CHUNK = 2_048
_SAMPLE = 200


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
        The first `PREVIEW_ROWS` rows as they are written in the file.
    n_rows
        The number of rows, the header not counted.
    columns
        (n_rows,) numbers of each column of numbers, NaN in broken cells; the text of the others.
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
        (rows, columns) if the columns that are no targets are the pixels of a picture.
    roles
        What the file itself says that each column is, or None; one a column.
    classes
        For columns whose words the file itself lists: the words in its order.
    problems
        Rows that were left out and cells that are no numbers, the first `MOST_PROBLEMS` of them.
    n_left_out
        How many rows were left out in all.
    lines
        (n_rows,) the line each row begins on; see `line_of` where a format has none.
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
    broken: dict[int, TableError]
    missing: dict[int, int]
    warnings: tuple[str, ...]
    parts: tuple[str, ...] = ()
    part: str = ""
    image_shape: tuple[int, int] | None = None
    roles: tuple[DeclaredRole | None, ...] = ()
    classes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[TableProblem, ...] = ()
    n_left_out: int = 0
    lines: IntArray | None = None

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
        """Return the numbers of a column, (n_rows,), read-only.

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


def read_table(
    path: str | os.PathLike[str],
    options: TableOptions = FIND_OUT,
    on_rows: Callable[[int], None] | None = None,
) -> Table:
    """Read a table from a file of any of the formats.

    Parameters
    ----------
    path
        The file; at most 512 MB, 10,000 columns and 64 million cells.
    options
        What is known about it.
    on_rows
        Called with the number of rows read, now and then; what it raises ends the reading.

    Raises
    ------
    TableError
        If the file is no table; the sentence names the line. Rows with more or fewer cells than the
        others are no error but left out and listed in `Table.problems`; nor is a cell that is no
        number in a column of numbers, except in `Table.numbers`, as the column may not be needed.
    """
    return _read(read_text(Path(path)), options, on_rows)


def read_table_text(
    text: str,
    options: TableOptions = FIND_OUT,
    on_rows: Callable[[int], None] | None = None,
    *,
    name: str = "clipboard",
) -> Table:
    """Read a table from a text, such as the one of a clipboard; otherwise as `read_table`.

    Parameters
    ----------
    text
        Cells parted by a delimiter, as in a CSV file.
    options, on_rows
        As in `read_table`; the encoding is not asked for.
    name
        What the table is called, in place of a file's name.
    """
    return _read(TableText(Path(name), text.encode(errors="replace"), "utf-8"), options, on_rows)


def _read(text: TableText, options: TableOptions, on_rows: Callable[[int], None] | None) -> Table:
    delimiter = options.delimiter or find_delimiter(text)
    sample = list(islice(read_rows(text, delimiter), _SAMPLE))
    width = _check_sample(text, sample)
    comma = has_decimal_comma(delimiter) if options.decimal is None else options.decimal == ","
    header = options.header
    if header is None:
        first, *others = (row.cells for row in sample if len(row.cells) == width)
        header = has_header(first, others, decimal_comma=comma)
    left_out: list[TableProblem] = []
    rows = _checked(text, read_rows(text, delimiter), width, left_out)
    names = column_names(next(rows).cells if header else None, width)
    counts = [ColumnCount(comma) for _ in range(width)]
    preview, lines = _count(rows, counts, on_rows)
    n_rows = len(lines)
    if not n_rows:
        raise TableError(
            text.path, None, None, "there are no rows below the header", "Add rows of data."
        )
    kinds = tuple(count.kind for count in counts)
    data_rows = islice(_checked(text, read_rows(text, delimiter), width, []), int(header), None)
    words = _words(data_rows, [index for index, kind in enumerate(kinds) if kind == "text"])
    return Table(
        path=text.path,
        format="CSV",
        delimiter=delimiter,
        encoding=text.encoding,
        decimal="," if any(count.commas for count in counts) else ".",
        header=header,
        names=names,
        kinds=kinds,
        cells=preview,
        n_rows=n_rows,
        columns=tuple(
            words[index] if index in words else read_only(count.values(), np.float64)
            for index, count in enumerate(counts)
        ),
        broken={
            index: broken_column(text.path, index, names[index], count)
            for index, count in enumerate(counts)
            if count.kind == "number" and count.first_wrong is not None
        },
        missing={
            index: count.first_missing
            for index, count in enumerate(counts)
            if count.first_missing is not None
        },
        warnings=warnings(names, counts, words, n_rows),
        problems=tuple(left_out[:MOST_PROBLEMS]),
        n_left_out=len(left_out),
        lines=lines,
    )


def _check_sample(text: TableText, sample: list[Row]) -> int:
    """Return the number of columns that most rows have."""
    name = text.path.name
    if not sample:
        problem = f"“{name}” is empty" if not text.data.strip() else f"“{name}” has no rows"
        raise TableError(text.path, None, None, problem, "Choose a file with rows of data.")
    width = Counter(len(row.cells) for row in sample).most_common(1)[0][0]
    if width > MOST_COLUMNS:
        problem = f"“{name}” has {width:,} columns; at most {MOST_COLUMNS:,} can be read"
        raise TableError(text.path, None, None, problem, "Leave out columns that are not needed.")
    return width


def _checked(
    text: TableText, rows: Iterator[Row], width: int, left_out: list[TableProblem]
) -> Iterator[Row]:
    """Pass on the rows of this width, and note the others."""
    cells = 0
    for row in rows:
        if len(row.cells) != width:
            found = f"{len(row.cells)} cell" + "s" * (len(row.cells) != 1)
            problem = f"this row has {found}, where the others have {width}"
            error = TableError(text.path, row.line, None, problem, "It was left out.")
            left_out.append(TableProblem(row.line, None, str(error)))
            continue
        cells += width
        if cells > MOST_CELLS:
            problem = f"the table has more than {MOST_CELLS // 10**6} million cells"
            raise TableError(text.path, row.line, None, problem, "Take a part of the rows.")
        yield row


def _count(
    rows: Iterator[Row], counts: list[ColumnCount], on_rows: Callable[[int], None] | None
) -> tuple[tuple[tuple[str, ...], ...], IntArray]:
    """Count every column, chunk by chunk; return the preview and the line of each row."""
    preview: list[tuple[str, ...]] = []
    starts: list[IntArray] = [np.empty(0, dtype=np.intp)]
    n_rows = 0
    # Fewer rows of a very wide table, so that a chunk stays small.
    size = max(_CHUNK // max(len(counts) // 50, 1), 16)
    while chunk := list(islice(rows, size)):
        n_rows += len(chunk)
        preview.extend(tuple(row.cells) for row in chunk[: PREVIEW_ROWS - len(preview)])
        lines = [row.line for row in chunk]
        starts.append(np.array(lines, dtype=np.intp))
        for count, cells in zip(
            counts, zip(*(row.cells for row in chunk), strict=True), strict=True
        ):
            count.add(cells, lines)
        if on_rows is not None:
            on_rows(n_rows)
    return tuple(preview), read_only(np.concatenate(starts), np.intp)


def _words(rows: Iterator[Row], columns: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the cells of these columns, equal ones as one string."""
    if not columns:
        return {}
    same: dict[str, str] = {}
    found: dict[int, list[str]] = {column: [] for column in columns}
    for row in rows:
        for column, cells in found.items():
            cell = row.cells[column]
            cells.append(same.setdefault(cell, cell))
    return {column: tuple(cells) for column, cells in found.items()}
