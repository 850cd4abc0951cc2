"""Training: updates of a network on its patterns, as fast as NumPy allows."""

import threading
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray, read_only
from bpgui.core.network import Network
from bpgui.core.passes import backward, forward, loss_value, predict
from bpgui.core.settings import TrainingSettings
from bpgui.core.update_rule import next_velocity, updated


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
    """Updates of one network on one set of patterns."""

    def __init__(
        self,
        network: Network,
        inputs: FloatArray,
        targets: FloatArray,
        settings: TrainingSettings,
        state: TrainingState | None = None,
    ) -> None:
        if len(inputs) == 0:
            raise ValueError("There are no training patterns; add some before training.")
        self.abort: threading.Event | None = None
        self._network = network
        self._x = np.asarray(inputs, dtype=np.float64)
        self._y = np.asarray(targets, dtype=np.float64)
        self._trainable = network.trainable
        self._settings = settings
        self.restore(state or TrainingState(network.parameters, np.zeros(network.n_parameters)))
        backward(network, forward(network, self._x[:1]), self._y[:1], settings)

    @property
    def settings(self) -> TrainingSettings:
        """The settings of the next update; may be set between two."""
        return self._settings

    @settings.setter
    def settings(self, settings: TrainingSettings) -> None:
        self._settings = settings

    @property
    def network(self) -> Network:
        """The network with the present parameters."""
        return self._network.with_parameters(self._parameters)

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
        return -(-len(self._x) // self._settings.patterns_per_update(len(self._x)))

    def is_finite(self) -> bool:
        """Whether every parameter and velocity is a finite number."""
        return bool(np.isfinite(self._parameters).all() and np.isfinite(self._velocity).all())

    @property
    def updates_left_in_sweep(self) -> int:
        """How many updates finish the present sweep."""
        step = self._settings.patterns_per_update(len(self._x))
        return -(-(len(self._x) - self._position) // step)

    def order(self, sweep: int) -> IntArray:
        """Return the order in which this sweep takes the patterns."""
        if not self._settings.shuffle:
            return np.arange(len(self._x))
        return np.random.default_rng([self._settings.seed, sweep]).permutation(len(self._x))

    def batch(self) -> IntArray:
        """Return the indices of the patterns the next update uses."""
        step = self._settings.patterns_per_update(len(self._x))
        return self.order(self._sweep)[self._position : self._position + step]

    def advance(self, updates: int) -> None:
        """Make so many updates."""
        with np.errstate(all="ignore"):
            for _ in range(updates):
                if self.abort is not None and self.abort.is_set():
                    return
                self._update()

    def _update(self) -> None:
        rows = self.batch()
        network = self._network.with_parameters(self._parameters)
        final = forward(network, self._x[rows])
        gradient = backward(network, final, self._y[rows], self._settings).gradient
        self._velocity = next_velocity(
            self._velocity, gradient, self._trainable, self._settings, self._sweep
        )
        self._parameters = updated(
            self._parameters, self._velocity, self._trainable, self._settings
        )
        self._updates += 1
        self._position += len(rows)
        if self._position >= len(self._x):
            self._sweep += 1
            self._position = 0

    def state(self) -> TrainingState:
        """Return a copy of what the updates changed."""
        return TrainingState(
            self._parameters, self._velocity, self._sweep, self._position, self._updates
        )

    def restore(self, state: TrainingState) -> None:
        """Continue from this state."""
        self._parameters: FloatArray = state.parameters
        self._velocity: FloatArray = state.velocity * self._trainable
        self._sweep = state.sweep
        self._position = state.position
        self._updates = state.updates

    def loss(self) -> float:
        """Return the loss over all patterns."""
        network = self._network.with_parameters(self._parameters)
        return loss_value(network, self._x, self._y, self._settings)

    def outputs(self, inputs: FloatArray) -> FloatArray:
        """Return the outputs for these inputs with the present parameters."""
        return predict(self._network.with_parameters(self._parameters), inputs)

    def velocity_rms(self) -> FloatArray:
        """Return the root mean square velocity of each layer after the first, (layers - 1,)."""
        squares = self._velocity**2
        spans = [self._network.span(k) for k in range(1, len(self._network.layers))]
        return np.array([np.sqrt(squares[span].mean()) for span in spans])
