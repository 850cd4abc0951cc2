"""Back-propagation in plain Python floats and loops: what the core is compared with.

It shares nothing with `bpgui.core` except the description of the network it is given. One pattern
at a time, one unit at a time, one connection at a time.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings

Row = Sequence[float]


@dataclass
class Reference:
    """The loss of one pattern, the activations of every unit and dL/dw of every parameter."""

    loss: float
    a: list[list[float]]
    delta: list[list[float]]
    gradient: list[float]


def sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z)) if z > -700.0 else 0.0


def activate(name: str, z: list[float]) -> list[float]:
    if name == "softmax":
        powers = [math.exp(z_k - max(z)) for z_k in z]
        return [power / math.fsum(powers) for power in powers]
    f: dict[str, Callable[[float], float]] = {
        "sigmoid": sigmoid,
        "tanh": math.tanh,
        "relu": lambda v: max(v, 0.0),
        "linear": lambda v: v,
    }
    return [f[name](z_k) for z_k in z]


def slope(name: str, z: float, a: float) -> float:
    return {
        "sigmoid": a * (1.0 - a),
        "tanh": 1.0 - a * a,
        "relu": 1.0 if z > 0.0 else 0.0,
        "linear": 1.0,
    }[name]


def forward(network: Network, x: Row) -> tuple[list[list[float]], list[list[float]]]:
    z, a = [list(x)], [list(x)]
    for k, layer in enumerate(network.layers[1:], start=1):
        z_k = []
        for unit in range(layer.units):
            total = 0.0
            for s in layer.sources:
                for j in range(network.layers[s].units):
                    w = float(network.parameters[network.weight_index(k, unit, s, j)])
                    total += w * a[s][j]
            if layer.bias:
                total += float(network.parameters[network.bias_index(k, unit)])
            z_k.append(total)
        z.append(z_k)
        a.append(activate(layer.activation, z_k))
    return z, a


def pattern_pass(network: Network, x: Row, y: Row, settings: TrainingSettings) -> Reference:
    """Both passes for one pattern."""
    z, a = forward(network, x)
    loss, delta_out = _output(network.layers[-1].activation, z[-1], a[-1], y, settings)
    delta = [[0.0] * layer.units for layer in network.layers]
    delta[-1] = delta_out
    gradient = [0.0] * network.n_parameters
    for k in range(len(network.layers) - 1, 0, -1):
        layer = network.layers[k]
        for unit in range(layer.units):
            if k < len(network.layers) - 1:
                back = 0.0
                for t in network.targets_of(k):
                    for i in range(network.layers[t].units):
                        w = float(network.parameters[network.weight_index(t, i, k, unit)])
                        back += w * delta[t][i]
                delta[k][unit] = back * slope(layer.activation, z[k][unit], a[k][unit])
            for s in layer.sources:
                for j in range(network.layers[s].units):
                    index = network.weight_index(k, unit, s, j)
                    if network.present[index]:
                        gradient[index] = delta[k][unit] * a[s][j]
            if layer.bias and network.present[network.bias_index(k, unit)]:
                gradient[network.bias_index(k, unit)] = delta[k][unit]
    return Reference(loss, a, delta, gradient)


def _output(
    activation: str, z: list[float], a: list[float], y: Row, settings: TrainingSettings
) -> tuple[float, list[float]]:
    """The loss of a pattern and dL/dz of its outputs."""
    counts = [
        settings.margin == 0.0 or abs(a_k - y_k) > settings.margin
        for a_k, y_k in zip(a, y, strict=True)
    ]
    if settings.loss == "cross-entropy":
        return _cross_entropy(activation, z, a, y, counts)
    factor = 0.5 if settings.loss == "half-squared-error" else 1.0
    loss = 0.0
    dloss_da = [0.0] * len(a)
    for k, (a_k, y_k) in enumerate(zip(a, y, strict=True)):
        if counts[k]:
            loss += factor * (y_k - a_k) ** 2
            dloss_da[k] = -2.0 * factor * (y_k - a_k)
    if activation != "softmax":
        pairs = zip(dloss_da, z, a, strict=True)
        return loss, [d * slope(activation, z_k, a_k) for d, z_k, a_k in pairs]
    delta = []
    for k, a_k in enumerate(a):  # the whole Jacobian, entry by entry
        row = [
            d * a_j * ((j == k) - a_k) for j, (d, a_j) in enumerate(zip(dloss_da, a, strict=True))
        ]
        delta.append(math.fsum(row))
    return loss, delta


def _cross_entropy(
    activation: str, z: list[float], a: list[float], y: Row, counts: list[bool]
) -> tuple[float, list[float]]:
    loss = 0.0
    if activation == "softmax":
        log_sum = max(z) + math.log(math.fsum(math.exp(z_k - max(z)) for z_k in z))
        counted = [y_k if count else 0.0 for y_k, count in zip(y, counts, strict=True)]
        loss = math.fsum(y_k * (log_sum - z_k) for y_k, z_k in zip(counted, z, strict=True))
        return loss, [a_k * math.fsum(counted) - y_k for a_k, y_k in zip(a, counted, strict=True)]
    delta = [0.0] * len(a)
    for k, (z_k, a_k, y_k) in enumerate(zip(z, a, y, strict=True)):
        if counts[k]:
            # -y ln a - (1 - y) ln(1 - a), where -ln a = ln(1 + e^-z) and -ln(1 - a) = ln(1 + e^z)
            loss += y_k * _softplus(-z_k) + (1.0 - y_k) * _softplus(z_k)
            delta[k] = a_k - y_k
    return loss, delta


def _softplus(z: float) -> float:
    return z + math.log1p(math.exp(-z)) if z > 0.0 else math.log1p(math.exp(z))


def batch_pass(
    network: Network, inputs: Sequence[Row], targets: Sequence[Row], settings: TrainingSettings
) -> tuple[float, list[float]]:
    """The loss and the gradient of several patterns, summed or averaged."""
    passes = [pattern_pass(network, x, y, settings) for x, y in zip(inputs, targets, strict=True)]
    share = 1.0 / len(passes) if settings.reduction == "mean" else 1.0
    gradient = [
        share * math.fsum(one.gradient[i] for one in passes) for i in range(network.n_parameters)
    ]
    return share * math.fsum(one.loss for one in passes), gradient


def train(
    network: Network,
    inputs: Sequence[Row],
    targets: Sequence[Row],
    settings: TrainingSettings,
    updates: int,
) -> tuple[list[float], list[float]]:
    """Parameters and velocity after so many updates, the patterns in their own order."""
    w = [float(value) for value in network.parameters]
    v = [0.0] * len(w)
    position = sweep = 0
    size = {"sweep": len(inputs), "mini-batch": settings.batch_size, "pattern": 1}[settings.update]
    for _ in range(updates):
        stop = min(position + size, len(inputs))
        present = network.with_parameters(w)
        _, gradient = batch_pass(present, inputs[position:stop], targets[position:stop], settings)
        eta, alpha = settings.learning_rate, settings.momentum
        for change in settings.schedule:
            if sweep >= change.sweep:
                eta, alpha = change.learning_rate, change.momentum
        for i in range(len(w)):
            if network.present[i] and not network.locked[i]:
                v[i] = -eta * gradient[i] + alpha * v[i]
                w[i] = w[i] + v[i] - settings.decay * w[i]
        position = stop
        if position == len(inputs):
            position, sweep = 0, sweep + 1
    return w, v


def sgd(
    network: Network,
    inputs: Sequence[Row],
    targets: Sequence[Row],
    settings: TrainingSettings,
    updates: int,
) -> list[float]:
    """Parameters after so many updates of all patterns, by the rule of `torch.optim.SGD`.

    Its velocity is a sum of gradients, the first of which it is; the rate multiplies it when it
    is used. Its weight decay is the decay a unit of the rate, and goes into the gradient.
    """
    w = [float(value) for value in network.parameters]
    trainable = [bool(value) for value in network.trainable]
    buffer: list[float] | None = None
    for _ in range(updates):
        _, gradient = batch_pass(network.with_parameters(w), inputs, targets, settings)
        pull = settings.decay / settings.learning_rate
        g = [g_i + pull * w_i for g_i, w_i in zip(gradient, w, strict=True)]
        if buffer is None:
            buffer = g
        else:
            buffer = [settings.momentum * b_i + g_i for b_i, g_i in zip(buffer, g, strict=True)]
        w = [
            w_i - settings.learning_rate * b_i if changes else w_i
            for w_i, b_i, changes in zip(w, buffer, trainable, strict=True)
        ]
    return w
