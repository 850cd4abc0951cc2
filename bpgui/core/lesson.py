"""Everything a gradient is computed of, as one value."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import backward, forward, loss_value
from bpgui.core.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a gradient is computed of: a network, n patterns with targets, and the rules.

    Attributes
    ----------
    inputs, targets
        Shapes (n, inputs) and (n, outputs).
    """

    network: Network
    inputs: FloatArray
    targets: FloatArray
    settings: TrainingSettings

    @property
    def loss(self) -> float:
        """The loss of these patterns, summed or averaged as the rules say."""
        return loss_value(self.network, self.inputs, self.targets, self.settings)

    def gradient(
        self, *, as_if: Network | None = None, settings: TrainingSettings | None = None
    ) -> FloatArray:
        """Return the gradient (P,), or that of a backward pass with a wrong ingredient.

        Parameters
        ----------
        as_if
            What the backward pass, not the forward pass, takes for the network.
        settings
            What it takes for the rules.
        """
        passed = forward(self.network, self.inputs)
        found = backward(
            as_if or self.network, passed, self.targets, settings or self.settings
        ).gradient
        return np.where(self.network.present, found, 0.0)
