"""Sums written out: all of few terms, the largest of many and what the others add up to."""

from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import NamedTuple

from bpgui.ui.mathematics.formula import Formula, fenced, live, scripts, sum_of, words
from bpgui.ui.numbers import format_count

MOST_TERMS = 4
"""Terms of a sum written out in full; of longer sums the largest `SHOWN_TERMS`."""
SHOWN_TERMS = 2
_MOST_OF_LAYERS = 6


class Term(NamedTuple):
    """A term of a sum: what writes it, asked only for those that show, and what it is."""

    write: Callable[[], Formula]
    value: float


def ready(formula: Formula, value: float) -> Term:
    """Return a term that is written already."""
    return Term(lambda: formula, value)


class Part(NamedTuple):
    """The terms of a sum that belong to one layer."""

    layer: str
    terms: Sequence[Term]


def shown(terms: Sequence[Term], most: int = MOST_TERMS, keep: int = SHOWN_TERMS) -> Formula:
    """Write out a sum; of one with more than `most` terms the largest few, and the rest as one."""
    return sum_of(_written(terms, most, keep))


def shown_parts(parts: Sequence[Part], rest: Sequence[Term] = ()) -> Formula:
    """Write out a sum whose terms belong to layers, each layer's with its name where several do."""
    others = [term.write() for term in rest]
    parts = [part for part in parts if part.terms]
    if len(parts) < 2:
        return sum_of([*(_written(parts[0].terms) if parts else ()), *others])
    few = sum(len(part.terms) for part in parts) <= _MOST_OF_LAYERS
    brackets = [
        scripts(fenced(shown(part.terms) if few else shown(part.terms, 2, 1)), words(part.layer))
        for part in parts
    ]
    return sum_of([*brackets, *others])


def _written(
    terms: Sequence[Term], most: int = MOST_TERMS, keep: int = SHOWN_TERMS
) -> list[Formula]:
    if len(terms) <= most:
        return [term.write() for term in terms]
    sizes = [abs(term.value) for term in terms]
    chosen = sorted(nlargest(keep, range(len(terms)), key=sizes.__getitem__))
    rest = sum(term.value for k, term in enumerate(terms) if k not in chosen)
    more = words(f" ({format_count(len(terms) - keep)} more)")
    return [*(terms[k].write() for k in chosen), (*live(rest), *more)]
