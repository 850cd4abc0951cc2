"""Which patterns are held out for testing."""

from __future__ import annotations

import numpy as np

from bpgui.core.arrays import BoolArray


def draw_test(n: int, fraction: float, seed: int) -> BoolArray:
    """Choose the held-out patterns.

    Parameters
    ----------
    n
        The number of patterns, at least 1.
    fraction
        Of the patterns, from 0 to below 1.
    seed
        Same seed, same patterns.

    Returns
    -------
    ndarray
        (n,) True for the held-out patterns; one at least if the fraction is not 0 and n allows, and
        never all of them.

    Raises
    ------
    ValueError
        If the fraction is out of range.
    """
    if not 0 <= fraction < 1:
        raise ValueError(f"The test part is a fraction from 0 to below 1, not {fraction:g}.")
    test = np.zeros(n, dtype=np.bool_)
    if fraction > 0:
        count = min(max(round(fraction * n), 1), n - 1)
        test[np.random.default_rng(seed).permutation(n)[:count]] = True
    return test
