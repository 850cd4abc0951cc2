"""Explanations without the numbers that a learner is to work out."""

from dataclasses import replace

from bpgui.session.hiding import MARK, Hidden
from bpgui.session.quantity import SUMS
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import Fence, Formula, Fraction, Node, Scripts, Span


def masked(explanation: Explanation, hidden: Hidden) -> Explanation:
    """Return an explanation with marks in the places of hidden numbers."""
    if not hidden:
        return explanation
    lines = tuple(masked_line(line, hidden) for line in explanation.lines)
    return replace(explanation, lines=lines)


def masked_line(line: Formula, hidden: Hidden) -> Formula:
    """Return a line of a formula with marks in the places of hidden numbers.

    With an activation also numbers that are nobody's own are hidden: they are made from
    activations, as 1 − a is.
    """
    return tuple(_masked(node, hidden) for node in line)


def _masked(node: Node, hidden: Hidden) -> Node:
    if isinstance(node, Span):
        if node.kind not in ("live", "given"):
            return node
        nobodys = node.of is None or node.of.kind in SUMS
        derived = node.kind == "live" and nobodys and hidden.hides_kind("a")
        return node._replace(text=MARK, kind="live") if derived or hidden.hides(node.of) else node
    if isinstance(node, Fraction):
        return Fraction(masked_line(node.above, hidden), masked_line(node.below, hidden))
    if isinstance(node, Fence):
        return replace(node, content=masked_line(node.content, hidden))
    if isinstance(node, Scripts):
        base, above = masked_line(node.base, hidden), masked_line(node.above, hidden)
        return replace(node, base=base, above=above)
    return node
