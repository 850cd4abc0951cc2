"""The losses: how far the outputs of a network are from their targets.

A loss is a sum of one term an output. It is summed over the outputs of a pattern here; whether
the patterns of a batch are then summed or averaged is `TrainingSettings.reduction`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray

# An activation of 0 would make the derivative of a logarithm infinite.
SMALLEST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True)
class Loss:
    """A loss: its terms and their derivatives, one an output.

    Attributes
    ----------
    name
        The key in `LOSSES`, also the word written to files.
    label, formula
        What people read.
    terms
        (z, a, y, activation name) -> the loss of each output, shape of a. Cross-entropy is
        computed from z, so that it stays exact where a rounds to 0 or 1.
    derivative
        (a, y, activation name) -> dL/da of each output, shape of a.
    outputs
        The activations the output layer may have; empty for any.
    """

    name: str
    label: str
    formula: str
    terms: Callable[[FloatArray, FloatArray, FloatArray, str], FloatArray]
    derivative: Callable[[FloatArray, FloatArray, str], FloatArray]
    outputs: tuple[str, ...] = ()

    def admits(self, activation: str) -> bool:
        """Whether an output layer with this activation can be trained with this loss."""
        return not self.outputs or activation in self.outputs

    def check_activation(self, activation: str) -> None:
        """Raise ValueError unless the loss admits this activation of the output layer."""
        if not self.admits(activation):
            allowed = " or ".join(self.outputs)
            raise ValueError(
                f"{self.label} needs a {allowed} output layer, and this network's is {activation}. "
                f"Change the activation of the output layer or choose another loss."
            )

    def check_targets(self, targets: FloatArray) -> None:
        """Raise ValueError where a target cannot be reached, or is no number at all."""
        if not np.isfinite(targets).all():
            raise ValueError("A target is missing or not finite; every target must be a number.")
        if self.outputs and targets.size and (targets.min() < 0.0 or targets.max() > 1.0):
            raise ValueError(
                f"{self.label} needs targets from 0 to 1, and these reach from "
                f"{targets.min():g} to {targets.max():g}. Scale the targets or choose a squared "
                f"error."
            )


def _cross_entropy(z: FloatArray, _a: FloatArray, y: FloatArray, activation: str) -> FloatArray:
    """-y ln a - (1 - y) ln(1 - a) for the sigmoid, -y ln a for the softmax; both from z."""
    if activation == "softmax":
        shifted = z - z.max(axis=-1, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        categorical: FloatArray = y * (log_sum - shifted)
        return categorical
    softplus = np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))  # ln(1 + e^z)
    return softplus - y * z


def _cross_entropy_derivative(a: FloatArray, y: FloatArray, activation: str) -> FloatArray:
    if activation == "softmax":
        return -y / np.maximum(a, SMALLEST)
    return (a - y) / np.maximum(a * (1.0 - a), SMALLEST)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "half-squared-error",
            "Half squared error",
            "½ Σ (y − ŷ)²",  # 1986, eq. 3
            lambda _z, a, y, _activation: 0.5 * (y - a) ** 2,
            lambda a, y, _activation: a - y,
        ),
        Loss(
            "squared-error",
            "Squared error",
            "Σ (y − ŷ)²",
            lambda _z, a, y, _activation: (y - a) ** 2,
            lambda a, y, _activation: 2.0 * (a - y),
        ),
        Loss(
            "cross-entropy",
            "Cross-entropy",
            "−Σ y ln ŷ",
            _cross_entropy,
            _cross_entropy_derivative,
            outputs=("sigmoid", "softmax"),
        ),
    )
}
