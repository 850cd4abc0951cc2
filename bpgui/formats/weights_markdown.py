"""Weights as Markdown tables, as GitHub and most notes programs show them."""

import re
from collections.abc import Iterable, Iterator

from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_tables import (
    PRECISION,
    Cell,
    WeightTable,
    enough_digits,
    explained,
    from_cells,
    table_losses,
    tables_of,
)

_RULE = re.compile(r"\| :--- (\| ---: )+\|")
_CELL = re.compile(r"(?<!\\)(?:\\\\)*\|")


def to_markdown(weights: WeightsFile, digits: int | None = None) -> bytes:
    """Return a page with a table a layer.

    Parameters
    ----------
    weights
        What to show.
    digits
        How many significant ones a number has; as few as give the outputs back if not given.

    Raises
    ------
    WeightsError
        If there are more weights than anybody would read.
    """
    tables = list(tables_of(weights))
    digits = enough_digits(weights) if digits is None else digits
    title = (
        f"Weights of {escaped(weights.dataset_name)}" if weights.dataset_name.strip() else "Weights"
    )
    parts = [f"# {title}\n", f"{explained(weights, digits).replace('*', '×')}\n"]
    parts.extend("\n".join(_table(table, digits)) + "\n" for table in tables)
    return encoded("\n".join(parts))


def escaped(name: str) -> str:
    """Return a name on one line in which Markdown sees no marks."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    marked = re.sub(r"([\\`*_\[\]|~$^#@])", r"\\\1", line)
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") or "?"


def _table(table: WeightTable, digits: int) -> Iterator[str]:
    yield f"## {escaped(table.title)}\n"
    yield _line(("", *map(escaped, table.heads)))
    yield f"| :--- {'| ---: ' * len(table.heads)}|"
    for name, row in zip(table.names, table.rows, strict=True):
        yield _line((escaped(name), *("" if v is None else f"{v:.{digits}g}" for v in row)))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def from_markdown(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return the numbers of a page that `to_markdown` wrote; the rest as given.

    Raises
    ------
    WeightsError
        If it holds tables of another network.
    """
    lines = data.decode("utf-8", "replace").splitlines()
    tables: list[list[list[Cell]]] = []
    for number, line in enumerate(lines, start=1):
        if _RULE.fullmatch(line):
            tables.append([])
        elif line.startswith("| ") and tables and not line.startswith("|  |"):
            tables[-1].append([_number(cell, number) for cell in _CELL.split(line)[2:-1]])
    return from_cells(given, tables)


def _number(cell: str, line: int) -> Cell:
    try:
        return float(cell) if cell.strip() else None
    except ValueError:
        raise WeightsError(f"Line {line}: “{cell.strip()[:30]}” is not a number.") from None


FORMAT = WeightsFormat(
    key="markdown",
    title="Markdown tables",
    suffix=".md",
    description="For reports and notes: a table a layer, to read.",
    write=to_markdown,
    read_back=from_markdown,
    losses=table_losses,
    precision=PRECISION,
    recognises=lambda data: data.startswith(b"# Weights"),
)
