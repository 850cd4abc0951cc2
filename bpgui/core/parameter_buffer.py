"""The vectors an update reads and writes.

A sigmoid layer is held with its parameters negated: its units need e^-z, and -W gives -z without
a further call. With W' = -W, z' = -z and delta' = dL/dz', everything else keeps its form:
dL/dW' = delta' a_prev^T and dL/da_prev = W'^T delta'. Negation is exact, so no bit is lost on the
way in or out.
"""

from functools import partial
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.kernel import FADED
from bpgui.core.network import Network

Call = partial[Any]


class ParameterBuffer:
    """Parameters w, velocity v and gradient g of a network in training, each (P,).

    Attributes
    ----------
    w, v, g
        As stored: negated in sigmoid layers, in the kernel's precision. g is dL/dw up to a
        constant factor (see `bpgui.core.recorded_rule`).
    rows
        g, w and v as one array, (3, P).
    scratch
        Scratch paper, (2, P).
    kept
        The indices of what is not trained.
    """

    def __init__(self, network: Network, precision: str) -> None:
        self._network, size = network, network.n_parameters
        self.dtype = np.dtype(np.float32 if precision == "single" else np.float64)
        self.rows = np.zeros((3, size), self.dtype)
        self.g, self.w, self.v = self.rows
        self.scratch = np.zeros((2, size), self.dtype)
        self._signs = np.ones(size)
        for k, layer in enumerate(network.layers):
            if layer.activation == "sigmoid":
                self._signs[network.span(k)] = -1.0
        self.kept = np.flatnonzero(~network.trainable)
        self._kept_parameters = np.zeros(len(self.kept))
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
        self.v[self.kept] = 0.0
        self._kept_parameters[:] = parameters[self.kept]
        self._is_loaded_finite = bool(np.isfinite(self.v).all())

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters; what is not trained as it was loaded."""
        copy = self._copy(self.w)
        copy[self.kept] = self._kept_parameters + 0.0
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

    def cut_faded(self) -> None:
        """Set velocities to 0 that are too small to matter and about to become slow."""
        np.absolute(self.v, self.scratch[0])
        np.less(self.scratch[0], self._smallest, self._faded)
        np.copyto(self.v, 0.0, where=self._faded)
