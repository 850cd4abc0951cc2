"""Lists of choices that both the bar and the form show: the loss, and the patterns of an update."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from bpgui.core.losses import LOSSES
from bpgui.core.settings import UPDATES
from bpgui.session.session import Session
from bpgui.ui.controls.number_field import Accepted, NumberField
from bpgui.ui.data.calm_fields import CalmComboBox

_LOSS_TIP = (
    "What training makes smaller. Cross-entropy needs sigmoid or softmax outputs: "
    "choosing it gives the output layer one of them."
)
_UPDATE_TIP = "The weights change after each pattern, after some patterns, or once a sweep"
LARGEST_BATCH = 1_000_000


class LossField(CalmComboBox):
    """Shows and changes the loss; outputs that it does not admit change with it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        for name, loss in LOSSES.items():
            squared = name != "cross-entropy"
            self.addItem(loss.formula if squared else loss.label.lower(), name)
        self.setAccessibleName("loss")
        self.setToolTip(_LOSS_TIP)
        self.setStatusTip(_LOSS_TIP)
        self.activated.connect(self._on_activated)
        session.settings_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's loss."""
        blocker = QSignalBlocker(self)
        self.setCurrentIndex(self.findData(self._session.settings.loss))
        blocker.unblock()

    def _on_activated(self) -> None:
        try:
            self._session.set_loss(self.currentData())
        except ValueError as error:
            self._session.message.emit(str(error))
        self.synchronize()


class UpdateField(CalmComboBox):
    """Shows and changes which patterns lie between two updates."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        for name in reversed(UPDATES):
            self.addItem(name, name)
        self.setAccessibleName("update after")
        self.setToolTip(_UPDATE_TIP)
        self.setStatusTip(_UPDATE_TIP)
        self.activated.connect(self._on_activated)
        session.settings_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's update mode."""
        blocker = QSignalBlocker(self)
        self.setCurrentIndex(self.findData(self._session.settings.update))
        blocker.unblock()

    def _on_activated(self) -> None:
        self._session.change_settings(update=self.currentData())


def learning_rate_field() -> NumberField:
    """Return a field for the learning rate."""
    field = NumberField("The learning rate", Accepted(least=0.0), decimals=3, sample="00.000")
    return _with_tip(field, "How far an update follows the gradient (η); 0.25 or 1/4")


def momentum_field() -> NumberField:
    """Return a field for the momentum."""
    field = NumberField("The momentum", Accepted(0.0, 1.0), decimals=2, step=0.05, sample="0.00")
    return _with_tip(field, "The share of the previous change that an update repeats (α), 0 to 1")


def batch_size_field() -> NumberField:
    """Return a field for the number of patterns in a mini-batch."""
    accepted = Accepted(1, LARGEST_BATCH, whole=True)
    field = NumberField("The mini-batch", accepted, step=1.0, sample="0000")
    return _with_tip(field, "How many patterns a mini-batch has")


def _with_tip(field: NumberField, tip: str) -> NumberField:
    field.setToolTip(tip)
    field.setStatusTip(tip)
    return field
