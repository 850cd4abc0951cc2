"""The groups of the control bar: a muted name with the fields that belong together."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.choices import UpdateField, batch_size_field, learning_rate_field
from bpgui.ui.controls.log_slider import SPEEDS, LogSlider, SpeedSlider, speed_text
from bpgui.ui.controls.settings_link import SettingsLink
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import SPACING, appearance, scaled_font

RATES = (1e-5, 10.0)
"""The ends of the learning rate's slider."""


class Group(QWidget):
    """A muted name before some fields; its last word alone where room is short."""

    def __init__(self, name: str, *fields: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._label = QLabel(name)
        self._label.setProperty("role", "muted")
        self._label.setBuddy(fields[0])
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING - 2)
        for widget in (self._label, *fields):
            self._row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        appearance.changed.connect(self._set_font)
        self._set_font()

    def set_short(self, short: bool) -> None:
        """Show the last word of the name, or all of it."""
        self._label.setText(self._text(short))
        self._label.setToolTip(self._name if short else "")

    def growth(self, *, short: bool) -> int:
        """Return by how many pixels the name as it is would grow."""
        advance = self._label.fontMetrics().horizontalAdvance
        return advance(self._text(short)) - advance(self._label.text())

    def _text(self, short: bool) -> str:
        return self._name.rsplit(maxsplit=1)[-1] if short else self._name

    def _set_font(self) -> None:
        self._label.setFont(scaled_font(0.95))


class RateGroup(Group):
    """The learning rate as a field and, on a log scale, as a slider."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.field = learning_rate_field()
        self.slider = LogSlider(*RATES)
        self.slider.setAccessibleName("learning rate")
        self.slider.setToolTip("Learning rate, from 0.00001 to 10 on a log scale")
        super().__init__("Learning rate η", self.field, self.slider, parent=parent)
        self._session = session
        SettingsLink(self.field, session, "learning_rate")
        self.slider.chosen.connect(self._on_slider_chosen)
        session.settings_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Move the slider to the session's learning rate."""
        if not self.slider.isSliderDown():
            self.slider.set_number(self._session.settings.learning_rate)

    def width_with_slider(self, shown: bool) -> int:
        """Return the width of the group with its slider shown or hidden."""
        width = self._label.sizeHint().width() + self._row.spacing()
        width += self.field.sizeHint().width()
        return width + (self._row.spacing() + self.slider.sizeHint().width() if shown else 0)

    def _on_slider_chosen(self, rate: float) -> None:
        self._session.change_settings(learning_rate=rate)


class UpdateGroup(Group):
    """Which patterns lie between two updates, and how many make a mini-batch."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.field = UpdateField(session)
        self.batch_size = batch_size_field()
        super().__init__("Update", self.field, self.batch_size, parent=parent)
        self._session = session
        SettingsLink(self.batch_size, session, "batch_size", int)
        session.settings_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the size of a mini-batch where there are mini-batches."""
        self.batch_size.setVisible(self._session.settings.update == "mini-batch")
        self.updateGeometry()


class SpeedGroup(QWidget):
    """A slider over the speeds above the speed in words."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.slider = SpeedSlider()
        self.label = QLabel()
        self.label.setProperty("role", "muted")
        tip = "How many updates are made each second, from 1, to watch, to full speed"
        for widget in (self.slider, self.label):
            widget.setToolTip(tip)
            widget.setStatusTip(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slider)
        column.addWidget(self.label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.slider.chosen.connect(self._on_slider_chosen)
        runner.speed_changed.connect(self.synchronize)
        appearance.changed.connect(self._set_font)
        self._set_font()
        self.synchronize()

    def synchronize(self) -> None:
        """Show the runner's speed."""
        self.slider.set_speed(self._runner.speed)
        self.label.setText(speed_text(self._runner.speed))

    def _set_font(self) -> None:
        self.label.setFont(scaled_font(0.8))
        metrics = self.label.fontMetrics()
        widest = max(metrics.horizontalAdvance(speed_text(speed)) for speed in SPEEDS)
        self.label.setFixedWidth(widest + 2)
        self.label.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def _on_slider_chosen(self, speed: float) -> None:
        self._runner.speed = speed


class Rule(QWidget):
    """A thin upright line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(3)

    @override
    def sizeHint(self) -> QSize:
        return QSize(3, 30)

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(1, 0, 1, self.height(), appearance.theme.border)
