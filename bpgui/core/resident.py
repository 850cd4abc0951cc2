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
    with_ones
        Whether a row ends with a one.
    shuffled
        Whether `arrange` will be called.
    """

    def __init__(self, source: PatternSource, *, with_ones: bool, shuffled: bool) -> None:
        self._source = source
        self._rows = source.rows_with_ones() if with_ones else source.inputs
        self._arranged_rows = np.empty_like(self._rows) if shuffled else self._rows
        self._arranged_targets = source.targets.copy() if shuffled else source.targets
        self._targets: dict[tuple[int, int], FloatArray] = {}
        if shuffled:
            self.arrange(np.arange(len(source)))

    def arrange(self, order: IntArray) -> None:
        """Take the patterns in this order from now on."""
        np.take(self._rows, order, 0, self._arranged_rows, "clip")
        np.take(self._source.targets, order, 0, self._arranged_targets, "clip")
        for (start, stop), y in self._targets.items():
            np.copyto(y, self._arranged_targets[start:stop].T)

    def batch(self, start: int, stop: int) -> Batch:
        """Return the patterns `start` to `stop` of the order; it follows what is arranged."""
        y = self._arranged_targets[start:stop].T
        if not y.flags.c_contiguous:
            y = self._targets[start, stop] = y.copy()
        return Batch.of(self._arranged_rows[start:stop], y, self._source.inputs.shape[1])
