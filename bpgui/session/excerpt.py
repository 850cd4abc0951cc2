"""What the window's thread looks at of very many patterns: as many as it can without a pause."""

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.network import Network

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
