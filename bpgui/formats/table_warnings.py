"""What a reader of a table should tell: broken cells, guesses, columns that look wrong."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bpgui.formats.number_cells import is_missing
from bpgui.formats.table_columns import ColumnCount
from bpgui.formats.table_error import TableError

_MANY_WORDS = 50


def broken_column(path: Path, index: int, name: str, count: ColumnCount) -> TableError:
    """Return the error for a column of numbers in which some cells are none.

    Parameters
    ----------
    path
        The file.
    index
        The column, counted from 0.
    name
        Of the column.
    count
        Its cells, with `first_wrong` set.
    """
    line, cell = count.first_wrong or (0, "")
    rows = f"{count.numbers:,} other row{'s' if count.numbers != 1 else ''}"
    have = "have numbers" if count.numbers != 1 else "has a number"
    what = _shown(cell)
    problem = f"{what} where the {rows} {have}"
    more = count.missing + count.others - 1
    others = f" ({more:,} more such cell{'s' if more != 1 else ''} in this column)" if more else ""
    remedy = f"Correct the cell{others}, or leave the column out."
    return TableError(path, line, index + 1, problem, remedy, name=name)


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
        if count.is_empty:
            found.append(f"Column {index + 1} (“{name}”) is empty; leave it out.")
        elif count.kind == "text":
            different = len(set(words[index]))
            if different > _MANY_WORDS and different > n_rows / 2:
                found.append(
                    f"Column {index + 1} (“{name}”) looks like an identifier: {different:,} "
                    f"different texts in {n_rows:,} rows. Leave it out."
                )
        if count.kind == "text" and count.missing and not count.is_empty:
            found.append(
                f"Column {index + 1} (“{name}”) is empty in {count.missing:,} of {n_rows:,} rows."
            )
    if any(count.commas for count in counts):
        found.append("Commas in numbers were read as decimal commas: 1,5 is one and a half.")
    return tuple(found)


def _shown(cell: str) -> str:
    if not cell:
        return "the cell is empty"
    short = cell if len(cell) <= 40 else cell[:39] + "…"
    short = "".join(letter if letter.isprintable() else "�" for letter in short)
    return (
        f"“{short}” says that the value is missing"
        if is_missing(cell)
        else (f"“{short}” is not a number")
    )
