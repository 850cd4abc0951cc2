"""Sums: all terms of a short one, of a long one the largest and what the others add up to.

The others can be followed: they name the sum they belong to, whose terms have a page of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.session.quantity import Quantity
from bpgui.ui.mathematics.formula import Formula, fenced, live, scripts, sum_of, words
from bpgui.ui.numbers import format_count

MOST_TERMS = 4
"""Terms of a sum written out in full; of longer sums the largest `SHOWN_TERMS`."""
SHOWN_TERMS = 2
_MOST_OF_LAYERS = 6


class Part(NamedTuple):
    """The terms of a sum that belong to one layer: its name, and which they are."""

    layer: str
    places: Sequence[int]


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a sum, of which there may be very many: only those that show are written.

    Attributes
    ----------
    values
        What each is worth, shape (n,).
    write, call
        Write one with its numbers; say where one comes from, in a word or a symbol.
    of
        Which sum it is, as what a click on its rest asks for.
    parts
        The layers that the terms belong to, where they do.
    alone
        Terms that belong to none and are always written: a bias.
    """

    values: FloatArray
    write: Callable[[int], Formula]
    call: Callable[[int], Formula]
    of: Quantity
    parts: tuple[Part, ...] = ()
    alone: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.values)

    def by_size(self) -> IntArray:
        """Return the terms from the largest to the smallest, whatever their signs; shape (n,)."""
        return np.argsort(-np.abs(self.values), kind="stable")


def total(values: FloatArray) -> float:
    """Return what values add up to, also those of a run that diverged."""
    with np.errstate(all="ignore"):
        return float(values.sum())


def shown(terms: Terms) -> Formula:
    """Write out a sum; the terms of several layers in brackets with the names of these."""
    alone = [terms.write(place) for place in terms.alone]
    if len(terms.parts) < 2:
        usual = terms.parts[0].places if terms.parts else range(len(terms) - len(alone))
        return sum_of([*_written(terms, usual), *alone])
    few = sum(len(part.places) for part in terms.parts) <= _MOST_OF_LAYERS
    limits = (MOST_TERMS, SHOWN_TERMS) if few else (2, 1)
    brackets = [
        scripts(fenced(sum_of(_written(terms, part.places, *limits))), words(part.layer))
        for part in terms.parts
    ]
    return sum_of([*brackets, *alone])


def _written(
    terms: Terms, places: Sequence[int], most: int = MOST_TERMS, keep: int = SHOWN_TERMS
) -> list[Formula]:
    """Write terms; of more than `most` the largest few, and the others as one number."""
    if len(places) <= most:
        return [terms.write(place) for place in places]
    values = terms.values[np.asarray(places)]
    order = np.argsort(-np.abs(values), kind="stable")
    rest = total(values[order[keep:]])
    more = words(f"({format_count(len(places) - keep)} more)", terms.of)
    chosen = sorted(order[:keep].tolist())
    return [
        *(terms.write(places[place]) for place in chosen),
        (*live(rest, terms.of), *words(" "), *more),
    ]
