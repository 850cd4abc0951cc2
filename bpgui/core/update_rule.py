"""The update rule: gradient descent with momentum and weight decay, whole and in its parts."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.core.settings import TrainingSettings


def next_velocity(
    velocity: FloatArray,
    gradient: FloatArray,
    trainable: BoolArray,
    settings: TrainingSettings,
    sweep: int,
) -> FloatArray:
    """Return -eta dL/dw + alpha velocity, 0 where not trainable (1986, eq. 9); all (P,)."""
    eta, alpha = settings.rates_at(sweep)
    change: FloatArray = (-eta * gradient + alpha * velocity) * trainable
    return change


def updated(
    parameters: FloatArray,
    velocity: FloatArray,
    trainable: BoolArray,
    settings: TrainingSettings,
) -> FloatArray:
    """Return the parameters after a change by `velocity` and the decay; all (P,)."""
    shrinkage: FloatArray = settings.decay * parameters * trainable
    result: FloatArray = parameters + velocity - shrinkage
    return result


@dataclass(frozen=True, eq=False)
class UpdateSplit:
    """The next change of parameters in the parts it is made of; arrays of one shape.

    Attributes
    ----------
    gradient
        -eta dL/dw: downhill.
    momentum
        alpha times the previous change: on as before.
    decay
        -lambda w: towards zero.
    """

    gradient: FloatArray
    momentum: FloatArray
    decay: FloatArray

    @property
    def change(self) -> FloatArray:
        """w(t + 1) - w(t), the sum of the parts; w(t + 1) is that of `updated`."""
        return self.gradient + self.momentum + self.decay


def split_change(
    parameters: FloatArray,
    velocity: FloatArray,
    gradient: FloatArray,
    trainable: BoolArray,
    settings: TrainingSettings,
    sweep: int,
) -> UpdateSplit:
    """Return the parts of the next change of all parameters, (P,), or of some, all (m,).

    Each part is 0 where a parameter is not trainable: locked or absent.
    """
    eta, alpha = settings.rates_at(sweep)
    return UpdateSplit(
        np.where(trainable, -eta * gradient, 0.0),
        np.where(trainable, alpha * velocity, 0.0),
        np.where(trainable, -settings.decay * parameters, 0.0),
    )
