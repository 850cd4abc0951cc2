"""Training: which update comes next, with which patterns and rates.

A `Trainer` counts and decides; a kernel (`bpgui.core.kernel`) holds the only mutable buffers of the
core and makes the updates, as many as possible in one call. Updates depend on the state alone,
never on when they are made: `advance(a)` and `advance(b)` give the bits of `advance(a + b)`, in
this trainer or in another one that took over its state.
"""

import sys
import threading
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray, read_only
from bpgui.core.compiled import readiness
from bpgui.core.kernels import create_kernel, with_kernel
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.passes import predict
from bpgui.core.settings import KernelName, TrainingSettings
from bpgui.core.sweep_order import sweep_order


@dataclass(frozen=True, eq=False)
class TrainingState:
    """Everything an update changes; restoring it repeats the run bit for bit.

    Attributes
    ----------
    parameters, velocity
        w and the previous change of each, shape (P,), read-only.
    sweep
        How many sweeps are complete.
    position
        How many patterns of the present sweep are used.
    updates
        How many updates were made.
    """

    parameters: FloatArray
    velocity: FloatArray
    sweep: int = 0
    position: int = 0
    updates: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", read_only(self.parameters, np.float64))
        object.__setattr__(self, "velocity", read_only(self.velocity, np.float64))


