"""The order in which a sweep takes the training patterns."""

from functools import lru_cache

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.settings import TrainingSettings

# Where patterns are few, the orders of several sweeps are drawn together: to make a generator
# takes longer than to draw so many numbers.
DRAWN_TOGETHER = 2048


def sweep_order(settings: TrainingSettings, n: int, sweep: int) -> IntArray:
    """Return the order, shape (n,), in which `sweep` takes `n` patterns.

    A shuffled order depends on the settings' seed, the sweep's number and `n` alone, so that any
    sweep can be repeated without those before it. It may be read-only.
    """
    if not settings.shuffle:
        return np.arange(n)
    sweeps = DRAWN_TOGETHER // max(n, 1)
    if sweeps < 2:
        return np.random.default_rng([settings.seed, sweep]).permutation(n)
    orders = _orders(settings.seed, n, sweeps, sweep // sweeps)
    order: IntArray = orders[sweep % sweeps]
    return order


@lru_cache(maxsize=4)
def _orders(seed: int, n: int, sweeps: int, block: int) -> IntArray:
    """Return the orders of so many sweeps, (sweeps, n); `block` such are before them."""
    orders = np.tile(np.arange(n), (sweeps, 1))
    np.random.default_rng([seed, block]).permuted(orders, axis=1, out=orders)
    orders.flags.writeable = False
    return orders
