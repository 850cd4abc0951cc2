"""The loops over patterns and updates, which Python calls."""

from numba import njit

from bpgui.core.compiled.backward import backward
from bpgui.core.compiled.forward import forward, present, rounded_up
from bpgui.core.compiled.functions import CALLED_BY_PYTHON, OPTIONS
from bpgui.core.compiled.lanes import (
    LANES,
    load,
    narrow,
    single,
    spread,
    store,
    where_at_least,
    wide,
    width,
)
from bpgui.core.compiled.tables import BLOCK
from bpgui.core.kernel import FADED, UPDATES_BETWEEN_CUTS

_MOST_NARROW = 3 * LANES  # patterns, of which narrow lanes leave fewer places empty
_FEW = 64  # parameters, up to which narrow lanes update sooner what was just written
_FADED = FADED["double"]


@njit(**OPTIONS)
def _both_passes(wiring, patterns, buffers, rule, first, count, like):
    stride = rounded_up(count, like)
    present(wiring, patterns, buffers, first, count, like)
    forward(wiring, buffers, stride, len(wiring.layers), like)
    backward(wiring, buffers, rule, count, stride, like)


@njit(**OPTIONS)
def _add_gradients(wiring, patterns, buffers, rule, start, stop):
    """Add the gradients of the patterns from `start` to `stop` of the order to `g`."""
    for first in range(start, stop, BLOCK):
        count = min(BLOCK, stop - first)
        if count == 1:
            _both_passes(wiring, patterns, buffers, rule, first, count, single())
        elif count <= _MOST_NARROW:
            _both_passes(wiring, patterns, buffers, rule, first, count, narrow())
        else:
            _both_passes(wiring, patterns, buffers, rule, first, count, wide())


@njit(**OPTIONS)
def _update(buffers, eta, alpha, decay, like):
    """Compute v = alpha v - eta g and w = w - decay w + v of what is trained, and clear g."""
    w, v, g, trained = buffers.w, buffers.v, buffers.g, buffers.trained
    zero, one, kept = spread(0.0, like), spread(1.0, like), 1.0 - decay
    for c in range(0, len(w), width(like)):
        free, weight = load(trained, c, like), load(w, c, like)
        change = alpha * load(v, c, like) - eta * load(g, c, like)
        change = where_at_least(free, one, change, zero)
        store(v, c, change)
        store(w, c, where_at_least(free, one, kept * weight + change, weight))
        store(g, c, zero)


@njit(cache=True, **CALLED_BY_PYTHON)
def apply_gradient(buffers, rule, count, made):
    """Make the update that `g`, over `count` patterns, asks for, after `made` others."""
    eta = rule.eta / count if rule.averages else rule.eta
    if len(buffers.w) <= _FEW:
        _update(buffers, eta, rule.alpha, rule.decay, narrow())
    else:
        _update(buffers, eta, rule.alpha, rule.decay, wide())
    if (made + 1) % UPDATES_BETWEEN_CUTS == 0:
        v = buffers.v
        for c in range(len(v)):
            if abs(v[c]) < _FADED:
                v[c] = 0.0


@njit(cache=True, **CALLED_BY_PYTHON)
def train(wiring, patterns, buffers, rule, start, stop, updates, made):
    """Make updates from a position of the orders on; return the position after them.

    With no updates to make, add the gradients of the patterns from `start` to `stop` to `g`. Both
    in one function, since the passes are compiled anew for each that has them.
    """
    n = len(patterns.x)
    for update in range(max(1, updates)):
        end = min(start + rule.step, (start // n + 1) * n) if updates else stop
        _add_gradients(wiring, patterns, buffers, rule, start, end)
        if updates:
            apply_gradient(buffers, rule, end - start, made + update)
            start = 0 if end == len(patterns.order) else end
    return start
