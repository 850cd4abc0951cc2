"""Explanations of numbers that are not found yet: the formula, and that its number is to come."""

from collections.abc import Iterator
from dataclasses import replace

from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import Formula, Span, plain, spans

TO_COME = "Still to come."


def line_groups(explanation: Explanation) -> list[tuple[Formula, ...]]:
    """Return the lines by the number they lead to: a formula, and what begins with "=" below it."""
    found: list[list[Formula]] = []
    for line in explanation.lines:
        if found and plain(line).startswith("= "):
            found[-1].append(line)
        else:
            found.append([line])
    return [tuple(group) for group in found]


def still_to_come(explanation: Explanation, known: int = 0, note: str = TO_COME) -> Explanation:
    """Return an explanation of whose numbers only the first so many are found."""
    groups = line_groups(explanation)
    lines = [line for group in groups[:known] for line in group]
    lines += [symbols for group in groups[known:] for symbols in _formula_of(group[0])]
    return replace(explanation, lines=tuple(lines), note=note)


def _formula_of(line: Formula) -> Iterator[Formula]:
    """Yield what a line says without numbers, if that is anything."""
    for place, node in enumerate(line):
        if place and isinstance(node, Span) and node.text.startswith("= "):
            line = line[:place]
            break
    if not any(span.kind in ("live", "given") for span in spans(line)):
        yield line
