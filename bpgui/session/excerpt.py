"""What the window's thread looks at of very many patterns: as many as it can without a pause."""

from weakref import ref

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.network import Network
from bpgui.data.dataset import Dataset

AT_ONCE = 100_000_000
"""Patterns times `cost` that one look may take: 10 to 20 ms."""
_COST_OF_INPUT = 100
_FEWEST = 64


def cost(network: Network) -> int:
    """Return what a pattern costs, in parameters: finding and scaling its inputs takes as long."""
    return network.n_parameters + _COST_OF_INPUT * network.n_inputs


def excerpt(rows: IntArray, network: Network) -> IntArray:
    """Return so many of the rows, spread evenly, as a network can answer at once.

    All of them where that is possible. What is computed of fewer is an estimate, and is shown as
    one; training and its samples always use all.
    """
    most = max(_FEWEST, AT_ONCE // cost(network))
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


class ScaledExcerpts:
    """The scaled inputs of the excerpts last looked at, which are looked at again and again.

    Of the newest data set only, and only of parts that are not looked at as a whole: to
    find and scale their inputs takes as long as the pass of a small network.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[ref[Dataset], IntArray, int, FloatArray], ...] = ()

    def inputs(self, data: Dataset, rows: IntArray, chosen: IntArray) -> FloatArray:
        """Return the scaled inputs of the excerpt `chosen` of some rows, (len(chosen), n_in)."""
        if len(chosen) == len(rows):
            return data.x_of(chosen)
        for owner, whole, count, x in self._kept:
            if owner() is data and whole is rows and count == len(chosen):
                return x
        found = data.x_of(chosen)
        alive = [kept for kept in self._kept if kept[0]() is data]
        self._kept = (*alive[-1:], (ref(data), rows, len(chosen), found))
        return found


SCALED = ScaledExcerpts()
"""For all who look at the training or held-out patterns: twice 8 MB at most."""
