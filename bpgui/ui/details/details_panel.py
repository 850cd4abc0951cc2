"""The panel that explains what is selected: a strip of phases above a page that scrolls."""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.details.layer_page import LayerPage
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.network_page import NetworkPage
from bpgui.ui.details.page import Page
from bpgui.ui.details.parameter_page import ParameterPage
from bpgui.ui.details.phase_strip import PhaseStrip
from bpgui.ui.details.unit_page import UnitPage
from bpgui.ui.pace import Pace
from bpgui.ui.panel import Panel

INTERVAL = 120
"""Milliseconds between two updates of the numbers while training runs."""
_REST = 10.0
"""How many times as long as an update takes the next one waits at least."""


class DetailsPanel(Panel):
    """Shows, edits and explains the selected parameter, unit or layer, or the whole network."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Details", parent=parent)
        self._session = session
        self._moment: Moment | None = None
        self._not_before = 0.0
        self._pace = Pace(self._refresh_shown, INTERVAL, self)
        self._create_widgets()
        self._lay_out()
        self._connect()
        self.synchronize()

    @property
    def page(self) -> Page:
        """The page that belongs to what is selected."""
        selection = self._session.selection
        if isinstance(selection, ParameterSelection):
            return self.parameter_page
        if isinstance(selection, UnitSelection):
            return self.unit_page
        return self.layer_page if isinstance(selection, LayerSelection) else self.network_page

    @override
    def synchronize(self) -> None:
        """Show the session's selection with all its numbers, at once."""
        page = self.page
        for other in self._pages:
            other.setVisible(other is page)
        self.set_heading(*page.heading())
        page.synchronize()
        page.show_phase(self._session.overlay)
        self._refresh_now()

    @override
    def refresh(self) -> None:
        """Show newer numbers if there are any and it is time; called every frame."""
        self._pace.flush()

    def edit(self) -> None:
        """Put the focus into the field that edits what is selected."""
        field = {
            self.parameter_page: self.parameter_page.value,
            self.unit_page: self.unit_page.bias,
        }
        chosen = field.get(self.page)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)
            chosen.selectAll()

    def _create_widgets(self) -> None:
        session = self._session
        self.strip = PhaseStrip(session)
        self.parameter_page = ParameterPage(session)
        self.unit_page = UnitPage(session)
        self.layer_page = LayerPage(session)
        self.network_page = NetworkPage(session)
        self._pages: tuple[Page, ...] = (
            self.parameter_page,
            self.unit_page,
            self.layer_page,
            self.network_page,
        )

    def _lay_out(self) -> None:
        content = QWidget()
        pages = QVBoxLayout(content)
        pages.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            pages.addWidget(page)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        session = self._session
        session.selection_changed.connect(self._on_session_selection_changed)
        session.network_changed.connect(self.synchronize)
        session.dataset_changed.connect(self.synchronize)
        session.settings_changed.connect(self._pace.ask)
        session.pattern_changed.connect(self._pace.ask)
        session.state_changed.connect(self._pace.ask)
        session.running_changed.connect(self._pace.ask)
        session.overlay_changed.connect(self._on_session_overlay_changed)

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
        if self._moment is None or self._moment.inspection is not session.inspection:
            self._moment = Moment(session)
        self.page.refresh(self._moment)

    def _on_session_selection_changed(self) -> None:
        self.synchronize()
        self.page.settle()
        self._scroll.verticalScrollBar().setValue(0)

    def _on_session_overlay_changed(self) -> None:
        page = self.page
        page.show_phase(self._session.overlay)
        self._refresh_now()
        section = page.sections.get(self._session.overlay)
        if section is not None:
            # The layout has to learn of sections shown or hidden first.
            QTimer.singleShot(0, self._scroll_to_phase)

    def _scroll_to_phase(self) -> None:
        section = self.page.sections.get(self._session.overlay)
        if section is not None and section.isVisible():
            self._scroll.ensureWidgetVisible(section, 0, 0)
            self._scroll.horizontalScrollBar().setValue(0)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_now()
