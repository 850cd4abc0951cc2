"""The forward pass of the kernel, recorded as calls.

Every call is a NumPy function bound to all its arguments, its output included: replaying a
recording allocates nothing and decides nothing. `bpgui.core.passes` has the same mathematics as
one reads it. No call writes where it reads, if it can be avoided: NumPy takes twice as long over
an array of one element then. None but `copyto` broadcasts an array: NumPy would allocate buffers.
"""

from functools import partial

import numpy as np

from bpgui.core.batch import Batch
from bpgui.core.parameter_buffer import Call
from bpgui.core.workspace import Workspace


def record_forward(work: Workspace, batch: Batch) -> tuple[Call, ...]:
    """Return the calls that compute z = W a_prev + b and a = f(z) of every layer."""
    calls: list[Call] = []
    for k in range(1, len(work.network.layers)):
        calls += work.weigh(k, batch)
        calls += _activate(work, k)
    return tuple(calls)


def _activate(work: Workspace, k: int) -> list[Call]:
    """Compute a = f(z). What the backward pass fills later serves as scratch paper."""
    activation, z, a = work.network.layers[k].activation, work.z[k], work.a[k]
    scratch, other = work.delta[k], work.dloss_da[k]
    if activation == "softmax":
        return _softmax(work)
    calls: dict[str, list[Call]] = {
        "sigmoid": [  # z is negated
            partial(np.exp, z, scratch),
            partial(np.add, scratch, work.one, other),
            partial(np.reciprocal, other, a),
        ],
        "tanh": [partial(np.tanh, z, a)],
        "relu": [partial(np.maximum, z, work.zero, out=a)],
        "linear": [],
    }
    return calls[activation]


def _softmax(work: Workspace) -> list[Call]:
    """Compute a_k = e^z_k / sum_j e^z_j in the output layer, without overflow."""
    z, a, row, sums = work.z[-1], work.a[-1], work.row, work.sums
    shifted, powers = work.delta[-1], work.dloss_da[-1]
    return [
        partial(np.maximum.reduce, z, 0, None, row, True),
        partial(np.copyto, sums, row),
        partial(np.subtract, z, sums, shifted),
        partial(np.exp, shifted, powers),
        *work.add_up(powers),
        partial(np.divide, powers, sums, a),
    ]
