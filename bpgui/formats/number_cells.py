"""Reading the text of cells as numbers."""

import math
from collections.abc import Sequence

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.table_options import USUAL_MISSING

_MISSING = frozenset(("", *USUAL_MISSING))


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value: empty, NA, NaN, null, ? and the like."""
    return cell.strip().lower() in _MISSING


def parse_cell(cell: str, *, decimal_comma: bool) -> float:
    """Return the number in a cell, or NaN if there is no finite one.

    Parameters
    ----------
    cell
        Digits with an optional sign (also −), point and exponent, spaces around them.
    decimal_comma
        Whether a comma may stand for the decimal point.
    """
    text = cell.strip().replace("−", "-")
    if decimal_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:  # Python's digit separator, nobody's number.
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _with_points(cells: Sequence[str]) -> Sequence[str]:
    """Return cells with points for their decimal commas, where that can be told for all at once."""
    text = "\n".join(cells)
    if "," not in text or "." in text:
        return cells
    pointed = text.replace(",", ".").split("\n")
    return pointed if len(pointed) == len(cells) else cells


def parse_cells(cells: Sequence[str], *, decimal_comma: bool) -> FloatArray:
    """Return the numbers in many cells, (n,), NaN where there is no finite one."""
    try:
        values = np.array(list(map(float, _with_points(cells) if decimal_comma else cells)))
    except ValueError:
        values = None
    # What Python reads quickly and we do not accept goes the careful way.
    if values is None or not np.isfinite(values).all() or "_" in "".join(cells):
        values = np.array([parse_cell(cell, decimal_comma=decimal_comma) for cell in cells])
    return values
