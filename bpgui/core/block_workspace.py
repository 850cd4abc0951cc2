"""The layout for large batches of large data: patterns are read where they are.

There, a copy of the patterns with ones would cost time and memory. Weights from each source are a
block of the matrix of a layer, multiplied by itself; biases are added.
"""

from functools import partial

import numpy as np
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.core.batch import Batch
from bpgui.core.parameter_buffer import Call
from bpgui.core.workspace import Workspace


class BlockWorkspace(Workspace):
    """Buffers of their own for each layer."""

    @override
    def _allocate(self) -> None:
        layers = self.network.layers
        self.a, self.slope, self.dloss_da = (
            [self._buffer(layer.units if k else 0) for k, layer in enumerate(layers)]
            for _ in range(3)
        )
        self._dloss_db = [np.zeros(layer.units, self.dtype) for layer in layers]
        self._ones = np.ones(self.size, self.dtype)

    @override
    def _keeps_apart(self, k: int) -> bool:  # in little memory, much of it stays in the cache
        return super()._keeps_apart(k) and k == len(self.a) - 1

    def _buffer(self, units: int) -> FloatArray:
        return np.zeros((units, self.size), self.dtype)

    def _weights(self, matrix: FloatArray, k: int, source: int) -> FloatArray:
        return matrix[:, self.network.columns(k, source)]

    @override
    def weigh(self, k: int, batch: Batch) -> list[Call]:
        matrix, z, scratch = self.parameters.matrix(k), self.z[k], self.dloss_da[k]
        calls: list[Call] = []
        for s in self.network.sources(k):
            weights, a = self._weights(matrix, k, s), self.a[s] if s else batch.inputs
            if not calls:
                calls.append(partial(np.matmul, weights, a, z))
            else:
                calls.append(partial(np.matmul, weights, a, scratch))
                calls.append(partial(np.add, z, scratch, z))
        if self.network.layers[k].bias:
            calls.append(partial(np.copyto, scratch, matrix[:, -1:]))
            calls.append(partial(np.add, z, scratch, z))
        return calls

    @override
    def differentiate(self, k: int, batch: Batch) -> list[Call]:
        delta, gradient = self.delta[k], self.parameters.gradient(k)
        calls: list[Call] = []
        for s in self.network.sources(k):
            rows, place = self.a[s].T if s else batch.rows, self._weights(gradient, k, s)
            calls.append(partial(np.matmul, delta, rows, place))
        if self.network.layers[k].bias:
            dloss_db = self._dloss_db[k]
            calls.append(partial(delta.dot, self._ones, dloss_db))
            calls.append(partial(np.copyto, gradient[:, -1], dloss_db))
        return calls

    @override
    def collect(self, k: int) -> list[Call]:
        receivers, dloss_da = self.network.targets_of(k), self.dloss_da[k]
        if not receivers:  # nothing depends on this layer
            return [partial(dloss_da.fill, 0.0)]
        calls: list[Call] = []
        scratch = self.slope[k]
        for t in receivers:
            weights = self._weights(self.parameters.matrix(t), t, k).T
            if not calls:
                calls.append(partial(np.matmul, weights, self.delta[t], dloss_da))
            else:
                calls.append(partial(np.matmul, weights, self.delta[t], scratch))
                calls.append(partial(np.add, dloss_da, scratch, dloss_da))
        return calls
