"""The diagram that can be taken hold of: hands presses, the wheel and keys on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.drawing import DiagramDrawing
from bpgui.ui.diagram.editing import Editing
from bpgui.ui.diagram.gestures import Gesture, gesture_for
from bpgui.ui.diagram.hits import ButtonHit, CaptionHit, Hit, ParameterHit, UnitHit, find_hit
from bpgui.ui.diagram.hovering import Hovering
from bpgui.ui.diagram.keyboard import Keyboard, nudge_step
from bpgui.ui.diagram.menus import show_menu
from bpgui.ui.diagram.pills import pill_at
from bpgui.ui.diagram.selected import floating_boxes, parameter_rect, selected_hit
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.guarding import guarded

_WHEEL_STEP = 1.25


class DiagramView(DiagramDrawing):
    """Shows a session's network and lets the user change it in place.

    Attributes
    ----------
    editing
        Changes the session.
    keyboard
        Knows what the keys do.
    hovering
        Knows what is under the pointer.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.editing = Editing(self)
        self.keyboard = Keyboard(self)
        self.hovering = Hovering(self)
        self._gesture: Gesture | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network diagram")
        self.setAccessibleDescription(
            "Tab goes through units, weights and biases; type a number or press Enter to change "
            "the selected weight; the menu key shows what else can be done."
        )

    @property
    def is_busy(self) -> bool:
        """Whether a button is pressed or something is being typed."""
        return self._gesture is not None or self.editing.editor.is_open

    def hit_at(self, point: QPointF) -> Hit | None:
        """Return what of the diagram is under a point of the widget."""
        chosen, network = self.session.selection, self.session.network
        labels = floating_boxes(self.layout_shown, network, chosen, self.extra)
        return find_hit(
            self.layout_shown,
            network,
            self.camera.to_diagram(point),
            extra_labels=labels,
            reach=6.0 / self.camera.zoom,
        )

    def pill_at(self, point: QPointF) -> Quantity | None:
        """Return the delta that stands in a pill under a point of the widget."""
        session = self.session
        shown = read_session(session, self.hovered)
        return pill_at(self.layout_shown, shown, self.camera.to_diagram(point), session.pattern)

    def parameter_rect(self, index: int) -> QRectF | None:
        """Return where the number of a parameter stands, in the diagram's pixels."""
        return parameter_rect(self.layout_shown, self.session.network, index, self.extra)

    def reveal_selection(self) -> None:
        """Pan so that what is selected is seen."""
        chosen = self.session.selection
        rect = None
        if isinstance(chosen, ParameterSelection):
            rect = self.parameter_rect(chosen.index)
        elif isinstance(chosen, UnitSelection):
            rect = self.layout_shown.layers[chosen.layer].square(chosen.unit)
        if rect is not None and self.camera.is_moved:
            self.camera.reveal(rect, QSizeF(self.size()), self.layout_shown.measures.em)
            self.moved()

    # ---- what gestures, keys and menus ask for ---------------------------------------------

    def attempt(self, change: Callable[[], None]) -> bool:
        """Carry out a change; tell the user the sentence of one that is refused."""
        return self.editing.attempt(change)

    def edit_parameter(self, index: int, typed: str = "") -> None:
        """Open the editor over the number of a weight or bias."""
        self.editing.edit_parameter(index, typed)

    def connect_units(self, start: UnitHit, end: UnitHit) -> None:
        """Connect two units."""
        self.editing.connect_units(start, end)

    def select_hit(self, hit: Hit) -> None:
        """Select a unit, parameter or layer."""
        if isinstance(hit, UnitHit):
            self.session.select(UnitSelection(hit.layer, hit.unit))
        elif isinstance(hit, ParameterHit):
            self.session.select(ParameterSelection(hit.index))
        elif isinstance(hit, CaptionHit):
            self.session.select(LayerSelection(hit.layer))

    def activate_hit(self, hit: Hit) -> None:
        """Do what a click on something does."""
        if isinstance(hit, ButtonHit):
            self.editing.press_button(hit)
            return
        self.select_hit(hit)
        if isinstance(hit, CaptionHit) and hit.part == "description" and hit.layer:
            below = self.layout_shown.captions[hit.layer].description
            at = self.camera.to_screen(below).bottomLeft().toPoint()
            show_menu(self, hit, self.mapToGlobal(at))

    def show_thread(self, start: QPointF, end: QPointF) -> None:
        """Show a connection being drawn, from a point of the diagram to one of the widget."""
        self.thread_shown = (start, self.camera.to_diagram(end))
        self.hovering.follow(end, self.hit_at(end))
        self.update()

    def hide_thread(self) -> None:
        """No connection is being drawn any more."""
        self.thread_shown = None
        self.update()

    def cancel_gesture(self) -> bool:
        """Undo what the pressed button has done so far; False if none is pressed."""
        if self._gesture is None:
            return False
        gesture, self._gesture = self._gesture, None
        gesture.cancel()
        return True

    @override
    def moved(self) -> None:
        self.editing.follow()
        super().moved()

    # ---- Qt --------------------------------------------------------------------------------

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hovering.hide_card()
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            if not self.editing.editor.commit():
                return
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.cancel_gesture()
            self._gesture = gesture_for(self, event)

    @override
    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            self._gesture.move(event.position(), event.modifiers())
        else:
            self.hovering.follow(event.position(), self.hit_at(event.position()))

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_pressed = event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton)
        if self._gesture is not None and not is_pressed:
            gesture, self._gesture = self._gesture, None
            gesture.release(event.position())

    @override
    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if isinstance(hit, ParameterHit):
            self.edit_parameter(hit.index)
        elif isinstance(hit, CaptionHit) and hit.part == "name":
            self.editing.rename_layer(hit.layer)
        elif isinstance(hit, UnitHit) and not hit.rim:
            self.editing.rename_unit(hit.layer, hit.unit)
        else:
            self.mousePressEvent(event)

    @override
    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        hit = self.hit_at(event.position())
        chosen = self.session.selection
        if (
            isinstance(hit, ParameterHit)
            and isinstance(chosen, ParameterSelection)
            and chosen.index == hit.index
            and hit.part != "line"
        ):
            if turn:
                step = nudge_step(event.modifiers()) * (1 if turn > 0 else -1)
                self.editing.nudge(hit.index, step)
        else:
            self.hovering.hide_card()
            self.zoom_at(event.position(), _WHEEL_STEP ** (turn / 240.0))
        event.accept()

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.hovering.hide_card()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            hit = self.hit_at(QPointF(event.pos()))
            if hit is not None:
                self.select_hit(hit)
            show_menu(self, hit, event.globalPos())
            return
        hit, rect = selected_hit(self.layout_shown, self.session, self.extra)
        at = self.camera.to_screen(rect).center().toPoint() if rect else self.rect().center()
        show_menu(self, hit, self.mapToGlobal(at))

    @override
    @guarded
    def focusNextPrevChild(self, next: bool) -> bool:
        return self.keyboard.tab(1 if next else -1) or super().focusNextPrevChild(next)

    @override
    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_key and self.session.selection is None:
            self.session.select(UnitSelection(0, 0))
        super().focusInEvent(event)

    @override
    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self.hovering.follow(QPointF(-1, -1), None)
        super().leaveEvent(event)

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.keyboard.wants(event):
            event.accept()
            return True
        return super().event(event)
