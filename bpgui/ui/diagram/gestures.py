"""What a pressed mouse button does until it is let go: one object a gesture."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection
from bpgui.ui.diagram.hits import Hit, ParameterHit, UnitHit

if TYPE_CHECKING:
    from bpgui.ui.diagram.view import DiagramView

_CLICK = 4.0
"""Pixels within which a press and a release are a click."""


class Gesture(Protocol):
    """Begun by a press; points are in the widget's pixels."""

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the pointer."""

    def release(self, point: QPointF) -> None:
        """Finish."""

    def cancel(self) -> None:
        """Undo what was done, as Esc asks."""


class PanGesture:
    """Moves the diagram; a click selects what was pressed, or nothing on empty ground."""

    def __init__(
        self, view: DiagramView, start: QPointF, pressed: Hit | None, *, selects: bool = True
    ) -> None:
        self._view = view
        self._start = self._last = start
        self._pressed = pressed
        self._selects = selects
        self._moving = False

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the pointer once it is clear that this is no click."""
        del modifiers
        if self._moving or _distance(self._start, point) > _CLICK:
            self._moving = True
            self._view.camera.pan(point - self._last)
            self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._view.update()
            self._last = point

    def release(self, point: QPointF) -> None:
        """Finish; nothing moved means a click."""
        del point
        self._view.unsetCursor()
        if self._moving or not self._selects:
            return
        if self._pressed is None:
            self._view.session.select(None)
        else:
            self._view.select_hit(self._pressed)

    def cancel(self) -> None:
        """Put the diagram back."""
        self._view.camera.pan(self._start - self._last)
        self._view.unsetCursor()
        self._view.update()


class SweepGesture:
    """Sweeps a weight or bias up and down by dragging its number; one undo entry.

    A run is held while the number is dragged, so that the outputs follow the hand alone. A click
    without a drag opens the editor if the parameter was selected already.
    """

    def __init__(self, view: DiagramView, index: int, start: QPointF, *, opens: bool) -> None:
        self._view = view
        self._index = index
        self._start = start
        self._opens = opens
        self._before = float(view.session.network.parameters[index])
        self._held: ExitStack | None = None
        self._swept = False

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Set the value from the way up and to the right: 1 for 50 pixels; Shift 10, Ctrl 0.1."""
        if self._held is None:
            if _distance(self._start, point) <= _CLICK:
                return
            self._hold()
        step = point - self._start
        way = (step.x() if abs(step.x()) > abs(step.y()) else -step.y()) / 50.0
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            way *= 10.0
        elif modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            way *= 0.1
        self._set(round(self._before + way, 4))

    def release(self, point: QPointF) -> None:
        """Let a run go on, or take the press for a click."""
        del point
        if self._held is not None:
            self._held.close()
            self._held = None
            self._view.unsetCursor()
        elif self._opens:
            self._view.edit_parameter(self._index)

    def cancel(self) -> None:
        """Bring the old value back, and leave no trace in the undo stack."""
        if self._held is None:
            return
        stack = self._view.session.undo_stack
        if self._swept:
            stack.undo()
            stack.command(stack.index()).setObsolete(True)
            stack.redo()  # drops an obsolete command instead of carrying it out
        self._held.close()
        self._held = None
        self._view.unsetCursor()

    def _hold(self) -> None:
        self._held = ExitStack()
        self._held.enter_context(self._view.session.holding())
        self._before = float(self._view.session.network.parameters[self._index])
        self._view.setCursor(Qt.CursorShape.SizeVerCursor)

    def _set(self, value: float) -> None:
        session, index = self._view.session, self._index
        if value != float(session.network.parameters[index]):
            change = partial(session.set_parameter, index, value, gesture=self)
            self._swept = self._view.attempt(change) or self._swept


class ConnectGesture:
    """Draws a connection from a unit to a unit of a later layer."""

    def __init__(self, view: DiagramView, hit: UnitHit, start: QPointF) -> None:
        self._view = view
        self._from = hit
        self._start = start

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the new connection as a dashed line to the pointer."""
        del modifiers
        if _distance(self._start, point) > _CLICK:
            spot = self._view.layout_shown.layers[self._from.layer]
            self._view.show_thread(spot.centre(self._from.unit), point)

    def release(self, point: QPointF) -> None:
        """Connect with the unit under the pointer."""
        self._view.hide_thread()
        hit = self._view.hit_at(point)
        if _distance(self._start, point) <= _CLICK:
            self._view.select_hit(self._from)
        elif isinstance(hit, UnitHit):
            self._view.connect_units(self._from, hit)

    def cancel(self) -> None:
        """Draw nothing."""
        self._view.hide_thread()


class ClickGesture:
    """Acts when the button is let go where it was pressed."""

    def __init__(self, view: DiagramView, start: QPointF) -> None:
        self._view = view
        self._start = start

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Wait."""

    def release(self, point: QPointF) -> None:
        """Act on what was pressed."""
        hit = self._view.hit_at(self._start)
        if hit is not None and _distance(self._start, point) <= 3 * _CLICK:
            self._view.activate_hit(hit)

    def cancel(self) -> None:
        """Do nothing."""


class ExplainGesture:
    """Asks for the explanation of a number when the button is let go on it."""

    def __init__(self, view: DiagramView, start: QPointF, quantity: Quantity) -> None:
        self._view = view
        self._start = start
        self._quantity = quantity

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Wait."""

    def release(self, point: QPointF) -> None:
        """Ask."""
        if _distance(self._start, point) <= 3 * _CLICK:
            self._view.session.explain(self._quantity)

    def cancel(self) -> None:
        """Do nothing."""


def _distance(a: QPointF, b: QPointF) -> float:
    step = b - a
    return float((step.x() ** 2 + step.y() ** 2) ** 0.5)


def gesture_for(view: DiagramView, event: QMouseEvent) -> Gesture:
    """Return what a press of a mouse button begins."""
    point = event.position()
    hit = view.hit_at(point)
    if event.button() == Qt.MouseButton.MiddleButton:
        return PanGesture(view, point, hit, selects=False)
    pill = view.pill_at(point)
    if pill is not None:
        return ExplainGesture(view, point, pill)
    with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    if isinstance(hit, UnitHit) and (hit.rim or with_alt):
        return ConnectGesture(view, hit, point)
    if isinstance(hit, ParameterHit):
        is_selected = view.session.selection == ParameterSelection(hit.index)
        if hit.part in ("label", "bias") or (hit.part == "cell" and is_selected):
            view.select_hit(hit)
            return SweepGesture(view, hit.index, point, opens=is_selected)
        return PanGesture(view, point, hit)
    return PanGesture(view, point, None) if hit is None else ClickGesture(view, point)
