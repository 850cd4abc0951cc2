"""Where the parts of a row stand: in one line, or in two where it is narrow or the product long."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from bpgui.ui.blame.row import Row, product
from bpgui.ui.mathematics.boxes import Typesetter
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.formula import Formula, words
from bpgui.ui.theme import MARGIN, SPACING, scaled_font

_MEASURED = 12
"""Rows whose products are measured to see whether one line has room for them."""
_SLACK = 24.0
"""Pixels of room to spare before rows that were in two lines go back to one."""
_MOST_NAMES = 0.36
"""Of the width, for the names of the units in a row of one line."""


@dataclass(frozen=True)
class RowLayout:
    """The places of a row's parts, from its own upper left corner.

    Attributes
    ----------
    stacked
        Whether the product stands in a second line.
    height
        Of the whole row.
    rank, names, product, value, bar
        Its parts.
    """

    stacked: bool
    height: int
    rank: QRectF
    names: QRectF
    product: QRectF
    value: QRectF
    bar: QRectF


def row_font() -> QFont:
    """Return the font of all that is no formula."""
    return scaled_font(0.95)


def lay_out(
    width: float, rows: Sequence[Row], setter: Typesetter, before: RowLayout | None
) -> RowLayout:
    """Lay out rows in a width; `before` is how they were laid out until now."""
    metrics, gap = QFontMetricsF(row_font()), 1.5 * SPACING
    line = max(metrics.height(), setter.row(words("(0)")).ascent * 1.9) + 6
    rank = metrics.horizontalAdvance(str(max(10, len(rows)))) + 2
    value = metrics.horizontalAdvance("−0.0000" + "0" * digits.count)
    bar = min(max(0.16 * width, 44.0), 150.0)
    right = width - MARGIN
    bars = QRectF(right - bar, 0, bar, line)
    values = QRectF(bars.left() - gap - value, 0, value, line)
    left = MARGIN + rank + gap
    longest = max((metrics.horizontalAdvance(row.names) for row in rows), default=0.0) + 1
    names = min(longest, _MOST_NAMES * width)
    room = values.left() - gap - left - names - gap
    needed = max((setter.row(row.formula).width for row in rows[:_MEASURED]), default=0.0) + 6
    stays = before is not None and before.stacked
    ranks = QRectF(MARGIN, 0, rank, line)
    if needed + (_SLACK if stays else 0.0) <= room:
        products = QRectF(left + names + gap, 0, room, line)
        return RowLayout(False, round(line), ranks, QRectF(left, 0, names, line), products, values,
                         bars)  # fmt: skip
    products = QRectF(left, line - 4, right - left, line)
    names = values.left() - gap - left
    return RowLayout(True, round(2 * line - 2), ranks, QRectF(left, 0, names, line), products,
                     values, bars)  # fmt: skip


def fitted(row: Row, setter: Typesetter, width: float) -> Formula:
    """Return a product with so many of its middle factors left out that it fits a width."""
    if setter.row(row.formula).width <= width:
        return row.formula
    for kept in range(len(row.factors) - 1, 0, -1):
        head = (kept + 1) // 2
        last = row.factors[len(row.factors) - (kept - head) :]
        short = product([*row.factors[:head], words("…"), *last])
        if setter.row(short).width <= width:
            return short
    return words("…")
