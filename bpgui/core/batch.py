"""Patterns where the kernel reads them, and one way to put them there."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Batch:
    """Some patterns and their targets.

    Attributes
    ----------
    rows
        The inputs, and a last column of ones if they are for a layout that folds the biases into
        the weights; (size, inputs [+ 1]).
    x, inputs
        Views of `rows` with units as rows: all of it, and without the ones.
    y
        The targets, (outputs, size).
    """

    rows: FloatArray
    x: FloatArray
    inputs: FloatArray
    y: FloatArray

    @classmethod
    def of(cls, rows: FloatArray, y: FloatArray, n_inputs: int) -> "Batch":
        """Return a batch of these arrays."""
        return cls(rows, rows.T, rows.T[:n_inputs], y)

    @property
    def arrays(self) -> tuple[FloatArray, ...]:
        """What recorded calls refer to."""
        return self.rows, self.x, self.inputs, self.y


class PatternSource:
    """All patterns in their own order, in the precision of the kernel."""

    def __init__(self, inputs: FloatArray, targets: FloatArray, precision: str) -> None:
        self.dtype = np.dtype(np.float32 if precision == "single" else np.float64)
        self.inputs = np.ascontiguousarray(inputs, self.dtype)
        self.targets = np.ascontiguousarray(targets, self.dtype)

    def __len__(self) -> int:
        return len(self.inputs)

    def rows_with_ones(self) -> FloatArray:
        """Return a copy of the inputs with a last column of ones, (n, inputs + 1)."""
        ones = np.ones((len(self), 1), self.dtype)
        return np.concatenate([self.inputs, ones], axis=1)


class Fetch:
    """A batch that patterns are copied into.

    Attributes
    ----------
    batch
        Where they come to lie.
    """

    def __init__(self, source: PatternSource, size: int, *, with_ones: bool) -> None:
        self._source = source
        inputs, outputs = source.inputs.shape[1], source.targets.shape[1]
        rows = np.ones((size, inputs + with_ones), source.dtype)
        self.batch = Batch.of(rows, np.zeros((outputs, size), source.dtype), inputs)
        self._chosen: tuple[FloatArray, FloatArray] | None = None

    def copy(self, start: int, order: IntArray | None) -> int:
        """Copy as many patterns as fit, from `start` of the order on; return where they stop."""
        batch, source = self.batch, self._source
        stop = start + len(batch.rows)
        if order is None:
            np.copyto(batch.inputs.T, source.inputs[start:stop])
            np.copyto(batch.y, source.targets[start:stop].T)
            return stop
        rows = order[start:stop]
        inputs, targets = self._room()
        np.take(source.inputs, rows, 0, inputs, "clip")
        np.take(source.targets, rows, 0, targets, "clip")
        if inputs is not batch.rows:
            np.copyto(batch.inputs.T, inputs)
        np.copyto(batch.y, targets.T)
        return stop

    def _room(self) -> tuple[FloatArray, FloatArray]:
        """Return room for chosen inputs and targets: `take` would copy into anything else."""
        if self._chosen is None:
            batch = self.batch
            has_ones = len(batch.x) > len(batch.inputs)
            inputs = np.zeros_like(batch.rows[:, :-1]) if has_ones else batch.rows
            self._chosen = np.ascontiguousarray(inputs), np.zeros_like(batch.y.T, order="C")
        return self._chosen
