"""Patterns by which an exported program tests itself: inputs, and the outputs it must give."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.weights_file import WeightsFile

TOLERANCE = 1e-12
"""Of an output, relative to its size and at least to the scale of its target."""
_CANDIDATES = 64
_PATTERNS = 8
_MOST_NUMBERS = 10_000
_ROUNDINGS = 4


@dataclass(frozen=True, eq=False)
class SelfTest:
    """What a program is tested with.

    Attributes
    ----------
    inputs
        (n, inputs) in the units of the data. n may be 0: see `self_test`.
    outputs
        (n, outputs) that the network gives.
    sizes
        (n, outputs) to which an error is set in relation.
    """

    inputs: FloatArray
    outputs: FloatArray
    sizes: FloatArray


@np.errstate(all="ignore")
def self_test(weights: WeightsFile) -> SelfTest:
    """Return some patterns whose outputs do not hang on the order in which sums are taken.

    Another program adds up in another order. Where rounding then changes an output by more than
    a tenth of the tolerance, as where huge weights cancel, the pattern says nothing and is left
    out.
    """
    inputs = _drawn(weights)
    outputs = weights.predict(inputs)
    sizes = np.maximum(np.abs(outputs), weights.target_scaling.scale)
    steady = np.isfinite(outputs) & np.isfinite(sizes)
    for other in _rounded_otherwise(weights):
        steady &= np.abs(other.predict(inputs) - outputs) <= 0.1 * TOLERANCE * sizes
    rows = np.flatnonzero(steady.all(axis=1))[: _count(weights)]
    return SelfTest(inputs[rows], outputs[rows], sizes[rows])


def _drawn(weights: WeightsFile) -> FloatArray:
    """Return raw inputs about where those of the data lie, short to write."""
    rng = np.random.default_rng(1986)
    scaled = rng.uniform(-1.0, 1.5, (_CANDIDATES, weights.network.n_inputs)).round(3)
    return weights.input_scaling.undo(scaled)


def _rounded_otherwise(weights: WeightsFile) -> list[WeightsFile]:
    """Return the network with weights changed by about one rounding each."""
    rng = np.random.default_rng(1986)
    network = weights.network
    spread = np.finfo(np.float64).eps * rng.choice([-1.0, 1.0], (_ROUNDINGS, network.n_parameters))
    return [
        WeightsFile(
            network.with_parameters(network.parameters * (1.0 + change)),
            weights.input_scaling,
            weights.target_scaling,
        )
        for change in spread
    ]


def _count(weights: WeightsFile) -> int:
    """Return how many patterns do not make the file much longer."""
    numbers = weights.network.n_inputs + weights.network.n_outputs
    return max(1, min(_PATTERNS, _MOST_NUMBERS // numbers))
