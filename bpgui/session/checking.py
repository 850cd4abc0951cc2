"""What the gradient check of a session is about, and what it found: the step, a bug, an answer.

A planted bug is part of the question and of nothing else: it is tried on a copy. The network of
the document, its training and its history never meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import BoolArray, FloatArray, IntArray
from bpgui.core.bugs import Bug
from bpgui.core.gradient_check import STEP, GradientReport, check_parameters, slopes_over
from bpgui.core.landscape import Between
from bpgui.core.lesson import Lesson
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset

if TYPE_CHECKING:
    from bpgui.session.reading import Reading

Which = Literal["training", "presented", "batch"]
"""The patterns of a check: all training patterns, the presented one, those of the next update."""
LEAST_STEP, MOST_STEP = 1e-13, 0.1

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


class Checking(QObject):
    """The state of the gradient check, shared by its panel, the diagram and the details.

    Attributes
    ----------
    which
        The patterns that are checked.
    bug
        What is planted in the copy, or None.
    is_secret
        Whether the learner does not know which bug it is.
    answer
        What the last check found, or None.
    coloured
        Whether the diagram shows it.
    renewing
        Whether a newer answer is on its way.

    Signals
    -------
    changed
        The answer, or whether and how it is shown, is another.
    asked
        The question is another: its patterns, its step or its bug.
    step_changed
        The step is another.
    """

    changed = Signal()
    asked = Signal()
    step_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.step = STEP
        self.which: Which = "training"
        self.bug: Bug | None = None
        self.is_secret = False
        self.answer: Answer | None = None
        self.coloured = False
        self.renewing = False
        self._drawn: tuple[BoolArray, int, IntArray] | None = None

    def set_step(self, step: float) -> None:
        """Move each parameter so far; at least and at most what makes sense."""
        step = min(max(step, LEAST_STEP), MOST_STEP)
        if step != self.step:
            self.step = step
            self.step_changed.emit()
            self.asked.emit()

    def choose_patterns(self, which: Which) -> None:
        """Check other patterns."""
        if which != self.which:
            self.which = which
            self.asked.emit()

    def plant(self, bug: Bug | None, *, secretly: bool = False) -> None:
        """Plant a bug in the copy that is checked, or take it out with None."""
        if (bug, secretly) != (self.bug, self.is_secret):
            self.bug, self.is_secret = bug, secretly
            self.asked.emit()

    def reveal(self) -> None:
        """Tell the learner which bug it is."""
        if self.is_secret:
            self.is_secret = False
            self.changed.emit()

    def show(
        self, answer: Answer | None = None, *, coloured: bool | None = None, renewing: bool = False
    ) -> None:
        """Take a newer answer, if there is one, and show it in the diagram or not."""
        state = (self.answer, self.coloured, self.renewing)
        self.answer = answer or self.answer
        self.coloured = self.coloured if coloured is None else coloured
        self.renewing = renewing
        if state != (self.answer, self.coloured, self.renewing):
            self.changed.emit()

    def forget(self) -> None:
        """Let go of the answer, and of the data it is about."""
        if self.answer is not None:
            self.answer = None
            self.changed.emit()

    def question(self, session: Reading) -> Question:
        """Return what a check of the present moment asks."""
        network, data = session.network, session.dataset
        wanted = self._rows(session)
        rows = _spread(wanted, max(_FEWEST_PATTERNS, _PATTERNS_COST // network.n_parameters))
        return Question(
            network,
            data,
            session.settings,
            rows,
            len(wanted),
            self._parameters(network, len(rows)),
            self.step,
            self.bug,
        )

    def is_current(self, session: Reading) -> bool:
        """Whether the answer is about the present moment."""
        return self.answer is not None and self.question(session).same(self.answer.question)

    def _parameters(self, network: Network, patterns: int) -> IntArray:
        """Return which parameters are checked, drawn once for a topology."""
        known = self._drawn
        if known is None or known[0] is not network.present or known[1] != patterns:
            self._drawn = (network.present, patterns, _parameters(network, patterns))
            return self._drawn[2]
        return known[2]

    def _rows(self, session: Reading) -> IntArray:
        if self.which == "presented":
            return np.array([session.pattern], dtype=np.intp)
        return session.batch_rows if self.which == "batch" else session.dataset.train


def _spread(rows: IntArray, most: int) -> IntArray:
    """Return so many of the rows, spread evenly."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def _parameters(network: Network, patterns: int) -> IntArray:
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
