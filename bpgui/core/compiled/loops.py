"""The loops of the compiled kernel: both passes and the update, over the tables of a wiring.

Up to `BLOCK` patterns go through the network together. The row of a unit holds their activations
side by side, filled up to a multiple of `LANES` with patterns that have no error. `a` holds all
rows of activations (z before it becomes a), `d` the rows of dL/da, which become those of dL/dz.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.compiled.functions import (
    LINEAR,
    OPTIONS,
    SOFTMAX,
    activate,
    through_softmax,
    times_slope,
)
from bpgui.core.compiled.lanes import LANES, load, spread, store, total, totals, where_at_least
from bpgui.core.kernel import FADED, UPDATES_BETWEEN_CUTS

BLOCK = 64
_WIDE = 4 * LANES
_FADED = FADED["double"]


class Patterns(NamedTuple):
    """The patterns in their own order, and the order they are taken in."""

    x: FloatArray
    y: FloatArray
    order: IntArray


class Buffers(NamedTuple):
    """What an update changes; the vectors of parameters are padded to a multiple of `LANES`.

    Attributes
    ----------
    w, v, g
        Parameters, velocity, gradient.
    trained
        1 for every parameter that is trained, 0 for the locked ones and the padding.
    a, d
        The rows.
    """

    w: FloatArray
    v: FloatArray
    g: FloatArray
    trained: FloatArray
    a: FloatArray
    d: FloatArray


class Rule(NamedTuple):
    """The update rule.

    Attributes
    ----------
    step
        Patterns an update.
    averages
        Whether the gradient is that of the mean over the patterns of an update.
    entropy
        Whether the loss is the cross-entropy; else it is a squared error, whose factor eta has.
    margin, eta, alpha, decay
        As in the settings.
    """

    step: int
    averages: bool
    entropy: bool
    margin: float
    eta: float
    alpha: float
    decay: float


@njit(**OPTIONS)
def _rounded_up(count):
    return (count + LANES - 1) // LANES * LANES


@njit(**OPTIONS)
def _present(wiring, patterns, buffers, first, count, stride):
    """Fill the rows of the inputs and of ones, and the targets into the rows of the outputs."""
    a, d, begin = buffers.a, buffers.d, wiring.layers[-1, 0] * stride
    ones, outputs = wiring.inputs * stride, patterns.y.shape[1]
    for p in range(count):
        pattern = patterns.order[first + p]
        for i in range(wiring.inputs):
            a[i * stride + p] = patterns.x[pattern, i]
        for k in range(outputs):
            d[begin + k * stride + p] = patterns.y[pattern, k]
    for p in range(count, stride):
        for i in range(wiring.inputs):
            a[i * stride + p] = 0.0
        for k in range(outputs):
            d[begin + k * stride + p] = 0.0
    for p in range(stride):
        a[ones + p] = 1.0


# ---- forward ------------------------------------------------------------------------------------


@njit(**OPTIONS)
def _weighted_sums(wiring, w, a, layer, stride):
    """Compute z = sum of w a over the connections into every unit of a layer."""
    begin, end = wiring.layers[layer, 0], wiring.layers[layer, 1]
    unit = begin - wiring.inputs - 1
    wide = stride - stride % _WIDE
    for row in range(begin, end):
        first, last = wiring.first[unit], wiring.first[unit + 1]
        unit += 1
        for p in range(0, wide, _WIDE):
            z0, z1, z2, z3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
            for c in range(first, last):
                k, weight = wiring.source[c] * stride + p, w[c]
                z0 += weight * load(a, k)
                z1 += weight * load(a, k + LANES)
                z2 += weight * load(a, k + 2 * LANES)
                z3 += weight * load(a, k + 3 * LANES)
            k = row * stride + p
            store(a, k, z0)
            store(a, k + LANES, z1)
            store(a, k + 2 * LANES, z2)
            store(a, k + 3 * LANES, z3)
        for p in range(wide, stride, LANES):
            z = spread(0.0)
            for c in range(first, last):
                z += w[c] * load(a, wiring.source[c] * stride + p)
            store(a, row * stride + p, z)


@njit(**OPTIONS)
def _forward(wiring, buffers, stride, layers):
    for layer in range(layers):
        _weighted_sums(wiring, buffers.w, buffers.a, layer, stride)
        begin, end = wiring.layers[layer, 0] * stride, wiring.layers[layer, 1] * stride
        activate(wiring.layers[layer, 2], buffers.a, begin, end, stride)


# ---- backward -----------------------------------------------------------------------------------


@njit(**OPTIONS)
def _output_errors(a, d, begin, end, margin):
    """Replace the targets in `d` by a - y, or by 0 where that is within the margin."""
    zero = spread(0.0)
    for k in range(begin, end, LANES):
        error = load(a, k) - load(d, k)
        if margin > 0.0:
            size = where_at_least(error, zero, error, zero - error)
            error = where_at_least(spread(margin), size, zero, error)
        store(d, k, error)


@njit(**OPTIONS)
def _categorical_deltas(a, d, begin, end, margin, stride):
    """Replace the targets in `d` by a sum(y) - y, over the targets outside the margin."""
    zero = spread(0.0)
    for first in range(begin, begin + stride, LANES):
        stop = first + end - begin
        targets = spread(0.0)
        for k in range(first, stop, stride):
            target = load(d, k)
            if margin > 0.0:
                error = load(a, k) - target
                size = where_at_least(error, zero, error, zero - error)
                target = where_at_least(spread(margin), size, zero, target)
                store(d, k, target)
            targets += target
        for k in range(first, stop, stride):
            store(d, k, load(a, k) * targets - load(d, k))


@njit(**OPTIONS)
def _output_deltas(wiring, buffers, rule, count, stride):
    a, d, last = buffers.a, buffers.d, len(wiring.layers) - 1
    code = wiring.layers[last, 2]
    begin, end = wiring.layers[last, 0] * stride, wiring.layers[last, 1] * stride
    if rule.entropy and code == SOFTMAX:
        _categorical_deltas(a, d, begin, end, rule.margin, stride)
    else:
        _output_errors(a, d, begin, end, rule.margin)
        if code == SOFTMAX:
            through_softmax(a, d, begin, end, stride)
        elif not rule.entropy:
            times_slope(code, a, d, begin, end)
    for row in range(begin, end, stride):  # what fills up the lanes counts for nothing
        for k in range(row + count, row + stride):
            d[k] = 0.0


@njit(**OPTIONS)
def _gradients(wiring, buffers, layer, stride):
    """Add delta a to the gradient of every connection into a layer, and w delta to its sources."""
    w, g, a, d = buffers.w, buffers.g, buffers.a, buffers.d
    begin, end = wiring.layers[layer, 0], wiring.layers[layer, 1]
    unit = begin - wiring.inputs - 1
    for row in range(begin, end):
        first, last = wiring.first[unit], wiring.first[unit + 1]
        unit += 1
        delta = row * stride
        grouped = first + (last - first) // LANES * LANES
        for c in range(first, grouped, LANES):
            k0, k1 = wiring.source[c] * stride, wiring.source[c + 1] * stride
            k2, k3 = wiring.source[c + 2] * stride, wiring.source[c + 3] * stride
            g0, g1, g2, g3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
            for p in range(0, stride, LANES):
                signal = load(d, delta + p)
                g0 += signal * load(a, k0 + p)
                g1 += signal * load(a, k1 + p)
                g2 += signal * load(a, k2 + p)
                g3 += signal * load(a, k3 + p)
            store(g, c, load(g, c) + totals(g0, g1, g2, g3))
        for c in range(grouped, last):
            k = wiring.source[c] * stride
            gradient = spread(0.0)
            for p in range(0, stride, LANES):
                gradient += load(d, delta + p) * load(a, k + p)
            g[c] += total(gradient)
        for c in range(first, last):
            source = wiring.source[c]
            if source > wiring.inputs:
                k, weight = source * stride, w[c]
                for p in range(0, stride, LANES):
                    store(d, k + p, load(d, k + p) + weight * load(d, delta + p))


@njit(**OPTIONS)
def _backward(wiring, buffers, rule, count, stride):
    layers = len(wiring.layers)
    d, hidden = buffers.d, (wiring.inputs + 1) * stride
    for k in range(hidden, wiring.layers[layers - 1, 0] * stride, LANES):
        store(d, k, spread(0.0))
    _output_deltas(wiring, buffers, rule, count, stride)
    _gradients(wiring, buffers, layers - 1, stride)
    for layer in range(layers - 2, -1, -1):
        begin, end = wiring.layers[layer, 0] * stride, wiring.layers[layer, 1] * stride
        times_slope(wiring.layers[layer, 2], buffers.a, d, begin, end)
        _gradients(wiring, buffers, layer, stride)


# ---- what Python calls --------------------------------------------------------------------------


@njit(cache=True, **OPTIONS)
def add_gradients(wiring, patterns, buffers, rule, start, stop):
    """Add the gradients of the patterns from `start` to `stop` of the order to `g`."""
    for first in range(start, stop, BLOCK):
        count = min(BLOCK, stop - first)
        stride = _rounded_up(count)
        _present(wiring, patterns, buffers, first, count, stride)
        _forward(wiring, buffers, stride, len(wiring.layers))
        _backward(wiring, buffers, rule, count, stride)


@njit(cache=True, **OPTIONS)
def apply_gradient(buffers, rule, count, made):
    """Make the update that `g`, over `count` patterns, asks for, after `made` others."""
    w, v, g, trained = buffers.w, buffers.v, buffers.g, buffers.trained
    eta = rule.eta / count if rule.averages else rule.eta
    zero, one, kept = spread(0.0), spread(1.0), 1.0 - rule.decay
    for c in range(0, len(w), LANES):
        free = load(trained, c)
        change = rule.alpha * load(v, c) - eta * load(g, c)
        change = where_at_least(free, one, change, zero)
        weight = load(w, c)
        store(v, c, change)
        store(w, c, where_at_least(free, one, kept * weight + change, weight))
        store(g, c, zero)
    if (made + 1) % UPDATES_BETWEEN_CUTS == 0:
        for c in range(len(v)):
            if abs(v[c]) < _FADED:
                v[c] = 0.0


@njit(cache=True, **OPTIONS)
def make_updates(wiring, patterns, buffers, rule, start, updates, made):
    """Make updates from a position of the order on; return the position after them."""
    n = len(patterns.order)
    for update in range(updates):
        stop = min(start + rule.step, n)
        add_gradients(wiring, patterns, buffers, rule, start, stop)
        apply_gradient(buffers, rule, stop - start, made + update)
        start = 0 if stop == n else stop
    return start


@njit(cache=True, **OPTIONS)
def read_outputs(wiring, patterns, buffers, start, z, a):
    """Write z and a of the outputs, for the patterns from `start` of the order on; (n, outputs)."""
    last = len(wiring.layers) - 1
    code = wiring.layers[last, 2]
    for first in range(0, len(z), BLOCK):
        count = min(BLOCK, len(z) - first)
        stride = _rounded_up(count)
        begin, end = wiring.layers[last, 0] * stride, wiring.layers[last, 1] * stride
        _present(wiring, patterns, buffers, start + first, count, stride)
        _forward(wiring, buffers, stride, last)
        _weighted_sums(wiring, buffers.w, buffers.a, last, stride)
        _copy_out(buffers.a, z, first, count, begin, stride)
        if code != LINEAR:
            activate(code, buffers.a, begin, end, stride)
        _copy_out(buffers.a, a, first, count, begin, stride)


@njit(**OPTIONS)
def _copy_out(rows, values, first, count, begin, stride):
    for k in range(values.shape[1]):
        for p in range(count):
            values[first + p, k] = rows[begin + k * stride + p]


def padded(vector: FloatArray) -> FloatArray:
    """Return a copy of a vector with zeros up to a multiple of `LANES`."""
    longer = np.zeros(-(-len(vector) // LANES) * LANES)
    longer[: len(vector)] = vector
    return longer
