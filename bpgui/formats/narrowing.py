"""The smallest type that holds numbers to the bit, so that pixels take a byte and not eight."""

from collections.abc import Iterable

import numpy as np

from bpgui.core.arrays import FloatArray

NARROW = ("u1", "i2", "i4", "f4", "f8")
"""The types numbers may be stored in, the smallest first."""


def narrowest(parts: Iterable[FloatArray]) -> np.dtype:
    """Return the first type of `NARROW` from which every number comes back to the bit.

    Parameters
    ----------
    parts
        All of the numbers, some at a time; not all are looked at where nothing smaller will do.
    """
    left = list(NARROW)
    for part in parts:
        left = [kind for kind in left if _holds(np.dtype(kind), part)]
        if len(left) == 1:
            break
    return np.dtype(left[0])


def _holds(dtype: np.dtype, part: FloatArray) -> bool:
    if dtype.itemsize == 8:
        return True
    with np.errstate(all="ignore"):
        if dtype.kind != "f" and not _are_within(np.iinfo(dtype), part):
            return False
        back = part.astype(dtype).astype(np.float64)
    return np.array_equal(back.view(np.int64), part.view(np.int64))


def _are_within(limits: "np.iinfo", part: FloatArray) -> bool:
    return not part.size or bool(limits.min <= part.min() and part.max() <= limits.max)
