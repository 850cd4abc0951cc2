"""What is under the pointer, and when its card shows: a moment after the pointer rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QTimer

from bpgui.session.quantity import Quantity
from bpgui.ui.diagram.hits import Hit, ParameterHit, UnitHit
from bpgui.ui.diagram.hover_card import HoverCard, describe

if TYPE_CHECKING:
    from bpgui.ui.diagram.view import DiagramView

_DELAY = 350
_REFRESH = 100


class Hovering(QObject):
    """Follows the pointer over a view."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self._pointer = QPointF()
        self._pointed: Quantity | None = None
        self.card = HoverCard(view)
        self._delay = QTimer(self, singleShot=True, interval=_DELAY)
        self._delay.timeout.connect(self._show_card)
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH)
        self._refresh.timeout.connect(self._on_refresh_timeout)
        view.session.state_changed.connect(self._on_session_state_changed)

    def follow(self, point: QPointF, hit: Hit | None) -> None:
        """Take note of where the pointer is in the widget, and over what part of the diagram."""
        self._pointer = point
        self._point(hit)
        if hit != self._view.hovered:
            self._view.hovered = hit
            self._view.place_extra()
            self.hide_card()
            if hit is not None:
                self._delay.start()
        elif self.card.isVisible():
            self._show_card()

    def _point(self, hit: Hit | None) -> None:
        """Let formulas light up every number of what is under the pointer."""
        quantity: Quantity | None = None
        if isinstance(hit, UnitHit):
            quantity = Quantity.of_unit("any", hit.layer, hit.unit)
        elif isinstance(hit, ParameterHit):
            quantity = Quantity.of_parameter("any", hit.index)
        elif hit is None:
            quantity = self._view.pill_at(self._pointer)
        if quantity != self._pointed:
            self._pointed = quantity
            self._view.session.point_at(quantity)

    def hide_card(self) -> None:
        """Show no card until the pointer moves on."""
        self._delay.stop()
        self.card.hide()

    def _show_card(self) -> None:
        hit = self._view.hovered
        if hit is None or self._view.is_busy:
            return
        text = describe(self._view.session, hit)
        if text:
            self.card.show_at(self._pointer.toPoint(), text)

    def _on_refresh_timeout(self) -> None:
        if self.card.isVisible():
            self._show_card()

    def _on_session_state_changed(self) -> None:
        if self.card.isVisible() and not self._refresh.isActive():
            self._refresh.start()
