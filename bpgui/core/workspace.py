"""The buffers that both passes of the kernel work in.

Units are rows and patterns are columns. How activations travel from layer to layer is a matter of
the layout: `bpgui.core.folded_workspace` for most data, `bpgui.core.block_workspace` for large
batches of large data.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.batch import Batch
from bpgui.core.network import Network
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.settings import TrainingSettings

# Up to so many outputs a matrix of ones sums them, at every one, in one call.
MOST_SUMMED_AT_EACH = 32


@dataclass(frozen=True)
class Problem:
    """What a workspace is for.

    Attributes
    ----------
    network, settings
        The topology, and the loss with its margin.
    targets_are_shares
        Whether the targets of every pattern add up to 1.
    """

    network: Network
    settings: TrainingSettings
    targets_are_shares: bool


class Workspace(ABC):
    """The buffers of a network for `size` patterns at a time.

    Attributes
    ----------
    z, a, slope, dloss_da, delta
        Of each layer: pre-activation (negated for a sigmoid), activation, f'(z), and of each
        pattern dL/da and dL/dz; (units, size). Where an activation may take the place of its z, a
        delta that of its dL/da, as in a linear layer, they are the same array.
    row, sums, counts
        Scratch paper: (1, size), and twice (outputs, size).
    zero, one
        An array without dimensions is the cheapest constant operand.
    """

    a: list[FloatArray]
    slope: list[FloatArray]
    dloss_da: list[FloatArray]

    def __init__(self, problem: Problem, parameters: ParameterBuffer, size: int) -> None:
        self.problem, self.network = problem, problem.network
        self.parameters, self.size, self.dtype = parameters, size, parameters.dtype
        self._allocate()
        self.z, self.delta = list(self.a), list(self.dloss_da)
        for k in range(1, len(self.a)):
            if self._keeps_apart(k):
                self.z[k], self.delta[k] = np.zeros_like(self.a[k]), np.zeros_like(self.a[k])
        self.row = np.zeros((1, size), self.dtype)
        self.sums, self.counts = np.zeros_like(self.a[-1]), np.zeros_like(self.a[-1])
        self.zero, self.one = np.array(0.0, self.dtype), np.array(1.0, self.dtype)

    @abstractmethod
    def _allocate(self) -> None:
        """Make `a`, `slope` and `dloss_da`."""

    def _keeps_apart(self, k: int) -> bool:
        """Whether z and delta of layer k have arrays of their own."""
        return self.network.layers[k].activation != "linear"

    @abstractmethod
    def weigh(self, k: int, batch: Batch) -> list[Call]:
        """Return the calls that compute z = W a_prev + b of layer k."""

    @abstractmethod
    def differentiate(self, k: int, batch: Batch) -> list[Call]:
        """Return the calls that compute dL/dW = delta a_prev^T of layer k, and dL/db."""

    @abstractmethod
    def collect(self, k: int) -> list[Call]:
        """Return the calls that compute dL/da of layer k from the deltas of its receivers."""

    def add_up(self, values: FloatArray) -> list[Call]:
        """Return the calls that put the sum over the outputs of `values` at every one of `sums`."""
        outputs = len(values)
        if outputs <= MOST_SUMMED_AT_EACH:
            return [partial(np.ones((outputs, outputs), self.dtype).dot, values, self.sums)]
        total = partial(np.ones((1, outputs), self.dtype).dot, values, self.row)
        return [total, partial(np.copyto, self.sums, self.row)]

    def slopes(self, k: int) -> list[tuple[str, FloatArray, FloatArray]]:
        """Return what f' is to be computed of when the dL/da of layer k is known.

        Each is an activation, its a, and the place for its f'(z).
        """
        activation = self.network.layers[k].activation
        return [(activation, self.a[k], self.slope[k])] if self.needs_slope(k) else []

    def needs_slope(self, k: int) -> bool:
        """Whether the backward pass multiplies by f'(z) in layer k."""
        is_last = k == len(self.network.layers) - 1
        simplified = is_last and self.problem.settings.loss == "cross-entropy"
        return self.network.layers[k].activation not in ("linear", "softmax") and not simplified
