"""The vectors an update reads and writes, and the update itself as recorded calls.

A sigmoid layer is held with its parameters negated: its units need e^-z, and -W gives -z without
a further call. With W' = -W, z' = -z and delta' = dL/dz', everything else keeps its form:
dL/dW' = delta' a_prev^T and dL/da_prev = W'^T delta'. Negation is exact, so no bit is lost on the
way in or out.
"""

from functools import partial
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.kernel import FADED
from bpgui.core.network import Network

Call = partial[Any]

# Up to here one small matrix product is the quicker update, beyond it one step after another.
LARGEST_PRODUCT = 500
# Longer vectors are updated in stretches that stay in the processor's cache from step to step.
STRETCH_BYTES = 1 << 18


class Rates:
    """What an update multiplies the gradient and the velocity by.

    Attributes
    ----------
    share
        What the learning rate is multiplied by.
    minus_eta, alpha, product
        As recorded calls read them.
    """

    def __init__(self, share: float, decay: float, dtype: np.dtype[Any]) -> None:
        self.share = share
        self.minus_eta, self.alpha = np.array(0.0, dtype), np.array(0.0, dtype)
        self.product = np.array([[0.0, 1.0 - decay, 0.0], [0.0, 0.0, 0.0]], dtype)

    def set(self, eta: float, alpha: float) -> None:
        """Set the learning rate, before it is shared, and the momentum."""
        self.minus_eta[...] = self.product[:, 0] = -(eta * self.share)
        self.alpha[...] = self.product[:, 2] = alpha


class ParameterBuffer:
    """Parameters w, velocity v and gradient g of a network in training, each (P,).

    Attributes
    ----------
    w, v, g
        As stored: negated in sigmoid layers, in the kernel's precision. g is dL/dw up to the
        constant factor in `Rates.share`.
    """

    def __init__(self, network: Network, precision: str) -> None:
        self._network, size = network, network.n_parameters
        self.dtype = np.dtype(np.float32 if precision == "single" else np.float64)
        self._rows = np.zeros((3, size), self.dtype)
        self.g, self.w, self.v = self._rows
        self._new_rows = np.zeros((2, size), self.dtype)
        self._signs = np.ones(size)
        for k, layer in enumerate(network.layers):
            if layer.activation == "sigmoid":
                self._signs[network.span(k)] = -1.0
        self._kept = np.flatnonzero(~network.trainable)
        self._kept_parameters = np.zeros(len(self._kept))
        self._smallest = FADED[precision]
        self._faded = np.zeros(size, dtype=np.bool_)
        self._is_loaded_finite = True

    def matrix(self, k: int) -> FloatArray:
        """Return the parameters of layer k as a view (units, fan-in [+ 1])."""
        return self._network.as_matrix(self.w, k)

    def gradient(self, k: int) -> FloatArray:
        """Return dL/dw of layer k as a view, shaped as `matrix`."""
        return self._network.as_matrix(self.g, k)

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Copy parameters and velocity in; what is not trained has no velocity."""
        self.w[:] = parameters * self._signs
        self.v[:] = velocity * self._signs
        self.v[self._kept] = 0.0
        self._kept_parameters[:] = parameters[self._kept]
        self._is_loaded_finite = bool(np.isfinite(self.v).all())

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters; what is not trained as it was loaded."""
        copy = self._copy(self.w)
        copy[self._kept] = self._kept_parameters + 0.0
        copy.flags.writeable = False
        return copy

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity."""
        copy = self._copy(self.v)
        copy.flags.writeable = False
        return copy

    def _copy(self, stored: FloatArray) -> FloatArray:
        copy: FloatArray = stored * self._signs
        copy += 0.0  # turns -0.0 into 0.0
        return copy

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number.

        An update with a velocity that is none leaves a parameter that is none, for good.
        """
        if not self._is_loaded_finite:
            return False
        # The product overflows long before a number does, but when one has, it tells.
        return bool(np.isfinite(self.w.dot(self.w)) or np.isfinite(self.w).all())

    # ---- the update ------------------------------------------------------------------------

    def record_update(self, rates: Rates, decay: float) -> tuple[Call, ...]:
        """Return the calls of one update: v = -eta g + alpha v, then w += v - decay w."""
        keeps = bool(self._kept.size)
        calls = self._record_keeping() if keeps else []
        if len(self.w) <= LARGEST_PRODUCT and not (decay and keeps):
            return (*calls, *self._record_product(rates))
        shrinkage = np.where(self._network.trainable, 1.0 - decay, 1.0).astype(self.dtype)
        stretch = STRETCH_BYTES // self.dtype.itemsize
        for start in range(0, len(self.w), stretch):
            part = slice(start, start + stretch)
            calls += self._record_steps(rates, part, shrinkage[part] if decay else None)
        return tuple(calls)

    def _record_keeping(self) -> list[Call]:
        """Set the gradient of what is not trained to 0, whatever it is."""
        if 4 * len(self._kept) < len(self.w):
            return [partial(_clear, self.g, self._kept)]
        whole = np.dtype(f"i{self.dtype.itemsize}")
        bits, mask = self.g.view(whole), np.where(self._network.trainable, -1, 0).astype(whole)
        return [partial(np.bitwise_and, bits, mask, bits)]

    def _record_product(self, rates: Rates) -> list[Call]:
        """Compute [w; v] <- [[-eta, 1 - decay, alpha], [-eta, 0, alpha]] [g; w; v]."""
        return [
            partial(rates.product.dot, self._rows, self._new_rows),
            partial(np.copyto, self._rows[1:], self._new_rows),
        ]

    def _record_steps(self, rates: Rates, part: slice, shrinkage: FloatArray | None) -> list[Call]:
        w, v, g = self.w[part], self.v[part], self.g[part]
        calls: list[Call] = [
            partial(np.multiply, g, rates.minus_eta, g),
            partial(np.multiply, v, rates.alpha, v),
            partial(np.add, v, g, v),
        ]
        if shrinkage is not None:
            calls.append(partial(np.multiply, w, shrinkage, w))
        return [*calls, partial(np.add, w, v, w)]

    def cut_faded(self) -> None:
        """Set velocities to 0 that are too small to matter and about to become slow."""
        np.absolute(self.v, self._new_rows[0])
        np.less(self._new_rows[0], self._smallest, self._faded)
        np.copyto(self.v, 0.0, where=self._faded)


def _clear(vector: FloatArray, indices: IntArray) -> None:
    vector[indices] = 0.0
