"""The activation functions a = f(z), each with its derivative.

Every function takes arrays of any shape; the last axis is the units of a layer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative.

    Attributes
    ----------
    name
        The key in `ACTIVATIONS`, also the word written to files.
    label
        The name shown to people.
    f
        a = f(z).
    derivative
        f'(z) = da/dz, elementwise, from z and the a that belongs to it. The softmax mixes the
        units of its layer: its full derivative is a matrix, whose product with dL/da the backward
        pass takes (`bpgui.core.passes.output_delta`); here it gives the diagonal, a (1 - a).
    """

    name: str
    label: str
    f: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]


def sigmoid(z: FloatArray) -> FloatArray:
    """Return the logistic function 1 / (1 + e^-z), which never overflows (1986, eq. 2)."""
    decay = np.exp(-np.abs(z))  # between 0 and 1 whatever z is
    return np.where(z >= 0, 1.0, decay) / (1.0 + decay)


def softmax(z: FloatArray) -> FloatArray:
    """Return e^z_k / sum_j e^z_j over the last axis, which never overflows."""
    powers: FloatArray = np.exp(z - z.max(axis=-1, keepdims=True))
    a: FloatArray = powers / powers.sum(axis=-1, keepdims=True)
    return a


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", "Sigmoid", sigmoid, lambda _z, a: a * (1.0 - a)),
        Activation("tanh", "Tanh", np.tanh, lambda _z, a: 1.0 - a * a),
        Activation(
            "relu", "ReLU", lambda z: np.maximum(z, 0.0), lambda z, _a: np.heaviside(z, 0.0)
        ),
        Activation("linear", "Linear", lambda z: z, lambda z, _a: np.ones_like(z)),
        Activation("softmax", "Softmax", softmax, lambda _z, a: a * (1.0 - a)),
    )
}
