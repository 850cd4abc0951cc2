"""A first use of the compiled kernel, which makes Numba compile it or load what it compiled."""

import numpy as np

from bpgui.core.compiled.kernel import CompiledKernel
from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation, TrainingSettings


def rehearse() -> None:
    """Call every compiled function once, with the types it is always called with."""
    network = initialise(create_network([1, 1]), Initialisation())
    for piece in (1, None):  # an update in pieces, and as a whole
        patterns = np.zeros((2, 1))
        settings = TrainingSettings(update="sweep")
        kernel = CompiledKernel(network, patterns, patterns, settings, piece)
        kernel.advance(0, 1, 0, 0.1, 0.0, None)
        kernel.loss(None)
