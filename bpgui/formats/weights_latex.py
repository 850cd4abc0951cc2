"""Weights as tables of a LaTeX document, which any engine sets with what LaTeX brings along."""

import re
from collections.abc import Iterator
from itertools import chain

from bpgui.formats.latex_text import PREAMBLE, latex
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

_COLUMNS = 5
"""Numbers in a row that fit on a page; more columns go below."""
_BEGIN, _END = r"\begin{longtable}", r"\end{longtable}"
_NUMBER = re.compile(r"\$(-?[\d.]+)(?:\\cdot10\^\{(-?\d+)\})?\$")


def to_latex(weights: WeightsFile, digits: int | None = None) -> bytes:
    """Return a document with a table a layer.

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
    about = f" of {latex(weights.dataset_name)}" if weights.dataset_name.strip() else ""
    parts = [
        r"\documentclass[a4paper]{article}",
        r"\usepackage[margin=2cm]{geometry}",
        r"\usepackage{longtable}",
        PREAMBLE,
        r"\begin{document}",
        rf"\section*{{Weights{about}}}",
        latex(explained(weights, digits)).replace("*", r"\ensuremath{\times}"),
        *chain.from_iterable(_table(table, digits) for table in tables),
        r"\end{document}",
    ]
    return encoded("\n".join(parts) + "\n")


def number(value: float, digits: int) -> str:
    """Return a number in mathematics, with a power of ten where it is very large or small."""
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    power = rf"\cdot10^{{{int(exponent)}}}" if exponent else ""
    return f"${mantissa}{power}$"


def _table(table: WeightTable, digits: int) -> Iterator[str]:
    """Iterate over the lines of a table, in parts where it has too many columns for a page."""
    yield rf"\subsection*{{{latex(table.title)}}}"
    for first in range(0, len(table.heads), _COLUMNS):
        some = slice(first, first + _COLUMNS)
        heads = " & ".join(["", *(latex(head) for head in table.heads[some])])
        yield f"{_BEGIN}{{l{'r' * len(table.heads[some])}}}"
        yield rf"\hline {heads} \\ \hline \endhead"
        for name, row in zip(table.names, table.rows, strict=True):
            numbers = ("" if value is None else number(value, digits) for value in row[some])
            yield rf"{latex(name)} & {' & '.join(numbers)} \\"
        yield r"\hline"
        yield _END


def from_latex(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return the numbers of a document that `to_latex` wrote; the rest as given.

    Raises
    ------
    WeightsError
        If it holds tables of another network.
    """
    tables: list[list[list[Cell]]] = []
    inside = -1
    for place, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        if line.startswith(r"\subsection*{"):
            tables.append([])
        elif line.startswith(_BEGIN) and tables:
            inside = 0
        elif line == _END:
            inside = -1
        elif inside >= 0 and line.endswith(r"\\") and tables:
            cells = [_cell(cell, place) for cell in _cells(line)]
            if inside == len(tables[-1]):
                tables[-1].append([])
            tables[-1][inside].extend(cells)
            inside += 1
    return from_cells(given, tables)


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)&", line.removesuffix(r"\\"))[1:]


def _cell(cell: str, line: int) -> Cell:
    if not cell.strip():
        return None
    match = _NUMBER.fullmatch(cell.strip())
    if match is None:
        raise WeightsError(f"Line {line}: “{cell.strip()[:30]}” is not a number.")
    return float(f"{match[1]}e{match[2] or 0}")


FORMAT = WeightsFormat(
    key="latex",
    title="LaTeX tables",
    suffix=".tex",
    description="For papers: a document with a table a layer, to read.",
    write=to_latex,
    read_back=from_latex,
    losses=table_losses,
    precision=PRECISION,
    recognises=lambda data: data.startswith(b"\\documentclass"),
)
