"""Activations and their slopes on lanes (see `bpgui.core.compiled.lanes`).

The exponential is computed here since Numba has none for lanes: with x = n ln 2 + r and
|r| <= ln 2 / 2, e^x = 2^n e^r, and e^r - 1 is a Taylor series, exact to the last bit or two.
"""

import math

from numba import njit

from bpgui.core.compiled.lanes import (
    load,
    power_of_two,
    spread,
    store,
    where_at_least,
    where_greater,
    width,
)

# Integers, since Numba's compiled functions cannot look into a dictionary of names.
SIGMOID, TANH, RELU, LINEAR, SOFTMAX = range(5)
CODES = {"sigmoid": SIGMOID, "tanh": TANH, "relu": RELU, "linear": LINEAR, "softmax": SOFTMAX}

# No references are counted: nothing here is allocated or freed.
CALLED_BY_PYTHON = {"nogil": True, "error_model": "numpy", "forceinline": True, "_nrt": False}
OPTIONS = {**CALLED_BY_PYTHON, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

# Adding it moves a number below 2^51 to where floats are whole numbers: it is rounded.
_ROUNDER = 1.5 * 2.0**52
_PER_LN_2 = 1.0 / math.log(2.0)
# ln 2 in two parts; n times the first, which ends in zeros, is exact.
_LN_2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
_LN_2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_LARGEST = 708.0  # e^709.8 is infinite
_SATURATED = 40.0  # tanh 20 is 1 to the last bit
_I2, _I3, _I4, _I5, _I6, _I7, _I8, _I9, _I10, _I11, _I12, _I13 = (
    1.0 / math.factorial(k) for k in range(2, 14)
)


@njit(**OPTIONS)
def _powers(x):
    """Return (e^r - 1, 2^n) with e^x = 2^n e^r."""
    shifted = x * _PER_LN_2 + _ROUNDER
    n = shifted - _ROUNDER
    r = (x - n * _LN_2_HIGH) - n * _LN_2_LOW
    square = r * r
    fourth = square * square
    low = (_I4 + _I5 * r) * square + (_I2 + _I3 * r)
    high = (_I8 + _I9 * r) * square + (_I6 + _I7 * r)
    highest = (_I12 + _I13 * r) * square + (_I10 + _I11 * r)
    part = ((highest * fourth + high) * fourth + low) * square + r
    return part, power_of_two(shifted)


@njit(**OPTIONS)
def _within(x, bound):
    """Return x, no farther from 0 than a bound; nan stays."""
    high = spread(bound, x)
    low = spread(-bound, x)
    x = where_greater(x, high, high, x)
    return where_greater(low, x, low, x)


@njit(**OPTIONS)
def exponential(x):
    """Return e^x, neither 0 nor infinite."""
    part, power = _powers(_within(x, _LARGEST))
    return power * part + power


@njit(**OPTIONS)
def _sigmoid(z):
    part, power = _powers(_within(0.0 - z, _LARGEST))
    return 1.0 / (power * part + (power + 1.0))


@njit(**OPTIONS)
def _tanh(z):
    part, power = _powers(_within(z + z, _SATURATED))
    grown = power * part + (power - 1.0)  # e^2z - 1, also where z is small
    return grown / (grown + 2.0)


@njit(**OPTIONS)
def _relu(z):
    zero = spread(0.0, z)
    return where_greater(zero, z, zero, z)


@njit(**OPTIONS)
def activate(code, a, start, stop, stride, like):
    """Replace z by f(z) in the rows of a layer, which lie from start to stop in `a`."""
    if code == SIGMOID:
        for k in range(start, stop, width(like)):
            store(a, k, _sigmoid(load(a, k, like)))
    elif code == TANH:
        for k in range(start, stop, width(like)):
            store(a, k, _tanh(load(a, k, like)))
    elif code == RELU:
        for k in range(start, stop, width(like)):
            store(a, k, _relu(load(a, k, like)))
    elif code == SOFTMAX:
        for k in range(start, start + stride, width(like)):
            _softmax(a, k, k + stop - start, stride, like)


@njit(**OPTIONS)
def _softmax(a, start, stop, stride, like):
    largest = load(a, start, like)
    for k in range(start, stop, stride):
        z = load(a, k, like)
        largest = where_greater(z, largest, z, largest)
    powers = spread(0.0, like)
    for k in range(start, stop, stride):
        power = exponential(load(a, k, like) - largest)
        store(a, k, power)
        powers += power
    for k in range(start, stop, stride):
        store(a, k, load(a, k, like) / powers)


@njit(**OPTIONS)
def times_slope(code, a, d, start, stop, like):
    """Replace dL/da by dL/dz = dL/da f'(z) in the rows of a layer that is no softmax."""
    if code == SIGMOID:
        for k in range(start, stop, width(like)):
            activation = load(a, k, like)
            store(d, k, load(d, k, like) * (activation - activation * activation))
    elif code == TANH:
        for k in range(start, stop, width(like)):
            activation = load(a, k, like)
            store(d, k, load(d, k, like) * (1.0 - activation * activation))
    elif code == RELU:
        zero = spread(0.0, like)
        for k in range(start, stop, width(like)):
            store(d, k, where_at_least(zero, load(a, k, like), zero, load(d, k, like)))


@njit(**OPTIONS)
def through_softmax(a, d, start, stop, stride, like):
    """Replace dL/da by dL/dz_k = a_k (dL/da_k - sum_j a_j dL/da_j) in the rows of a softmax."""
    for first in range(start, start + stride, width(like)):
        common = spread(0.0, like)
        for k in range(first, first + stop - start, stride):
            common += load(a, k, like) * load(d, k, like)
        for k in range(first, first + stop - start, stride):
            store(d, k, load(a, k, like) * (load(d, k, like) - common))
