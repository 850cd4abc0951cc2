"""What is said below the rows: what else there is, why there is nothing, and the sum of all."""

from collections.abc import Iterator

import numpy as np

from bpgui.core.paths import Blame
from bpgui.session.quantity import Quantity
from bpgui.ui.blame.question import Question, unit_name
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.formula import Formula, live, name, words
from bpgui.ui.numbers import format_count, format_significant

BACKWARDS = "backward pass "
"""What a verdict is about; left out where there is little room."""


def lead(evidence: Evidence, question: Question, blame: Blame) -> str:
    """Return what has to be said before the paths, if anything."""
    patterns = len(evidence.numbers)
    if not blame.count:
        return _no_path(question)
    if not blame.paths:
        return (
            f"{format_count(blame.count)} paths over {format_count(patterns)} patterns are too "
            "many to multiply out: choose the one pattern above."
        )
    if not np.isfinite(blame.total):
        return "The numbers have grown beyond all bounds, so they add up to nothing that counts."
    if blame.size == 0.0:
        return _why_nothing(evidence, question)
    if question.parameter is not None and question.network.locked[question.parameter]:
        return "Locked: training leaves it as it is, whatever its gradient."
    return ""


def remarks(evidence: Evidence, question: Question, blame: Blame) -> Iterator[str]:
    """Yield what is said after the paths: what else there is, and what their factors are."""
    if not blame.paths:
        return
    if blame.remaining:
        many = f"{format_count(blame.remaining)} more path{'s' if blame.remaining > 1 else ''}"
        yield f"and {many}, together {format_significant(blame.rest, digits.count)}"
    several = len(evidence.numbers) > 1
    factors = _how_summed(evidence, question) if several else _how_multiplied(question)
    if factors:
        yield factors


def total(question: Question, blame: Blame, pattern: int) -> Formula:
    """Return what the paths add up to: the gradient, delta, or the part of one output in it."""
    if not blame.count:
        return ()
    network = question.network
    value = blame.total if blame.added is None else blame.added
    if question.parameter is None:
        of = Quantity.of_unit("delta", *question.unit, pattern)
        whole = words(f"δ of {unit_name(network, question.unit)}", of)
    else:
        letter = "b" if question.source is None else "w"
        whole = words(f"∂L/∂{letter}", Quantity.of_parameter("gradient", question.parameter))
    if question.output is not None:
        output = unit_name(network, (len(network.layers) - 1, question.output))
        whole = (*words("the part of "), *name(output), *words(" in "), *whole)
    return (*live(value), *words(" = "), *whole)


def all_of_them(blame: Blame) -> str:
    """Say what is added up."""
    if blame.count == 1:
        return "The only path"
    return f"Sum of {format_count(blame.count)} paths"


def verdict(blame: Blame) -> str:
    """Say what the backward pass has for the same."""
    if not blame.count:
        return ""
    mark = "" if blame.added is None else "✓ " if blame.agrees else "✗ "
    return f"{mark}{BACKWARDS}{format_significant(blame.total, digits.count)}"


def _no_path(question: Question) -> str:
    network, there = question.network, "any output"
    if question.output is not None:
        there = unit_name(network, (len(network.layers) - 1, question.output))
    here = unit_name(network, question.unit)
    return f"No path leads from {here} to {there}, so no error comes back from there."


def _why_nothing(evidence: Evidence, question: Question) -> str:
    """Say which factor makes every product 0."""
    delta = evidence.backward.delta[-1]
    if question.output is not None:
        delta = delta[:, [question.output]]
    if not delta.any():
        return "The output has no error here, so there is nothing to blame anyone for."
    source = question.source
    if source is not None and not evidence.forward.a[source[0]][:, source[1]].any():
        name_of_it = unit_name(question.network, source)
        return f"{name_of_it} is 0, so this weight passed nothing on and has no part in the error."
    return "On every path a factor is 0, so no error comes through."


def _how_multiplied(question: Question) -> str:
    """Say what the factors of a product are."""
    layers = question.network.layers
    parts = ["δ of the output"]
    hidden = layers[question.unit[0] : -1]
    if hidden:
        parts.append("weight and slope f′(z) of each step back")
    if question.source is not None:
        parts.append(f"then {unit_name(question.network, question.source)}")
    if len(parts) == 1:
        return ""
    left_out = any(layer.activation == "linear" for layer in hidden)
    linear = " The slope of a linear unit is 1 and left out." if left_out else ""
    return f"From left to right: {', '.join(parts)}.{linear}"


def _how_summed(evidence: Evidence, question: Question) -> str:
    parts = ["δ"]
    if question.unit[0] != evidence.last:
        parts.append("f′(z) of every hidden unit on the path")
    if question.source is not None:
        parts.append(unit_name(question.network, question.source))
    how = "averaged" if evidence.settings.reduction == "mean" else "summed"
    what, count = " · ".join(parts), format_count(evidence.count)
    return f"The first factor is {what}, {how} over the {count} patterns of the update."
