"""Formulas laid out as boxes: every node of the tree gets a width, and a reach above and below.

Our own small layout rather than a library's: ziamath, which sets LaTeX, takes 40 ms a formula and
does not tell where in it a number stands, while numbers here change many times a second and can be
pointed at. A box knows the texts, bars and brackets it is drawn with, relative to where its
baseline begins; `bpgui.ui.mathematics.lines` breaks boxes into lines and
`bpgui.ui.mathematics.sheet` paints them. The proportions follow Knuth, The TeXbook, appendix G.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bpgui.ui.mathematics.faces import Face, Faces
from bpgui.ui.mathematics.formula import (
    Fence,
    Formula,
    Fraction,
    Kind,
    Node,
    Scripts,
    Span,
    Sum,
)
from bpgui.ui.mathematics.small_letters import pieces

_MOST_CACHED = 3000
_UP, _DOWN = 0.36, 0.16
_SCRIPT_GAP = 0.04
_FRACTION_GAP, _FRACTION_PAD = 0.14, 0.08
_BAR = 0.055
_FIGURES = re.compile(r"\d+|\D+")
_SPACED = re.compile(r" ([=+−·<>]) ")
_SUM_GAP = 0.12
_TALLER = 0.2
"""How much taller than a line of text a content is, in ems, for its brackets to grow."""


class Ink(NamedTuple):
    """A text at a place; `stretch` is how many times as tall as usual it is drawn."""

    x: float
    y: float
    text: str
    face: Face
    kind: Kind
    stretch: float = 1.0


class Bar(NamedTuple):
    """The bar of a fraction: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Box:
    """A part of a formula that has been given its size, in pixels.

    Attributes
    ----------
    width, ascent, descent
        Its size, from the baseline up and down.
    inks, bars
        What it is drawn with itself.
    parts
        Boxes within it, each with the place of its baseline's start.
    span
        The span it shows, if it shows just one.
    """

    width: float
    ascent: float
    descent: float
    inks: Sequence[Ink] = ()
    bars: Sequence[Bar] = ()
    parts: Sequence[tuple[float, float, "Box"]] = ()
    span: Span | None = None


