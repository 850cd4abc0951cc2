"""Arrowheads that travel along the connections at work when a step has been made."""

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QWidget

from bpgui.session.walk import Walk

_DURATION = 420
"""Milliseconds."""


class WaveMotion:
    """Repaints a widget while arrowheads travel.

    Attributes
    ----------
    animation
        Runs for each step; a step made meanwhile begins its own.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self.animation = QVariantAnimation(widget)
        self.animation.setDuration(_DURATION)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.animation.valueChanged.connect(widget.update)

    @property
    def progress(self) -> float:
        """How far the arrowheads are, from 0 to 1; 1 while nothing moves."""
        if self.animation.state() is QVariantAnimation.State.Running:
            return float(self.animation.currentValue())
        return 1.0

    def follow(self, walk: Walk | None) -> None:
        """Begin to move with a step inside the update; without one, be still."""
        self.animation.stop()
        if walk is not None and self._widget.isVisible():
            self.animation.start()
