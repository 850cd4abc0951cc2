"""Sliders for rates: on a logarithmic scale, and over the speeds of training."""

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget
from typing_extensions import override

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0, math.inf)
"""Updates a second that can be chosen; the last is as many as the machine can make."""
_STEPS_A_DECADE = 40


def speed_text(speed: float) -> str:
    """Return a speed in words: "300 updates/s" or "full speed"."""
    if math.isinf(speed):
        return "full speed"
    return f"{speed:,.0f} update{'' if speed == 1 else 's'}/s"


class LogSlider(QSlider):
    """Chooses a number between two powers of ten, in equal steps of its logarithm."""

    chosen = Signal(float)

    def __init__(self, least: float, most: float, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._low = math.log10(least)
        self.setRange(0, round((math.log10(most) - self._low) * _STEPS_A_DECADE))
        self.setSingleStep(_STEPS_A_DECADE // 20)
        self.setPageStep(_STEPS_A_DECADE // 4)
        self.valueChanged.connect(self._on_value_changed)

    @property
    def number(self) -> float:
        """The number at the handle, to two significant digits."""
        return float(f"{10 ** (self._low + self.value() / _STEPS_A_DECADE):.1e}")

    def set_number(self, number: float) -> None:
        """Move the handle without a signal; numbers beyond the ends put it at the end."""
        blocker = QSignalBlocker(self)
        if number <= 0:
            self.setValue(0)
        else:
            self.setValue(round((math.log10(number) - self._low) * _STEPS_A_DECADE))
        blocker.unblock()

    def _on_value_changed(self) -> None:
        self.chosen.emit(self.number)

    @override
    def sizeHint(self) -> QSize:
        return QSize(44, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def neighbouring_speed(speed: float, places: int) -> float:
    """Return the speed that many places after (negative: before) the one nearest to a speed."""
    return SPEEDS[max(0, min(_nearest(speed) + places, len(SPEEDS) - 1))]


def _nearest(speed: float) -> int:
    return min(range(len(SPEEDS)), key=lambda i: _distance(SPEEDS[i], speed))


class SpeedSlider(QSlider):
    """Chooses one of `SPEEDS`."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, len(SPEEDS) - 1)
        self.setPageStep(1)
        self.setAccessibleName("speed")
        self.valueChanged.connect(self._on_value_changed)

    @property
    def speed(self) -> float:
        """The speed at the handle, in updates a second."""
        return SPEEDS[self.value()]

    def set_speed(self, speed: float) -> None:
        """Move the handle, without a signal, to the speed nearest to this one."""
        blocker = QSignalBlocker(self)
        self.setValue(_nearest(speed))
        blocker.unblock()

    def _on_value_changed(self) -> None:
        self.chosen.emit(self.speed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(72, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _distance(first: float, second: float) -> float:
    if math.isinf(first) or math.isinf(second):
        return 0.0 if first == second else math.inf
    return abs(math.log(first / second))
