"""What the gradient check of a session is about, and what it found: the step, a bug, an answer.

View state, as the selection is: nothing of it is undone, and training knows nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import BoolArray, IntArray
from bpgui.core.bugs import Bug
from bpgui.core.gradient_check import STEP
from bpgui.core.network import Network
from bpgui.session.gradient_question import Answer, Question, parameters_at_once, rows_at_once

if TYPE_CHECKING:
    from bpgui.session.reading import Reading

Which = Literal["training", "presented", "batch"]
"""The patterns of a check: all training patterns, the presented one, those of the next update."""
LEAST_STEP, MOST_STEP = 1e-13, 0.1


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
        rows = rows_at_once(wanted, network)
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
            self._drawn = (network.present, patterns, parameters_at_once(network, patterns))
            return self._drawn[2]
        return known[2]

    def _rows(self, session: Reading) -> IntArray:
        if self.which == "presented":
            return np.array([session.pattern], dtype=np.intp)
        return session.batch_rows if self.which == "batch" else session.dataset.train
