"""How much memory something takes, whatever other threads take meanwhile."""

import tracemalloc
from collections.abc import Callable
from typing import NamedTuple


class Growth(NamedTuple):
    """Bytes that something keeps when it is over, and most needs on the way."""

    kept: int
    peak: int


def growth_of(act: Callable[[], object], allowed: Growth, tries: int = 5) -> Growth:
    """Do something until it grows by less than is allowed, or that often; return its growth.

    What it takes itself, it takes each time. The threads that tracing cannot be told to leave out
    take some now and then: a runner of tests on several cores gets its orders in one.
    """
    growth = _growth_of_one(act)
    for _ in range(tries - 1):
        if growth.kept < allowed.kept and growth.peak < allowed.peak:
            break
        growth = _growth_of_one(act)
    return growth


def _growth_of_one(act: Callable[[], object]) -> Growth:
    if not tracemalloc.is_tracing():
        raise ValueError("Nothing is traced: use the fixture `traced`.")
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    act()
    after, peak = tracemalloc.get_traced_memory()
    return Growth(after - before, peak - before)
