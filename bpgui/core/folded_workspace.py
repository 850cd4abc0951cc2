"""The layout for most data: biases are weights from a row of ones, and nothing is broadcast.

A call on small arrays costs what it costs, however small they are, so there must be few: one
product a layer and direction, and elementwise calls on whole, equally shaped, contiguous arrays.
"""

from functools import partial

import numpy as np
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.core.batch import Batch
from bpgui.core.parameter_buffer import Call
from bpgui.core.workspace import Workspace

# So many rows that need no f'(z) are computed with the others rather than by a call more.
WIDEST_GAP = 8


class FoldedWorkspace(Workspace):
    """Buffers in which each layer finds all it receives in one array.

    The rows of a batch end with a one. No buffer is a column slice of another: `ndarray.dot` would
    copy it first. An activation lies in `into` of the first layer that receives it, a dL/da in
    `dloss_dinto` of the only one.

    Attributes
    ----------
    into
        What each layer receives: the activations of its sources in order, then a row of ones if
        it has biases; (fan-in [+ 1], size). Empty for a layer that reads the patterns where they
        are.
    dloss_dinto
        Of each pattern, dL/d(into) of each layer, likewise; empty where no unit needs it.
    """

    @override
    def _allocate(self) -> None:
        layers = self.network.layers
        into, self._rows = self._stack()
        total = max(row.stop for row in (*into, *self._rows))
        self._activations = np.ones((total, self.size), self.dtype)
        self._slopes = np.zeros((total, self.size), self.dtype)
        self.into = [self._activations[row] for row in into]
        self.a = [self._activations[row] for row in self._rows]
        self.slope = [self._slopes[row] for row in self._rows]
        self.dloss_dinto = [
            np.zeros_like(array) if any(layer.sources) else array[:0]
            for layer, array in zip(layers, self.into, strict=True)
        ]
        self.dloss_da = [self._dloss_da(k) for k in range(len(layers))]

    def _stack(self) -> tuple[list[slice], list[slice]]:
        """Return the rows of `into` and those of `a` of every layer, in one tall array."""
        network = self.network
        into, end = [slice(0, 0)], 0
        for k in range(1, len(network.layers)):
            height = 0 if self._reads_patterns(k) else network.matrix(k).shape[1]
            into.append(slice(end, end + height))
            end += height
        a = [slice(0, 0)]
        for k, layer in enumerate(network.layers[1:], start=1):
            receivers = network.targets_of(k)
            start = end
            if receivers:
                start = into[receivers[0]].start + network.columns(receivers[0], k).start
            a.append(slice(start, start + layer.units))
            end = max(end, start + layer.units)
        return into, a

    def _dloss_da(self, k: int) -> FloatArray:
        receivers = self.network.targets_of(k)
        if k and len(receivers) == 1:
            return self.dloss_dinto[receivers[0]][self.network.columns(receivers[0], k)]
        return np.zeros_like(self.a[k])

    def _reads_patterns(self, k: int) -> bool:
        """Whether layer k receives the patterns and a row of ones, nothing else."""
        layer = self.network.layers[k]
        return layer.sources == (0,) and layer.bias

    @override
    def weigh(self, k: int, batch: Batch) -> list[Call]:
        received = batch.x if self._reads_patterns(k) else self.into[k]
        product = partial(self.parameters.matrix(k).dot, received, self.z[k])
        return [*self._gather(k, batch), product]

    def _gather(self, k: int, batch: Batch) -> list[Call]:
        """Copy what layer k receives and does not hold already."""
        calls: list[Call] = []
        for s in self.network.sources(k):
            place = self.into[k][self.network.columns(k, s)]
            if s == 0 and not self._reads_patterns(k):
                calls.append(partial(np.copyto, place, batch.inputs))
            elif s and self.network.targets_of(s)[0] != k:
                calls.append(partial(np.copyto, place, self.a[s]))
        return calls

    @override
    def differentiate(self, k: int, batch: Batch) -> list[Call]:
        delta, gradient = self.delta[k], self.parameters.gradient(k)
        received = batch.rows if self._reads_patterns(k) else self.into[k].T
        calls: list[Call] = [partial(delta.dot, received, gradient)]
        if self.dloss_dinto[k].size:
            calls.append(partial(self.parameters.matrix(k).T.dot, delta, self.dloss_dinto[k]))
        return calls

    @override
    def collect(self, k: int) -> list[Call]:
        receivers, dloss_da = self.network.targets_of(k), self.dloss_da[k]
        if not receivers:  # nothing depends on this layer
            return [partial(dloss_da.fill, 0.0)]
        shares = [self.dloss_dinto[t][self.network.columns(t, k)] for t in receivers]
        calls: list[Call] = []
        if len(shares) > 1:
            calls.append(partial(np.add, shares[0], shares[1], dloss_da))
        return [*calls, *(partial(np.add, dloss_da, share, dloss_da) for share in shares[2:])]

    @override
    def slopes(self, k: int) -> list[tuple[str, FloatArray, FloatArray]]:
        if k < len(self.a) - 1:  # all are computed with the first
            return []
        stretches: list[tuple[str, slice]] = []
        wanted = [j for j in range(1, len(self.a)) if self.needs_slope(j)]
        for j in sorted(wanted, key=lambda j: self._rows[j].start):
            activation, rows = self.network.layers[j].activation, self._rows[j]
            if stretches:
                before, others = stretches[-1]
                if before == activation and rows.start - others.stop <= WIDEST_GAP:
                    stretches[-1] = (activation, slice(others.start, rows.stop))
                    continue
            stretches.append((activation, rows))
        return [(name, self._activations[rows], self._slopes[rows]) for name, rows in stretches]
