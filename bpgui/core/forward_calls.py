"""The forward pass of the kernel, recorded as calls.

Every call is a NumPy function bound to all its arguments, its output included: replaying a
recording allocates nothing and decides nothing. `bpgui.core.passes` has the same mathematics as
one reads it. No call writes where it reads, if it can be avoided: NumPy takes twice as long over
an array of one element then.
"""

from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.workspace import Workspace

# An array without dimensions is the cheapest constant operand.
ZERO, ONE = np.array(0.0), np.array(1.0)


def record_forward(work: Workspace, parameters: ParameterBuffer, x: FloatArray) -> tuple[Call, ...]:
    """Return the calls that compute z = W a_prev + b and a = f(z) of every layer.

    `x` holds the patterns and a last row of ones, (inputs + 1, size).
    """
    calls: list[Call] = []
    for k in range(1, len(work.network.layers)):
        calls += _gather(work, k, x)
        calls.append(partial(parameters.matrix(k).dot, received(work, k, x), work.z[k]))
        calls += _activate(work, k)
    return tuple(calls)


def received(work: Workspace, k: int, x: FloatArray) -> FloatArray:
    """Return what layer k receives, (fan-in [+ 1], size)."""
    return x if work.reads_patterns(k) else work.into[k]


def _gather(work: Workspace, k: int, x: FloatArray) -> list[Call]:
    """Copy what layer k receives and does not hold already."""
    calls: list[Call] = []
    for s in work.network.sources(k):
        place = work.into[k][work.network.columns(k, s)]
        if s == 0 and not work.reads_patterns(k):
            calls.append(partial(np.copyto, place, x[:-1]))
        elif s and work.network.targets_of(s)[0] != k:
            calls.append(partial(np.copyto, place, work.a[s]))
    return calls


def _activate(work: Workspace, k: int) -> list[Call]:
    """Compute a = f(z). What the backward pass fills later serves as scratch paper."""
    z, a, row = work.z[k], work.a[k], work.row
    scratch, other = work.delta[k], work.dloss_da[k]
    calls: dict[str, list[Call]] = {
        "sigmoid": [  # z is negated
            partial(np.exp, z, scratch),
            partial(np.add, scratch, ONE, other),
            partial(np.reciprocal, other, a),
        ],
        "tanh": [partial(np.tanh, z, a)],
        "relu": [partial(np.maximum, z, ZERO, out=a)],
        "linear": [],
        "softmax": [
            partial(np.maximum.reduce, z, 0, None, row, True),
            partial(np.subtract, z, row, scratch),
            partial(np.exp, scratch, other),
            partial(np.add.reduce, other, 0, None, row, True),
            partial(np.divide, other, row, a),
        ],
    }
    return calls[work.network.layers[k].activation]
