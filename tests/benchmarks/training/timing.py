"""Timing by turns, so that whatever else the machine does touches all contestants alike."""

import math
import statistics
import time
from dataclasses import dataclass

from tests.benchmarks.training.work import Timed, Work

_LONG_SWEEP = 1e9  # multiplications; beyond it a sweep takes seconds


@dataclass(frozen=True)
class Times:
    """Seconds of processor time an update of one contestant took, one number a round.

    It is the time of all threads together: neither other programs nor a second core count.
    """

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)


def measure(
    work: Work, entrants: dict[str, Timed], rounds: int, seconds: float
) -> dict[str, Times]:
    """Time all entrants in each round, each for about so many seconds.

    A round before the first does not count: what a first call compiles or allocates is no part of
    an update.
    """
    updates = {name: _updates(work, entrant, seconds) for name, entrant in entrants.items()}
    times: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(1 + rounds):
        for name, entrant in entrants.items():
            times[name].append(_time(entrant, updates[name]) / updates[name])
    return {name: Times(tuple(of_rounds[1:])) for name, of_rounds in times.items()}


def _time(entrant: Timed, updates: int) -> float:
    start = time.process_time()
    entrant.advance(updates)
    return time.process_time() - start


def _updates(work: Work, entrant: Timed, seconds: float) -> int:
    """Return how many updates take about so many seconds; whole sweeps unless one is too long."""
    products = work.network.n_parameters * len(work.x)
    updates = work.batches if products < _LONG_SWEEP else 1
    while True:
        entrant.advance(updates)
        taken = _time(entrant, updates)
        if taken > seconds / 8:
            break
        updates *= 2 if taken > seconds / 32 else 8
    wanted = max(1, math.ceil(seconds / taken * updates))
    return math.ceil(wanted / work.batches) * work.batches if wanted >= work.batches else wanted
