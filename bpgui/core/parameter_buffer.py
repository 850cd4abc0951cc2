"""The vectors an update reads and writes, and the update itself as recorded calls.

A sigmoid layer is held with its parameters negated: its units need e^-z, and -W gives -z without
a further call. With W' = -W, z' = -z and delta' = dL/dz', everything else keeps its form:
dL/dW' = delta' a_prev^T and dL/da_prev = W'^T delta'. Negation is exact, so no bit is lost on the
way in or out.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.kernel import FADED
from bpgui.core.network import Network

Call = Callable[[], object]

# Up to here one small matrix product is the quicker update, beyond it one step after another.
LARGEST_PRODUCT = 500


class ParameterBuffer:
    """Parameters w, velocity v and gradient g of a network in training, each (P,).

    Attributes
    ----------
    w, v, g
        As stored: negated in sigmoid layers. g is dL/dw up to a constant factor, which
        `set_rates` is given together with the learning rate.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rows = np.zeros((3, network.n_parameters))
        self.g, self.w, self.v = self._rows
        self._signs = np.ones(network.n_parameters)
        for k, layer in enumerate(network.layers):
            if layer.activation == "sigmoid":
                self._signs[network.span(k)] = -1.0
        self._kept = np.flatnonzero(~network.trainable)
        self._minus_eta, self._alpha = np.array(0.0), np.array(0.0)
        self._faded = np.zeros(network.n_parameters, dtype=np.bool_)
        self._shrinkage = np.ones(network.n_parameters)
        self._new_rows, self._product = np.zeros((2, network.n_parameters)), np.zeros((2, 3))

    def matrix(self, k: int) -> FloatArray:
        """Return the parameters of layer k as a view (units, fan-in [+ 1])."""
        return self._network.as_matrix(self.w, k)

    def gradient(self, k: int) -> FloatArray:
        """Return dL/dw of layer k as a view, shaped as `matrix`."""
        return self._network.as_matrix(self.g, k)

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Copy parameters and velocity in; what is not trained has no velocity."""
        np.multiply(parameters, self._signs, out=self.w)
        np.multiply(velocity, self._signs, out=self.v)
        self.v[self._kept] = 0.0

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters."""
        return self._copy(self.w)

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity."""
        return self._copy(self.v)

    def _copy(self, stored: FloatArray) -> FloatArray:
        copy: FloatArray = stored * self._signs
        copy += 0.0  # turns -0.0 into 0.0
        copy.flags.writeable = False
        return copy

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        return bool(np.isfinite(self.w).all() and np.isfinite(self.v).all())

    def set_rates(self, eta: float, alpha: float) -> None:
        """Set the factors of g and v in the recorded update."""
        self._minus_eta[...] = -eta
        self._alpha[...] = alpha
        self._product[:, 0] = -eta
        self._product[:, 2] = alpha

    def record_update(self, decay: float) -> tuple[Call, ...]:
        """Return the calls of one update: v = -eta g + alpha v, then w += v - decay w."""
        calls: list[Call] = []
        if self._kept.size:
            calls.append(partial(_clear, self.g, self._kept))
        everything_shrinks = not (decay and self._kept.size)
        if everything_shrinks and len(self.w) <= LARGEST_PRODUCT:
            return (*calls, *self._record_product(decay))
        return (*calls, *self._record_steps(decay))

    def _record_product(self, decay: float) -> list[Call]:
        """Compute [w; v] <- [[-eta, 1 - decay, alpha], [-eta, 0, alpha]] [g; w; v]."""
        self._product[0, 1] = 1.0 - decay
        return [
            partial(self._product.dot, self._rows, self._new_rows),
            partial(np.copyto, self._rows[1:], self._new_rows),
        ]

    def _record_steps(self, decay: float) -> list[Call]:
        w, v, g = self.w, self.v, self.g
        calls: list[Call] = [
            partial(np.multiply, g, self._minus_eta, g),
            partial(np.multiply, v, self._alpha, v),
            partial(np.add, v, g, v),
        ]
        if decay:
            self._shrinkage[:] = 1.0 - decay
            self._shrinkage[self._kept] = 1.0
            calls.append(partial(np.multiply, w, self._shrinkage, w))
        return [*calls, partial(np.add, w, v, w)]

    def cut_faded(self) -> None:
        """Set velocities to 0 that are too small to matter and about to become slow."""
        np.absolute(self.v, self._new_rows[0])
        np.less(self._new_rows[0], FADED["double"], self._faded)
        np.copyto(self.v, 0.0, where=self._faded)


def _clear(vector: FloatArray, indices: IntArray) -> None:
    vector[indices] = 0.0