@dataclass(slots=True)
class Typesetter:
    """Makes boxes of formulas in one set of faces."""

    faces: Faces
    _spans: dict[tuple[str, Kind, int], Box] = field(default_factory=dict)

    def row(self, formula: Formula, level: int = 0) -> Box:
        """Return nodes side by side, at least as tall as a line of text."""
        return self.joined([self.node(node, level) for node in formula], level)

    def joined(self, boxes: Sequence[Box], level: int) -> Box:
        """Return boxes side by side."""
        if len(boxes) == 1:
            return boxes[0]
        face = self.faces.face(level)
        x, ascent, descent = 0.0, face.ascent, face.descent
        parts = []
        for box in boxes:
            parts.append((x, 0.0, box))
            x += box.width
            ascent, descent = max(ascent, box.ascent), max(descent, box.descent)
        return Box(x, ascent, descent, parts=parts)

    def node(self, node: Node, level: int) -> Box:
        """Return the box of one node."""
        if isinstance(node, Span):
            return self._span(node, level)
        if isinstance(node, Fraction):
            return self._fraction(node, level)
        if isinstance(node, Scripts):
            base = self.row(node.base, level)
            simple = len(node.base) == 1 and isinstance(node.base[0], Span)
            return self.scripts(base, node, level, simple=simple)
        if isinstance(node, Sum):
            return self._sum(node, level)
        content = self.row(node.content, level)
        left, right = self.brackets(node, content, level)
        return self.joined([left, content, right], level)

    def brackets(self, node: Fence, content: Box, level: int) -> tuple[Box, Box]:
        """Return the two brackets around a content, as tall as it."""
        left = self._bracket(node.left, content, level)
        return left, self._bracket(node.right, content, level)

    def scripts(self, base: Box, node: Scripts, level: int, *, simple: bool) -> Box:
        """Return a base with its scripts; those of a tall base stand at its corners."""
        em, small = self.faces.face(level).em, self.faces.face(level + 1)
        x = base.width + _SCRIPT_GAP * em
        parts, ascent, descent, width = [(0.0, 0.0, base)], base.ascent, base.descent, base.width
        if node.below:
            below = self.row(node.below, level + 1)
            y = _DOWN * em if simple else base.descent - 0.2 * small.em + _DOWN * em
            parts.append((x, y, below))
            descent, width = max(descent, y + below.descent), x + below.width
        if node.above:
            above = self.row(node.above, level + 1)
            y = _UP * em if simple else max(_UP * em, base.ascent - 0.45 * small.em)
            parts.append((x, -y, above))
            ascent, width = max(ascent, y + above.ascent), max(width, x + above.width)
        only = node.base[0] if simple else None
        return Box(width, ascent, descent, parts=parts, span=_pointed(only))

    def _span(self, span: Span, level: int) -> Box:
        key = (span.text, span.kind, level)
        found = self._spans.get(key)
        if found is None:
            if len(self._spans) > _MOST_CACHED:  # live numbers are without end
                self._spans.clear()
            found = self._spans[key] = self._text(span.text, span.kind, level)
        if span.of is None:
            return found
        return Box(found.width, found.ascent, found.descent, found.inks, span=span)

    def _text(self, text: str, kind: Kind, level: int) -> Box:
        """Return a text whose small letters and figures are set as scripts."""
        face, small = self.faces.face(level), self.faces.face(level + 1)
        x, ascent, descent = 0.0, face.ascent, face.descent
        inks: list[Ink] = []
        if level and kind == "text":
            text = _SPACED.sub(r"\1", text)  # as in a limit: k=1
        for piece, place in pieces(text):
            if not place:
                x = self._write(inks, piece, x, kind, level)
                continue
            chosen = self.faces.face(level + 1, italic=piece.isalpha())
            y = _DOWN * face.em if place == "_" else -_UP * face.em
            inks.append(Ink(x, y, piece, chosen, kind))
            x += chosen.width(piece) + _SCRIPT_GAP * face.em
            ascent, descent = max(ascent, small.ascent - y), max(descent, small.descent + y)
        return Box(x, ascent, descent, inks)

    def _write(self, inks: list[Ink], text: str, x: float, kind: Kind, level: int) -> float:
        """Add inks for a text on the line; the figures of a variable stand upright."""
        for part in _FIGURES.findall(text) if kind == "variable" else (text,):
            italic = kind == "variable" and not part.isdigit()
            face = self.faces.face(level, italic=italic)
            inks.append(Ink(x, 0.0, part, face, kind))
            x += face.width(part) + (face.overhang(part[-1]) if italic else 0.0)
        return x

    def _fraction(self, node: Fraction, level: int) -> Box:
        face = self.faces.face(level)
        inner = level if level == 0 else level + 1
        above, below = self.row(node.above, inner), self.row(node.below, inner)
        pad, gap = _FRACTION_PAD * face.em, _FRACTION_GAP * face.em
        thickness = max(1.0, round(_BAR * face.em))
        bar_width = max(above.width, below.width) + 2 * pad
        width = bar_width + 2 * pad
        up = face.axis + thickness / 2 + gap + above.descent
        down = -face.axis + thickness / 2 + gap + below.ascent
        parts = [
            ((width - above.width) / 2, -up, above),
            ((width - below.width) / 2, down, below),
        ]
        bar = Bar(pad, -face.axis - thickness / 2, bar_width, thickness)
        return Box(width, up + above.ascent, down + below.descent, bars=(bar,), parts=parts)

    def _sum(self, node: Sum, level: int) -> Box:
        """Return the sign of a sum, its middle on the axis, with its limits centred."""
        face, big = self.faces.face(level), self.faces.big(level)
        high, low = big.extent("Σ")
        y = (high - low) / 2 - face.axis
        ascent, descent = high - y, low + y
        rows = [self.row(limit, level + 1) if limit else None for limit in (node.below, node.above)]
        sign = big.width("Σ")
        width = max(sign, *(row.width for row in rows if row), 0.0)
        gap = _SUM_GAP * face.em
        parts = []
        below, above = rows
        if below:
            parts.append(((width - below.width) / 2, descent + gap + below.ascent, below))
        if above:
            parts.append(((width - above.width) / 2, -ascent - gap - above.descent, above))
        inks = (Ink((width - sign) / 2, y, "Σ", big, "text"),)
        ascent += gap + above.ascent + above.descent if above else 0.0
        descent += gap + below.ascent + below.descent if below else 0.0
        return Box(width + gap, ascent, descent, inks, parts=parts)

    def _bracket(self, sign: str, content: Box, level: int) -> Box:
        """Return a bracket; around a tall content it is drawn taller, its middle on the axis."""
        face = self.faces.face(level)
        if not sign:
            return Box(0.0, 0.0, 0.0)
        beyond = max(content.ascent - face.ascent, content.descent - face.descent)
        if beyond < _TALLER * face.em:
            return Box(face.width(sign), face.ascent, face.descent, (_ink(sign, 0.0, face),))
        half = max(content.ascent - face.axis, content.descent + face.axis)
        high, low = face.extent(sign)
        stretch = 2 * half / max(high + low, 1.0)
        y = stretch * (high - low) / 2 - face.axis
        inks = (Ink(0.0, y, sign, face, "text", stretch),)
        return Box(face.width(sign), half + face.axis, half - face.axis, inks)


def _ink(text: str, x: float, face: Face) -> Ink:
    return Ink(x, 0.0, text, face, "text")


def _pointed(node: Node | None) -> Span | None:
    """Return a span that can be pointed at: its scripts then belong to its place."""
    return node if isinstance(node, Span) and node.of is not None else None
