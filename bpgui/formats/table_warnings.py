"""What a reader of a table should tell: broken cells, guesses, columns that look wrong."""

from collections.abc import Iterator, Mapping, Sequence

from bpgui.formats.table_columns import ColumnCount
from bpgui.formats.table_content import Origin, TableProblem
from bpgui.formats.table_error import TableError

_MANY_WORDS = 50


def broken_column(origin: Origin, index: int, name: str, count: ColumnCount) -> TableError:
    """Return the error for a column of numbers in which some cells are none.

    Parameters
    ----------
    origin
        The file.
    index
        The column, counted from 0.
    name
        Of the column.
    count
        Its cells, some of which are missing or no numbers.
    """
    line, problem = _first_broken(count)
    more = count.missing + count.others - 1
    others = f" ({more:,} more such cell{'s' if more != 1 else ''} in this column)" if more else ""
    remedy = f"Correct the cell{others}, or leave the column out."
    return origin.error(problem, remedy, line, index + 1, name)


def _first_broken(count: ColumnCount) -> tuple[int, str]:
    """Return the line of the first cell that is no number, and what is wrong with it."""
    rows = f"{count.numbers:,} other row{'s' if count.numbers != 1 else ''}"
    others = f" where the {rows} {'have numbers' if count.numbers != 1 else 'has a number'}"
    missing = count.first_missing
    if count.wrong and (missing is None or count.wrong[0][0] < missing):
        line, cell = count.wrong[0]
        return line, f"{_shown(cell)} is not a number{others}"
    cell = count.first_missing_text
    said = f"{_shown(cell)} says that the value is missing" if cell else "the cell is empty"
    return missing or 0, said + others


def broken_cells(
    origin: Origin, index: int, name: str, count: ColumnCount
) -> Iterator[TableProblem]:
    """Yield the first cells of a column of numbers that are none; missing ones are no problem."""
    for line, cell in count.wrong:
        problem = f"{_shown(cell)} is not a number"
        yield origin.problem(problem, "It counts as missing.", line, index + 1, name)


def warnings(
    names: Sequence[str],
    counts: Sequence[ColumnCount],
    words: Mapping[int, Sequence[str]],
    n_rows: int,
) -> tuple[str, ...]:
    """Return sentences about what was guessed and about columns that look wrong.

    Parameters
    ----------
    names, counts
        One a column.
    words
        The cells of the text columns.
    n_rows
        The number of rows.
    """
    found = []
    for index, (name, count) in enumerate(zip(names, counts, strict=True)):
        column = f"Column {index + 1} (“{name}”)"
        if count.is_empty:
            found.append(f"{column} is empty; leave it out.")
        elif count.kind == "text":
            different = len(set(words[index]))
            if different > _MANY_WORDS and different > n_rows / 2:
                found.append(
                    f"{column} looks like an identifier: {different:,} different texts in "
                    f"{n_rows:,} rows. Leave it out."
                )
        if count.kind == "text" and count.missing_words and not count.is_empty:
            found.append(f"{column} is empty in {count.missing_words:,} of {n_rows:,} rows.")
    if any(count.commas for count in counts):
        found.append("Commas in numbers were read as decimal commas: 1,5 is one and a half.")
    return tuple(found)


def _shown(cell: str) -> str:
    short = cell if len(cell) <= 40 else cell[:39] + "…"
    return f"“{''.join(letter if letter.isprintable() else '�' for letter in short)}”"
