"""The forward pass of the kernel, recorded as calls.

Every call is a NumPy function bound to all its arguments, its output included: replaying a
recording allocates nothing and decides nothing. `bpgui.core.passes` has the same mathematics as
one reads it. No call writes where it reads, if it can be avoided: NumPy takes twice as long over
an array of one element then.
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
    z, a, row, sums = work.z[k], work.a[k], work.row, work.sums
    scratch, other = work.delta[k], work.dloss_da[k]
    calls: dict[str, list[Call]] = {
        "sigmoid": [  # z is negated
            partial(np.exp, z, scratch),
            partial(np.add, scratch, work.one, other),
            partial(np.reciprocal, other, a),
        ],
        "tanh": [partial(np.tanh, z, a)],
        "relu": [partial(np.maximum, z, work.zero, out=a)],
        "linear": [],
        "softmax": [
            partial(np.maximum.reduce, z, 0, None, row, True),
            partial(np.subtract, z, row, scratch),
            partial(np.exp, scratch, other),
            partial(work.all_ones.dot, other, sums),
            partial(np.divide, other, sums, a),
        ],
    }
    return calls[work.network.layers[k].activation]
