"""The gesture of dragging through time: a press in the plot and a move with the button held."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from bpgui.ui.plots.axes import Axes

_LEFT = Qt.MouseButton.LeftButton


class ScrubGesture(QObject):
    """Follows the left button over a chart; with Shift held, the drag pans the view instead.

    Signals
    -------
    moved(tuple)
        The drag is at a point (x, y) of the plot.
    clicked(tuple)
        The button was pressed and released at one point.
    ended()
        The button was released after a drag.
    cancelled()
        Esc was pressed in the middle of a drag.
    """

    moved = Signal(object)
    clicked = Signal(object)
    ended = Signal()
    cancelled = Signal()

    def __init__(self, axes: Axes, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._axes = axes
        self._viewport = viewport
        self._pressed: QPointF | None = None
        self._dragging = False

    def on_mouse(self, event: QMouseEvent) -> bool:
        """Take an event of the mouse; return whether it is of this gesture."""
        kind, position = event.type(), event.position()
        if kind == QEvent.Type.MouseButtonPress and event.button() == _LEFT:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if shift or not self._axes.plot.adjusted(-4, -4, 4, 4).contains(position):
                return False
            self._pressed = position
            return True
        if self._pressed is None:
            return False
        if kind == QEvent.Type.MouseMove:
            self._move(position, held=bool(event.buttons() & _LEFT))
        elif kind == QEvent.Type.MouseButtonRelease and event.button() == _LEFT:
            self._release(position)
        return True

    def on_escape(self) -> bool:
        """Leave a drag; return whether there was one."""
        dragging = self._dragging
        self._let_go()
        if dragging:
            self.cancelled.emit()
        return dragging

    def _move(self, position: QPointF, *, held: bool) -> None:
        if not held:  # released where nobody told of it
            self._release(position)
            return
        start = self._pressed or position
        far = (position - start).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._dragging:
            self._dragging = True
            self._viewport.setCursor(Qt.CursorShape.SizeHorCursor)
        if self._dragging:
            self.moved.emit(self._axes.value(position))

    def _release(self, position: QPointF) -> None:
        dragging = self._dragging
        self._let_go()
        if dragging:
            self.ended.emit()
        else:
            self.clicked.emit(self._axes.value(position))

    def _let_go(self) -> None:
        self._pressed, self._dragging = None, False
        self._viewport.unsetCursor()
