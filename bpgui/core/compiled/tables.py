"""What the compiled loops are given, besides the wiring of the network."""

from typing import NamedTuple

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.compiled.lanes import LANES

BLOCK = 64
"""How many patterns go through the network together at most."""
WIDEST = 2 * LANES


class Patterns(NamedTuple):
    """The patterns in their own order, and the orders of some sweeps, one behind the other."""

    x: FloatArray
    y: FloatArray
    order: IntArray


class Buffers(NamedTuple):
    """What an update changes; the vectors of parameters are padded to a multiple of wide lanes.

    Attributes
    ----------
    w, v, g
        Parameters, velocity, gradient.
    trained
        1 for every parameter that is trained, 0 for the locked ones and the padding.
    a, d
        The rows.
    held
        Which patterns of the order the rows of inputs and targets hold: the first, or -1, and
        how many; (2,) of dtype int64.
    """

    w: FloatArray
    v: FloatArray
    g: FloatArray
    trained: FloatArray
    a: FloatArray
    d: FloatArray
    held: IntArray


class Rule(NamedTuple):
    """The update rule.

    Attributes
    ----------
    step
        Patterns an update.
    averages
        Whether the gradient is that of the mean over the patterns of an update.
    entropy
        Whether the loss is the cross-entropy; else it is a squared error, whose factor eta has.
    halves
        Whether the loss is half the squared error.
    margin, eta, alpha, decay
        As in the settings.
    """

    step: int
    averages: bool
    entropy: bool
    halves: bool
    margin: float
    eta: float
    alpha: float
    decay: float


def padded(vector: FloatArray) -> FloatArray:
    """Return a copy of a vector with zeros up to a multiple of wide lanes."""
    longer = np.zeros(-(-len(vector) // WIDEST) * WIDEST)
    longer[: len(vector)] = vector
    return longer
