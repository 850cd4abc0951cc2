"""The kernel that NumPy drives: recorded calls, replayed.

What an update does is recorded once as a list of NumPy calls (`bpgui.core.recordings`).
"""

import threading

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.backward_calls import loss_factor
from bpgui.core.kernel import UPDATES_BETWEEN_CUTS
from bpgui.core.network import Network
from bpgui.core.passes import batch_share
from bpgui.core.recordings import Recordings
from bpgui.core.settings import TrainingSettings


class NumpyKernel:
    """Updates with NumPy, for every network and all settings (see `bpgui.core.kernel.Kernel`)."""

    def __init__(
        self,
        network: Network,
        inputs: FloatArray,
        targets: FloatArray,
        settings: TrainingSettings,
    ) -> None:
        self._n = len(inputs)
        self._step = settings.patterns_per_update(self._n)
        self._settings = settings
        self._factor = loss_factor(settings)
        self._recordings = Recordings(network, inputs, targets, settings)
        self._buffer = self._recordings.parameters
        self.load(network.parameters, np.zeros(network.n_parameters))

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Copy parameters and velocity in."""
        self._buffer.load(parameters, velocity)

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters, (P,)."""
        return self._buffer.parameters()

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity, (P,)."""
        return self._buffer.velocity()

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        return self._buffer.is_finite()

    def arrange(self, order: IntArray) -> None:
        """Take the patterns in this order from now on."""
        self._recordings.arrange(order)

    def advance(
        self,
        start: int,
        updates: int,
        made: int,
        eta: float,
        alpha: float,
        abort: threading.Event | None,
    ) -> int:
        """Make so many updates from this position on; return how many were made."""
        with np.errstate(all="ignore"):
            ready_size = 0
            for update in range(updates):
                stop = min(start + self._step, self._n)
                if stop - start != ready_size:
                    ready_size = stop - start
                    share = batch_share(ready_size, self._settings)
                    self._buffer.set_rates(eta * share * self._factor, alpha)
                for piece in self._recordings.update(start, stop):
                    if abort is not None and abort.is_set():
                        return update
                    for call in piece:
                        call()
                start = 0 if stop == self._n else stop
                made += 1
                if made % UPDATES_BETWEEN_CUTS == 0:
                    self._buffer.cut_faded()
        return updates

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns; nan when aborted on the way."""
        with np.errstate(all="ignore"):
            return self._recordings.loss(abort)
