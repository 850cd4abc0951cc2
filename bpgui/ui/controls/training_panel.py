"""The panel with every setting of training; all can be changed while it runs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.computation_form import ComputationForm
from bpgui.ui.controls.loss_form import LossForm
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.controls.rates_form import RatesForm
from bpgui.ui.controls.start_form import StartForm
from bpgui.ui.controls.stop_form import StopForm
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.theme import appearance


class TrainingPanel(Panel):
    """Rates, loss and update, stop conditions, initial weights, and what computes them."""

    def __init__(self, session: Session, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__("Training", parent=parent)
        self._session = session
        self.rates = RatesForm(session, runner)
        self.loss = LossForm(session)
        self.stop = StopForm(session)
        self.start = StartForm(session)
        self.computation = ComputationForm(session)
        self._forms = (self.rates, self.loss, self.stop, self.start, self.computation)
        self._lay_out()
        session.settings_changed.connect(self.synchronize)
        session.network_changed.connect(self.loss.synchronize)
        self.synchronize()

    @override
    def synchronize(self) -> None:
        """Show the session's settings, stop conditions and initialisation."""
        for form in self._forms:
            form.synchronize()
        settings = self._session.settings
        update = settings.update
        if update == "mini-batch":
            update = f"mini-batch of {settings.batch_size:,}"
        self.set_heading(subtitle=f"update after each {update}")

    @override
    def go_to(self, setting: str) -> None:
        """Put the focus where a rate is set: "learning_rate", "momentum", "decay", "schedule"."""
        if setting == "schedule":
            self._scroll.ensureWidgetVisible(self.rates.schedule)
            self.rates.schedule.go_to(self._session.sweep)
            return
        field: NumberField = getattr(self.rates, setting)
        self._scroll.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _lay_out(self) -> None:
        content = QWidget()
        forms = QVBoxLayout(content)
        forms.setContentsMargins(0, 0, 0, 0)
        forms.setSpacing(0)
        for form in self._forms:
            forms.addWidget(form)
            forms.addWidget(_Rule())
        forms.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)


class _Rule(QWidget):
    """A thin line between two forms."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), appearance.theme.border)
