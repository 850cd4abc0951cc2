"""Tables in blocks of rows: as cells, or as the bytes of a text whose rows are all alike."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bpgui.core.arrays import BoolArray, FloatArray, IntArray
from bpgui.formats.decimal_digits import MARGIN, parse_decimals
from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_lines import WHITE_SPACE
from bpgui.formats.table_rows import Row

_LONGEST_CELL = 100_000
_FEW = 0.02


class Block(Protocol):
    """Some rows of a table, all of the same width."""

    @property
    def lines(self) -> Sequence[int]:
        """The line each row begins on."""

    def texts(self, column: int) -> Sequence[str]:
        """Return the cells of a column."""

    def numbers(self, column: int, style: NumberStyle) -> FloatArray:
        """Return the numbers of a column, (n,), NaN where there is no finite one."""

    def commas(self, column: int) -> BoolArray:
        """Return which cells of a column hold a comma, (n,)."""


class RowBlock:
    """Rows of cells."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.lines = [row.line for row in rows]
        self.rows = [row.cells for row in rows]
        self._columns = list(zip(*self.rows, strict=True))

    def texts(self, column: int) -> Sequence[str]:
        """Return the cells of a column."""
        return self._columns[column]

    def numbers(self, column: int, style: NumberStyle) -> FloatArray:
        """Return the numbers of a column, (n,), NaN where there is no finite one."""
        return style.parse_all(self._columns[column])

    def commas(self, column: int) -> BoolArray:
        """Return which cells of a column hold a comma, (n,)."""
        return np.array(["," in cell for cell in self._columns[column]])


class ByteBlock:
    """Rows whose cells are parts of a text; those of columns of numbers become no strings at all.

    Parameters
    ----------
    text
        Begins with `MARGIN` bytes of any kind.
    starts, ends
        (n, columns) where each cell begins and ends.
    first_line
        The line the first row is on; each row has one.
    """

    def __init__(
        self, text: NDArray[np.uint8], starts: IntArray, ends: IntArray, first_line: int
    ) -> None:
        self._text, self._starts, self._ends = text, starts, ends
        self._data = text.tobytes()
        self._values: FloatArray | None = None
        self.lines = range(first_line, first_line + len(starts))

    def texts(self, column: int) -> Sequence[str]:
        """Return the cells of a column."""
        rows = range(len(self.lines))
        return [self._cell(row, column) for row in rows]

    def numbers(self, column: int, style: NumberStyle) -> FloatArray:
        """Return the numbers of a column, (n,), NaN where there is no finite one."""
        if self._values is None:
            # Of all columns at once: a step costs the same for few numbers as for thousands.
            starts, ends = self._starts.ravel(), self._ends.ravel()
            point = ord("," if style.decimal_comma else ".")
            self._values = parse_decimals(self._text, starts, ends, point).reshape(
                self._starts.shape
            )
        values = np.ascontiguousarray(self._values[:, column])
        left = np.flatnonzero(np.isnan(values))
        if len(left) > _FEW * len(values):
            cells = [self._cell(row, column) for row in left.tolist()]
            values[left] = style.parse_all(cells)
        else:
            values[left] = [style.parse(self._cell(row, column)) for row in left.tolist()]
        return style.without_missing(values)

    def commas(self, column: int) -> BoolArray:
        """Return which cells of a column hold a comma, (n,)."""
        places = np.flatnonzero(self._text == ord(","))
        before = np.searchsorted(places, self._starts[:, column])
        return np.asarray(before < np.searchsorted(places, self._ends[:, column]))

    def _cell(self, row: int, column: int) -> str:
        part = self._data[self._starts[row, column] : self._ends[row, column]]
        return part.decode().strip()


def byte_block(data: bytes, delimiter: str, width: int, first_line: int) -> ByteBlock | None:
    r"""Return a part of a text as a block, None unless each line is a row of this many cells.

    Parameters
    ----------
    data
        Whole lines of UTF-8, without quotes and comments.
    delimiter
        One character of ASCII; `WHITE_SPACE` for any run of spaces and tabs.
    width
        The number of cells.
    first_line
        The number of the first line.
    """
    text = np.frombuffer(b" " * MARGIN + data + b"\n" * (not data.endswith(b"\n")), np.uint8)
    found = _words(text) if delimiter == WHITE_SPACE else _parted(text, ord(delimiter))
    starts, ends, ends_line = found
    if not len(ends) or len(ends) % width:
        return None
    last = ends_line.reshape(-1, width)
    if not last[:, -1].all() or last[:, :-1].any():
        return None
    if delimiter != WHITE_SPACE:
        starts, ends = _without_spaces(text, starts, ends)
    lengths = (ends - starts).reshape(-1, width)
    # A row without a single letter is none, which the careful reader knows.
    if lengths.max() > _LONGEST_CELL or not lengths.max(axis=1).all():
        return None
    return ByteBlock(text, starts.reshape(-1, width), ends.reshape(-1, width), first_line)


_Parts = tuple[IntArray, IntArray, NDArray[np.bool_]]


def _parted(text: NDArray[np.uint8], delimiter: int) -> _Parts:
    """Return where cells between delimiters begin and end, and which are the last of a line."""
    rest = text[MARGIN:]
    ends = np.flatnonzero((rest == delimiter) | (rest == 10)) + MARGIN
    starts = np.empty_like(ends)
    starts[:1] = MARGIN
    starts[1:] = ends[:-1] + 1
    return starts, ends, text[ends] == 10


def _words(text: NDArray[np.uint8]) -> _Parts:
    """Return the same of cells between runs of spaces and tabs."""
    space = (text == 32) | (text == 9) | (text == 10) | (text == 13)
    edges = np.flatnonzero(space[1:] != space[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    line_ends = np.flatnonzero(text == 10)
    # The last word before each line's end; a line without a word repeats the one before.
    last = np.searchsorted(ends, line_ends, side="right") - 1
    ends_line = np.zeros(len(ends), np.bool_)
    if len(last) and len(ends):
        ends_line[last] = True
        if last[0] < 0 or (np.diff(last) == 0).any():
            ends_line[:] = False  # blank lines: the careful reader leaves them out
    return starts, ends, ends_line


def _without_spaces(
    text: NDArray[np.uint8], starts: IntArray, ends: IntArray
) -> tuple[IntArray, IntArray]:
    """Return where cells begin and end without the white space around them."""
    for shorter in range(64):
        first, last = text[starts], text[ends - 1]
        before = ((first == 32) | (first == 9) | (first == 13)) & (starts < ends)
        after = ((last == 32) | (last == 9) | (last == 13)) & (starts < ends)
        if shorter and not (before.any() or after.any()):
            break
        starts = starts + before
        ends = ends - (after & (starts < ends))
    return starts, ends


def blocks_of(rows: Iterator[Row], width: int) -> Iterator[RowBlock]:
    """Gather rows of the same width in blocks, fewer of a very wide table."""
    size = max(2_048 // max(width // 50, 1), 16)
    while chunk := list(islice(rows, size)):
        yield RowBlock(chunk)
