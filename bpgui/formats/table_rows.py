"""From the lines of a text to the rows of a table, with the line each row begins on."""

import contextlib
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bpgui.formats.table_error import TableError
from bpgui.formats.table_text import TableText

WHITE_SPACE = " "
# In order of preference where two explain a file equally well.
DELIMITERS = (",", ";", "\t", "|", WHITE_SPACE)
_SAMPLE_ROWS = 200
# Characters; more than 10,000 columns need, and little enough to hold as cells.
_LONGEST_ROW = 4 * 2**20


@dataclass(frozen=True)
class Row:
    """The cells of one row, without the spaces around them, and the line it begins on."""

    line: int
    cells: list[str]


class _Lines:
    """The lines a csv reader asks for: blank lines and comments between rows are left out."""

    def __init__(self, text: TableText, delimiter: str) -> None:
        self._path = text.path
        self._lines = text.lines()
        self._join = delimiter == WHITE_SPACE
        self._count = 0
        self._length = 0
        self.first = 0
        self.between_rows = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._lines)
            self._count += 1
            if self.between_rows:
                if not line.strip() or line.lstrip().startswith("#"):
                    continue
                self.first = self._count
                self.between_rows = False
                self._length = 0
            self._length += len(line)
            if self._length > _LONGEST_ROW:
                raise TableError(
                    self._path,
                    self.first,
                    None,
                    "the row that begins here is longer than 4 MB",
                    "Check that every quote is closed, and that rows end with a line break.",
                )
            return " ".join(line.split()) + "\n" if self._join else line


def read_rows(text: TableText, delimiter: str) -> Iterator[Row]:
    """Iterate over the rows that are not empty.

    Parameters
    ----------
    text
        The file.
    delimiter
        One character; `WHITE_SPACE` for any run of spaces and tabs.

    Raises
    ------
    TableError
        Where quotes are broken, or a cell is longer than the csv module's limit (128 kB).
    """
    lines = _Lines(text, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        lines.between_rows = True
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(
                text.path,
                lines.first,
                None,
                f"the quotes in the row that begins here do not match ({error})",
                'Close every quote, and write a quote inside a quoted cell as "".',
            ) from error
        if any(cells):
            yield Row(lines.first, cells)


def find_delimiter(text: TableText) -> str:
    """Return the delimiter that splits the first rows most consistently.

    Each candidate is tried with the real reader. Among those that give nearly all rows the same
    width, the one wins whose cells look least as if they held another delimiter.
    """
    scores = {delimiter: _score(text, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best][0] > 0:
        return best
    # One column: its texts may hold some of the candidates, but not the delimiter.
    absent = (
        delimiter
        for delimiter in DELIMITERS
        if all(len(cells) == 1 for cells in _first_rows(text, delimiter))
    )
    return next(absent, DELIMITERS[0])


def _first_rows(text: TableText, delimiter: str) -> list[list[str]]:
    """Return the cells of the first rows, as far as they can be read."""
    rows: list[list[str]] = []
    with contextlib.suppress(TableError):
        rows.extend(row.cells for row in islice(read_rows(text, delimiter), _SAMPLE_ROWS))
    return rows


def _score(text: TableText, delimiter: str) -> tuple[float, float]:
    """Return how consistent the widths and how clean the cells are, each 0 to 1."""
    rows = _first_rows(text, delimiter)
    if not rows:
        return 0.0, 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0, 0.0
    others = [other for other in ";\t|" if other != delimiter]
    if delimiter == WHITE_SPACE:
        others.append(",")
    cells = [cell for row in rows for cell in row]
    clean = sum(not any(other in cell for other in others) for cell in cells)
    return round(count / len(rows), 1), clean / len(cells)


def has_decimal_comma(delimiter: str) -> bool:
    """Whether a comma in a number can be a decimal one: where it does not part the cells."""
    return delimiter in {";", "\t"}
