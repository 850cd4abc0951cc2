"""The buffers that both passes of the kernel work in.

Arrays are feature-major: units are rows, patterns are columns.
"""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings


class Workspace:
    """The buffers of a network for `size` patterns at a time.

    No buffer is a column slice of another: `ndarray.dot` would copy it first.

    Attributes
    ----------
    into
        What each layer receives: the activations of its sources in order, then a row of ones if
        it has biases; (fan-in [+ 1], size). Empty for a layer that reads the patterns where they
        are.
    dloss_dinto
        Of each pattern, dL/d(into) of each layer, likewise; empty where no unit needs it.
    z, a, slope, dloss_da, delta
        Of each layer: pre-activation (negated for a sigmoid), activation, f'(z), and of each
        pattern dL/da and dL/dz; (units, size). An activation lies in `into` of the first layer
        that receives it, a dL/da in `dloss_dinto` of the only one.
    row, counts
        Scratch paper: (1, size), and (outputs, size).
    """

    def __init__(self, network: Network, settings: TrainingSettings, size: int) -> None:
        self.network, self.settings, self.size = network, settings, size
        layers = network.layers
        rows = self._rows()
        total = max(row.stop for row in rows)
        self.activations, self.slopes = np.ones((total, size)), np.zeros((total, size))
        self.into = [self.activations[row] for row in rows[: len(layers)]]
        self.a = [self.activations[row] for row in rows[len(layers) :]]
        self.slope = [self.slopes[row] for row in rows[len(layers) :]]
        self.dloss_dinto = [
            np.zeros_like(into) if any(layer.sources) else into[:0]
            for layer, into in zip(layers, self.into, strict=True)
        ]
        self.dloss_da = [self._dloss_da(k) for k in range(len(layers))]
        self.z, self.delta = list(self.a), list(self.dloss_da)
        for k, layer in enumerate(layers):
            if layer.activation != "linear":  # where z = a and dL/da = dL/dz
                self.z[k], self.delta[k] = np.zeros((2, layer.units, size))
        self.row, self.counts = np.zeros((1, size)), np.zeros_like(self.a[-1])

    def reads_patterns(self, k: int) -> bool:
        """Whether layer k receives the patterns and a row of ones, nothing else."""
        layer = self.network.layers[k]
        return layer.sources == (0,) and layer.bias

    def _rows(self) -> list[slice]:
        """Return the rows of `into` of every layer, then those of `a`, in one tall array."""
        network = self.network
        into, end = [slice(0, 0)], 0
        for k in range(1, len(network.layers)):
            height = 0 if self.reads_patterns(k) else network.matrix(k).shape[1]
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
        return into + a

    def _dloss_da(self, k: int) -> FloatArray:
        receivers = self.network.targets_of(k)
        if k and len(receivers) == 1:
            return self.dloss_dinto[receivers[0]][self.network.columns(receivers[0], k)]
        return np.zeros_like(self.a[k])
