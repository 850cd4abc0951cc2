"""Training: the updates of a network on its patterns, as fast as NumPy makes them.

A `Trainer` owns the only mutable buffers of the core. What an update does is recorded once as a
list of NumPy calls (`bpgui.core.workspace`, `bpgui.core.parameter_buffer`) and replayed. Updates
depend on the state alone, never on when they are made: `advance(a)` and `advance(b)` give the bits
of `advance(a + b)`, in this trainer or in another one that took over its state.
"""

import threading
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray, read_only
from bpgui.core.backward_calls import loss_factor
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.parameter_buffer import UPDATES_BETWEEN_CUTS
from bpgui.core.passes import batch_share, predict
from bpgui.core.recordings import Recordings
from bpgui.core.settings import TrainingSettings
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
        How to update.
    state
        Where to continue; without it, from the network's parameters with velocity 0.

    Attributes
    ----------
    abort
        When set, `advance` returns as soon as it can; an unfinished update leaves no trace.
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
        self._record()
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

    def _record(self) -> None:
        """Decide once, for the present settings, everything an update does."""
        loss = LOSSES[self._settings.loss]
        loss.check_activation(self._network.layers[-1].activation)
        loss.check_targets(self._y)
        self._recordings = Recordings(self._network, self._x, self._y, self._settings)
        self._parameters = self._recordings.parameters
        self._step = self._settings.patterns_per_update(self._n)
        self._factor = loss_factor(self._settings)
        self._forget_rates()

    def _forget_rates(self) -> None:
        """See to it that the next update looks at the rates, and at the order of the patterns."""
        self._sweeps_differ = self._settings.shuffle or bool(self._settings.schedule)
        self._ready_size, self._ready_sweep = 0, -1

    # ---- settings and state ----------------------------------------------------------------

    @property
    def settings(self) -> TrainingSettings:
        """The settings of the next update. Setting them keeps the state."""
        return self._settings

    @settings.setter
    def settings(self, settings: TrainingSettings) -> None:
        before, self._settings = self._settings, settings
        if _without_rates(settings) == _without_rates(before):
            self._forget_rates()
            return
        state = self.state()
        try:
            self._record()
        except ValueError:
            self._settings = before
            raise
        self.restore(state)

    def state(self) -> TrainingState:
        """Return a copy of what the updates changed."""
        return TrainingState(
            self._parameters.parameters(),
            self._parameters.velocity(),
            self._sweep,
            self._position,
            self._updates,
        )

    def restore(self, state: TrainingState) -> None:
        """Continue from this state."""
        shapes = {state.parameters.shape, state.velocity.shape}
        if shapes != {(self._network.n_parameters,)}:
            raise ValueError(f"The state belongs to another network: its vectors have {shapes}.")
        self._parameters.load(state.parameters, state.velocity)
        self._sweep = state.sweep
        self._position = state.position if state.position < self._n else 0
        self._updates = state.updates

    # ---- where it stands -------------------------------------------------------------------

    @property
    def network(self) -> Network:
        """The network with the present parameters."""
        return self._network.with_parameters(self._parameters.parameters())

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
        return self._parameters.is_finite()

    def order(self, sweep: int) -> IntArray:
        """Return the order in which this sweep takes the patterns."""
        return sweep_order(self._settings, self._n, sweep)

    def batch(self) -> IntArray:
        """Return the indices of the patterns the next update uses."""
        return self.order(self._sweep)[self._position : self._position + self._step]

    # ---- updates ---------------------------------------------------------------------------

    def advance(self, updates: int) -> None:
        """Make so many updates, fewer if `abort` is set meanwhile."""
        with np.errstate(all="ignore"):
            for _ in range(updates):
                if not self._update():
                    return

    def _update(self) -> bool:
        """Make one update; return False, and change nothing, when it was aborted."""
        start = self._position
        stop = min(start + self._step, self._n)
        if stop - start != self._ready_size or self._sweep != self._ready_sweep:
            self._prepare(stop - start)
        for piece in self._recordings.update(start, stop):
            if self.abort is not None and self.abort.is_set():
                return False
            for call in piece:
                call()
        self._count(stop)
        return True

    def _prepare(self, patterns: int) -> None:
        """Get ready for updates with so many patterns in this sweep."""
        if self._settings.shuffle and self._sweep != self._ready_sweep:
            self._recordings.arrange(self.order(self._sweep))
        eta, alpha = self._settings.rates_at(self._sweep)
        share = batch_share(patterns, self._settings)
        self._parameters.set_rates(eta * share * self._factor, alpha)
        self._ready_size, self._ready_sweep = patterns, self._sweep

    def _count(self, stop: int) -> None:
        self._updates += 1
        self._position = stop
        if stop == self._n:
            self._position = 0
            self._sweep += 1
            if not self._sweeps_differ:
                self._ready_sweep = self._sweep
        if self._updates % UPDATES_BETWEEN_CUTS == 0:
            self._parameters.cut_faded()

    # ---- what it has come to ---------------------------------------------------------------

    def loss(self) -> float:
        """Return the loss over all patterns, summed or averaged as the settings say."""
        with np.errstate(all="ignore"):
            return self._recordings.loss()

    def outputs(self, inputs: FloatArray) -> FloatArray:
        """Return the outputs (n, outputs) for inputs (n, inputs), with the present parameters."""
        with np.errstate(all="ignore"):
            return predict(self.network, inputs)

    def velocity_rms(self) -> FloatArray:
        """Return the root mean square velocity of each layer after the first, (layers - 1,)."""
        with np.errstate(all="ignore"):
            squares = self._parameters.v**2
            return np.array(
                [
                    np.sqrt(np.mean(squares[self._network.span(k)]))
                    for k in range(1, len(self._network.layers))
                ]
            )


def _without_rates(settings: TrainingSettings) -> TrainingSettings:
    """Return the settings without what may change and leave the recordings as they are."""
    return replace(settings, learning_rate=0.0, momentum=0.0, schedule=())
