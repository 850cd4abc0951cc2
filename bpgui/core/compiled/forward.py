"""The forward pass of the compiled kernel, over the tables of a wiring.

Up to `BLOCK` patterns go through the network together. The row of a unit holds their activations
side by side, filled up to a multiple of the lanes with repetitions of the last; its length is the
stride. `a` holds all rows of activations (z before it becomes a) and then those of the targets.
"""

from numba import njit

from bpgui.core.compiled.functions import OPTIONS, activate
from bpgui.core.compiled.lanes import LANES, item, load, spread, store, width


@njit(**OPTIONS)
def rounded_up(count, like):
    """Return the stride of rows for so many patterns."""
    return (count + width(like) - 1) // width(like) * width(like)


@njit(**OPTIONS)
def present(wiring, patterns, buffers, first, count, like):
    """Fill the rows of the inputs, of ones and of the targets, unless they hold these patterns."""
    a, held, stride = buffers.a, buffers.held, rounded_up(count, like)
    if held[0] == first and held[1] == count:
        return
    held[0], held[1] = first, count
    inputs, outputs = wiring.inputs, patterns.y.shape[1]
    targets = wiring.layers[len(wiring.layers) - 1, 1] * stride + LANES
    for p in range(0, stride, width(like)):
        store(a, inputs * stride + p, spread(1.0, like))
    for p in range(stride):
        pattern = patterns.order[first + min(p, count - 1)]
        for i in range(inputs):
            a[i * stride + p] = patterns.x[pattern, i]
        for k in range(outputs):
            a[targets + k * stride + p] = patterns.y[pattern, k]


@njit(**OPTIONS)
def weighted_sums(wiring, w, a, layer, stride, like):
    """Compute z = sum of w a over the connections into every unit of a layer."""
    begin, end = wiring.layers[layer, 0], wiring.layers[layer, 1]
    unit, step, zero = begin - wiring.inputs - 1, width(like), spread(0.0, like)
    whole = stride - stride % (4 * step)
    for row in range(begin, end):
        first, last = item(wiring.first, unit), item(wiring.first, unit + 1)
        unit += 1
        for p in range(0, whole, 4 * step):
            z0, z1, z2, z3 = zero, zero, zero, zero
            for c in range(first, last):
                k, weight = item(wiring.source, c) * stride + p, item(w, c)
                z0 += weight * load(a, k, like)
                z1 += weight * load(a, k + step, like)
                z2 += weight * load(a, k + 2 * step, like)
                z3 += weight * load(a, k + 3 * step, like)
            k = row * stride + p
            store(a, k, z0)
            store(a, k + step, z1)
            store(a, k + 2 * step, z2)
            store(a, k + 3 * step, z3)
        for p in range(whole, stride, step):
            z = zero
            for c in range(first, last):
                z += item(w, c) * load(a, item(wiring.source, c) * stride + p, like)
            store(a, row * stride + p, z)


@njit(**OPTIONS)
def forward(wiring, buffers, stride, layers, like):
    """Compute the activations of so many layers after the inputs."""
    a = buffers.a
    for layer in range(layers):
        code = wiring.layers[layer, 2]
        begin, end = wiring.layers[layer, 0] * stride, wiring.layers[layer, 1] * stride
        weighted_sums(wiring, buffers.w, a, layer, stride, like)
        activate(code, a, begin, end, stride, like)
