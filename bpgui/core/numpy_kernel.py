"""The kernel that NumPy drives: recorded calls, replayed.

What an update does is recorded once as a list of NumPy calls (`bpgui.core.recordings`); here they
are made, with as little between them as possible.
"""

import threading

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.batch import PatternSource
from bpgui.core.kernel import UPDATES_BETWEEN_CUTS
from bpgui.core.network import Network
from bpgui.core.recorded_sweep import RecordedSweep, Update
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
        source = PatternSource(inputs, targets, settings.precision)
        self._n = len(source)
        self._step = settings.patterns_per_update(self._n)
        self._recordings = Recordings(network, source, settings)
        self._buffer = self._recordings.parameters
        self._rates: tuple[float, float] | None = None
        self._sweeps: dict[int, RecordedSweep] = {}
        self.load(network.parameters, np.zeros(network.n_parameters))

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Copy parameters and velocity in."""
        with np.errstate(all="ignore"):
            self._buffer.load(parameters, velocity)

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters, (P,)."""
        return self._buffer.parameters()

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity, (P,)."""
        return self._buffer.velocity()

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        with np.errstate(all="ignore"):
            return self._buffer.is_finite()

    @property
    def sweeps_at_once(self) -> int:
        """How many sweeps `arrange` takes the orders of: the patterns of one are copied."""
        return 1

    def arrange(self, orders: IntArray) -> None:
        """Take the patterns in this order, (1, n), from now on."""
        self._recordings.arrange(orders[0])

    # ---- updates ---------------------------------------------------------------------------

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
        if self._rates != (eta, alpha):
            self._recordings.set_rates(eta, alpha)
            self._rates = eta, alpha
        with np.errstate(all="ignore"):
            return self._advance(start, updates, made, abort)

    def _advance(self, start: int, updates: int, made: int, abort: threading.Event | None) -> int:
        left = updates
        while left:
            sweep, index = self._from(start)
            until_cut = UPDATES_BETWEEN_CUTS - made % UPDATES_BETWEEN_CUTS
            stop = min(index + min(left, until_cut), len(sweep))
            done = self._make(sweep.recorded(index, stop), index, stop, abort)
            left -= done
            made += done
            if done == until_cut:
                self._buffer.cut_faded()
            if done < stop - index:
                break
            if left:
                start = self._after(start, done)
        return updates - left

    def _from(self, start: int) -> tuple[RecordedSweep, int]:
        """Return a sweep, and the index of its update that starts at this position."""
        self._recordings.seek(start)
        index, offset = divmod(start, self._step)
        if offset not in self._sweeps:
            self._sweeps[offset] = self._recordings.sweep(offset, UPDATES_BETWEEN_CUTS)
        return self._sweeps[offset], index

    def _after(self, start: int, updates: int) -> int:
        """Return the position after so many updates."""
        left = -(-(self._n - start) // self._step)
        if updates < left:
            return start + updates * self._step
        return (updates - left) % -(-self._n // self._step) * self._step

    def _make(
        self, updates: list[Update], start: int, stop: int, abort: threading.Event | None
    ) -> int:
        """Make these updates; return how many were made."""
        for update in range(start, stop):
            for piece in updates[update]:
                if abort is not None and abort.is_set():
                    return update - start
                for call in piece:
                    call()
        return stop - start

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns; nan when aborted on the way."""
        with np.errstate(all="ignore"):
            return self._recordings.loss(abort)
