"""Learning rate, momentum, decay, and the schedule that changes the first two."""

from PySide6.QtWidgets import QWidget

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.bar_groups import RATES, SpeedGroup
from bpgui.ui.controls.choices import learning_rate_field, momentum_field
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.log_slider import LogSlider
from bpgui.ui.controls.number_field import Accepted, NumberField
from bpgui.ui.controls.schedule_table import ScheduleTable
from bpgui.ui.controls.settings_link import SettingsLink


class RatesForm(Form):
    """How far each update goes, and how many are made a second."""

    def __init__(self, session: Session, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__("Rates", parent)
        self._session = session
        self.learning_rate = learning_rate_field()
        self.slider = LogSlider(*RATES)
        self.slider.setAccessibleName("learning rate")
        self.momentum = momentum_field()
        self.decay = NumberField("The weight decay", Accepted(0.0, 1.0), sample="0.00000")
        self.decay.setToolTip("The fraction by which every weight shrinks at each update (λ)")
        self.speed = SpeedGroup(runner)
        self.schedule = ScheduleTable(session)
        self.add_row("Learning rate η", self.slider, self.learning_rate)
        self.add_row("Momentum α", self.momentum)
        self.add_row("Weight decay λ", self.decay)
        self.add_row("Speed", self.speed)
        self.add_widget(self.schedule)
        SettingsLink(self.learning_rate, session, "learning_rate")
        SettingsLink(self.momentum, session, "momentum")
        SettingsLink(self.decay, session, "decay")
        self.slider.chosen.connect(self._on_slider_chosen)

    def synchronize(self) -> None:
        """Move the slider to the session's learning rate, and show its schedule."""
        if not self.slider.isSliderDown():
            self.slider.set_number(self._session.settings.learning_rate)
        self.schedule.synchronize()

    def _on_slider_chosen(self, rate: float) -> None:
        self._session.change_settings(learning_rate=rate)
