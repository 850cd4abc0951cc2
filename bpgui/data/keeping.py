"""Arrays that a data set makes of its numbers: kept for good while small, else while in use."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from bpgui.core.arrays import FloatArray

KEPT = 1_000_000
"""Numbers up to which an array is kept as long as the data set.

A larger one lives as long as somebody holds it, such as a trainer: versions of large data that
only the undo stack remembers cost little more than what tells them apart.
"""


class Keeping:
    """Finds again what was made before."""

    def __init__(self) -> None:
        self._kept: dict[str, FloatArray] = {}
        self._lent: weakref.WeakValueDictionary[str, FloatArray] = weakref.WeakValueDictionary()

    def get(self, name: str, make: Callable[[], FloatArray]) -> FloatArray:
        """Return the array of this name; it is made where nobody holds it any more."""
        found = self._kept.get(name)
        if found is None:
            found = self._lent.get(name)
        if found is None:
            found = make()
            if found.size <= KEPT:
                self._kept[name] = found
            else:
                self._lent[name] = found
        return found
