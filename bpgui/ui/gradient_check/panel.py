"""The panel of the gradient check: step, verdict, the worst, the error over the step, bugs."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.step_field import StepField, StepSlider
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.gradient_check.bug_box import BugBox
from bpgui.ui.gradient_check.checker import Checker
from bpgui.ui.gradient_check.curve_view import StepCurveView
from bpgui.ui.gradient_check.outcome import Outcome
from bpgui.ui.gradient_check.plain_widgets import label, show_text
from bpgui.ui.gradient_check.worst_table import WorstTable
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import MARGIN, SPACING, appearance

_PATTERNS = (
    ("all training patterns", "training"),
    ("the presented pattern", "presented"),
    ("the next update’s patterns", "batch"),
)
_PLACE_OF_BUGS = 3
"""Where the bugs come while one is planted: after form, outcome and worst gradients."""


class GradientCheckPanel(Panel):
    """Checks the gradient of the present moment, or of a copy with a bug."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Gradient check", "", parent)
        self._session = session
        self._checking = session.checking
        self._seen = True
        self._create_widgets()
        self._lay_out()
        self.redraw = Redraw(self, self._draw, 1 / 30)
        self._connect()

    @override
    def synchronize(self) -> None:
        self.redraw.mark()

    @override
    def set_seen(self, seen: bool) -> None:
        self._seen = seen
        self._colour()
        if seen:
            self.redraw.mark()
        else:
            self._rest()

    @override
    def refresh(self) -> None:
        self.redraw.shortest = 0.3 if self._session.running else 1 / 30
        self.redraw.refresh()

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        session, checking = self._session, self._checking
        self.checker = Checker(session, self)
        self.step, self.slider = StepField(checking), StepSlider(checking)
        self.patterns = CalmComboBox()
        for text, which in _PATTERNS:
            self.patterns.addItem(text, which)
        self.patterns.setAccessibleName("patterns of the check")
        self.patterns.setToolTip("Over which patterns loss and gradient are taken")
        self.outcome = Outcome(session, self.checker)
        self.worst = WorstTable(session)
        self.curve = StepCurveView(session, self)
        self._curve_title = label()
        self.bugs = BugBox(session)

    def _lay_out(self) -> None:
        form = Form()
        form.add_row("Step h", self.slider, self.step)
        form.add_row("Over", self.patterns)
        self.slider.setMinimumWidth(110)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, SPACING)
        column.setSpacing(SPACING // 2)
        column.addWidget(form)
        column.addWidget(self.outcome)
        column.addLayout(_inset(self.worst))
        column.addLayout(_inset(self._curve_title))
        column.addWidget(self.curve.chart, 1)
        column.addWidget(self.bugs)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _connect(self) -> None:
        session, checking = self._session, self._checking
        for signal in (
            session.state_changed,
            session.network_changed,
            session.settings_changed,
            session.pattern_changed,
            checking.asked,
        ):
            signal.connect(self._on_question_changed)
        for signal in (
            session.selection_changed,
            session.running_changed,
            self.checker.changed,
            appearance.changed,
        ):
            signal.connect(self.redraw.mark)
        session.network_changed.connect(self._on_session_network_changed)
        session.dataset_changed.connect(self._on_session_dataset_changed)
        self.patterns.activated.connect(self._on_patterns_activated)
        self.outcome.coloured.toggled.connect(self._colour)
        self.worst.chosen.connect(self._on_worst_chosen)
        self.worst.pointed.connect(self._on_worst_pointed)
        self.bugs.answered.connect(self._on_bugs_answered)
        checking.asked.connect(self._order_parts)

    def _order_parts(self) -> None:
        """Let the curve come before the bugs, but for while one is planted and looked for."""
        planted = self._checking.bug is not None
        curve = self._column.indexOf(self.curve.chart)
        if planted == (self._column.indexOf(self.bugs) > curve):
            self._column.removeWidget(self.bugs)
            self._column.insertWidget(_PLACE_OF_BUGS if planted else -1, self.bugs)

    # ---- drawing ---------------------------------------------------------------------------

    def _draw(self) -> None:
        if not self._seen:
            return
        self.checker.renew()
        checking, session = self._checking, self._session
        blocker = QSignalBlocker(self.patterns)
        self.patterns.setCurrentIndex(self.patterns.findData(checking.which))
        blocker.unblock()
        answer = checking.answer
        if answer is not None and answer.question.network.layers is not session.network.layers:
            answer = None
        current = answer is not None and checking.is_current(session)
        busy = self.checker.busy
        if not current and not busy:
            self.bugs.forget_hint()
        short = self.outcome.show_answer(
            answer if current else None, outdated=answer is not None and not current
        )
        copy = "copy with a bug" if checking.bug is not None else ""
        self.set_heading(subtitle=" · ".join(filter(None, (short, copy))))
        self.worst.show_answer(answer if current or busy else None)
        self._show_curve()

    def _show_curve(self) -> None:
        index = self._selected()
        title = "" if index is None else (
            f"Relative error of {self._session.parameter_name(index)} over h: drag to choose h"
        )  # fmt: skip
        show_text(self._curve_title, title)
        if not self._session.running:
            self.curve.draw(index)

    def _selected(self) -> int | None:
        chosen, network = self._session.selection, self._session.network
        if isinstance(chosen, ParameterSelection) and network.present[chosen.index]:
            return chosen.index
        return None

    # ---- handlers --------------------------------------------------------------------------

    def _on_question_changed(self) -> None:
        """Check anew before the diagram is painted again, so that it does not flicker."""
        if self._checking.coloured:
            self.checker.renew()
        self.redraw.mark()

    def _on_session_network_changed(self) -> None:
        """Let go at once of rows about parameters that are not there any more."""
        answer, layers = self.worst.rows.answer, self._session.network.layers
        if answer is not None and answer.question.network.layers is not layers:
            self.worst.show_answer(None)

    def _on_session_dataset_changed(self) -> None:
        self._checking.forget()
        self.curve.forget()
        self._on_question_changed()

    def _on_patterns_activated(self) -> None:
        self._checking.choose_patterns(self.patterns.currentData())

    def _colour(self) -> None:
        """Lay the check over the diagram while that is asked for and the panel is seen."""
        coloured = self.outcome.coloured.isChecked() and self._seen
        self._checking.show(coloured=coloured, renewing=self.checker.busy)

    def _rest(self) -> None:
        """Do nothing while nobody looks."""
        self.checker.rest()
        self.curve.stop()

    def _on_bugs_answered(self) -> None:
        show = partial(self._scroll.ensureWidgetVisible, self.bugs.feedback, 0, SPACING)
        QTimer.singleShot(0, show)  # the layout has to make room for the answer first

    def _on_worst_chosen(self, index: int) -> None:
        self._session.select(ParameterSelection(index))

    def _on_worst_pointed(self, index: int | None) -> None:
        pointed = None if index is None else Quantity.of_parameter("gradient", index)
        self._session.point_at(pointed)

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.set_seen(True)

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.set_seen(False)


def _inset(part: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    row.addWidget(part)
    return row
