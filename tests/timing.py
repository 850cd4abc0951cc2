"""Measuring time on a machine that does other things as well.

A busy machine makes code slower and never quicker. So the least of several measurements is the one
that tells about the code, and a measurement that is too slow is worth repeating: code that is
slow stays slow however often one looks.
"""

import time
from collections.abc import Callable

PATIENCE = 20.0
"""The seconds after which a measurement that stays too slow is believed."""


def least(measure: Callable[[], float], enough: float) -> float:
    """Return the least measurement: the first one below `enough`, if one is before long."""
    end = time.perf_counter() + PATIENCE
    found = measure()
    while found >= enough and time.perf_counter() < end:
        found = min(found, measure())
    return found


def least_ratio(
    measure: Callable[[], float], reference: Callable[[], float], enough: float, turns: int = 9
) -> float:
    """Return the least time of one over the least time of the other, measured in turn.

    Each has at least so many turns, and more while the ratio is not below `enough`.
    """
    end = time.perf_counter() + PATIENCE
    own, other = measure(), reference()
    done = 1
    while done < turns or (own / other >= enough and time.perf_counter() < end):
        own, other = min(own, measure()), min(other, reference())
        done += 1
    return own / other
