"""The kernel that Numba compiles: whole runs of updates in machine code, without the interpreter.

It holds no GIL, so a window paints beside it undisturbed. Up to some thousands of connections it
outruns the NumPy kernel; the last bits of the two differ.
"""

import math
import threading

import numpy as np
from numpy.typing import NDArray

from bpgui.core.arrays import FloatArray, IntArray, Scalar
from bpgui.core.backward_calls import loss_factor
from bpgui.core.compiled.functions import CODES
from bpgui.core.compiled.loops import apply_gradient, train
from bpgui.core.compiled.loss import summed_loss
from bpgui.core.compiled.tables import BLOCK, WIDEST, Buffers, Patterns, Rule, padded
from bpgui.core.compiled.wiring import wire
from bpgui.core.network import Network
from bpgui.core.passes import batch_share
from bpgui.core.settings import TrainingSettings

# An estimate of what a pattern costs, and what a call may: it is the time an abort has to wait.
SECONDS_PER_CONNECTION = 0.5e-9
SECONDS_PER_UNIT = 5e-9
SECONDS_PER_CALL = 5e-3
# Orders handed over together: enough for the calls not to count, few enough to be made at once.
_MOST_SWEEPS, _LONGEST_ORDERS = 64, 16_384
_LOSS_PIECE = 64 * BLOCK
_HELD_NOTHING = np.array([-1, 0])


class CompiledKernel:
    """Updates in compiled code, for every network (see `bpgui.core.kernel.Kernel`).

    Parameters
    ----------
    network, inputs, targets, settings
        As for every kernel; the precision is always double.
    piece
        How many patterns of an update are processed in one call; by default an estimate of what
        `SECONDS_PER_CALL` allows.
    """

    def __init__(
        self,
        network: Network,
        inputs: FloatArray,
        targets: FloatArray,
        settings: TrainingSettings,
        piece: int | None = None,
    ) -> None:
        self._settings = settings
        self._network = network
        self._wiring = wire(network, CODES)
        n = len(inputs)
        self._own = Patterns(_view(inputs), _view(targets), _view(np.arange(n)))
        self._patterns = self._own
        self._step = settings.patterns_per_update(n)
        longest = min(BLOCK, -(-n // WIDEST) * WIDEST)
        rows = (self._wiring.rows + network.n_outputs) * longest + WIDEST
        present = np.flatnonzero(network.present)
        self._present, trained = present, network.trainable[present].astype(np.float64)
        w, v, g = (padded(np.zeros(len(present))) for _ in range(3))
        self._buffers = Buffers(
            w, v, g, padded(trained), np.zeros(rows), np.zeros(rows), _HELD_NOTHING.copy()
        )
        self._piece = piece or self._affordable_piece()
        self._at_once = max(1, self._piece // self._step)
        self.load(network.parameters, np.zeros(network.n_parameters))

    def _affordable_piece(self) -> int:
        connections, units = len(self._present), self._wiring.rows
        pattern = SECONDS_PER_CONNECTION * connections + SECONDS_PER_UNIT * units
        return max(BLOCK, int(SECONDS_PER_CALL / pattern) // BLOCK * BLOCK)

    # ---- the state -------------------------------------------------------------------------

    def load(self, parameters: FloatArray, velocity: FloatArray) -> None:
        """Copy parameters and velocity in; what is not trained has no velocity."""
        count = len(self._present)
        self._buffers.w[:count] = parameters[self._present]
        self._buffers.v[:count] = velocity[self._present]
        self._buffers.v[self._buffers.trained == 0.0] = 0.0

    def parameters(self) -> FloatArray:
        """Return a read-only copy of the parameters, (P,)."""
        return self._whole(self._buffers.w)

    def velocity(self) -> FloatArray:
        """Return a read-only copy of the velocity, (P,)."""
        return self._whole(self._buffers.v)

    def _whole(self, connections: FloatArray) -> FloatArray:
        vector = np.zeros(self._network.n_parameters)
        vector[self._present] = connections[: len(self._present)]
        vector += 0.0  # turns -0.0 into 0.0
        vector.flags.writeable = False
        return vector

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        return bool(np.isfinite(self._buffers.w).all() and np.isfinite(self._buffers.v).all())

    @property
    def sweeps_at_once(self) -> int:
        """How many sweeps `arrange` takes the orders of."""
        return max(1, min(_MOST_SWEEPS, _LONGEST_ORDERS // len(self._own.x)))

    def arrange(self, orders: IntArray) -> None:
        """Take the patterns in these orders from now on, (sweeps, n)."""
        self._patterns = self._own._replace(order=_view(orders.ravel()))
        self._buffers.held[0] = -1

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
        rule = self._rule(eta, alpha)
        done = 0
        while done < updates and not _is_set(abort):
            if self._step > self._piece:
                stop = self._long_update(rule, start, made + done, abort)
                if stop is None:
                    break
                start, count = stop, 1
            else:
                count = min(self._at_once, updates - done)
                start = self._train(rule, start, 0, count, made + done)
            done += count
        return done

    def _train(self, rule: Rule, start: int, stop: int, updates: int, made: int) -> int:
        tables = self._wiring, self._patterns, self._buffers
        position: int = train(*tables, rule, start, stop, updates, made)
        return position

    def _rule(self, eta: float, alpha: float) -> Rule:
        """Return the update rule; what may be an int becomes what the code is compiled for."""
        settings = self._settings
        return Rule(
            self._step,
            settings.reduction == "mean",
            settings.loss == "cross-entropy",
            settings.loss == "half-squared-error",
            float(settings.margin),
            float(eta * loss_factor(settings)),
            float(alpha),
            float(settings.decay),
        )

    def _long_update(
        self, rule: Rule, start: int, made: int, abort: threading.Event | None
    ) -> int | None:
        """Make one update in pieces; return the position after it, or None when aborted."""
        n = len(self._own.x)
        stop = min(start + self._step, (start // n + 1) * n)
        for first in range(start, stop, self._piece):
            if _is_set(abort):
                self._buffers.g.fill(0.0)
                return None
            last = min(first + self._piece, stop)
            self._train(rule, first, last, 0, made)
        apply_gradient(self._buffers, rule, stop - start, made)
        return 0 if stop == len(self._patterns.order) else stop

    # ---- the loss --------------------------------------------------------------------------

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns, in their own order; nan when aborted."""
        n, total, rule = len(self._own.order), 0.0, self._rule(0.0, 0.0)
        for start in range(0, n, _LOSS_PIECE):
            if start and _is_set(abort):
                return math.nan
            stop = min(start + _LOSS_PIECE, n)
            total += summed_loss(self._wiring, self._own, self._buffers, rule, start, stop)
        return total * batch_share(n, self._settings)


def _view(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return a read-only view; compiled code is made for exactly one kind of array."""
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


def _is_set(abort: threading.Event | None) -> bool:
    return abort is not None and abort.is_set()
