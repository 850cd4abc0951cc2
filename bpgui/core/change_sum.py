"""What training changes over many updates, in its parts: summed while a trainer makes them."""

import numpy as np

from bpgui.core.arrays import BoolArray
from bpgui.core.trainer import Trainer
from bpgui.core.update_rule import UpdateSplit


class ChangeSum:
    """Adds up what the updates of a trainer are made of (see `bpgui.core.update_rule`).

    No gradient is computed for it: an update leaves the velocity v' = -eta g + alpha v behind,
    of which v' - alpha v is the gradient's part.

    Parameters
    ----------
    trainer
        Makes the updates, from where it stands.
    trainable
        Which parameters of its network it changes, (P,).
    """

    def __init__(self, trainer: Trainer, trainable: BoolArray) -> None:
        self._trainer, self._trainable = trainer, trainable
        self._state = trainer.state()
        self._velocities = np.zeros_like(self._state.velocity)
        self._momentum = np.zeros_like(self._velocities)
        self._decay = np.zeros_like(self._velocities)

    def advance(self) -> None:
        """Make one update."""
        trainer, before = self._trainer, self._state
        settings = trainer.settings
        _, alpha = settings.rates_at(before.sweep)
        trainer.advance(1)
        after = self._state = trainer.state()
        with np.errstate(all="ignore"):  # weights of a run that diverged
            self._velocities += after.velocity
            self._momentum += alpha * before.velocity
            if settings.decay:
                self._decay -= settings.decay * before.parameters

    @property
    def split(self) -> UpdateSplit:
        """The sums over the updates made: -eta Σ g, alpha Σ v and -lambda Σ w, each (P,).

        Together they are what the parameters changed by. 0 where a parameter is not trainable.
        """
        with np.errstate(all="ignore"):
            parts = (self._velocities - self._momentum, self._momentum, self._decay)
        return UpdateSplit(*(np.where(self._trainable, part, 0.0) for part in parts))
