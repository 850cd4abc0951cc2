"""The row that compares a gradient with a central difference."""

import time

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

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
    """Measures the slope of the loss and says whether the gradient agrees."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: Evidence | None = None
        self._index = -1
        self._time = -INTERVAL
        self.chip = QLabel()
        self.chip.setFont(scaled_font(0.92))
        self.chip.setToolTip(_TIP)
        self.chip.setProperty("role", "good")
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        label = QLabel("Central difference")
        label.setProperty("role", "muted")
        label.setFont(scaled_font(0.92))
        label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACING // 2, 0, 0)
        row.addWidget(label, 1)
        row.addWidget(self.chip)

    def check(self, batch: Evidence, index: int, *, running: bool) -> None:
        """Check the gradient of a parameter, not again for what is checked, and seldom in a run."""
        now = time.monotonic()
        recent = batch is self._batch or (running and now < self._time + INTERVAL)
        if index == self._index and recent:
            return
        self._batch, self._index, self._time = batch, index, now
        self._show(check_parameter(batch, index))

    def _show(self, found: GradientCheck | None) -> None:
        text = found.text if found else "too many numbers to measure"
        role = "muted" if found is None else "good" if found.agrees else "bad"
        if self.chip.text() != text:
            self.chip.setText(text)
        if self.chip.property("role") != role:
            self.chip.setProperty("role", role)
            self.chip.style().unpolish(self.chip)
            self.chip.style().polish(self.chip)
