"""The panel that explains what is selected: a strip of phases above a page that scrolls."""

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.page_panel import PagePanel
from bpgui.ui.details.parameter_page import ParameterPage
from bpgui.ui.details.phase_strip import PhaseStrip
from bpgui.ui.details.trail import Place, place_of, section_key
from bpgui.ui.details.trail_bar import TrailBar
from bpgui.ui.details.unit_page import UnitPage
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.pace import Pace

INTERVAL = 120
"""Milliseconds between two updates of the numbers while training runs."""
_REST = 10.0
"""How many times as long as an update takes the next one waits at least."""


class DetailsPanel(PagePanel):
    """Shows, edits and explains the selected parameter, unit or layer, or the whole network.

    What a click on a number leads to may also be a page of its own in place of the selection's.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._moment: Moment | None = None
        self._not_before = 0.0
        self._travelling = False
        self._pace = Pace(self._refresh_shown, INTERVAL, self)
        self._create_widgets()
        self._lay_out()
        self._connect()
        self.synchronize()

    @override
    def synchronize(self) -> None:
        """Show the session's selection with all its numbers, at once."""
        page = self._show_page()
        self.set_heading(*page.heading())
        page.synchronize()
        page.show_phase(self._session.overlay)
        page.light(self._session.pointed)
        self._refresh_now()

    @override
    def refresh(self) -> None:
        """Show newer numbers if there are any and it is time; called every frame."""
        self._pace.flush()

    def go_back(self) -> None:
        """Go back to where the last number was followed from."""
        self._go_along(self.trail.back(self._place()))

    def go_forward(self) -> None:
        """Go again where the last number led, after going back."""
        self._go_along(self.trail.forward(self._place()))

    def follow(self, quantity: Quantity) -> None:
        """Show a number's own explanation; ``go_back`` leads back from there."""
        here = self._place()
        place = place_of(quantity, here)
        if replace(here, scroll=-1) != place:
            self.trail.leave(here)
            self._travel(place)
        QTimer.singleShot(0, partial(self._show_arrival, section_key(quantity)))

    def edit(self) -> None:
        """Put the focus into the field that edits what is selected."""
        page = self.page
        if isinstance(page, ParameterPage | UnitPage):
            chosen = page.value if isinstance(page, ParameterPage) else page.bias
            chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)
            chosen.selectAll()

    def _create_widgets(self) -> None:
        self.strip = PhaseStrip(self._session)
        self.trail = TrailBar(self._session.network)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.trail)
        column.addWidget(self.strip)
        column.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        session = self._session
        session.selection_changed.connect(self._on_session_selection_changed)
        session.selection_repeated.connect(self._on_session_selection_repeated)
        session.network_changed.connect(self._on_session_network_changed)
        session.dataset_changed.connect(self._on_session_dataset_changed)
        session.settings_changed.connect(self._pace.ask)
        session.pattern_changed.connect(self._pace.ask)
        session.state_changed.connect(self._pace.ask)
        session.running_changed.connect(self._pace.ask)
        session.checking.step_changed.connect(self._pace.ask)
        session.overlay_changed.connect(self._on_session_overlay_changed)
        session.hidden_changed.connect(self._on_session_hidden_changed)
        session.walk_changed.connect(self._on_session_walk_changed)
        session.pointed_changed.connect(self._on_session_pointed_changed)
        session.explanation_asked.connect(self.follow)
        digits.changed.connect(self._on_digits_changed)
        self.trail.back_asked.connect(self.go_back)
        self.followed.connect(self.follow)

    def _refresh_shown(self) -> None:
        """Refresh what is seen; in a run, with large batches, leave most of the time to others."""
        start = time.perf_counter()
        if self._session.running and start < self._not_before:
            self._pace.ask()
        elif self.isVisible():
            self._refresh_now()
            now = time.perf_counter()
            self._not_before = now + _REST * (now - start)

    def _refresh_now(self) -> None:
        session = self._session
        if self._moment is None or not self._moment.is_of(session):
            self._moment = Moment(session)
        self.page.refresh(self._moment)

    # ---- the trail -------------------------------------------------------------------------

    def _place(self) -> Place:
        session = self._session
        scroll = self._scroll.verticalScrollBar().value()
        return Place(session.selection, session.pattern, session.overlay, scroll, self.topic)

    def _go_along(self, place: Place | None) -> None:
        if place is not None:
            self._travel(place)
            QTimer.singleShot(0, partial(self._restore_scroll, place.scroll))

    def _restore_scroll(self, value: int) -> None:
        self._glide.stop()
        self._scroll.verticalScrollBar().setValue(value)

    def _travel(self, place: Place) -> None:
        session, before = self._session, self.topic
        self.topic = place.topic
        self._travelling = True
        try:
            session.present(place.pattern)
            session.select(place.selection)
            session.set_overlay(place.phase)
        finally:
            self._travelling = False
        if self.topic != before:
            self._show_from_top()
        self._refresh_now()
        self.trail.synchronize(self._session.network)

    def _show_from_top(self) -> None:
        self.synchronize()
        self.page.settle()
        self._restore_scroll(0)

    def _show_arrival(self, key: str) -> None:
        section = self.page.sections.get(key) or self.page.section_of(self._session.overlay)
        if section is not None and section.isVisible():
            self._scroll_to(section)
            section.flash()

    # ---- handlers --------------------------------------------------------------------------

    def _on_session_network_changed(self) -> None:
        if not self.trail.synchronize(self._session.network):
            self.topic = None
        self.synchronize()

    def _on_session_dataset_changed(self) -> None:
        self.synchronize()
        self.page.settle()

    def _on_session_pointed_changed(self) -> None:
        self.page.light(self._session.pointed)

    def _on_digits_changed(self) -> None:
        self._refresh_now()
        self.page.settle()

    def _on_session_selection_changed(self) -> None:
        if not self._travelling:
            self.trail.forget()
            self.topic = None
        self._show_from_top()
        if self._session.walk is not None:
            QTimer.singleShot(0, self._scroll_to_phase)

    def _on_session_selection_repeated(self) -> None:
        if self.topic is not None and not self._travelling:
            self._on_session_selection_changed()  # the way back from a number's own page

    def _on_session_hidden_changed(self) -> None:
        if self.isVisible():  # at once: the number asked for must not be seen a moment longer
            self._refresh_now()

    def _on_session_overlay_changed(self) -> None:
        self._show_phase()

    def _on_session_walk_changed(self) -> None:
        self._show_phase()

    def _show_phase(self) -> None:
        page = self.page
        page.show_phase(self._session.overlay)
        self._refresh_now()
        if page.section_of(self._session.overlay) is not None:
            # The layout has to learn of sections shown or hidden first.
            QTimer.singleShot(0, self._scroll_to_phase)

    def _scroll_to_phase(self) -> None:
        section = self.page.section_of(self._session.overlay)
        if section is not None and section.isVisible():
            self._scroll_to(section)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mousePressEvent(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._session.select(None)
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_now()
