"""The matrix products of an update and nothing else: what a large network cannot do without.

The patterns are read where they lie, batch after batch. Every other factor and every result is
tried in both orders of memory, and the fastest layout of each product is kept.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise, product

import numpy as np

from tests.benchmarks.training.work import FloatingArray, Work

_Call = Callable[[], object]
_SMALLEST = 100_000  # parameters; below it products are not what an update takes its time for
_TRIES = 15


class MatrixProducts:
    """`numpy.dot` in the shapes of the updates of a work."""

    name = "products alone"

    def __init__(self, work: Work) -> None:
        self._work, self._update = work, 0
        shapes = list(pairwise(work.sizes))
        self._calls: list[_Call] = []
        for inputs, units in shapes[1:]:
            x, W, delta = (
                _some(work, *shape)
                for shape in ((work.batch, inputs), (inputs, units), (work.batch, units))
            )
            self._calls += [_fastest(x, W), _fastest(delta, W.T), _fastest(x.T, delta)]
        first = _some(work, *shapes[0])
        delta = _some(work, work.batch, work.sizes[1])
        batches = [work.x[work.batch_rows(k)] for k in range(work.batches)]
        self._forward = _fastest_with_each(batches, first)
        self._gradient = _fastest_with_each([x.T for x in batches], delta)

    @staticmethod
    def matter(work: Work) -> bool:
        """Whether the network is so large that products are most of the work."""
        return work.network.n_parameters >= _SMALLEST

    def advance(self, updates: int) -> None:
        """Multiply what so many updates multiply."""
        for _ in range(updates):
            batch = self._update % self._work.batches
            self._forward[batch]()
            for call in self._calls:
                call()
            self._gradient[batch]()
            self._update += 1


def _some(work: Work, rows: int, columns: int) -> FloatingArray:
    return np.random.default_rng(1).random((rows, columns)).astype(work.x.dtype)


def _fastest(left: FloatingArray, right: FloatingArray) -> _Call:
    lefts = (np.ascontiguousarray(left), np.asfortranarray(left))
    return min((call for one in lefts for call in _layouts([one], right)), key=_seconds)[0]


def _fastest_with_each(lefts: list[FloatingArray], right: FloatingArray) -> list[_Call]:
    """Return a product with each left factor, all in the fastest layout of the right one."""
    return min(_layouts(lefts, right), key=_seconds)


def _layouts(lefts: list[FloatingArray], right: FloatingArray) -> Iterator[list[_Call]]:
    """Yield the products with each left factor, in every layout of right factor and result."""
    rows, columns = len(lefts[0]), right.shape[1]
    rights = (np.ascontiguousarray(right), np.asfortranarray(right))
    for one, transposed in product(rights, (False, True)):
        if transposed:
            out = np.empty((columns, rows), right.dtype)
            yield [partial(np.dot, one.T, left.T, out) for left in lefts]
        else:
            out = np.empty((rows, columns), right.dtype)
            yield [partial(np.dot, left, one, out) for left in lefts]


def _seconds(calls: list[_Call]) -> float:
    """Return the shortest time of the first calls."""
    times = []
    for k in range(_TRIES):
        start = time.perf_counter()
        calls[k % len(calls)]()
        times.append(time.perf_counter() - start)
    return min(times)
