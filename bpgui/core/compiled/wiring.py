"""A network as the flat tables that the compiled loops go through.

Rows hold one number a pattern: first those of the inputs, then a row of ones, then those of all
other units in order. A connection is a weight and the row it reads; a bias reads the row of ones.
What is absent has no place here.
"""

from typing import NamedTuple

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.network import Network


class Wiring(NamedTuple):
    """The tables of a network; all of dtype int64.

    Attributes
    ----------
    first
        Where the connections into each unit after the inputs begin, and where the last end,
        (units + 1,).
    source
        The row that each connection reads, (connections,).
    layers
        Of each layer after the inputs: its first row, the row after its last, and the code of
        its activation, (layers, 3).
    inputs
        How many rows hold inputs; the row of ones comes next.
    """

    first: IntArray
    source: IntArray
    layers: IntArray
    inputs: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.layers[-1, 1])


def wire(network: Network, codes: dict[str, int]) -> Wiring:
    """Return the tables of a network; its present parameters in order are the connections."""
    ones = network.n_inputs
    begins, layers, row = [0], [(0, 0, 0)], ones + 1
    source = np.full(network.n_parameters, ones)
    for k, layer in enumerate(network.layers[1:], start=1):
        begins.append(row)
        layers.append((row, row + layer.units, codes[layer.activation]))
        row += layer.units
        matrix = network.as_matrix(source, k)
        for s in layer.sources:
            columns = network.columns(k, s)
            matrix[:, columns] = begins[s] + np.arange(columns.stop - columns.start)
    return Wiring(_first(network), source[network.present], np.array(layers[1:]), ones)


def _first(network: Network) -> IntArray:
    counts = [
        np.count_nonzero(network.as_matrix(network.present, k), axis=1)
        for k in range(1, len(network.layers))
    ]
    first: IntArray = np.concatenate([[0], *counts]).cumsum()
    return first
