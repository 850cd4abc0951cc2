"""Which character parts the cells of a text, and which one the decimals of its numbers."""

import contextlib
import re
from collections import Counter
from itertools import islice

from bpgui.formats.table_error import TableError
from bpgui.formats.table_lines import WHITE_SPACE
from bpgui.formats.table_rows import read_rows
from bpgui.formats.table_text import TableText

# In order of preference where two explain a file equally well.
DELIMITERS = (",", ";", "\t", "|", WHITE_SPACE)
_SAMPLE_ROWS = 200
_COMMA_NUMBER = re.compile(r"[+\-−]?\d+,\d+([eE][+\-]?\d+)?")
_POINT_NUMBER = re.compile(r"[+\-−]?\d*\.\d+([eE][+\-]?\d+)?")


def find_delimiter(text: TableText, comment: str) -> str:
    """Return the delimiter that splits the first rows most consistently.

    Each candidate is tried with the real reader. Among those that give nearly all rows the same
    width, the one wins whose cells look least as if they held another delimiter.
    """
    scores = {delimiter: _score(text, delimiter, comment) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best][0] > 0:
        return best
    # One column: its texts may hold some of the candidates, but not the delimiter.
    absent = (
        delimiter
        for delimiter in DELIMITERS
        if all(len(cells) == 1 for cells in _first_rows(text, delimiter, comment))
    )
    return next(absent, DELIMITERS[0])


def _first_rows(text: TableText, delimiter: str, comment: str) -> list[list[str]]:
    """Return the cells of the first rows, as far as they can be read."""
    rows: list[list[str]] = []
    with contextlib.suppress(TableError):
        rows.extend(row.cells for row in islice(read_rows(text, delimiter, comment), _SAMPLE_ROWS))
    return rows


def _score(text: TableText, delimiter: str, comment: str) -> tuple[float, float]:
    """Return how consistent the widths and how clean the cells are, each 0 to 1."""
    rows = _first_rows(text, delimiter, comment)
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


def has_decimal_comma(text: TableText, delimiter: str, comment: str) -> bool:
    """Whether a comma in a number is a decimal one.

    Never where it parts the cells. Between semicolons and tabs it may be; elsewhere it is where
    some of the first cells are numbers with commas, and none is one with a point.
    """
    if delimiter in {";", "\t"}:
        return True
    if delimiter == ",":
        return False
    cells = [cell for row in _first_rows(text, delimiter, comment) for cell in row]
    commas = any(_COMMA_NUMBER.fullmatch(cell) for cell in cells)
    return commas and not any(_POINT_NUMBER.fullmatch(cell) for cell in cells)
