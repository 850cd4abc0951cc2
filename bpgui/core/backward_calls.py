"""The backward pass of the kernel, recorded as calls (see `bpgui.core.forward_calls`)."""

from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.batch import Batch
from bpgui.core.parameter_buffer import Call
from bpgui.core.settings import TrainingSettings
from bpgui.core.workspace import Workspace


def record_backward(work: Workspace, batch: Batch, factor: FloatArray | None) -> tuple[Call, ...]:
    """Return the calls that compute every delta and dL/dW = delta a_prev^T.

    All of them are multiplied by `factor` where there is one. The factor 2 of the squared error is
    left to the learning rate (see `loss_factor`).
    """
    last = len(work.network.layers) - 1
    calls: list[Call] = []
    for k in range(last, 0, -1):
        calls += _output_delta(work, batch.y) if k == last else _hidden_delta(work, k)
        if k == last and factor is not None:
            calls.append(partial(np.multiply, work.delta[k], factor, work.delta[k]))
        calls += work.differentiate(k, batch)
    return tuple(calls)


def loss_factor(settings: TrainingSettings) -> float:
    """Return what the recorded gradient must be multiplied by to be that of the loss."""
    return 2.0 if settings.loss == "squared-error" else 1.0


def _hidden_delta(work: Workspace, k: int) -> list[Call]:
    """Compute delta = (sum over receiving layers of W^T delta) * f'(z)."""
    return work.collect(k) + _slopes(work, k) + _times_slope(work, k)


def _times_slope(work: Workspace, k: int) -> list[Call]:
    if not work.needs_slope(k):  # delta is dloss_da
        return []
    return [partial(np.multiply, work.dloss_da[k], work.slope[k], work.delta[k])]


def _slopes(work: Workspace, k: int) -> list[Call]:
    return [call for stretch in work.slopes(k) for call in _slope(work, *stretch)]


def _slope(work: Workspace, activation: str, a: FloatArray, slope: FloatArray) -> list[Call]:
    """Compute f'(z) from a = f(z); for the sigmoid da/dz' = a^2 - a, since z' = -z."""
    calls: dict[str, list[Call]] = {
        "sigmoid": [partial(np.multiply, a, a, slope), partial(np.subtract, slope, a, slope)],
        "tanh": [
            partial(np.multiply, a, a, slope),
            partial(np.subtract, work.one, slope, slope),
        ],
        "relu": [partial(np.sign, a, slope)],
    }
    return calls[activation]


def _output_delta(work: Workspace, y: FloatArray) -> list[Call]:
    a, dloss_da, delta = work.a[-1], work.dloss_da[-1], work.delta[-1]
    softmax = work.network.layers[-1].activation == "softmax"
    last = len(work.network.layers) - 1
    calls = _slopes(work, last)
    if work.problem.settings.loss == "cross-entropy":
        if softmax:
            return calls + _categorical_delta(work, y)
        difference: Call = partial(np.subtract, y, a, delta)  # z is negated
        return [*calls, difference, *_margin(work, delta, delta)]
    calls.append(partial(np.subtract, a, y, dloss_da))
    calls += _margin(work, dloss_da, dloss_da)
    return calls + (_through_softmax(work) if softmax else _times_slope(work, last))


def _categorical_delta(work: Workspace, y: FloatArray) -> list[Call]:
    """Compute p sum(y) - y, over the targets that count."""
    a, delta, counted, sums = work.a[-1], work.delta[-1], work.slope[-1], work.sums
    error: Call = partial(np.subtract, a, y, delta)
    if work.problem.targets_are_shares and not work.problem.settings.margin:
        return [error]
    return [
        error,
        partial(np.copyto, counted, y),
        *_margin(work, delta, counted),
        *work.add_up(counted),
        partial(np.multiply, a, sums, work.dloss_da[-1]),
        partial(np.subtract, work.dloss_da[-1], counted, delta),
    ]


def _through_softmax(work: Workspace) -> list[Call]:
    """Compute dL/dz_k = a_k (dL/da_k - sum_j a_j dL/da_j)."""
    a, dloss_da, scratch, sums = work.a[-1], work.dloss_da[-1], work.slope[-1], work.sums
    return [
        partial(np.multiply, dloss_da, a, scratch),
        *work.add_up(scratch),
        partial(np.subtract, dloss_da, sums, scratch),
        partial(np.multiply, scratch, a, work.delta[-1]),
    ]


def _margin(work: Workspace, error: FloatArray, masked: FloatArray) -> list[Call]:
    """Set `masked` to 0 where the error is within the margin."""
    margin, counts = work.problem.settings.margin, work.counts
    if not margin:
        return []
    return [
        partial(np.absolute, error, counts),
        partial(np.subtract, counts, np.array(margin, work.dtype), counts),
        partial(np.heaviside, counts, work.zero, counts),
        partial(np.multiply, masked, counts, masked),
    ]
