"""The step of the central difference, shared by all that show one: typed, or on a slider."""

import math

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.session.checking import LEAST_STEP, MOST_STEP, Checking
from bpgui.ui.controls.log_slider import LogSlider
from bpgui.ui.controls.number_field import Accepted, NumberField
from bpgui.ui.numbers import power_of_ten

_TIP = (
    "How far a parameter is moved up and down (h): a large step shows truncation, a tiny one "
    "rounding; 1e-5 or 1/1000, from 1e-13 to 0.1"
)


class StepField(NumberField):
    """The step, typed as 1e-5 and shown as 10⁻⁵."""

    def __init__(self, checking: Checking, parent: QWidget | None = None) -> None:
        accepted = Accepted(LEAST_STEP, MOST_STEP)
        super().__init__("The step", accepted, sample="0.0·10⁻¹³", parent=parent)
        self._checking = checking
        self.setAccessibleName("step of the central difference")
        self.setToolTip(_TIP)
        self.setStatusTip(_TIP)
        self.committed.connect(checking.set_step)
        checking.step_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the step in force."""
        self.set_value(self._checking.step)

    @override
    def _shown_text(self) -> str:
        return step_text(self.value)


class StepSlider(LogSlider):
    """The step on a logarithmic scale."""

    def __init__(self, checking: Checking, parent: QWidget | None = None) -> None:
        super().__init__(LEAST_STEP, MOST_STEP, parent)
        self._checking = checking
        self.setAccessibleName("step of the central difference")
        self.setToolTip(_TIP)
        self.setStatusTip(_TIP)
        self.chosen.connect(checking.set_step)
        checking.step_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the step in force."""
        self.set_number(self._checking.step)


def step_text(step: float) -> str:
    """Write a step: 10⁻⁵, 2.5·10⁻⁵, 0.05."""
    if step >= 0.001 or step <= 0:
        return f"{step:.4f}".rstrip("0").rstrip(".")
    power = math.floor(math.log10(step) + 1e-9)
    mantissa = f"{step / 10.0**power:.3g}"
    return power_of_ten(power) if mantissa == "1" else f"{mantissa}·{power_of_ten(power)}"
