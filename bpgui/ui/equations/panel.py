"""The panel of equations: ours and those of 1986, the one at work lit as the steps go."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.session.trace import Trace
from bpgui.ui.details.copying import copy, page_menu
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.equations.at_work import Work
from bpgui.ui.equations.equation import PHASE, Key
from bpgui.ui.equations.meaning import letter_of, letter_phrase, quantity_at, trace_at
from bpgui.ui.equations.ours import our_equations
from bpgui.ui.equations.paper import paper_equations
from bpgui.ui.equations.paper_line import ColumnTitles
from bpgui.ui.equations.row import EquationRow
from bpgui.ui.equations.setup import Setup, SetupReader
from bpgui.ui.equations.translation import TranslationTable
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.panel import Panel
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_ROOM_FOR_BOTH = 58
"""Figures of the usual font that fit into a panel wide enough for both columns."""
_ROOM_FOR_SWITCH = 12
"""Lines of the usual font that are high enough for the choice of a column to stay in sight."""
_HINT = "step by phase or unit: the one at work lights up"
_SIDES = {
    "Ours": "The equations as this network and these settings use them",
    "1986 paper": "The equations of Rumelhart, Hinton and Williams, as they number them",
}


class EquationsPanel(Panel):
    """Shows every equation of an update, and where the learner stands among them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Equations", "", parent)
        self._session = session
        self._reader = SetupReader(session)
        self._work = Work(session.network, session.walk, session.overlay)
        self._both = False
        self._written: tuple[Setup, int] | None = None
        self._pointed: tuple[Key, Quantity] | None = None
        self._trace_before: Trace | None = None
        self._create_widgets()
        self._lay_out()
        self.redraw = Redraw(self, self._write, 0.1)
        self._connect()
        self._write()
        self._light()
        self._show_sides()

    @override
    def synchronize(self) -> None:
        """Write the equations for the present network and settings."""
        self.redraw.mark()
        self._light()

    @override
    def refresh(self) -> None:
        """Catch up with rates that a schedule changes; called every frame."""
        self.redraw.refresh()

    def explanations(self) -> list[Explanation]:
        """Return all equations that are shown."""
        found = [each for row in self.rows.values() for each in row.explanations()]
        return [*found, self.table.explanation()] if self.table.isVisibleTo(self) else found

    def _create_widgets(self) -> None:
        setup = self._reader.read()
        papers = paper_equations(setup)
        self.rows: dict[Key, EquationRow] = {}
        for key in PHASE:
            row = EquationRow(key, len(papers[key]), partial(self._describe, key))
            row.chosen.connect(self._on_row_chosen)
            row.pointed.connect(self._on_row_pointed)
            row.page_copied.connect(self._copy)
            self.rows[key] = row
        self.titles = ColumnTitles("Here", "Rumelhart, Hinton & Williams 1986")
        self.table = TranslationTable()
        self.sides = [QPushButton(text) for text in _SIDES]
        self._group = QButtonGroup(self)
        for button in self.sides:
            button.setCheckable(True)
            button.setProperty("role", "phase")
            button.setMinimumWidth(0)
            button.setToolTip(_SIDES[button.text()])
            button.setStatusTip(_SIDES[button.text()])
            self._group.addButton(button)
        self.sides[0].setChecked(True)

    def _lay_out(self) -> None:
        content = QWidget()
        self._rows_column = rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.titles)
        for row in self.rows.values():
            rows.addWidget(row)
        rows.addWidget(self.table)
        rows.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(content)
        self._switch = QWidget()
        switch = QHBoxLayout(self._switch)
        switch.setContentsMargins(MARGIN, SPACING // 2, MARGIN, SPACING // 2)
        switch.setSpacing(4)
        for button in self.sides:
            switch.addWidget(button, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._switch)
        column.addWidget(self.area, 1)
        self._set_fonts()

    def _connect(self) -> None:
        session = self._session
        for signal in (
            session.network_changed,
            session.settings_changed,
            session.dataset_changed,
            session.state_changed,
            digits.changed,
        ):
            signal.connect(self.redraw.mark)
        for signal in (session.network_changed, session.walk_changed, session.overlay_changed):
            signal.connect(self._light)
        session.pointed_changed.connect(self._on_session_pointed_changed)
        self._group.buttonClicked.connect(self._show_sides)
        appearance.changed.connect(self._set_fonts)

    def _set_fonts(self) -> None:
        for button in self.sides:
            button.setFont(scaled_font(0.9))

    # ---- showing ---------------------------------------------------------------------------

    def _write(self) -> None:
        """Write the equations, if the setup is another or the digits are."""
        setup = self._reader.read()
        if self._written == (setup, digits.count):
            return
        self._written = (setup, digits.count)
        papers = paper_equations(setup)
        for ours in our_equations(setup):
            self.rows[ours.key].show_equation(ours, papers[ours.key])

    def _light(self) -> None:
        """Light the equation at work, and keep it in view."""
        session = self._session
        work = Work(session.network, session.walk, session.overlay)
        self._work = work
        for key, row in self.rows.items():
            row.show_state(work.state(key), work.part() if key == work.at_work else "")
        self.set_heading(subtitle=work.where() or _HINT)
        if self._pointed is not None:  # a step under a resting pointer
            self._point(*self._pointed)
        QTimer.singleShot(0, self._bring_into_view)

    def _bring_into_view(self) -> None:
        key = self._work.in_view
        row, bar = self.rows[key], self.area.verticalScrollBar()
        room = self.area.viewport().height()
        beyond = min(0, row.height() - room)  # of a row too tall the top is shown
        bar.setValue(max(row.y() + beyond, min(bar.value(), row.y())))

    def _show_sides(self) -> None:
        paper = self._both or self.sides[1].isChecked()
        for row in self.rows.values():
            row.show_sides(ours=self._both or not self.sides[1].isChecked(), paper=paper)
        self.table.setVisible(paper)
        self.titles.setVisible(self._both)
        self._switch.setVisible(not self._both)
        QTimer.singleShot(0, self._bring_into_view)

    def _place_switch(self) -> None:
        """Keep the switch above the equations, or where they have little room at their top."""
        scrolls = self.height() < _ROOM_FOR_SWITCH * self.fontMetrics().height()
        home = self._rows_column if scrolls else self._column
        if home.indexOf(self._switch) < 0:
            home.insertWidget(0, self._switch)

    def _describe(self, key: Key, quantity: Quantity) -> str:
        return letter_phrase(self._session.network, quantity, self._work.spots(key))

    def _point(self, key: Key, quantity: Quantity | None) -> None:
        """Light what a letter stands for wherever it is shown, and in the diagram."""
        session, network, spots = self._session, self._session.network, self._work.spots(key)
        session.point_at(quantity_at(network, quantity, spots))
        session.light(trace_at(network, quantity, spots) or self._trace_before)

    def _copy(self, form: str) -> None:
        copy(self.explanations(), form)

    # ---- handlers --------------------------------------------------------------------------

    def _on_row_chosen(self, key: Key) -> None:
        session, walk = self._session, self._session.walk
        if walk is None or key == "change":
            session.show_phase(PHASE[key])
        elif stages := self._work.stages_until(key):
            session.walk_to(walk.at(stages))

    def _on_row_pointed(self, key: Key, quantity: Quantity | None) -> None:
        if self._pointed is None:
            self._trace_before = self._session.trace
        self._pointed = None if quantity is None else (key, quantity)
        self.rows[key].light(quantity)
        self._point(key, quantity)

    def _on_session_pointed_changed(self) -> None:
        if self._pointed is None:
            letter = letter_of(self._session.network, self._session.pointed)
            for row in self.rows.values():
                row.light(letter if row.state in ("lit", "soft") else None)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        page_menu(self, self._copy).popup(event.globalPos())

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_switch()
        both = self.width() >= _ROOM_FOR_BOTH * self.fontMetrics().horizontalAdvance("0")
        if both != self._both:
            self._both = both
            self._show_sides()
        else:
            QTimer.singleShot(0, self._bring_into_view)
