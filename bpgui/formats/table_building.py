"""From blocks of rows to a table: names, kinds, numbers and words, and what to tell about them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bpgui.core.arrays import IntArray, read_only
from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block
from bpgui.formats.table_columns import ColumnCount
from bpgui.formats.table_content import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    PREVIEW_ROWS,
    DeclaredRole,
    Origin,
    Table,
    TableProblem,
)
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_header import column_names
from bpgui.formats.table_rows import Row
from bpgui.formats.table_warnings import broken_cells, broken_column, warnings

PREVIEW_CELLS = 200_000


class LeftOut:
    """The rows that are left out: how many, and the first of them with the reason."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.count = 0
        self.first: TableError | None = None
        self.problems: list[TableProblem] = []

    def of_width(self, rows: Iterator[Row], width: int) -> Iterator[Row]:
        """Pass on the rows of this width, and note the others."""
        for row in rows:
            if len(row.cells) == width:
                yield row
                continue
            found = f"{len(row.cells)} cell" + "s" * (len(row.cells) != 1)
            self.note(f"this row has {found}, where the others have {width}", row.line)

    def note(self, problem: str, line: int | None = None) -> None:
        """Note a row that is left out, and why."""
        self.note_error(self._origin.error(problem, "Complete or delete it.", line))

    def note_error(self, error: TableError) -> None:
        """Note a row that is left out for an error that names it."""
        self.count += 1
        self.first = self.first or error
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(
                TableProblem(error.line, error.column, str(error.with_remedy("It was left out.")))
            )


@dataclass(frozen=True)
class Columns:
    """What is known of the columns before their cells are read.

    Parameters
    ----------
    names
        What the header or the file calls them, or None.
    header
        Whether the names stand in the first row.
    width
        How many there are.
    roles, classes, image_shape
        As in `Table`.
    texts
        The columns that are text even if all of their cells are numbers.
    """

    width: int
    names: Sequence[str] | None = None
    header: bool = False
    roles: tuple[DeclaredRole | None, ...] = ()
    classes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    image_shape: tuple[int, int] | None = None
    texts: frozenset[int] = frozenset()


def build_table(
    origin: Origin,
    columns: Columns,
    style: NumberStyle,
    blocks: Callable[[LeftOut], Iterator[Block]],
    on_rows: OnRows | None,
    notes: Sequence[str] = (),
) -> Table:
    """Make a table of rows.

    Parameters
    ----------
    origin
        The file.
    columns
        What is known of the columns.
    style
        How numbers and missing values are written.
    blocks
        Returns the rows in blocks of this width, from the first on; it is told which rows to note
        as left out, and may be called a second time.
    on_rows
        Called with the number of rows read, now and then; what it raises ends the reading.
    notes
        Sentences to begin the table's warnings with.

    Raises
    ------
    TableError
        If there are no rows, or too many cells.
    """
    check_width(origin, columns.width)
    names = column_names(columns.names, columns.width)
    left_out = LeftOut(origin)
    counts = [ColumnCount(style, index in columns.texts) for index in range(columns.width)]
    preview, lines = _count(origin, blocks(left_out), counts, on_rows)
    n_rows = len(lines)
    if not n_rows:
        raise left_out.first or no_rows(origin, below_header=columns.header)
    _complete_words(counts, lambda: blocks(LeftOut(origin)))
    words = {index: count.texts() for index, count in enumerate(counts) if count.kind == "text"}
    return Table(
        path=origin.path,
        format=origin.format,
        delimiter=origin.delimiter,
        encoding=origin.encoding,
        decimal="," if any(count.commas for count in counts) else ".",
        header=columns.header,
        names=names,
        kinds=tuple(count.kind for count in counts),
        cells=preview,
        n_rows=n_rows,
        columns=tuple(
            words[index] if index in words else count.values() for index, count in enumerate(counts)
        ),
        broken={
            index: broken_column(origin, index, names[index], count)
            for index, count in enumerate(counts)
            if count.kind == "number" and count.missing + count.others
        },
        missing=_first_missing(counts),
        warnings=(*notes, *warnings(names, counts, words, n_rows)),
        parts=origin.parts,
        part=origin.part,
        image_shape=columns.image_shape,
        roles=columns.roles,
        classes=columns.classes,
        problems=(*left_out.problems, *_broken_cells(origin, names, counts)),
        n_left_out=left_out.count,
        lines=lines,
    )


def no_rows(origin: Origin, *, below_header: bool = False) -> TableError:
    """Return the error about a table without rows."""
    problem = "there are no rows" + " below the header" * below_header
    return origin.error(problem, "Add rows of data.")


def check_width(origin: Origin, width: int) -> None:
    """Raise a TableError if there are too many columns."""
    if width > MOST_COLUMNS:
        problem = (
            f"“{origin.path.name}” has {width:,} columns; at most {MOST_COLUMNS:,} can be read"
        )
        raise origin.error(problem, "Leave out columns that are not needed.")


def preview_size(width: int) -> int:
    """Return how many rows of a table are kept as they are written."""
    return max(min(PREVIEW_ROWS, PREVIEW_CELLS // max(width, 1)), 20)


def _count(
    origin: Origin, blocks: Iterator[Block], counts: list[ColumnCount], on_rows: OnRows | None
) -> tuple[tuple[tuple[str, ...], ...], IntArray]:
    """Count every column, block by block; return the preview and the line of each row."""
    preview: list[tuple[str, ...]] = []
    most_shown = preview_size(len(counts))
    lines: list[IntArray] = [np.empty(0, dtype=np.intp)]
    n_rows = 0
    for block in blocks:
        n_rows += len(block.lines)
        lines.append(np.array(block.lines, dtype=np.intp))
        if n_rows * len(counts) > MOST_CELLS:
            problem = f"the table has more than {MOST_CELLS // 10**6} million cells"
            raise origin.error(problem, "Take a part of the rows.", block.lines[-1])
        if len(preview) < most_shown:
            rows = zip(*(block.texts(column) for column in range(len(counts))), strict=True)
            preview.extend(list(rows)[: most_shown - len(preview)])
        for column, count in enumerate(counts):
            count.add(block, column)
        if on_rows is not None:
            on_rows(n_rows)
    return tuple(preview), read_only(np.concatenate(lines), np.intp)


def _complete_words(counts: list[ColumnCount], blocks: Callable[[], Iterator[Block]]) -> None:
    """Read the rows once more for columns that turned out to be text late."""
    wanted = [(index, count) for index, count in enumerate(counts) if count.needs_words]
    if wanted:
        for number, block in enumerate(blocks()):
            for index, count in wanted:
                count.add_words(block, index, number)


def _first_missing(counts: list[ColumnCount]) -> dict[int, int]:
    lines = {
        index: count.first_missing if count.kind == "number" else count.first_missing_word
        for index, count in enumerate(counts)
    }
    return {index: line for index, line in lines.items() if line is not None}


def _broken_cells(
    origin: Origin, names: Sequence[str], counts: list[ColumnCount]
) -> list[TableProblem]:
    """Return the first cells of columns of numbers that are none, in the order of their lines."""
    found = [
        problem
        for index, count in enumerate(counts)
        if count.kind == "number"
        for problem in broken_cells(origin, index, names[index], count)
    ]
    return sorted(found, key=lambda problem: problem.line or 0)[:MOST_PROBLEMS]
