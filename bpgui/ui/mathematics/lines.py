"""Breaking formulas into lines: at an equals sign sooner than at a plus, outside brackets first.

A line that fits is left as it is. In one that does not, brackets may be opened and, as the last
resort, a fraction is written with a stroke.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bpgui.ui.mathematics.boxes import Box, Typesetter
from bpgui.ui.mathematics.formula import (
    Fence,
    Formula,
    Fraction,
    Node,
    Scripts,
    Span,
    plain,
)

_OPERATOR = re.compile(r" (?=[=←≈+−·×⊙/] )|(?<=\S) (?=[^\s=←≈+−·×⊙/])")
_COSTS = {"=": 0.0, "←": 0.0, "≈": 0.0, "+": 1.0, "−": 1.0, "·": 4.0, "×": 4.0, "⊙": 1.5, "/": 4.0}
_IN_WORDS = 5.0
_IN_BRACKETS = 4.0
_RAGGED = 6.0
"""What a line that would be left empty costs, as the square of its empty share."""


@dataclass(slots=True)
class Atom:
    """A box that stays whole.

    Attributes
    ----------
    cost
        What it costs to begin a line with it; None where none may begin.
    lead
        The space before it, which is left out where it begins a line.
    """

    box: Box
    cost: float | None = None
    lead: float = 0.0


def broken(setter: Typesetter, formula: Formula, width: float, indent: float) -> list[Box]:
    """Return a formula as one box a line; lines after the first are narrower by an indent."""
    whole = setter.row(formula)
    if whole.width <= width:
        return [whole]
    level = 0
    lines = _lines(_Opening(setter, width - indent, level).atoms(formula), width, indent)
    if not _fit(lines, width, indent):
        level = 1
        lines = _lines(_Opening(setter, width - indent, level).atoms(formula), width, indent)
    return [_joined(setter, line, level) for line in lines]


class _Opening:
    """Takes a formula apart where it may be broken."""

    def __init__(self, setter: Typesetter, width: float, level: int) -> None:
        self._setter = setter
        self._width = width
        self._level = level
        self._depth = 0

    def atoms(self, formula: Formula) -> list[Atom]:
        """Return the atoms of a row."""
        return [atom for node in _merged(formula) for atom in self._atoms_of(node)]

    def _atoms_of(self, node: Node) -> Iterable[Atom]:
        if isinstance(node, Span):
            return self._texts(node) if _is_text(node) else self._one(node)
        box = self._setter.node(node, self._level)
        if isinstance(node, Fence):
            return self._fence(node)
        if isinstance(node, Scripts) and len(node.base) == 1 and isinstance(node.base[0], Fence):
            *atoms, last = self._fence(node.base[0])
            last.box = self._setter.scripts(last.box, node, self._level, simple=False)
            return [*atoms, last]
        if isinstance(node, Fraction) and box.width > self._width:
            return self._stroke(node)
        return [Atom(box)]

    def _one(self, span: Span) -> list[Atom]:
        return [Atom(self._setter.node(span, self._level))]

    def _fence(self, node: Fence) -> list[Atom]:
        content = self._setter.row(node.content, self._level)
        left, right = self._setter.brackets(node, content, self._level)
        self._depth += 1
        atoms = self.atoms(node.content)
        self._depth -= 1
        return [Atom(left), *atoms, Atom(right)]

    def _stroke(self, node: Fraction) -> list[Atom]:
        parts = []
        for part in (node.above, node.below):
            simple = " " not in plain(part)
            parts.append(self.atoms(part) if simple else self._fence(Fence(part)))
        above, below = parts
        stroke = Atom(self._setter.node(Span(" / ", "text"), self._level))
        return [*above, stroke, *below]

    def _texts(self, span: Span) -> Iterable[Atom]:
        """Take a text apart before its operators, and between its words."""
        space = self._setter.faces.face(self._level).width(" ")
        parts = _OPERATOR.split(span.text)
        for index, part in enumerate(parts):
            if index:
                cost = _COSTS.get(part[:1], _IN_WORDS) + _IN_BRACKETS * self._depth
                box = self._setter.node(Span(part, "text"), self._level)
                yield Atom(box, cost, space)
            elif part:
                yield Atom(self._setter.node(Span(part, "text"), self._level))
            self._depth += part.count("(") + part.count("[") - part.count(")") - part.count("]")


def _is_text(node: Node) -> bool:
    return isinstance(node, Span) and node.kind == "text" and node.of is None


def _merged(formula: Formula) -> Iterable[Node]:
    """Yield the nodes of a row with neighbouring texts as one, whose spaces are seen together."""
    for are_texts, nodes in groupby(formula, _is_text):
        if are_texts:
            yield Span("".join(node.text for node in nodes if isinstance(node, Span)), "text")
        else:
            yield from nodes


def _lines(atoms: Sequence[Atom], width: float, indent: float) -> list[Sequence[Atom]]:
    lines = []
    while atoms:
        place = _best_break(atoms, width)
        lines.append(atoms[:place])
        atoms = atoms[place:]
        if len(lines) == 1:
            width -= indent
    return lines


def _best_break(atoms: Sequence[Atom], width: float) -> int:
    """Return how many atoms the next line takes: all that fit, or up to the cheapest break."""
    best, least = 0, float("inf")
    x = 0.0
    for place, atom in enumerate(atoms):
        if place and atom.cost is not None:
            if x > width and best:
                return best
            cost = atom.cost + _RAGGED * (1 - min(1.0, x / width)) ** 2
            if cost <= least or x > width:
                best, least = place, cost
        x += atom.box.width + (atom.lead if place else 0.0)
    return best if x > width and best else len(atoms)


def _width(atoms: Sequence[Atom]) -> float:
    return sum(atom.box.width + (atom.lead if place else 0) for place, atom in enumerate(atoms))


def _fit(lines: Sequence[Sequence[Atom]], width: float, indent: float) -> bool:
    return _width(lines[0]) <= width and all(_width(line) <= width - indent for line in lines[1:])


def _joined(setter: Typesetter, atoms: Sequence[Atom], level: int) -> Box:
    boxes = []
    for place, atom in enumerate(atoms):
        if place and atom.lead:
            boxes.append(Box(atom.lead, 0.0, 0.0))
        boxes.append(atom.box)
    return setter.joined(boxes, level)
