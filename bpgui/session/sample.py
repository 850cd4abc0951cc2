"""A sample of a run, and how samples grow sparser as the run grows longer."""

from dataclasses import dataclass, replace

from bpgui.core.arrays import FloatArray
from bpgui.core.trainer import TrainingState

LOSS_SAMPLES = 256
"""Losses kept for a long run: between this many and twice as many."""
STATE_BYTES = 24_000_000
"""Memory for the kept states of one run."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """One moment of a run: its losses and, for some, the whole state.

    Attributes
    ----------
    updates, sweep, position : int
        When it was taken.
    loss : float
        Over the training patterns, in the settings' reduction.
    test_loss : float
        Over the held-out patterns; NaN where there are none.
    change : ndarray of shape (layers - 1,)
        Root mean square of the last update's change, a layer.
    parameters, velocity : ndarray of shape (P,) or None
        The state, where it is kept.
    """

    updates: int
    sweep: int
    position: int
    loss: float
    test_loss: float
    change: FloatArray
    parameters: FloatArray | None
    velocity: FloatArray | None

    @property
    def state(self) -> TrainingState | None:
        """The whole state, where it is kept."""
        if self.parameters is None or self.velocity is None:
            return None
        return TrainingState(
            self.parameters, self.velocity, self.sweep, self.position, self.updates
        )

    def without_state(self) -> "Sample":
        """Return the sample with its losses alone."""
        if self.parameters is None:
            return self
        return replace(self, parameters=None, velocity=None)


def stride_at(sweep: int, samples: int) -> int:
    """Return the distance in sweeps between samples once a run has reached `sweep`.

    A power of two, so that the samples of a longer run are among those of a shorter one.
    """
    return 1 << max(0, (sweep // samples).bit_length() - 1)


def state_samples(n_parameters: int) -> int:
    """Return how many whole states (a power of two) a run of such a network keeps at least.

    Twice as many at most, which fill ``STATE_BYTES`` (a state holds 16 bytes a parameter).
    """
    affordable = STATE_BYTES // (32 * max(1, n_parameters))
    return min(LOSS_SAMPLES, 1 << max(0, affordable.bit_length() - 1))
