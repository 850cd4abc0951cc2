"""One check of a gradient as a value: what is asked, and what was found.

A planted bug is part of the question and of nothing else: it is tried on a copy. The network of
the document, its training and its history never meet it. Large networks are checked in part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.bugs import Bug
from bpgui.core.gradient_check import GradientReport, check_parameters, slopes_over
from bpgui.core.landscape import Between
from bpgui.core.lesson import Lesson
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset

_PATTERNS_COST = 250_000
"""Patterns times parameters that one loss may take."""
_FEWEST_PATTERNS = 32
_CHECK_COST = 1_000_000_000
"""The same times the parameters that are checked."""
_FEWEST_PARAMETERS = 500
_SEED = 7
_CALL, _PRODUCT = 1.2e-4, 1e-9
"""Seconds that a loss takes, and that each pattern takes more for each parameter."""


@dataclass(frozen=True, eq=False)
class Question:
    """One check of a network, or of a copy with a bug.

    Attributes
    ----------
    network, dataset, settings
        The moment.
    rows
        Rows of the data set that are used, (n,).
    of
        How many there would be, if that were not too many.
    indices
        Which parameters are checked, (m,): all that are present, or some drawn at random.
    step
        How far each is moved.
    bug
        The mistake in the copy, or None.
    """

    network: Network
    dataset: Dataset
    settings: TrainingSettings
    rows: IntArray
    of: int
    indices: IntArray
    step: float
    bug: Bug | None = None

    @property
    def is_part(self) -> bool:
        """Whether not all parameters are checked."""
        return len(self.indices) < self.network.n_connections

    @property
    def seconds(self) -> float:
        """About how long the check takes."""
        each = _CALL + _PRODUCT * len(self.rows) * self.network.n_parameters
        return 2.0 * len(self.indices) * each

    def same(self, other: Question | None) -> bool:
        """Whether another question has the same answer."""
        return (
            other is not None
            and self.network is other.network
            and self.dataset is other.dataset
            and self.settings == other.settings
            and self.step == other.step
            and self.bug is other.bug
            and np.array_equal(self.rows, other.rows)
            and np.array_equal(self.indices, other.indices)
        )

    def lesson(self) -> Lesson:
        """Return what the gradient is computed of."""
        inputs, targets = self.dataset.x_of(self.rows), self.dataset.y[self.rows]
        return Lesson(self.network, inputs, targets, self.settings)

    def gradient(self) -> FloatArray:
        """Return the gradient (P,) that is checked, with the mistake of the bug if there is one."""
        lesson = self.lesson()
        with np.errstate(all="ignore"):
            return lesson.gradient() if self.bug is None else self.bug.gradient(lesson)

    def answer(self, between: Between | None = None) -> Answer:
        """Make the check."""
        with np.errstate(all="ignore"):
            report = check_parameters(
                self.lesson(), self.gradient(), self.indices.tolist(), self.step, between
            )
        return Answer(self, report)

    def curve(self, index: int, steps: FloatArray, between: Between | None = None) -> FloatArray:
        """Return the central difference of a parameter for each step."""
        with np.errstate(all="ignore"):
            return slopes_over(self.lesson(), index, steps, between)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a check found."""

    question: Question
    report: GradientReport


def rows_at_once(rows: IntArray, network: Network) -> IntArray:
    """Return all rows, or as many, spread evenly, as are looked at for each parameter."""
    most = max(_FEWEST_PATTERNS, _PATTERNS_COST // network.n_parameters)
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def parameters_at_once(network: Network, patterns: int) -> IntArray:
    """Return all present parameters, or as many drawn at random as can be checked in seconds.

    Each matrix and each layer's biases have a share of those that are drawn, so that a mistake in
    one of them is seen.
    """
    most = max(_FEWEST_PARAMETERS, _CHECK_COST // max(1, patterns * network.n_parameters))
    if network.n_connections <= most:
        return np.flatnonzero(network.present)
    random = np.random.default_rng(_SEED)
    groups = _groups(network)
    share = most // len(groups)
    drawn = [random.choice(group, size=min(share, len(group)), replace=False) for group in groups]
    return np.sort(np.concatenate(drawn))


def _groups(network: Network) -> list[IntArray]:
    """Return the present weights of each matrix, and the present biases of each layer."""
    places, groups = np.arange(network.n_parameters), []
    for k, layer in enumerate(network.layers[1:], start=1):
        matrix, present = network.as_matrix(places, k), network.as_matrix(network.present, k)
        blocks = [network.columns(k, source) for source in layer.sources]
        blocks += [slice(-1, None)] if layer.bias else []
        groups += [matrix[:, block][present[:, block]] for block in blocks]
    return [group for group in groups if len(group)]
