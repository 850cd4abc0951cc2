"""Reading very many decimal numbers at once from the bytes of a text, to the last bit.

Python's own `float` reads one number at a time and holds the interpreter meanwhile. Here each step
is one NumPy operation on all numbers of a block, so that a window keeps painting. What is not
plainly a number (a word, a number of more than 19 digits, a rare exponent) is left for `float`.

Eight digits are read in three multiplications, each joining neighbours in the same word
(D. Lemire, "Quickly parsing eight digits", 2018). A number of up to 19 digits is m / 10^k with
whole m. Up to 2^53, m and 10^k (k up to 22) are doubles, and their quotient is rounded once, so it
is the nearest double (W. Clinger, "How to read floating point numbers accurately", 1990). Beyond,
the quotient is corrected by its remainder (T. Dekker, "A floating-point technique for extending the
available precision", 1971); the few numbers that lie almost halfway between two doubles are left.
"""

import numpy as np
from numpy.typing import NDArray

from bpgui.core.arrays import BoolArray, FloatArray, IntArray

MARGIN = 24
"""Bytes that must stand before the first number, as digits are loaded by eight from their end."""

_Bytes = NDArray[np.uint8]
_Words = NDArray[np.uint64]

_MOST_DIGITS = 19
_MOST_TENS = 22
_EXACT = 2**53
_ZEROS = np.uint64(0x3030303030303030)
_HIGH = np.uint64(0x8080808080808080)
_ABOVE_NINE = np.uint64(0x7676767676767676)
_KEPT = np.array([(2**64 - 1) ^ (2 ** (64 - 8 * kept) - 1) for kept in range(9)], np.uint64)
_TENS = np.array([10**power for power in range(20)], np.uint64)
_POWERS = np.array([10.0**power for power in range(_MOST_TENS + 1)])
_SPLITTER = 2.0**27 + 1.0


def parse_decimals(text: _Bytes, starts: IntArray, ends: IntArray, point: int) -> FloatArray:
    """Return the numbers that stand in parts of a text, (n,).

    Parameters
    ----------
    text
        Begins with `MARGIN` bytes of any kind.
    starts, ends
        (n,) where each number begins and ends, ascending; no spaces around it.
    point
        The byte before the decimals.

    Returns
    -------
    FloatArray
        Exactly what `float` says, or NaN where it is left to `float`.
    """
    signs = text[starts]
    negative = signs == ord("-")
    starts = starts + (negative | (signs == ord("+")))
    tens, ends = _exponents(text, starts, ends)
    points = _points(text, starts, ends, point)
    whole, good = _digits(text, points, points - starts)
    n_decimals = np.maximum(ends - points - 1, 0)
    decimals, also_good = _digits(text, ends, n_decimals)
    n_whole = points - starts
    n_whole[whole == 0] = 0
    tens -= n_decimals
    good &= also_good & (ends - starts > (points < ends)) & (n_whole + n_decimals <= _MOST_DIGITS)
    good &= (tens >= -_MOST_TENS) & (tens <= _MOST_TENS)
    mantissas = whole * _TENS[np.minimum(n_decimals, _MOST_DIGITS)] + decimals
    if not good.all():
        tens[~good], mantissas[~good] = 0, 0
    values = _scaled(mantissas, tens)
    values[~good] = np.nan
    values[negative] *= -1.0
    return values


