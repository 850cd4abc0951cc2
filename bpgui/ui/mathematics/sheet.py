"""The lines of an explanation, placed: what is painted where, and which number is at a point."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from bpgui.session.quantity import Quantity
from bpgui.ui.mathematics.boxes import Bar, Box, Ink, Typesetter
from bpgui.ui.mathematics.faces import Faces
from bpgui.ui.mathematics.formula import Formula, Span, plain
from bpgui.ui.mathematics.lines import broken
from bpgui.ui.theme import Theme

_INDENT = 0.8
"""Of what follows on a line of its own, in ems: "= …" below a formula, and what did not fit."""
_LEADING, _CLOSE_LEADING = 0.45, 0.25
_PAD = 2.0
"""Pixels around a number that belong to its place, and left free at both sides."""
_TOUCH = 1.5


@dataclass(frozen=True, slots=True)
class Region:
    """The place of a number that can be pointed at."""

    rect: QRectF
    span: Span
    of: Quantity


@dataclass(slots=True)
class _Row:
    """One line of an explanation, broken as the width wants it."""

    line: Formula
    boxes: list[Box]
    indents: list[float]
    height: float
    baselines: list[float]


@dataclass(slots=True)
class Sheet:
    """Lays out lines one below the other, again only those that changed, and paints them.

    The place of a line is kept once it has been further down, so that numbers that change, and
    now and then need another line, do not make the rest jump; `settle` lets go of that.
    """

    faces: Faces
    lines: tuple[Formula, ...] = ()
    width: float = 0.0
    height: float = 0.0
    regions: list[Region] = field(default_factory=list)
    _setter: Typesetter | None = None
    _rows: list[_Row] = field(default_factory=list)
    _kept: list[float] = field(default_factory=list)
    _inks: list[Ink] = field(default_factory=list)
    _bars: list[Bar] = field(default_factory=list)

    def lay_out(self, lines: Sequence[Formula], width: float) -> None:
        """Place lines within a width."""
        if self._setter is None:
            self._setter = Typesetter(self.faces)
        if width != self.width:
            self._rows = []
        old = self._rows
        self._rows = [
            old[place] if place < len(old) and old[place].line == line else self._row(line, width)
            for place, line in enumerate(lines)
        ]
        self.lines, self.width = tuple(lines), width
        self._place()

    def settle(self) -> None:
        """Let go of the heights kept for longer lines."""
        self._kept = []
        self._place()

    def region_at(self, point: QPointF) -> int:
        """Return the index of the region at a point, or -1."""
        for index, region in enumerate(self.regions):
            if region.rect.contains(point):
                return index
        return -1

    def paint(self, painter: QPainter, theme: Theme, *, muted: bool = False) -> None:
        """Paint all lines, muted where they are not what matters now."""
        colours = {"live": theme.selection}
        usual = theme.muted if muted else theme.text
        painter.setPen(usual)
        face, colour = None, usual
        for ink in self._inks:
            wanted = colours.get(ink.kind, usual)
            if wanted is not colour:
                painter.setPen(wanted)
                colour = wanted
            if ink.face is not face:
                painter.setFont(ink.face.font)
                face = ink.face
            if ink.stretch == 1.0:
                painter.drawText(QPointF(ink.x, ink.y), ink.text)
            else:
                _paint_stretched(painter, ink)
        for bar in self._bars:
            painter.fillRect(QRectF(*bar), usual)

    def _row(self, line: Formula, width: float) -> _Row:
        assert self._setter is not None  # noqa: S101 - lay_out made it
        face = self.faces.face(0)
        indent = _INDENT * face.em
        first = indent if plain(line[:1]).startswith("=") else 0.0
        boxes = broken(self._setter, line, width - first - 2 * _PAD, indent)
        close = _CLOSE_LEADING * face.em
        y, baselines = 0.0, []
        for place, box in enumerate(boxes):
            y += (close if place else 0.0) + max(box.ascent, face.ascent)
            baselines.append(y)
            y += max(box.descent, face.descent)
        indents = [first + (indent if place else 0.0) for place in range(len(boxes))]
        return _Row(line, boxes, indents, y, baselines)

    def _place(self) -> None:
        self._inks, self._bars, self.regions = [], [], []
        leading = _LEADING * self.faces.face(0).em
        y = 0.0
        for place, row in enumerate(self._rows):
            y += leading / 2
            for box, indent, baseline in zip(row.boxes, row.indents, row.baselines, strict=True):
                self._flatten(box, _PAD + indent, y + baseline)
            y += row.height + leading / 2
            if place < len(self._kept):
                y = self._kept[place] = max(y, self._kept[place])
            else:
                self._kept.append(y)
        self.height = max(self._kept, default=0.0)

    def _flatten(self, box: Box, x: float, y: float) -> None:
        if box.span is not None and box.span.of is not None:
            self._add_region(box, x, y, box.span, box.span.of)
        for ink in box.inks:
            self._inks.append(ink._replace(x=x + ink.x, y=y + ink.y))
        for bar in box.bars:
            self._bars.append(bar._replace(x=x + bar.x, y=y + bar.y))
        for dx, dy, part in box.parts:
            self._flatten(part, x + dx, y + dy)

    def _add_region(self, box: Box, x: float, y: float, span: Span, of: Quantity) -> None:
        """Add the place of a number; neighbours that belong to one number become one place."""
        height = box.ascent + box.descent
        rect = QRectF(x, y - box.ascent, box.width, height).adjusted(-_PAD, -1, _PAD, 1)
        if self.regions:
            last = self.regions[-1]
            if last.of == of and (last.rect.contains(rect.center()) or _touch(last.rect, rect)):
                self.regions[-1] = Region(last.rect.united(rect), last.span, of)
                return
        self.regions.append(Region(rect, span, of))


def _touch(left: QRectF, right: QRectF) -> bool:
    return abs(left.right() - right.left()) < 2 * _PAD + _TOUCH and left.intersects(
        right.adjusted(-_TOUCH, 0, 0, 0)
    )


def _paint_stretched(painter: QPainter, ink: Ink) -> None:
    painter.save()
    painter.translate(ink.x, ink.y)
    painter.scale(1.0, ink.stretch)
    painter.drawText(QPointF(0.0, 0.0), ink.text)
    painter.restore()
