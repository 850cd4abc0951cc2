"""Cells as tab-separated text, as spreadsheets copy and paste them."""

from collections.abc import Sequence

from bpgui.ui.numbers import parse_number


def tab_separated(cells: dict[tuple[int, int], str]) -> str:
    """Return the smallest rectangle around cells as lines of tab-separated text.

    Parameters
    ----------
    cells
        (row, column) to text; places that are missing stay empty.
    """
    if not cells:
        return ""
    rows = [row for row, _ in cells]
    columns = [column for _, column in cells]
    return "\n".join(
        "\t".join(cells.get((row, column), "") for column in range(min(columns), max(columns) + 1))
        for row in range(min(rows), max(rows) + 1)
    )


def pasted_numbers(text: str) -> dict[tuple[int, int], float]:
    """Return (row, column) to number of tab-separated text; empty cells are left out.

    Raises
    ------
    ValueError
        With a sentence that says which cell is not a number, and if there is no number at all.
    """
    lines = text.rstrip("\r\n").split("\n") if text.strip() else []
    numbers: dict[tuple[int, int], float] = {}
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.rstrip("\r").split("\t")):
            if cell.strip():
                numbers[row, column] = _number(cell, row, column)
    if not numbers:
        raise ValueError("There are no numbers to paste: copy cells of a table first.")
    return numbers


def placed(
    numbers: dict[tuple[int, int], float], selected: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Return where pasted numbers go: from the first selected cell on, or one into all selected."""
    if len(numbers) == 1 and len(selected) > 1:
        value = next(iter(numbers.values()))
        return dict.fromkeys(selected, value)
    top = min((row for row, _ in selected), default=0)
    left = min((column for _, column in selected), default=0)
    return {(top + row, left + column): value for (row, column), value in numbers.items()}


def _number(cell: str, row: int, column: int) -> float:
    try:
        return parse_number(cell)
    except ValueError as error:
        raise ValueError(f"Pasted row {row + 1}, column {column + 1}: {error}") from None
