"""Making another version of a session's data, with a bar and a way out where that takes long."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from bpgui.data.dataset import Dataset, OnRows
from bpgui.data.rows import QUICK
from bpgui.session.background import Background
from bpgui.session.session import Session
from bpgui.ui.theme import SPACING

_BAR_HEIGHT = 6
_SHOWN_AFTER = 150
"""Milliseconds after which the bar is shown: what is done sooner needs none."""


class Remaking(QWidget):
    """Makes versions of a session's data; seen while that goes on for long beside the window.

    What is made of data that the session has meanwhile exchanged is dropped.

    Signals
    -------
    refused(str)
        The version cannot be made; the sentence says why.
    ended()
        The version is in use, was refused, or will not come.
    """

    refused = Signal(str)
    ended = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._dataset = session.dataset
        self._use: Callable[[Dataset], None] = _drop
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_BAR_HEIGHT)
        self.bar.setAccessibleName("Preparing the patterns")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setToolTip("Leave the data as they are")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_AFTER)
        self._timer.timeout.connect(self.show)
        self._background.progressed.connect(self.bar.setValue)
        self._background.finished.connect(self._on_background_finished)
        self._background.failed.connect(self._on_background_failed)
        self.cancel_button.clicked.connect(self.cancel)
        session.dataset_changed.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether a version is being made."""
        return self._background.busy

    def start(self, make: Callable[[OnRows], Dataset], use: Callable[[Dataset], None]) -> None:
        """Make a version and use it; at once where the data are few."""
        data = self._session.dataset
        self._dataset, self._use = data, use
        self.bar.setRange(0, data.n_patterns)
        self.bar.setValue(0)
        few = data.n_patterns * data.n_inputs <= QUICK
        if not few:
            self._timer.start()
        self._background.start(make, at_once=few)

    def cancel(self) -> None:
        """Leave the data as they are."""
        if self._background.busy:
            self._background.cancel()
            self._end()

    def _end(self) -> None:
        self._use = _drop
        self._timer.stop()
        self.hide()
        self.ended.emit()

    def _on_background_finished(self, dataset: Dataset) -> None:
        use = self._use
        try:
            if self._session.dataset is self._dataset:
                use(dataset)
        except ValueError as error:
            self.refused.emit(str(error))
        self._end()

    def _on_background_failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, ValueError):
            raise error
        self.refused.emit(str(error))


def _drop(_dataset: Dataset) -> None:
    """Do nothing with what nobody waits for."""
