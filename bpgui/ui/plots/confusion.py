"""How often each class was answered for each target class."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Confusion:
    """A table of counts.

    Attributes
    ----------
    counts : ndarray of shape (classes, classes)
        Rows are target classes, columns the classes of the outputs.
    names : tuple of str
        The classes.
    rows : ndarray of shape (n,)
        The patterns that were counted, as rows of the data set.
    target, output : ndarray of shape (n,)
        The class of each.
    """

    counts: IntArray
    names: tuple[str, ...]
    rows: IntArray
    target: IntArray
    output: IntArray

    @property
    def accuracy(self) -> float:
        """The share of patterns with the right class; NaN without patterns."""
        total = int(self.counts.sum())
        return float(np.trace(self.counts)) / total if total else float("nan")

    @property
    def shares(self) -> FloatArray:
        """Each count as a share of its target class; 0 where a class has no pattern."""
        totals = self.counts.sum(axis=1, keepdims=True)
        shares: FloatArray = self.counts / np.maximum(totals, 1)
        return shares

    def patterns(self, target: int, output: int) -> IntArray:
        """Return the rows of the data set counted in one cell."""
        chosen: IntArray = self.rows[(self.target == target) & (self.output == output)]
        return chosen


def confusion(dataset: Dataset, outputs: FloatArray, rows: IntArray) -> Confusion:
    """Count the classes of some patterns.

    Parameters
    ----------
    dataset : Dataset
        Of kind "classes" or "binary".
    outputs : ndarray of shape (len(rows), n_out)
        What the network answers.
    rows : ndarray of int
        Which patterns.
    """
    count = max(2, dataset.n_outputs)
    target = dataset.class_indices(dataset.y[rows]) if len(rows) else rows
    output = dataset.class_indices(outputs) if len(rows) else rows
    counts = np.bincount(target * count + output, minlength=count * count)
    table = np.asarray(counts.reshape(count, count), dtype=np.intp)
    return Confusion(table, _names(dataset, count), rows, target, output)


def _names(dataset: Dataset, count: int) -> tuple[str, ...]:
    if dataset.classes is not None:
        return dataset.classes
    return ("0", "1") if dataset.n_outputs == 1 else dataset.target_names[:count]
