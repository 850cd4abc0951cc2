"""Patterns in the order of the sweep, lying where recorded calls read them."""

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.batch import Batch, PatternSource


class ResidentPatterns:
    """All patterns, so that nothing is moved between two updates.

    Parameters
    ----------
    source
        The patterns. Their inputs are not copied where they can be read as they are.
    size
        How many patterns most batches have.
    with_ones
        Whether a row ends with a one.
    shuffled
        Whether `arrange` will be called.
    """

    def __init__(
        self, source: PatternSource, size: int, *, with_ones: bool, shuffled: bool
    ) -> None:
        self._source, self._size = source, size
        self._rows = source.rows_with_ones() if with_ones else source.inputs
        self._arranged_rows = np.empty_like(self._rows) if shuffled else self._rows
        self._arranged_targets = source.targets.copy() if shuffled else source.targets
        whole, outputs = len(source) // size, source.targets.shape[1]
        self._by_batch = self._arranged_targets[: whole * size].reshape(whole, size, outputs)
        self._targets = np.zeros((whole, outputs, size), source.dtype)
        self._other_targets: dict[tuple[int, int], FloatArray] = {}
        self._turn_targets()
        if shuffled:
            self.arrange(np.arange(len(source)))

    def arrange(self, order: IntArray) -> None:
        """Take the patterns in this order from now on."""
        np.take(self._rows, order, 0, self._arranged_rows, "clip")
        np.take(self._source.targets, order, 0, self._arranged_targets, "clip")
        self._turn_targets()

    def _turn_targets(self) -> None:
        np.copyto(self._targets, self._by_batch.transpose(0, 2, 1))
        for (start, stop), y in self._other_targets.items():
            np.copyto(y, self._arranged_targets[start:stop].T)

    def batch(self, start: int, stop: int) -> Batch:
        """Return the patterns `start` to `stop` of the order; it follows what is arranged."""
        number, offset = divmod(start, self._size)
        if offset == 0 and stop - start == self._size:
            y = self._targets[number]
        else:
            y = self._other_targets[start, stop] = self._arranged_targets[start:stop].T.copy()
        return Batch.of(self._arranged_rows[start:stop], y, self._source.inputs.shape[1])
