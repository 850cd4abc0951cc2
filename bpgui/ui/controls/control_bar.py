"""The bar at the top: go, step, rates, loss, speed, and where training stands."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from bpgui.session.hiding import MARK
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.bar_button import BarButton
from bpgui.ui.controls.bar_groups import Group, RateGroup, Rule, SpeedGroup, UpdateGroup
from bpgui.ui.controls.choices import LossField, momentum_field
from bpgui.ui.controls.live_value import LiveValue
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.controls.settings_link import SettingsLink
from bpgui.ui.controls.step_button import StepButton
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_count, format_significant
from bpgui.ui.theme import MARGIN, SPACING, appearance

_GAP = 5
"""Pixels between neighbours of the bar."""


class ControlBar(QWidget):
    """Runs, steps and resets training, and shows its main settings and state.

    What does not fit into the width gives way, the least needed first; the training panel and the
    menus have it too.

    Parameters
    ----------
    session, runner
        What is shown and controlled.
    actions
        The window's actions for "reset", "back", "step", "run" and "export": the buttons trigger
        them and take their tooltips. Where one is missing the button acts by itself.
    """

    export_requested = Signal()
    grain_changed = Signal()

    def __init__(
        self,
        session: Session,
        runner: Runner,
        actions: Mapping[str, QAction] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._actions = actions or {}
        self._create_widgets()
        self._lay_out()
        self._connect()
        self.synchronize()

    # ---- what the window asks --------------------------------------------------------------

    @property
    def grain(self) -> str:
        """What Step and Back move by: "unit", "phase", "pattern", "update" or "sweep"."""
        return self.step_button.grain

    def set_grain(self, grain: str) -> None:
        """Choose what Step and Back move by."""
        self.step_button.set_grain(grain)

    def step(self) -> None:
        """Make one step of the chosen grain."""
        self._runner.step(self.grain)

    def back(self) -> None:
        """Go back by one step of the chosen grain."""
        self._runner.back(self.grain)

    def field_of(self, setting: str) -> NumberField | None:
        """Return the field of a setting, "learning_rate" or "momentum", if the bar shows it."""
        fields = {"learning_rate": self.rate.field, "momentum": self.momentum}
        field = fields.get(setting)
        return field if field is not None and field.isVisible() else None

    def synchronize(self) -> None:
        """Show the session's state."""
        running = self._session.running
        self.run_button.set_content("Pause" if running else "Run", "pause" if running else "run")
        self.refresh()

    def refresh(self) -> None:
        """Show sweep and loss; called every frame."""
        wider = self.sweep_value.show_text(format_count(self._session.sweep))
        wider |= self.loss_value.show_text(self._loss_text())
        if wider:
            self._fit()
            self._row.activate()  # not a frame later, with the number cut off until then

    def _loss_text(self) -> str:
        if self._session.hidden.hides_kind("loss") and len(self._session.dataset.train) == 1:
            return MARK  # then it is the loss of the pattern
        text = format_significant(self._session.loss, 3)
        return f"≈ {text}" if self._session.estimates_loss else text

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        session, actions = self._session, self._actions
        self.reset_button = BarButton("Reset", "reset", actions.get("reset"))
        self.back_button = BarButton("Back", "back", actions.get("back"))
        self.step_button = StepButton(actions.get("step"))
        self.run_button = BarButton("Run", "run", actions.get("run"), texts=("Pause",))
        self.run_button.setProperty("role", "primary")
        self.export_button = BarButton("Export weights", "export", actions.get("export"))
        self.rate = RateGroup(session)
        self.momentum = momentum_field()
        SettingsLink(self.momentum, session, "momentum")
        self.update_group = UpdateGroup(session)
        self.loss = LossField(session)
        self.speed = SpeedGroup(self._runner)
        self.sweep_value = LiveValue("Sweep", "0,000")
        self.loss_value = LiveValue("Loss", "0.000777")  # so that nothing moves as it falls
        self.loss_value.set_clickable("The loss over the training patterns: click to explain it")

    def _lay_out(self) -> None:
        self._momentum_group = Group("Momentum α", self.momentum)
        self._loss_group = Group("Loss", self.loss)
        self._shown_widgets = self._in_order()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        row.setSpacing(_GAP)
        # The bar decides itself what is shown: its layout must not keep the window wide.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for widget in self._shown_widgets:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.export_button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._named = (self.rate, self._momentum_group)
        # The first to give way come first.
        self._giving_way = (
            self.rate.slider,
            self.speed,
            self._loss_group,
            self.update_group,
            self._momentum_group,
            self.export_button,
            self.rate,
            self.back_button,
        )

    def _in_order(self) -> tuple[QWidget, ...]:
        """Return what stands at the left, from left to right."""
        return (
            self.reset_button,
            self.back_button,
            self.step_button,
            self.run_button,
            self.speed,
            Rule(),
            self.rate,
            self._momentum_group,
            self.update_group,
            self._loss_group,
            Rule(),
            self.sweep_value,
            self.loss_value,
        )

    def _connect(self) -> None:
        session = self._session
        own = {
            "reset": (self.reset_button, session.reset),
            "back": (self.back_button, self.back),
            "step": (self.step_button, self.step),
            "run": (self.run_button, self._runner.toggle),
            "export": (self.export_button, self.export_requested.emit),
        }
        for key, (button, act) in own.items():
            if key not in self._actions:
                button.clicked.connect(act)
        self.step_button.grain_changed.connect(self.grain_changed)
        self.loss_value.clicked.connect(partial(session.explain, Quantity("loss")))
        session.running_changed.connect(self.synchronize)
        session.settings_changed.connect(self._on_session_settings_changed)
        session.state_changed.connect(self._on_session_state_changed)
        session.hidden_changed.connect(self.refresh)
        for field in (self.rate.field, self.momentum, self.update_group.batch_size):
            field.refused.connect(self._on_field_refused)
        appearance.changed.connect(self._fit)

    # ---- handlers --------------------------------------------------------------------------

    def _on_session_settings_changed(self) -> None:
        self._fit()
        self.refresh()

    def _on_session_state_changed(self) -> None:
        if not self._session.running:
            self.refresh()

    def _on_field_refused(self, problem: str) -> None:
        if problem:
            self._session.message.emit(problem)

    def _fit(self) -> None:
        """Hide as many of the least needed as the width asks for; before, shorten the names."""
        counts = range(len(self._giving_way) + 1)
        for count, short in ((0, False), (1, False), *((count, True) for count in counts[1:])):
            hidden: set[QWidget] = set(self._giving_way[:count])
            if self._width_without(hidden, short=short) <= self.width() or count == counts[-1]:
                for group in self._named:
                    group.set_short(short)
                hidden = self._filled(hidden, short=short)
                for widget in self._giving_way:
                    widget.setVisible(widget not in hidden)
                return

    def _filled(self, hidden: set[QWidget], *, short: bool) -> set[QWidget]:
        """Return what is hidden still after the room left is used, for the most needed first."""
        for widget in reversed(self._giving_way):
            fewer = hidden - {widget}
            if self._width_without(fewer, short=short) <= self.width():
                hidden = fewer
        return hidden

    def _width_without(self, hidden: set[QWidget], *, short: bool) -> int:
        shown = [w for w in (*self._shown_widgets, self.export_button) if w not in hidden]
        width = sum(w.sizeHint().width() for w in shown) + _GAP * len(shown) + 2 * MARGIN
        width += sum(group.growth(short=short) for group in self._named if group in shown)
        if self.rate in shown:
            width += self.rate.width_with_slider(self.rate.slider not in hidden)
            width -= self.rate.sizeHint().width()
        return width

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width_without(set(), short=False), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        smallest = self._width_without(set(self._giving_way), short=True)
        return QSize(smallest, super().sizeHint().height())

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
