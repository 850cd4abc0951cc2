"""The backward pass of the kernel, recorded as calls (see `bpgui.core.forward_calls`)."""

from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.forward_calls import ONE, ZERO, received
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.settings import TrainingSettings
from bpgui.core.workspace import Workspace


def record_backward(
    work: Workspace, parameters: ParameterBuffer, x: FloatArray, y: FloatArray
) -> tuple[Call, ...]:
    """Return the calls that compute every delta and dL/dW = delta a_prev^T.

    `x` holds the patterns and a last row of ones, (inputs + 1, size); `y` the targets, (outputs,
    size). The factor 2 of the squared error is left to the learning rate (see `loss_factor`).
    """
    last = len(work.network.layers) - 1
    calls = _slopes(work)
    for k in range(last, 0, -1):
        calls += _output_delta(work, y) if k == last else _hidden_delta(work, k)
        delta, gradient = work.delta[k], parameters.gradient(k)
        calls.append(partial(delta.dot, received(work, k, x).T, gradient))
        if work.dloss_dinto[k].size:
            calls.append(partial(parameters.matrix(k).T.dot, delta, work.dloss_dinto[k]))
    return tuple(calls)


def loss_factor(settings: TrainingSettings) -> float:
    """Return what the recorded gradient must be multiplied by to be that of the loss."""
    return 2.0 if settings.loss == "squared-error" else 1.0


def _hidden_delta(work: Workspace, k: int) -> list[Call]:
    """Compute delta = (sum over receiving layers of W^T delta) * f'(z)."""
    receivers, dloss_da = work.network.targets_of(k), work.dloss_da[k]
    if not receivers:  # nothing depends on this layer
        return [partial(work.delta[k].fill, 0.0)]
    shares = [work.dloss_dinto[t][work.network.columns(t, k)] for t in receivers]
    calls: list[Call] = []
    if len(shares) > 1:
        calls.append(partial(np.add, shares[0], shares[1], dloss_da))
    calls += [partial(np.add, dloss_da, share, dloss_da) for share in shares[2:]]
    return calls + _times_slope(work, k)


def _times_slope(work: Workspace, k: int) -> list[Call]:
    if work.network.layers[k].activation == "linear":  # delta is dloss_da
        return []
    return [partial(np.multiply, work.dloss_da[k], work.slope[k], work.delta[k])]


def _slopes(work: Workspace) -> list[Call]:
    """Compute f'(z) of every layer; in one go where all are sigmoid."""
    layers = work.network.layers[1:]
    if all(layer.activation == "sigmoid" for layer in layers):
        return _slope("sigmoid", work.activations, work.slopes)
    return [
        call
        for k, layer in enumerate(layers, start=1)
        for call in _slope(layer.activation, work.a[k], work.slope[k])
    ]


def _slope(activation: str, a: FloatArray, slope: FloatArray) -> list[Call]:
    """Compute f'(z) from a = f(z); for the sigmoid da/dz' = a^2 - a, since z' = -z."""
    calls: dict[str, list[Call]] = {
        "sigmoid": [partial(np.multiply, a, a, slope), partial(np.subtract, slope, a, slope)],
        "tanh": [partial(np.multiply, a, a, slope), partial(np.subtract, ONE, slope, slope)],
        "relu": [partial(np.sign, a, slope)],
    }
    return calls.get(activation, [])


def _output_delta(work: Workspace, y: FloatArray) -> list[Call]:
    a, dloss_da, delta = work.a[-1], work.dloss_da[-1], work.delta[-1]
    softmax = work.network.layers[-1].activation == "softmax"
    if work.settings.loss == "cross-entropy":
        if softmax:
            return _categorical_delta(work, y)
        return [partial(np.subtract, y, a, delta), *_margin(work, delta, delta)]  # z is negated
    calls: list[Call] = [partial(np.subtract, a, y, dloss_da)]
    calls += _margin(work, dloss_da, dloss_da)
    if softmax:
        return calls + _through_softmax(work)
    return calls + _times_slope(work, len(work.network.layers) - 1)


def _categorical_delta(work: Workspace, y: FloatArray) -> list[Call]:
    """Compute p sum(y) - y, over the targets that count."""
    a, error, counted, row = work.a[-1], work.delta[-1], work.slope[-1], work.row
    return [
        partial(np.subtract, a, y, error),
        partial(np.copyto, counted, y),
        *_margin(work, error, counted),
        partial(np.add.reduce, counted, 0, None, row, True),
        partial(np.multiply, a, row, work.dloss_da[-1]),
        partial(np.subtract, work.dloss_da[-1], counted, work.delta[-1]),
    ]


def _through_softmax(work: Workspace) -> list[Call]:
    """Compute dL/dz_k = a_k (dL/da_k - sum_j a_j dL/da_j)."""
    a, dloss_da, scratch, row = work.a[-1], work.dloss_da[-1], work.slope[-1], work.row
    return [
        partial(np.multiply, dloss_da, a, scratch),
        partial(np.add.reduce, scratch, 0, None, row, True),
        partial(np.subtract, dloss_da, row, scratch),
        partial(np.multiply, scratch, a, work.delta[-1]),
    ]


def _margin(work: Workspace, error: FloatArray, masked: FloatArray) -> list[Call]:
    """Set `masked` to 0 where the error is within the margin."""
    margin, counts = work.settings.margin, work.counts
    if not margin:
        return []
    return [
        partial(np.absolute, error, counts),
        partial(np.subtract, counts, np.array(margin), counts),
        partial(np.heaviside, counts, ZERO, counts),
        partial(np.multiply, masked, counts, masked),
    ]
