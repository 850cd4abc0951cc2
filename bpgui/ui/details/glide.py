"""Scrolling that glides to what is at work instead of jumping there."""

from PySide6.QtCore import QEasingCurve, QPoint, QVariantAnimation
from PySide6.QtWidgets import QScrollArea, QWidget

_DURATION = 160
"""Milliseconds."""


class Glide:
    """Brings widgets of a scroll area into view, moving no further than is needed.

    Where a widget is may still change meanwhile, so each step asks anew.
    """

    def __init__(self, area: QScrollArea) -> None:
        self._area = area
        self._widget: QWidget | None = None
        self._start = 0
        self._animation = QVariantAnimation(area)
        self._animation.setDuration(_DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_animation_value_changed)

    def to(self, widget: QWidget) -> None:
        """Begin to scroll until all of a widget is seen, or its top if it is too tall."""
        self._animation.stop()
        self._widget = widget
        self._start = self._area.verticalScrollBar().value()
        self._animation.start()

    def stop(self) -> None:
        """Stay where the area is."""
        self._animation.stop()

    def _on_animation_value_changed(self, share: float) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(round(self._start + share * (self._target() - self._start)))

    def _target(self) -> int:
        content = self._area.widget()
        if self._widget is None or content is None:
            return self._start
        top = self._widget.mapTo(content, QPoint(0, 0)).y()
        bottom, room = top + self._widget.height(), self._area.viewport().height()
        if bottom - top > room or top < self._start:
            return top
        return max(self._start, bottom - room)