class Trainer:
    """Updates of one network on one set of patterns.

    Parameters
    ----------
    network
        Topology, absent and locked connections, and the first parameters.
    inputs, targets
        The training patterns, (n, inputs) and (n, outputs); not copied where they are large, so
        they must not change.
    settings
        How to update. Where they name the compiled kernel, it is made ready, which may take some
        seconds (`bpgui.core.compiled.readiness`); "auto" waits for nothing.
    state
        Where to continue; without it, from the network's parameters with velocity 0.

    Attributes
    ----------
    abort
        When set, `advance` returns as soon as it can; an unfinished update leaves no trace.

    Examples
    --------
    Three sweeps of two updates, and back to the first of them:

    >>> from bpgui.core import Initialisation, TrainingSettings, create_network, initialise
    >>> network = initialise(create_network([1, 1]), Initialisation(seed=1))
    >>> settings = TrainingSettings(learning_rate=0.5, update="pattern")
    >>> trainer = Trainer(network, [[0.0], [1.0]], [[1.0], [0.0]], settings)
    >>> trainer.advance(2)
    >>> first = trainer.state()
    >>> trainer.advance(4)
    >>> trainer.sweep, trainer.updates, trainer.loss() < 0.25
    (3, 6, True)
    >>> trainer.restore(first)
    >>> trainer.sweep, trainer.updates
    (1, 2)
    """

    def __init__(
        self,
        network: Network,
        inputs: FloatArray,
        targets: FloatArray,
        settings: TrainingSettings,
        state: TrainingState | None = None,
    ) -> None:
        self.abort: threading.Event | None = None
        self._network = network
        self._x = np.ascontiguousarray(inputs, dtype=np.float64)
        self._y = np.ascontiguousarray(targets, dtype=np.float64)
        self._n = len(self._x)
        self._check_patterns()
        self._settings = settings
        spans = [network.span(k) for k in range(1, len(network.layers))]
        self._layer_starts = np.array([span.start for span in spans])
        self._layer_sizes = np.array([span.stop - span.start for span in spans])
        self._create_kernel()
        self.restore(state or TrainingState(network.parameters, np.zeros(network.n_parameters)))

    def _check_patterns(self) -> None:
        n = self._n
        if n == 0:
            raise ValueError("There are no training patterns; add some before training.")
        for what, values, units in (
            ("inputs", self._x, self._network.n_inputs),
            ("targets", self._y, self._network.n_outputs),
        ):
            if values.shape != (n, units):
                raise ValueError(
                    f"{n} patterns for this network need {what} of the shape {(n, units)}, not "
                    f"{values.shape}."
                )

    def _create_kernel(self) -> None:
        """Decide once, for the present settings, everything an update does."""
        loss = LOSSES[self._settings.loss]
        loss.check_activation(self._network.layers[-1].activation)
        loss.check_targets(self._y)
        if self._settings.kernel == "compiled":
            readiness.prepare()
        settings = with_kernel(self._settings, self._network)
        self._kernel = create_kernel(self._network, self._x, self._y, settings)
        self._kernel_name = settings.kernel
        self._step = self._settings.patterns_per_update(self._n)
        self._arranged, self._is_arranged = range(1), False
        self._forget_rates()

    def _forget_rates(self) -> None:
        """See to it that the next update looks at the rates, and at the order of the patterns."""
        self._rates, self._same_until = (0.0, 0.0), -1

    # ---- settings and state ----------------------------------------------------------------

    @property
    def settings(self) -> TrainingSettings:
        """The settings of the next update. Setting them keeps the state."""
        return self._settings

    @settings.setter
    def settings(self, settings: TrainingSettings) -> None:
        before, self._settings = self._settings, settings
        if recorded(settings) == recorded(before):
            self._forget_rates()
            return
        state = self.state()
        try:
            self._create_kernel()
        except ValueError:
            self._settings = before
            raise
        self.restore(state)

    @property
    def kernel(self) -> KernelName:
        """Which kernel makes the updates, "numpy" or "compiled"."""
        return self._kernel_name

    def state(self) -> TrainingState:
        """Return a copy of what the updates changed."""
        return TrainingState(
            self._kernel.parameters(),
            self._kernel.velocity(),
            self._sweep,
            self._position,
            self._updates,
        )

    def restore(self, state: TrainingState) -> None:
        """Continue from this state."""
        shapes = {state.parameters.shape, state.velocity.shape}
        if shapes != {(self._network.n_parameters,)}:
            raise ValueError(f"The state belongs to another network: its vectors have {shapes}.")
        self._kernel.load(state.parameters, state.velocity)
        self._sweep = state.sweep
        self._position = state.position if state.position < self._n else 0
        self._updates = state.updates
        self._forget_rates()

    # ---- where it stands -------------------------------------------------------------------

    @property
    def network(self) -> Network:
        """The network with the present parameters."""
        return self._network.with_parameters(self._kernel.parameters())

    @property
    def sweep(self) -> int:
        """How many sweeps are complete."""
        return self._sweep

    @property
    def position(self) -> int:
        """How many patterns of the present sweep are used."""
        return self._position

    @property
    def updates(self) -> int:
        """How many updates were made."""
        return self._updates

    @property
    def updates_in_sweep(self) -> int:
        """How many updates a whole sweep takes."""
        return -(-self._n // self._step)

    @property
    def updates_left_in_sweep(self) -> int:
        """How many updates finish the present sweep."""
        return -(-(self._n - self._position) // self._step)

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        return self._kernel.is_finite()

    def order(self, sweep: int) -> IntArray:
        """Return the order in which this sweep takes the patterns."""
        return sweep_order(self._settings, self._n, sweep)

    def batch(self) -> IntArray:
        """Return the indices of the patterns the next update uses."""
        return self.order(self._sweep)[self._position : self._position + self._step]

    # ---- updates ---------------------------------------------------------------------------

    def advance(self, updates: int) -> None:
        """Make so many updates, fewer if `abort` is set meanwhile."""
        end = self._updates + updates
        while self._updates < end:
            if self._updates >= self._same_until:
                self._prepare()
            wanted = min(end, self._same_until) - self._updates
            row = (self._sweep - self._arranged.start) % len(self._arranged)
            start = row * self._n + self._position
            made = self._kernel.advance(start, wanted, self._updates, *self._rates, self.abort)
            self._count(made)
            if made < wanted:
                return

    def _prepare(self) -> None:
        """Get ready for the updates up to the next sweep that differs from this one."""
        sweep, settings = self._sweep, self._settings
        self._rates = settings.rates_at(sweep)
        changes = [change.sweep for change in settings.schedule if change.sweep > sweep]
        if settings.shuffle:
            takes_all = self._step == self._n and self._position == 0  # in whatever order
            self._arrange(range(1) if takes_all else self._next_sweeps())
            changes = changes if takes_all else [self._arranged.stop, *changes]
        self._same_until = sys.maxsize
        if changes:
            whole_sweeps = min(changes) - sweep - 1
            left = self.updates_left_in_sweep + whole_sweeps * self.updates_in_sweep
            self._same_until = self._updates + left

    def _next_sweeps(self) -> range:
        """Return sweeps to be arranged together, among them the present one."""
        if self._is_arranged and self._sweep in self._arranged:
            return self._arranged
        at_once = 1 if self._step == self._n else self._kernel.sweeps_at_once
        return range(self._sweep, self._sweep + at_once)

    def _arrange(self, sweeps: range) -> None:
        if not self._is_arranged or sweeps != self._arranged:
            self._kernel.arrange(np.array([self.order(sweep) for sweep in sweeps]))
            self._arranged, self._is_arranged = sweeps, True

    def _count(self, updates: int) -> None:
        self._updates += updates
        position = self._position + updates * self._step
        if position < self._n:
            self._position = position
            return
        sweeps, updates = divmod(updates - self.updates_left_in_sweep, self.updates_in_sweep)
        self._sweep += 1 + sweeps
        self._position = updates * self._step

    # ---- what it has come to ---------------------------------------------------------------

    def loss(self) -> float:
        """Return the loss over all patterns, summed or averaged as the settings say.

        It is nan when `abort` is set meanwhile.
        """
        return self._kernel.loss(self.abort)

    def outputs(self, inputs: FloatArray) -> FloatArray:
        """Return the outputs (n, outputs) for inputs (n, inputs), with the present parameters."""
        with np.errstate(all="ignore"):
            return predict(self.network, inputs)

    def velocity_rms(self) -> FloatArray:
        """Return the root mean square velocity of each layer after the first, (layers - 1,)."""
        velocity = self._kernel.velocity()
        with np.errstate(all="ignore"):
            sums = np.add.reduceat(velocity * velocity, self._layer_starts)
            rms: FloatArray = np.sqrt(sums / self._layer_sizes)
        return rms


recorded = attrgetter(
    *(
        field.name
        for field in fields(TrainingSettings)
        if field.name not in ("learning_rate", "momentum", "schedule")
    )
)
"""Returns the settings that a trainer cannot change without recording its updates anew."""
