"""Checking the gradient: the slope of the loss, measured by moving one parameter at a time."""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import backward, forward, loss_value
from bpgui.core.settings import TrainingSettings

# Below this a gradient is compared by its absolute error: nothing is left of its digits.
NEGLIGIBLE = 1e-6


def central_difference(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    index: int,
    step: float = 1e-5,
) -> float:
    """Return (L(w + step) - L(w - step)) / (2 step) for the parameter at `index`.

    Its error shrinks with the square of the step until rounding takes over. An absent connection
    has the slope 0.
    """
    if not network.present[index]:
        return 0.0
    w = float(network.parameters[index])
    above = loss_value(network.with_parameter(index, w + step), inputs, targets, settings)
    below = loss_value(network.with_parameter(index, w - step), inputs, targets, settings)
    return (above - below) / (2.0 * step)


def relative_error(gradient: float, slope: float) -> float:
    """Return |gradient - slope| over the larger of the two (at least `NEGLIGIBLE`)."""
    return abs(gradient - slope) / max(abs(gradient), abs(slope), NEGLIGIBLE)


def check_gradient(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    step: float = 1e-5,
) -> FloatArray:
    """Return the relative error of every component of the gradient, shape (P,)."""
    gradient = backward(network, forward(network, inputs), targets, settings).gradient
    errors = [
        relative_error(
            float(gradient[i]), central_difference(network, inputs, targets, settings, i, step)
        )
        for i in range(network.n_parameters)
    ]
    return np.array(errors)
