"""From the lines of a text to the rows of a table, with the line each row begins on."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bpgui.formats.table_error import TableError
from bpgui.formats.table_lines import Lines
from bpgui.formats.table_text import TableText


@dataclass(frozen=True)
class Row:
    """The cells of one row, without the spaces around them, and the line it begins on."""

    line: int
    cells: list[str]


def read_rows(text: TableText, delimiter: str, comment: str) -> Iterator[Row]:
    """Iterate over the rows that are not empty.

    Parameters
    ----------
    text
        The file.
    delimiter
        One character; `WHITE_SPACE` for any run of spaces and tabs.
    comment
        What lines that are no data begin with, or "".

    Raises
    ------
    TableError
        Where quotes are broken, or a cell is longer than the csv module's limit (128 kB).
    """
    return rows_of(Lines(text, delimiter, comment), text, delimiter)


def rows_of(
    lines: Lines,
    text: TableText,
    delimiter: str,
    on_broken: Callable[[TableError], None] | None = None,
) -> Iterator[Row]:
    """Iterate over the rows from some line on; between two of them, the lines may be moved on.

    Rows with broken quotes are handed to `on_broken` and left out; the reading goes on in the line
    below the one such a row begins on.
    """
    reader = _reader(lines, delimiter)
    while True:
        lines.between_rows = True
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            broken = TableError(
                text.path,
                lines.first,
                None,
                f"the quotes in the row that begins here do not match ({error})",
                'Close every quote, and write a quote inside a quoted cell as "".',
            )
            if on_broken is None:
                raise broken from error
            on_broken(broken)
            lines.return_to_second_line()
            reader = _reader(lines, delimiter)
            continue
        if any(cells):
            yield Row(lines.first, cells)


def _reader(lines: Lines, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
