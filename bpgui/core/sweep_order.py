"""The order in which a sweep takes the training patterns."""

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.settings import TrainingSettings


def sweep_order(settings: TrainingSettings, n: int, sweep: int) -> IntArray:
    """Return the order, shape (n,), in which `sweep` takes `n` patterns.

    A shuffled order depends on the settings' seed and the sweep's number alone, so that any sweep
    can be repeated without those before it.
    """
    if not settings.shuffle:
        return np.arange(n)
    return np.random.default_rng([settings.seed, sweep]).permutation(n)
