"""Networks and settings whose trajectory is that of PyTorch's SGD with momentum.

Its velocity sums the gradients, v = alpha v + g, and the rate multiplies the sum, w = w - eta v;
here the rate is inside, v = -eta g + alpha v. With one rate throughout, both are the same.
"""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from tests.core.topologies import patterns, topology

UPDATES = 1_000
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class SgdCase:
    """A network, patterns for it, and settings with an update a sweep."""

    network: Network
    x: FloatArray
    y: FloatArray
    settings: TrainingSettings


def _case(
    name: str, hidden: str, output: str, loss: str, reduction: str, momentum: float, decay: float
) -> SgdCase:
    x, y = patterns(4)
    if output == "softmax":
        y = np.eye(2)[y.argmax(axis=1)]
    settings = TrainingSettings(
        learning_rate=0.02 if reduction == "sum" else 0.1,
        momentum=momentum,
        decay=decay,
        update="sweep",
        loss=loss,
        reduction=reduction,
    )
    return SgdCase(topology(name, hidden, output), x, y, settings)


# The decay is PyTorch's weight decay times the rate as long as there is no momentum: PyTorch's
# goes into the velocity, and this one does not (as in "decoupled" weight decay).
SGD_CASES = {
    f"{row[0]}, {row[1]}-{row[2]}, {row[3]}, {row[4]}, momentum {row[5]}": _case(*row)
    for row in (
        ("no hidden layer", "sigmoid", "sigmoid", "half-squared-error", "sum", 0.9, 0.0),
        ("chain", "tanh", "linear", "half-squared-error", "mean", 0.9, 0.0),
        ("chain", "sigmoid", "softmax", "cross-entropy", "sum", 0.5, 0.0),
        ("skip", "tanh", "sigmoid", "cross-entropy", "mean", 0.9, 0.0),
        ("skip", "relu", "linear", "squared-error", "mean", 0.8, 0.0),
        ("no biases", "sigmoid", "tanh", "squared-error", "sum", 0.9, 0.0),
        ("unit chain", "tanh", "softmax", "cross-entropy", "mean", 0.9, 0.0),
        ("absent", "tanh", "sigmoid", "half-squared-error", "mean", 0.9, 0.0),
        ("chain", "tanh", "linear", "half-squared-error", "mean", 0.0, 0.001),
    )
}
