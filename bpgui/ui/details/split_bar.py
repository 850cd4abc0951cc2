"""A small bar of the parts of a change: those that raise a weight right of 0, the others left."""

import math

from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from bpgui.core.update_rule import UpdateSplit
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_significant
from bpgui.ui.theme import PARTS, SPACING, appearance, scaled_font

_THICK = 12.0
_SWATCH = 9.0


class SplitBar(QWidget):
    """Shows the sizes of gradient, momentum and decay part at a glance, with their sum."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: dict[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(scaled_font(0.88))
        self.setAccessibleName("Parts of the change")
        appearance.changed.connect(self._on_appearance_changed)

    def show_split(self, split: UpdateSplit) -> None:
        """Show the parts of one parameter, arrays (1,)."""
        values = {part: float(getattr(split, part)[0]) for part in PARTS}
        if values != self.values:
            self.values = values
            text = self.text
            self.setToolTip(text)
            self.setAccessibleDescription(text)
            self.update()

    @property
    def change(self) -> float:
        """The sum of the parts."""
        return sum(self.values.values())

    @property
    def text(self) -> str:
        """The parts and their sum in words."""
        parts = [f"{part} {format_significant(value, 3)}" for part, value in self.values.items()]
        return f"{', '.join(parts)}; sum {format_significant(self.change, 3)}"

    def spans(self) -> dict[str, tuple[float, float]]:
        """Return from where to where each part reaches, as shares of half the width."""
        ends = {True: 0.0, False: 0.0}
        reached: dict[str, tuple[float, float]] = {}
        for part, value in self.values.items():
            start = ends[value > 0]
            ends[value > 0] = start + value
            reached[part] = (start, start + value)
        most = max(ends[True], -ends[False])
        if not (most > 0 and math.isfinite(most)):
            return {}
        return {part: (start / most, end / most) for part, (start, end) in reached.items()}

    def _on_appearance_changed(self) -> None:
        self.setFont(scaled_font(0.88))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, round(_THICK) + SPACING + self.fontMetrics().height() + 4)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_bar(painter)
            self._paint_names(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        theme, middle, top = appearance.theme, self.width() / 2, 3.0
        spans = self.spans()
        for part, (start, end) in spans.items():
            left, right = middle + min(start, end) * middle, middle + max(start, end) * middle
            painter.fillRect(QRectF(left, top, right - left, _THICK), theme.part_colour(part))
        painter.setPen(QPen(theme.muted, 1))
        painter.drawLine(QLineF(middle, top - 3, middle, top + _THICK + 3))
        if spans:
            share = sum(end - start for start, end in spans.values())
            self._paint_sum(painter, middle + share * middle, top)

    def _paint_sum(self, painter: QPainter, x: float, top: float) -> None:
        """Mark the sum with a line through the bar, seen on every colour."""
        theme = appearance.theme
        x = min(max(x, 2.0), self.width() - 2.0)
        for colour, width in ((theme.panel, 4.0), (theme.text, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QLineF(x, top - 2, x, top + _THICK + 2))

    def _paint_names(self, painter: QPainter) -> None:
        theme, metrics = appearance.theme, painter.fontMetrics()
        top = 3.0 + _THICK + SPACING - 2
        base, x = top + metrics.ascent(), 0.0
        for part in (*PARTS, "sum"):
            middle = top + metrics.height() / 2
            if part == "sum":
                painter.setPen(QPen(theme.text, 2))
                painter.drawLine(QLineF(x + 3, middle - 5, x + 3, middle + 5))
            else:
                box = QRectF(x, middle - _SWATCH / 2, _SWATCH, _SWATCH)
                painter.fillRect(box, theme.part_colour(part))
            painter.setPen(theme.muted)
            x += _SWATCH + 5
            painter.drawText(round(x), round(base), part)
            x += metrics.horizontalAdvance(part) + 2 * SPACING
