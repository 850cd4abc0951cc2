"""The backward pass of the compiled kernel (see `bpgui.core.compiled.forward`).

`d` holds a row a unit as `a` does: its dL/da, which becomes its dL/dz.
"""

from numba import njit

from bpgui.core.compiled.functions import OPTIONS, SOFTMAX, through_softmax, times_slope
from bpgui.core.compiled.lanes import (
    LANES,
    item,
    load,
    narrow,
    only_first,
    spread,
    store,
    total,
    totals,
    where_at_least,
    width,
)


@njit(**OPTIONS)
def _counted(error, value, margin, like):
    """Return the value, or 0 where the error is within the margin."""
    zero = spread(0.0, like)
    size = where_at_least(error, zero, error, zero - error)
    return where_at_least(spread(margin, like), size, zero, value)


@njit(**OPTIONS)
def _output_errors(a, d, begin, end, margin, like):
    """Compute dL/da = a - y of the outputs, or 0 where that is within the margin."""
    for k in range(begin, end, width(like)):
        error = load(a, k, like) - load(a, k + end - begin + LANES, like)
        if margin > 0.0:
            error = _counted(error, error, margin, like)
        store(d, k, error)


@njit(**OPTIONS)
def _categorical_deltas(a, d, begin, end, margin, stride, like):
    """Compute dL/dz = a sum(y) - y of a softmax, over the targets outside the margin."""
    for first in range(begin, begin + stride, width(like)):
        stop = first + end - begin
        targets = spread(0.0, like)
        for k in range(first, stop, stride):
            target = load(a, k + end - begin + LANES, like)
            if margin > 0.0:
                target = _counted(load(a, k, like) - target, target, margin, like)
            store(d, k, target)
            targets += target
        for k in range(first, stop, stride):
            store(d, k, load(a, k, like) * targets - load(d, k, like))


@njit(**OPTIONS)
def _output_deltas(wiring, buffers, rule, count, stride, like):
    a, d, last = buffers.a, buffers.d, len(wiring.layers) - 1
    code = wiring.layers[last, 2]
    begin, end = wiring.layers[last, 0] * stride, wiring.layers[last, 1] * stride
    if rule.entropy and code == SOFTMAX:
        _categorical_deltas(a, d, begin, end, rule.margin, stride, like)
    else:
        _output_errors(a, d, begin, end, rule.margin, like)
        if code == SOFTMAX:
            through_softmax(a, d, begin, end, stride, like)
        elif not rule.entropy:
            times_slope(code, a, d, begin, end, like)
    if count < stride:  # what fills up the lanes counts for nothing
        tail = stride - width(like)
        for k in range(begin + tail, end, stride):
            store(d, k, only_first(load(d, k, like), count - tail))


@njit(**OPTIONS)
def _gradients_of_one_pattern(wiring, buffers, row, first, last, like):
    w, g, a, d = buffers.w, buffers.g, buffers.a, buffers.d
    signal = load(d, row, like)
    for c in range(first, last):
        source = item(wiring.source, c)
        store(g, c, load(g, c, like) + signal * load(a, source, like))
        if source > wiring.inputs:
            store(d, source, load(d, source, like) + signal * load(w, c, like))


@njit(**OPTIONS)
def _gradients_of_a_unit(wiring, buffers, delta, first, last, stride, like):
    g, a, d = buffers.g, buffers.a, buffers.d
    step, zero = width(like), spread(0.0, like)
    grouped = first + (last - first) // LANES * LANES
    for c in range(first, grouped, LANES):
        k0, k1 = item(wiring.source, c) * stride, item(wiring.source, c + 1) * stride
        k2, k3 = item(wiring.source, c + 2) * stride, item(wiring.source, c + 3) * stride
        g0, g1, g2, g3 = zero, zero, zero, zero
        for p in range(0, stride, step):
            signal = load(d, delta + p, like)
            g0 += signal * load(a, k0 + p, like)
            g1 += signal * load(a, k1 + p, like)
            g2 += signal * load(a, k2 + p, like)
            g3 += signal * load(a, k3 + p, like)
        store(g, c, load(g, c, narrow()) + totals(g0, g1, g2, g3))
    for c in range(grouped, last):
        k = item(wiring.source, c) * stride
        gradient = zero
        for p in range(0, stride, step):
            gradient += load(d, delta + p, like) * load(a, k + p, like)
        g[c] += total(gradient)


@njit(**OPTIONS)
def _send_back(wiring, buffers, delta, first, last, stride, like):
    """Add w delta to dL/da of every unit that a unit receives from."""
    w, d, step = buffers.w, buffers.d, width(like)
    for c in range(first, last):
        source = item(wiring.source, c)
        if source > wiring.inputs:
            k, weight = source * stride, item(w, c)
            for p in range(0, stride, step):
                store(d, k + p, load(d, k + p, like) + weight * load(d, delta + p, like))


@njit(**OPTIONS)
def _gradients(wiring, buffers, layer, stride, like):
    """Add delta a to the gradient of every connection into a layer, and w delta to its sources."""
    begin, end = wiring.layers[layer, 0], wiring.layers[layer, 1]
    unit = begin - wiring.inputs - 1
    for row in range(begin, end):
        first, last = item(wiring.first, unit), item(wiring.first, unit + 1)
        unit += 1
        if width(like) == 1:
            _gradients_of_one_pattern(wiring, buffers, row, first, last, like)
        else:
            delta = row * stride
            _gradients_of_a_unit(wiring, buffers, delta, first, last, stride, like)
            _send_back(wiring, buffers, delta, first, last, stride, like)


@njit(**OPTIONS)
def backward(wiring, buffers, rule, count, stride, like):
    """Add the gradients of the `count` patterns that went forward last to `g`."""
    layers = len(wiring.layers)
    d, hidden = buffers.d, (wiring.inputs + 1) * stride
    for k in range(hidden, wiring.layers[layers - 1, 0] * stride, width(like)):
        store(d, k, spread(0.0, like))
    _output_deltas(wiring, buffers, rule, count, stride, like)
    _gradients(wiring, buffers, layers - 1, stride, like)
    for layer in range(layers - 2, -1, -1):
        begin, end = wiring.layers[layer, 0] * stride, wiring.layers[layer, 1] * stride
        times_slope(wiring.layers[layer, 2], buffers.a, d, begin, end, like)
        _gradients(wiring, buffers, layer, stride, like)
