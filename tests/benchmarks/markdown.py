"""Tables in Markdown, and the places in the README where benchmarks write theirs."""

from pathlib import Path


def table(rows: list[list[str]]) -> str:
    """Return a Markdown table, the head first, whose columns stand straight in a terminal too."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    head, *body = [_row(row, widths) for row in rows]
    rule = "|".join(["", "-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:]), ""])
    return "\n".join([head, rule, *body])


def put_between(file: Path, begin: str, end: str, text: str) -> None:
    """Put a text between two marks of a file, in place of what stands there.

    Raises
    ------
    ValueError
        If the file does not have the marks.
    """
    before, found_begin, rest = file.read_text("utf-8").partition(begin)
    _, found_end, after = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"{file} has no place for the tables: {begin} and {end}.")
    file.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")


def _row(cells: list[str], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
    return f"| {' | '.join(padded)} |"
