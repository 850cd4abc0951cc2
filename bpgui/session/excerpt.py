"""What the window's thread looks at of very many patterns: as many as it can without a pause."""

import numpy as np

from bpgui.core.arrays import IntArray

AT_ONCE = 60_000_000
"""Patterns times parameters that one look may cost: 10 to 20 ms with finding the patterns."""
_FEWEST = 64


def excerpt(rows: IntArray, n_parameters: int) -> IntArray:
    """Return so many of the rows, spread evenly, as a network of this size can answer at once.

    All of them where that is possible. What is computed of fewer is an estimate, and is shown as
    one; training and its samples always use all.
    """
    most = max(_FEWEST, AT_ONCE // max(1, n_parameters))
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]
