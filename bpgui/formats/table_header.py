"""Whether the first row of a table names the columns, and what the columns are called."""

import math
from collections import Counter
from collections.abc import Sequence

from bpgui.formats.number_cells import NumberStyle


def has_header(first: Sequence[str], rows: Sequence[Sequence[str]], style: NumberStyle) -> bool:
    """Tell whether the first row is a header, by the types of the cells below it.

    Parameters
    ----------
    first
        The cells of the first row.
    rows
        Some of the rows below, of the same width.
    style
        How numbers are written.

    Returns
    -------
    bool
        Where some columns are numbers: whether most of those begin with a word. Where none is:
        whether the first cells are different words that do not occur again below.
    """
    is_number = [_is_number(cell, style) for cell in first]
    if not rows:
        return not any(is_number)
    columns = list(zip(*rows, strict=True))
    numeric = [
        index
        for index, column in enumerate(columns)
        if sum(_is_number(cell, style) for cell in column) > len(column) / 2
    ]
    if numeric:
        words = sum(bool(first[index]) and not is_number[index] for index in numeric)
        return words > len(numeric) / 2
    repeated = any(cell in column for cell, column in zip(first, columns, strict=True))
    return not any(is_number) and len(set(first)) == len(first) and all(first) and not repeated


def column_names(header: Sequence[str] | None, width: int) -> tuple[str, ...]:
    """Return a name for each column, all different.

    Parameters
    ----------
    header
        The cells of the header, or None.
    width
        The number of columns.
    """
    wanted = list(header) if header is not None else [""] * width
    wanted = [name or f"column {number}" for number, name in enumerate(wanted, start=1)]
    taken, seen, names = set(wanted), Counter[str](), []
    for name in wanted:
        seen[name] += 1
        unique = name
        while seen[name] > 1 and unique in taken:
            unique = f"{name} ({seen[name]})"
            seen[name] += unique in taken
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def _is_number(cell: str, style: NumberStyle) -> bool:
    return not math.isnan(style.parse(cell))
