"""What a kernel is: the part of the training that makes updates, and nothing else.

The `bpgui.core.trainer.Trainer` counts, keeps the settings and knows the schedule and the orders;
a kernel does the arithmetic on buffers of its own. There may be several that do it in different
ways; `bpgui.core.kernels` chooses one.
"""

import threading
from typing import Protocol

from bpgui.core.arrays import FloatArray, IntArray

# A velocity that fades away under momentum becomes a denormal number, which slows arithmetic 19
# to 41 times. It is cut off below this, whenever the number of updates is a multiple of that.
FADED = {"double": 1e-200, "single": 1e-30}
UPDATES_BETWEEN_CUTS = 128


class Kernel(Protocol):
    """Updates of one network on one set of patterns."""

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Continue from these, each (P,); what is not trained has no velocity."""

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters, (P,), without negative zeros."""

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity, likewise."""

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""

    @property
    def sweeps_at_once(self) -> int:
        """How many sweeps `arrange` may be given the orders of."""

    def arrange(self, orders: IntArray) -> None:
        """Take the patterns in these orders from now on, one sweep after another, (sweeps, n).

        At first there is one, their own.
        """

    def advance(
        self,
        start: int,
        updates: int,
        made: int,
        eta: float,
        alpha: float,
        abort: threading.Event | None,
    ) -> int:
        """Make so many updates, going round at the end of the orders; return how many were made.

        Parameters
        ----------
        start
            The position in the orders, one behind the other, from which the first update takes
            its patterns.
        updates
            How many to make; fewer are made if `abort` is set meanwhile. An unfinished one leaves
            no trace.
        made
            How many were made before. Faded velocities are cut whenever the count is a multiple
            of `UPDATES_BETWEEN_CUTS`, so that bits do not depend on how a run is cut into calls.
        eta, alpha
            The learning rate and the momentum. What the reduction makes of the learning rate is
            the kernel's business.
        abort
            Looked at between two updates, and more often where an update takes long.
        """

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns, as the settings reduce it.

        nan where `abort` is found set before all are seen; it is not looked at before the first
        some thousand.
        """