def _exponents(text: _Bytes, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """Return the powers of ten of numbers such as 1.5e-07, and the ends of what is before."""
    tens = np.zeros(len(ends), np.intp)
    long = np.flatnonzero(ends - starts > 4)
    places = ends[long] - 4
    marks = text[places] | 0x20
    found = marks == ord("e")
    if not found.any():
        return tens, ends
    long, places = long[found], places[found]
    signs, first, second = (text[places + after] for after in (1, 2, 3))
    valid = ((signs == ord("-")) | (signs == ord("+"))) & (first - 48 <= 9) & (second - 48 <= 9)
    long = long[valid]
    size = (first[valid] - 48).astype(np.intp) * 10 + (second[valid] - 48)
    tens[long] = np.where(signs[valid] == ord("-"), -size, size)
    ends = ends.copy()
    ends[long] -= 4
    return tens, ends


def _points(text: _Bytes, starts: IntArray, ends: IntArray, point: int) -> IntArray:
    """Return where the decimal point of each number is, its end if it has none."""
    if not len(starts):
        return ends
    first = int(starts[0])
    found = np.flatnonzero(text[first : ends[-1]] == point) + first
    if len(found) == len(ends) and ((starts <= found) & (found < ends)).all():
        return found
    points = ends.copy()
    owners = np.searchsorted(starts, found, side="right") - 1
    # A second point overwrites the first, which is then found among the digits.
    points[owners] = np.where(found < ends[owners], found, points[owners])
    return points


def _digits(text: _Bytes, ends: IntArray, counts: IntArray) -> tuple[_Words, BoolArray]:
    """Return the whole numbers of `counts` digits that end there, and where all were digits."""
    words = np.ndarray((len(text) - 7,), "<u8", text.data, strides=(1,))
    values, good = _eight_digits(words[ends - 8], np.minimum(counts, 8))
    most = int(counts.max(initial=0))
    for done in (8, 16):
        if most > done:
            left = np.clip(counts - done, 0, 8)
            higher, also_good = _eight_digits(words[ends - done - 8], left)
            values += higher * np.uint64(10**done)
            # More than 19 digits fit only where the first of them are zeros.
            good &= also_good & (higher < 1000) if done == 16 else also_good
    return values, good


def _eight_digits(words: _Words, counts: IntArray) -> tuple[_Words, BoolArray]:
    """Return the numbers that the last `counts` of eight letters are, and where they are digits."""
    digits = words ^ _ZEROS
    digits &= _KEPT[counts]
    good = ((digits + _ABOVE_NINE) | digits) & _HIGH == 0
    digits *= np.uint64(2561)
    digits >>= np.uint64(8)
    digits &= np.uint64(0x00FF00FF00FF00FF)
    digits *= np.uint64(6553601)
    digits >>= np.uint64(16)
    digits &= np.uint64(0x0000FFFF0000FFFF)
    digits *= np.uint64(42949672960001)
    digits >>= np.uint64(32)
    return digits, good


def _scaled(mantissas: _Words, tens: IntArray) -> FloatArray:
    """Return m * 10^k, NaN where it lies almost halfway between two doubles."""
    powers = _POWERS[np.abs(tens)]
    high = mantissas.astype(np.float64)
    values: FloatArray = high / powers
    large = mantissas > _EXACT
    if large.any():
        _correct(values, mantissas, high, powers)
    positive = np.flatnonzero(tens > 0)
    if len(positive):
        values[positive] = high[positive] * powers[positive]
        values[positive[large[positive]]] = np.nan
    return values


def _correct(values: FloatArray, mantissas: _Words, high: FloatArray, powers: FloatArray) -> None:
    """Make values = high / powers the doubles nearest to m / 10^k; NaN in doubtful cases.

    Where m has at most 53 bits nothing changes.
    """
    # Both are whole numbers of 64 bits, whose difference is small and exact.
    low = (mantissas - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    product, rest = _exact_product(values, powers)
    corrections = ((high - product) - rest + low) / powers
    corrected = values + corrections
    lost = np.abs(corrections - (corrected - values))
    # Half a step of the double, and a quarter where the step below it is half as wide.
    steps = np.spacing(corrected)
    doubtful = np.abs(lost - steps * 0.5) <= steps * 1e-9
    doubtful |= np.abs(lost - steps * 0.25) <= steps * 1e-9
    doubtful &= mantissas > _EXACT
    values[:] = corrected
    values[doubtful] = np.nan


def _exact_product(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a * b as a double and what the double misses of it (Dekker, 1971)."""
    product = a * b
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def _halves(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the upper 26 bits of doubles, and the rest."""
    scaled = values * _SPLITTER
    upper = scaled - (scaled - values)
    return upper, values - upper
