"""Shows that a file is being read or written, how far it is, and lets the user stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.theme import MARGIN

_CHARACTERS = 48


class WorkDialog(QDialog):
    """A bar that fills; closing it, Esc and the button mean Cancel.

    Parameters
    ----------
    text : str
        What is being done.
    blocks : bool
        Whether the window behind waits, as what it shows is about to be exchanged.

    Signals
    -------
    cancelled
        The user wants no more of it.
    """

    cancelled = Signal()

    def __init__(self, text: str, *, blocks: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("bpgui")
        if not blocks:
            self.setModal(False)
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._blocks = blocks
        self._text = text
        label = QLabel(text)
        label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(text)
        self.bar.setMinimumWidth(_CHARACTERS * self.fontMetrics().averageCharWidth())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * MARGIN,) * 4)
        layout.setSpacing(MARGIN)
        for widget in (label, self.bar, buttons):
            layout.addWidget(widget)

    def begin(self) -> None:
        """Appear."""
        if self._blocks:
            self.open()
        else:
            self.show()

    def show_progress(self, percent: int) -> None:
        """Fill the bar to so many percent."""
        self.bar.setRange(0, 100)
        self.bar.setValue(percent)

    def end(self) -> None:
        """Disappear; the work is done."""
        self.done(QDialog.DialogCode.Accepted)

    @override
    def reject(self) -> None:
        self.cancelled.emit()
        super().reject()
