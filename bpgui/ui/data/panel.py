"""The data panel: which problem is learned, its patterns with live outputs, and their use."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.data.problems import PROBLEMS
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.data.form import DataForm
from bpgui.ui.data.form_area import FormArea
from bpgui.ui.data.pattern_model import SETS, PatternModel
from bpgui.ui.data.pattern_table import PatternTable
from bpgui.ui.data.problem_list import ProblemList
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_count
from bpgui.ui.pace import Pace
from bpgui.ui.panel import Panel
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_INTERVAL = 66
"""Milliseconds between two repaints of the outputs: about as fast as figures can be read."""
_ROWS_KEPT = 4


class DataPanel(Panel):
    """Shows a session's patterns and chooses, edits and splits them."""

    open_requested = Signal()
    """The user wants to open a file."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Data", "", parent)
        self._session = session
        self._create_widgets()
        self._lay_out()
        self._pace = Pace(self._update_outputs, _INTERVAL, self)
        self._connect()
        self.synchronize()

    @override
    def synchronize(self) -> None:
        """Show the session as it is now."""
        self.model.synchronize()
        self.form.synchronize()
        self._show_heading()
        self._show_problem()
        self._show_sets()
        self._show_pattern()
        self._pace.ask()

    @override
    def refresh(self) -> None:
        """Bring the outputs up to date if they are due; for the window's frame timer."""
        self._pace.flush()

    def _create_widgets(self) -> None:
        self.problems = ProblemList()
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip(
            "Open a table of your own (Ctrl+O); cells can be pasted (Ctrl+V), files dropped"
        )
        self.open_button.setStatusTip(self.open_button.toolTip())
        self.sets = QComboBox()
        self.sets.setAccessibleName("Patterns shown")
        self.sets.setToolTip("Which patterns the table shows")
        self.model = PatternModel(self._session, self)
        self.table = PatternTable(self.model)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "error")
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(MARGIN, 4, MARGIN, 4)
        self.sentence.hide()
        self.lesson = QLabel()
        self.lesson.setProperty("role", "muted")
        self.lesson.setWordWrap(True)
        self.lesson.setFont(scaled_font(0.92))
        self.lesson.setContentsMargins(MARGIN, 4, MARGIN, SPACING)
        self.lesson.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.form = DataForm(self._session)

    def _lay_out(self) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for widget in (self.lesson, _rule(), self.form):
            inner.addWidget(widget)
        self._form_area = FormArea(content)
        chooser = QHBoxLayout()
        chooser.setContentsMargins(MARGIN, SPACING + 2, MARGIN, SPACING - 2)
        chooser.setSpacing(SPACING - 2)
        chooser.addWidget(self.problems, 1)
        chooser.addWidget(self.open_button)
        sets = QHBoxLayout()
        sets.setContentsMargins(MARGIN, 0, MARGIN, SPACING - 2)
        sets.addWidget(self.sets)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(chooser)
        column.addLayout(sets)
        table = QVBoxLayout()
        table.setContentsMargins(SPACING - 2, 0, SPACING - 2, SPACING - 2)
        table.addWidget(self.table)
        column.addLayout(table, 1)
        column.addWidget(self.sentence)
        column.addWidget(self._form_area)
        self.table.setMinimumHeight(96)

    def _connect(self) -> None:
        session = self._session
        self.problems.activated.connect(self._on_problems_activated)
        self.open_button.clicked.connect(self.open_requested)
        self.sets.activated.connect(self._on_sets_activated)
        self.table.pattern_chosen.connect(session.present)
        self.table.error_opened.connect(lambda row: session.explain(Quantity("loss", pattern=row)))
        self.table.rows_shown.connect(self._update_outputs)
        self.table.cell_delegate.abandoned.connect(self._clear_sentence)
        self.model.refused.connect(self._show_sentence)
        self.model.accepted.connect(self._clear_sentence)
        self.form.refused.connect(self._show_sentence)
        self._form_area.laid_out.connect(self._give_way)
        session.dataset_changed.connect(self._on_session_dataset_changed)
        session.network_changed.connect(self._pace.ask)
        session.state_changed.connect(self._on_session_state_changed)
        session.pattern_changed.connect(self._show_pattern)
        appearance.changed.connect(self.table.viewport().update)

    def _show_heading(self) -> None:
        data = self._session.dataset
        text = f"{format_count(data.n_patterns)} pattern{'s' if data.n_patterns != 1 else ''}"
        if len(data.held_out):
            text += f" · {format_count(len(data.held_out))} for testing"
        if data.absence:
            text += " · not here"
        self.set_heading(subtitle=text)

    def _show_problem(self) -> None:
        key, data = self._session.problem, self._session.dataset
        self.problems.show_problem(key, data)
        problem = PROBLEMS.get(key) if key else None
        self.lesson.setText((problem.lesson or problem.description) if problem else data.note)
        self._give_way()

    def _give_way(self) -> None:
        """Show the description where it leaves room for a few patterns; the list's tip has it too.

        A lesson is always shown.
        """
        rows = min(_ROWS_KEPT, self.model.rowCount()) + 1
        wanted = rows * self.table.verticalHeader().defaultSectionSize()
        wanted += self.problems.sizeHint().height() + self.form.sizeHint().height() + 4 * SPACING
        wanted += self.lesson.heightForWidth(self.width())
        room = self.height() >= wanted or self._has_lesson()
        self.lesson.setVisible(bool(self.lesson.text()) and room)
        self._form_area.updateGeometry()

    def _has_lesson(self) -> bool:
        key = self._session.problem
        return key is not None and bool(PROBLEMS[key].lesson)

    def _show_sets(self) -> None:
        data = self._session.dataset
        counts = (data.n_patterns, len(data.train), len(data.held_out))
        with QSignalBlocker(self.sets):
            self.sets.clear()
            for name, count in zip(SETS, counts, strict=True):
                self.sets.addItem(f"{name} {format_count(count)}", name)
            self.sets.setCurrentIndex(self.sets.findData(self.model.shown_set))
        self.sets.setVisible(bool(len(data.held_out)))

    def _show_pattern(self) -> None:
        self.model.present(self._session.pattern)
        self.table.show_pattern(self._session.pattern, follow=not self._session.running)

    def _show_sentence(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.show()

    def _clear_sentence(self) -> None:
        self.sentence.hide()

    def _update_outputs(self) -> None:
        if self.isVisible():
            self.model.update_outputs(*self.table.visible_rows())

    def _on_problems_activated(self, place: int) -> None:
        key = self.problems.itemData(place)
        if key is None or key == self._session.problem:
            return
        try:
            self._session.load_problem(key)
        except ValueError as error:
            self._show_problem()
            self._show_sentence(str(error))

    def _on_sets_activated(self) -> None:
        self.model.show_set(self.sets.currentData())
        self._show_pattern()
        self._give_way()

    def _on_session_dataset_changed(self) -> None:
        self._clear_sentence()
        self.synchronize()

    def _on_session_state_changed(self) -> None:
        self._pace.ask()

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pace.ask()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()


def _rule() -> QWidget:
    """Return a thin line across the panel."""
    rule = QWidget()
    rule.setFixedHeight(1)
    rule.setBackgroundRole(QPalette.ColorRole.Mid)
    rule.setAutoFillBackground(True)
    return rule
