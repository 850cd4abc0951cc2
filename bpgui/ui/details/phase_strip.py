"""The five phases of an update as a strip of buttons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from bpgui.session.reading import PHASES
from bpgui.session.session import Session
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_TIPS = {
    "forward": "Forward: z = W a + b and a = f(z), layer by layer",
    "loss": "Loss: how far the outputs are from their targets",
    "backward": "Backward: the error signals δ, from the outputs back",
    "gradient": "Gradient: how the loss changes with each weight",
    "update": "Update: how each weight is changed",
}


class PhaseStrip(QWidget):
    """Shows and chooses the phase whose numbers the diagram shows."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.buttons = {phase: QPushButton(phase) for phase in PHASES}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        row.setSpacing(4)
        for phase, button in self.buttons.items():
            button.setCheckable(True)
            button.setProperty("role", "phase")
            button.setToolTip(_TIPS[phase])
            button.setStatusTip(_TIPS[phase])
            button.setMinimumWidth(0)
            self._group.addButton(button)
            row.addWidget(button, 1)
        self._set_fonts()
        self._group.buttonClicked.connect(self._on_group_button_clicked)
        session.overlay_changed.connect(self.synchronize)
        appearance.changed.connect(self._set_fonts)
        self.synchronize()

    def synchronize(self) -> None:
        """Check the session's phase; those after it are muted, for they are still to come."""
        reached = PHASES.index(self._session.overlay)
        for index, button in enumerate(self.buttons.values()):
            button.setChecked(index == reached)
            later = index > reached
            if button.property("later") != later:
                button.setProperty("later", later)
                button.style().unpolish(button)
                button.style().polish(button)

    def _set_fonts(self) -> None:
        for button in self.buttons.values():
            button.setFont(scaled_font(0.9))

    def _on_group_button_clicked(self, button: QPushButton) -> None:
        self._session.set_overlay(button.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        place = PHASES.index(self._session.overlay) + steps[Qt.Key(event.key())]
        if 0 <= place < len(PHASES):
            self._session.set_overlay(PHASES[place])
            self.buttons[PHASES[place]].setFocus()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, appearance.theme.border)
