"""The update rule: gradient descent with momentum and weight decay."""

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
