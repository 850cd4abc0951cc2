"""Buffers for a number of patterns, and both passes recorded on them as calls.

Every call is a NumPy function bound to all its arguments, its output included: replaying a
recording allocates nothing and decides nothing. Arrays are feature-major: units are rows,
patterns are columns. `bpgui.core.passes` has the same mathematics as one reads it.
"""

from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.settings import TrainingSettings

# An array without dimensions is the cheapest constant operand.
ZERO, ONE = np.array(0.0), np.array(1.0)


class Workspace:
    """The buffers of a network for `size` patterns at a time.

    No call writes where it reads: NumPy takes twice as long over an array of one element then.

    Attributes
    ----------
    into
        What each layer receives: the activations of its sources in order, then a row of ones if
        it has biases, (fan-in [+ 1], size). Empty for a layer that receives the patterns only,
        and reads them where they are.
    z, a, slope, dloss_da, delta
        Of each layer: pre-activation (negated for a sigmoid), activation, f'(z), and of each
        pattern dL/da and dL/dz; (units, size). An activation lies in `into` of the first layer
        that receives it.
    activation
        The name of the output layer's.
    """

    def __init__(self, network: Network, settings: TrainingSettings, size: int) -> None:
        self.network, self.settings, self.size = network, settings, size
        self.activation = network.layers[-1].activation
        rows = self._rows()
        total = max(row.stop for row in rows)
        activations, slopes = np.ones((total, size)), np.zeros((total, size))
        count = len(network.layers)
        self.into = [activations[row] for row in rows[:count]]
        self.a = [activations[row] for row in rows[count:]]
        self.slope = [slopes[row] for row in rows[count:]]
        self._everything = (activations, slopes)
        self.z, self.dloss_da, self.delta = (
            [np.zeros((layer.units if k else 0, size)) for k, layer in enumerate(network.layers)]
            for _ in range(3)
        )
        for k, layer in enumerate(network.layers):
            if layer.activation == "linear":  # z = a, and dL/da = dL/dz
                self.z[k], self.delta[k] = self.a[k], self.dloss_da[k]
        self._share = [np.zeros_like(delta) for delta in self.delta]
        self._counts, self._row = np.zeros_like(self.a[-1]), np.zeros((1, size))

    def _rows(self) -> list[slice]:
        """Return the rows of `into` of every layer, then those of `a`, in one tall array."""
        layers = self.network.layers
        into, end = [], 0
        for k, layer in enumerate(layers):
            own = layer.sources != (0,) and k > 0
            height = self.network.matrix(k).shape[1] if own else 0
            into.append(slice(end, end + height))
            end += height
        a = [slice(0, 0)]
        for k, layer in enumerate(layers[1:], start=1):
            receivers = self.network.targets_of(k)
            start = end
            if receivers:
                columns = self.network.columns(receivers[0], k)
                start = into[receivers[0]].start + columns.start
            a.append(slice(start, start + layer.units))
            end = max(end, start + layer.units)
        return into + a

    # ---- forward ---------------------------------------------------------------------------

    def record_forward(self, parameters: ParameterBuffer, x: FloatArray) -> tuple[Call, ...]:
        """Return the calls that compute z = W a_prev + b and a = f(z) of every layer.

        `x` holds the patterns and a last row of ones, (inputs + 1, size).
        """
        calls: list[Call] = []
        for k in range(1, len(self.network.layers)):
            calls += self._gather(k, x)
            calls.append(partial(parameters.matrix(k).dot, self._received(k, x), self.z[k]))
            calls += self._activate(k)
        return tuple(calls)

    def _received(self, k: int, x: FloatArray) -> FloatArray:
        if self.network.sources(k) != (0,):
            return self.into[k]
        return x if self.network.layers[k].bias else x[:-1]

    def _gather(self, k: int, x: FloatArray) -> list[Call]:
        """Copy what layer k receives and does not hold already."""
        calls: list[Call] = []
        for s in self.network.sources(k):
            if self.network.sources(k) == (0,) or (s and self.network.targets_of(s)[0] == k):
                continue
            place = self.into[k][self.network.columns(k, s)]
            calls.append(partial(np.copyto, place, self.a[s] if s else x[:-1]))
        return calls

    def _activate(self, k: int) -> list[Call]:
        """Compute a = f(z). What the backward pass fills later serves as scratch paper."""
        z, a, scratch, row = self.z[k], self.a[k], (self.delta[k], self.dloss_da[k]), self._row
        calls: dict[str, list[Call]] = {
            "sigmoid": [  # z is negated
                partial(np.exp, z, scratch[0]),
                partial(np.add, scratch[0], ONE, scratch[1]),
                partial(np.reciprocal, scratch[1], a),
            ],
            "tanh": [partial(np.tanh, z, a)],
            "relu": [partial(np.maximum, z, ZERO, a)],
            "linear": [],
            "softmax": [
                partial(np.maximum.reduce, z, 0, None, row, True),
                partial(np.subtract, z, row, scratch[0]),
                partial(np.exp, scratch[0], scratch[1]),
                partial(np.add.reduce, scratch[1], 0, None, row, True),
                partial(np.divide, scratch[1], row, a),
            ],
        }
        return calls[self.network.layers[k].activation]

    # ---- backward --------------------------------------------------------------------------

    def record_backward(
        self, parameters: ParameterBuffer, x: FloatArray, y: FloatArray
    ) -> tuple[Call, ...]:
        """Return the calls that compute every delta and dL/dW = delta a_prev^T.

        `y` holds the targets, (outputs, size). The factor 2 of the squared error is left to the
        learning rate (see `loss_factor`).
        """
        last = len(self.network.layers) - 1
        calls = self._all_slopes()
        for k in range(last, 0, -1):
            if k == last:
                calls += self._output_delta(y)
            elif self.network.targets_of(k):
                calls += self._hidden_delta(parameters, k)
            gradient = parameters.gradient(k)
            calls.append(partial(self.delta[k].dot, self._received(k, x).T, gradient))
        return tuple(calls)

    def _hidden_delta(self, parameters: ParameterBuffer, k: int) -> list[Call]:
        """Delta = (sum over receiving layers of W^T delta) * f'(z)."""
        calls: list[Call] = []
        for i, t in enumerate(self.network.targets_of(k)):
            weights = parameters.matrix(t)[:, self.network.columns(t, k)]
            share = self._share[k] if i else self.dloss_da[k]
            calls.append(partial(weights.T.dot, self.delta[t], share))
            if i:
                calls.append(partial(np.add, self.dloss_da[k], share, self.dloss_da[k]))
        return calls + self._times_slope(k)

    def _times_slope(self, k: int) -> list[Call]:
        if self.network.layers[k].activation == "linear":  # delta is dloss_da
            return []
        return [partial(np.multiply, self.dloss_da[k], self.slope[k], self.delta[k])]

    def _all_slopes(self) -> list[Call]:
        """Compute f'(z) of every layer; in one go where all are sigmoid."""
        layers = self.network.layers[1:]
        if all(layer.activation == "sigmoid" for layer in layers):
            return _slope("sigmoid", *self._everything)
        return [
            call
            for k, layer in enumerate(layers, start=1)
            for call in _slope(layer.activation, self.a[k], self.slope[k])
        ]

    def _output_delta(self, y: FloatArray) -> list[Call]:
        a, dloss_da, delta = self.a[-1], self.dloss_da[-1], self.delta[-1]
        if self.settings.loss == "cross-entropy":
            if self.activation == "softmax":
                return self._categorical_delta(y)
            return [partial(np.subtract, y, a, delta), *self._margin(delta, delta)]
        calls: list[Call] = [partial(np.subtract, a, y, dloss_da)]
        calls += self._margin(dloss_da, dloss_da)
        if self.activation == "softmax":
            return calls + self._through_softmax()
        return calls + self._times_slope(len(self.network.layers) - 1)

    def _categorical_delta(self, y: FloatArray) -> list[Call]:
        """P sum(y) - y, over the targets that count."""
        a, error, counted, row = self.a[-1], self.delta[-1], self.slope[-1], self._row
        return [
            partial(np.subtract, a, y, error),
            partial(np.copyto, counted, y),
            *self._margin(error, counted),
            partial(np.add.reduce, counted, 0, None, row, True),
            partial(np.multiply, a, row, self.dloss_da[-1]),
            partial(np.subtract, self.dloss_da[-1], counted, self.delta[-1]),
        ]

    def _through_softmax(self) -> list[Call]:
        """Compute dL/dz_k = a_k (dL/da_k - sum_j a_j dL/da_j)."""
        a, dloss_da, scratch, row = self.a[-1], self.dloss_da[-1], self.slope[-1], self._row
        return [
            partial(np.multiply, dloss_da, a, scratch),
            partial(np.add.reduce, scratch, 0, None, row, True),
            partial(np.subtract, dloss_da, row, scratch),
            partial(np.multiply, scratch, a, self.delta[-1]),
        ]

    def _margin(self, error: FloatArray, masked: FloatArray) -> list[Call]:
        """Set `masked` to 0 where the error is within the margin."""
        if not self.settings.margin:
            return []
        counts = self._counts
        return [
            partial(np.absolute, error, counts),
            partial(np.subtract, counts, np.array(self.settings.margin), counts),
            partial(np.heaviside, counts, ZERO, counts),
            partial(np.multiply, masked, counts, masked),
        ]


def loss_factor(settings: TrainingSettings) -> float:
    """Return what the recorded gradient must be multiplied by to be that of the loss."""
    return 2.0 if settings.loss == "squared-error" else 1.0


def _slope(activation: str, a: FloatArray, slope: FloatArray) -> list[Call]:
    """Compute f'(z) from a = f(z); for the sigmoid da/dz' = a^2 - a, since z' = -z."""
    calls: dict[str, list[Call]] = {
        "sigmoid": [partial(np.multiply, a, a, slope), partial(np.subtract, slope, a, slope)],
        "tanh": [partial(np.multiply, a, a, slope), partial(np.subtract, ONE, slope, slope)],
        "relu": [partial(np.sign, a, slope)],
    }
    return calls.get(activation, [])
