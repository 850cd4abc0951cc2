"""The panel of the gradient check: step, verdict, the worst, the error over the step, bugs."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.checking import Answer
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.step_field import StepField, StepSlider
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.gradient_check.bug_box import BugBox
from bpgui.ui.gradient_check.checker import Checker
from bpgui.ui.gradient_check.curve_view import StepCurveView
from bpgui.ui.gradient_check.wording import CHECK, advice, scope, short_verdict, verdict
from bpgui.ui.gradient_check.worst_table import WorstTable
from bpgui.ui.panel import Panel
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_PATTERNS = (
    ("all training patterns", "training"),
    ("the presented pattern", "presented"),
    ("the next update’s patterns", "batch"),
)
_RESTS = "The check rests while training runs."
_WAITS = f"This network is large: a check takes some seconds. Press “{CHECK}”."


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
        self.verdict, self._advice = _label("good"), _label("muted")
        self.verdict.setAccessibleName("verdict")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.check = _button(CHECK, "Compare every gradient with its central difference, now")
        self.coloured = _button(
            "Colour diagram", "Colour the connections of the diagram by their error"
        )
        self.coloured.setCheckable(True)
        self.worst = WorstTable(session)
        self.curve = StepCurveView(session, self)
        self._curve_title = _label("muted")
        self.bugs = BugBox(session)

    def _lay_out(self) -> None:
        form = Form()
        form.add_row("Step h", self.slider, self.step)
        form.add_row("Over", self.patterns)
        self.slider.setMinimumWidth(110)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.check)
        buttons.addWidget(self.coloured)
        buttons.addStretch(1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, SPACING)
        column.setSpacing(SPACING - 2)
        column.addWidget(form)
        for part in (self.verdict, self.progress, buttons, self._advice, self.worst):
            column.addLayout(_inset(part))
        column.addWidget(self.bugs)
        column.addLayout(_inset(self._curve_title))
        column.addWidget(self.curve.chart, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

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
        session.dataset_changed.connect(self._on_session_dataset_changed)
        self.patterns.activated.connect(self._on_patterns_activated)
        self.check.clicked.connect(self._on_check_clicked)
        self.coloured.toggled.connect(self._colour)
        self.worst.chosen.connect(self._on_worst_chosen)
        self.worst.pointed.connect(self._on_worst_pointed)

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
        if not current and not self.checker.busy:
            self.bugs.forget_hint()
        self._show_verdict(answer, current=current)
        self.worst.show_answer(answer if current or self.checker.busy else None)
        self._show_curve()

    def _show_verdict(self, answer: Answer | None, *, current: bool) -> None:
        busy = self.checker.busy
        self.progress.setVisible(busy)
        self.progress.setValue(self.checker.progress)
        self.check.setText("Cancel" if busy else CHECK)
        self.check.setEnabled(not self._session.running)
        text, role, remark, heading = "", "muted", "", ""
        if self._session.running:
            text = heading = _RESTS
            heading = "rests"
        elif self.checker.problem:
            text, role = self.checker.problem, "error"
        elif answer is not None and current:
            text, heading = verdict(answer, self._session.parameter_name), short_verdict(answer)
            drowned = bool(answer.report.drowned.any())
            role = "bad" if answer.report.disagreeing.any() else "muted" if drowned else "good"
            remark = " ".join(filter(None, (advice(answer), scope(answer.question))))
        elif self.checker.waits:
            text, heading = _WAITS, "out of date" if answer else ""
        else:
            text = heading = "Checking…"
        if self._checking.bug is not None:
            heading = f"{heading} · copy with a bug" if heading else "copy with a bug"
        self.set_heading(subtitle=heading)
        _show(self.verdict, text, role)
        _show(self._advice, remark, "muted")

    def _show_curve(self) -> None:
        index = self._selected()
        title = "" if index is None else (
            f"Relative error of {self._session.parameter_name(index)} over h: drag to choose h"
        )  # fmt: skip
        _show(self._curve_title, title, "muted")
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

    def _on_session_dataset_changed(self) -> None:
        self._checking.forget()
        self.curve.forget()
        self._on_question_changed()

    def _on_patterns_activated(self) -> None:
        self._checking.choose_patterns(self.patterns.currentData())

    def _on_check_clicked(self) -> None:
        if self.checker.busy:
            self.checker.stop(waits=True)
        else:
            self.checker.renew(asked=True)

    def _colour(self) -> None:
        """Lay the check over the diagram while that is asked for and the panel is seen."""
        coloured = self.coloured.isChecked() and self._seen
        self._checking.show(coloured=coloured, renewing=self.checker.busy)

    def _rest(self) -> None:
        """Do nothing while nobody looks."""
        self.checker.rest()
        self.curve.stop()

    def _on_worst_chosen(self, index: int) -> None:
        self._session.select(ParameterSelection(index))

    def _on_worst_pointed(self, index: int | None) -> None:
        pointed = None if index is None else Quantity.of_parameter("gradient", index)
        self._session.point_at(pointed)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.set_seen(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.set_seen(False)


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setFont(scaled_font(0.92))
    return label


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setStatusTip(tip)
    button.setFont(scaled_font(0.92))
    return button


def _inset(part: QWidget | QHBoxLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    if isinstance(part, QWidget):
        row.addWidget(part)
    else:
        row.addLayout(part)
    return row


def _show(label: QLabel, text: str, role: str) -> None:
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
