"""The loss in compiled code: the terms of `bpgui.core.losses`, summed over patterns."""

import math

from numba import njit

from bpgui.core.compiled.forward import forward, present, rounded_up, weighted_sums
from bpgui.core.compiled.functions import CALLED_BY_PYTHON, OPTIONS, SOFTMAX, activate
from bpgui.core.compiled.lanes import LANES, item, load, store, wide, width
from bpgui.core.compiled.tables import BLOCK


@njit(**OPTIONS)
def _log_of_powers(z, start, stop, stride):
    """Return ln sum e^z over the rows of a softmax, for one pattern."""
    largest = item(z, start)
    for k in range(start, stop, stride):
        largest = max(largest, item(z, k))
    powers = 0.0
    for k in range(start, stop, stride):
        powers += math.exp(item(z, k) - largest)
    return largest + math.log(powers)


@njit(**OPTIONS)
def _softplus(z):
    """Return ln(1 + e^z), which never overflows."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


@njit(**OPTIONS)
def _pattern_loss(z, a, begin, end, stride, rule, softmax):
    """Return the loss of the pattern whose outputs stand at `begin` and every stride on."""
    targets = end - begin + LANES
    log_of_powers = _log_of_powers(z, begin, end, stride) if softmax and rule.entropy else 0.0
    loss = 0.0
    for k in range(begin, end, stride):
        y, error = item(a, k + targets), item(a, k) - item(a, k + targets)
        if rule.margin > 0.0 and abs(error) <= rule.margin:
            continue
        if not rule.entropy:
            loss += error * error
        elif softmax:
            loss += y * (log_of_powers - item(z, k))
        else:
            loss += _softplus(item(z, k)) - y * item(z, k)
    return 0.5 * loss if rule.halves else loss


@njit(cache=True, **CALLED_BY_PYTHON)
def summed_loss(wiring, patterns, buffers, rule, start, stop):
    """Return the loss summed over the patterns from `start` to `stop` of the order."""
    a, z, last, like = buffers.a, buffers.d, len(wiring.layers) - 1, wide()
    code, loss = wiring.layers[last, 2], 0.0
    buffers.held[0] = -1  # the patterns of the loss are counted in another order
    for first in range(start, stop, BLOCK):
        count = min(BLOCK, stop - first)
        stride = rounded_up(count, like)
        begin, end = wiring.layers[last, 0] * stride, wiring.layers[last, 1] * stride
        present(wiring, patterns, buffers, first, count, like)
        forward(wiring, buffers, stride, last, like)
        weighted_sums(wiring, buffers.w, a, last, stride, like)
        for k in range(begin, end, width(like)):
            store(z, k, load(a, k, like))
        activate(code, a, begin, end, stride, like)
        for p in range(count):
            loss += _pattern_loss(z, a, begin + p, end + p, stride, rule, code == SOFTMAX)
    buffers.held[0] = -1
    return loss
