"""Where the parts of a row stand: in one line, or in two where it is narrow or the product long."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from bpgui.ui.blame.row import Row, product
from bpgui.ui.mathematics.boxes import Typesetter
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.faces import Faces, faces_of, math_font
from bpgui.ui.mathematics.formula import Formula, words
from bpgui.ui.theme import MARGIN, SPACING, scaled_font

_MEASURED = 12
"""Rows whose products are measured to see whether one line has room for them."""
_SLACK = 24.0
"""Pixels of room to spare before rows that were in two lines go back to one."""
_MOST_NAMES = 0.36
"""Of the width, for the names of the units in a row of one line."""

_SMALLER = 0.92
"""Size of the formulas, compared with those of explanations."""
_PAD = 6.0
"""Pixels between rows of two lines."""


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


def row_faces() -> Faces:
    """Return the faces of the formulas, a little smaller than in explanations."""
    font = math_font()
    if font.pointSizeF() > 0:
        font.setPointSizeF(_SMALLER * font.pointSizeF())
    else:
        font.setPixelSize(max(1, round(_SMALLER * font.pixelSize())))
    return faces_of(font.toString())


def lay_out(
    width: float, rows: Sequence[Row], setter: Typesetter, before: RowLayout | None
) -> RowLayout:
    """Lay out rows in a width; `before` is how they were laid out until now."""
    metrics, gap = QFontMetricsF(row_font()), 1.25 * SPACING
    upper, lower = metrics.height() + 5, 2.0 * setter.row(words("(0)")).ascent
    line = max(upper, lower) + 5
    rank = metrics.horizontalAdvance(str(max(10, len(rows)))) + 2
    value = _value_width(metrics, rows, before)
    bar = min(max(0.14 * width, 44.0), 150.0)
    right = width - MARGIN
    left = MARGIN + rank + gap
    longest = max((metrics.horizontalAdvance(row.names) for row in rows), default=0.0) + 1
    names = min(longest, _MOST_NAMES * width)
    end = right - bar - gap - value - gap
    room = end - left - names - gap
    needed = max((setter.row(row.formula).width for row in rows[:_MEASURED]), default=0.0) + 6
    stays = before is not None and before.stacked
    stacked = needed + (_SLACK if stays else 0.0) > room
    first, top = (upper, _PAD / 2) if stacked else (line, 0.0)
    return RowLayout(
        stacked,
        round(upper + lower + _PAD if stacked else line),
        QRectF(MARGIN, top, rank, first),
        QRectF(left, top, end - left if stacked else names, first),
        QRectF(left, top + upper - 1, right - left, lower)
        if stacked
        else QRectF(left + names + gap, 0, room, line),
        QRectF(right - bar - gap - value, top, value, first),
        QRectF(right - bar, top, bar, first),
    )


def _value_width(metrics: QFontMetricsF, rows: Sequence[Row], before: RowLayout | None) -> float:
    """Return the width of the widest value so far, so that changing numbers move nothing."""
    widest = max((metrics.horizontalAdvance(row.number) for row in rows), default=0.0)
    usual = metrics.horizontalAdvance("−0.0" + "0" * digits.count)
    return max(widest, usual, before.value.width() if before is not None else 0.0)


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
