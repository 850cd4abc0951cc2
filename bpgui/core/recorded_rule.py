"""The update rule of `bpgui.core.update_rule` on the vectors of the kernel, recorded as calls."""

from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.parameter_buffer import Call, ParameterBuffer

# Up to here one small matrix product is the quicker update, beyond it one step after another.
LARGEST_PRODUCT = 500
# Longer vectors are updated in stretches that stay in the processor's cache from step to step.
STRETCH_BYTES = 1 << 18


class UpdateRule:
    """v = -eta g + alpha v, then w += v - decay w, for batches of one size.

    Parameters
    ----------
    buffer
        Holds g, v and w.
    share
        What the learning rate is multiplied by.
    decay
        As in the settings.
    deltas
        How many dL/dz the output layer has in a batch. Where they are fewer than the parameters,
        the learning rate goes into them, and through them into the gradient.

    Attributes
    ----------
    factor_of_deltas
        What the backward pass multiplies the deltas of the output layer by, if anything.
    calls
        Make an update, in this order.
    """

    def __init__(self, buffer: ParameterBuffer, share: float, decay: float, *, deltas: int) -> None:
        self._buffer, self._share, self._decay = buffer, share, decay
        self._minus_eta = np.array(0.0, buffer.dtype)
        self._alpha = np.array(0.0, buffer.dtype)
        self._product = np.array([[0.0, 1.0 - decay, 0.0], [0.0, 0.0, 0.0]], buffer.dtype)
        self.factor_of_deltas: FloatArray | None = None
        size = len(buffer.w)
        is_product = size <= LARGEST_PRODUCT and not (decay and buffer.kept.size)
        if not is_product and deltas < size:
            self.factor_of_deltas = self._minus_eta
        change = self._as_product() if is_product else self._in_steps()
        self.calls = (*self._keep(), *change)

    def set_rates(self, eta: float, alpha: float) -> None:
        """Set the learning rate, before it is shared, and the momentum."""
        self._minus_eta[...] = self._product[:, 0] = -(eta * self._share)
        self._alpha[...] = self._product[:, 2] = alpha

    def _keep(self) -> list[Call]:
        """Set the gradient of what is not trained to 0, even where it is inf or nan."""
        g, kept = self._buffer.g, self._buffer.kept
        if 4 * len(kept) < len(g):
            return [partial(_clear, g, kept)] if len(kept) else []
        whole = np.dtype(f"i{g.itemsize}")
        bits, mask = g.view(whole), np.full(len(g), -1, whole)
        mask[kept] = 0
        return [partial(np.bitwise_and, bits, mask, bits)]

    def _as_product(self) -> list[Call]:
        """Compute [w; v] <- [[-eta, 1 - decay, alpha], [-eta, 0, alpha]] [g; w; v]."""
        rows, new = self._buffer.rows, self._buffer.scratch
        return [partial(self._product.dot, rows, new), partial(np.copyto, rows[1:], new)]

    def _in_steps(self) -> list[Call]:
        buffer, calls = self._buffer, list[Call]()
        shrinkage = np.full(len(buffer.w), 1.0 - self._decay, buffer.dtype)
        shrinkage[buffer.kept] = 1.0
        stretch = STRETCH_BYTES // buffer.dtype.itemsize
        for start in range(0, len(buffer.w), stretch):
            part = slice(start, start + stretch)
            w, v, g = buffer.w[part], buffer.v[part], buffer.g[part]
            if self.factor_of_deltas is None:
                calls.append(partial(np.multiply, g, self._minus_eta, g))
            calls += [partial(np.multiply, v, self._alpha, v), partial(np.add, v, g, v)]
            if self._decay:
                calls.append(partial(np.multiply, w, shrinkage[part], w))
            calls.append(partial(np.add, w, v, w))
        return calls


def _clear(vector: FloatArray, indices: IntArray) -> None:
    vector[indices] = 0.0
