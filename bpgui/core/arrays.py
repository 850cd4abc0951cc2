"""Array types of the core, and the one way an array is made read-only."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]

Scalar = TypeVar("Scalar", bound=np.generic)


def read_only(values: ArrayLike, dtype: type[Scalar]) -> NDArray[Scalar]:
    """Return `values` as a read-only array that nobody else can write to.

    An array that owns its memory and is read-only already is returned as it is, so that records
    share arrays freely; anything else is copied.
    """
    if is_shared(values) and isinstance(values, np.ndarray) and values.dtype == dtype:
        return values
    array: NDArray[Scalar] = np.array(values, dtype=dtype, order="C", copy=True)
    array.flags.writeable = False
    return array


def is_shared(values: Any) -> bool:  # noqa: ANN401 - asks about any object
    """Whether `values` is an array that owns its memory and that nobody may write to."""
    return (
        isinstance(values, np.ndarray)
        and values.base is None
        and not values.flags.writeable
        and values.flags.c_contiguous
    )
