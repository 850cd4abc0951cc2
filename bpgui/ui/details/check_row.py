"""The row that compares a gradient with a central difference."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from bpgui.session.checking import Checking
from bpgui.ui.controls.form import ProblemLabel
from bpgui.ui.controls.step_field import StepField
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.weight_update import GradientCheck, check_parameter
from bpgui.ui.theme import SPACING, scaled_font

INTERVAL = 0.5
"""Seconds between two checks while training runs."""
_TIP = (
    "The slope of the loss, measured by moving the parameter a little up and down, "
    "and how far the gradient is from it"
)


class CheckRow(QWidget):
    """Measures the slope of the loss and says whether the gradient agrees.

    Attributes
    ----------
    step
        How far the parameter is moved, which the gradient check has too.
    chip
        The verdict.
    """

    def __init__(self, checking: Checking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: Evidence | None = None
        self._asked = (-1, 0.0)
        self._checking = checking
        self.step = StepField(checking)
        self.step.setFont(scaled_font(0.92))
        self._time = -INTERVAL
        self.chip = QLabel()
        self.chip.setFont(scaled_font(0.92))
        self.chip.setToolTip(_TIP)
        self.chip.setProperty("role", "good")
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        label = QLabel("Central difference, step h")
        label.setProperty("role", "muted")
        label.setFont(scaled_font(0.92))
        label.setWordWrap(True)
        label.setBuddy(self.step)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(self.step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addLayout(row)
        column.addWidget(ProblemLabel(self.step))
        column.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignRight)

    def check(self, batch: Evidence, index: int, *, running: bool) -> None:
        """Check the gradient of a parameter, not again for what is checked, and seldom in a run."""
        now = time.monotonic()
        recent = batch is self._batch or (running and now < self._time + INTERVAL)
        asked = (index, self._checking.step)
        if asked == self._asked and recent:
            return
        self._batch, self._asked, self._time = batch, asked, now
        self._show(check_parameter(batch, *asked))

    def _show(self, found: GradientCheck | None) -> None:
        text = found.text if found else "too many numbers to measure"
        role = "muted" if found is None or found.drowned else "good" if found.agrees else "bad"
        if self.chip.text() != text:
            self.chip.setText(text)
        if self.chip.property("role") != role:
            self.chip.setProperty("role", role)
            self.chip.style().unpolish(self.chip)
            self.chip.style().polish(self.chip)
