"""The five phases of an update as a strip of buttons."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from bpgui.core.stages import PHASES
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_TIPS = {
    "forward": "Forward: z = W a + b and a = f(z), layer by layer",
    "loss": "Loss: how far the outputs are from their targets",
    "backward": "Backward: the error signals δ, from the outputs back",
    "gradient": "Gradient: how the loss changes with each weight",
    "update": "Update: how each weight is changed",
}


_STATES = {
    "done": "Done: its numbers are found.",
    "at work": "At work now.",
    "to come": "Still to come.",
}
_LINE = 2


class PhaseStrip(QWidget):
    """Shows and chooses the phase whose numbers the diagram shows.

    Inside an update a line below the phases says how far it is: solid below what is done, dotted
    below what is still to come; the phase at work is filled.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.buttons = {phase: QPushButton(phase) for phase in PHASES}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        row.setSpacing(4)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setProperty("role", "phase")
            button.setMinimumWidth(0)
            self._group.addButton(button)
            row.addWidget(button, 1)
        self._set_fonts()
        self._group.buttonClicked.connect(self._on_group_button_clicked)
        session.overlay_changed.connect(self.synchronize)
        session.walk_changed.connect(self.synchronize)
        appearance.changed.connect(self._set_fonts)
        self.synchronize()

    def state(self, phase: str) -> str:
        """Say of a phase that it is "done", "at work" or "to come"; nothing between updates."""
        walk = self._session.walk
        if walk is None:
            return ""
        place, reached = PHASES.index(phase), PHASES.index(walk.stage.phase)
        return "at work" if place == reached else "done" if place < reached else "to come"

    def synchronize(self) -> None:
        """Check the session's phase; those after it are muted, for they are still to come."""
        reached = PHASES.index(self._session.overlay)
        self.update()
        for index, (phase, button) in enumerate(self.buttons.items()):
            button.setChecked(index == reached)
            later = index > reached
            state = _STATES.get(self.state(phase), "")
            tip = f"{_TIPS[phase]}. {state}" if state else _TIPS[phase]
            button.setToolTip(tip)
            button.setStatusTip(tip)
            button.setAccessibleDescription(state)
            if button.property("later") != later:
                button.setProperty("later", later)
                button.style().unpolish(button)
                button.style().polish(button)

    def _set_fonts(self) -> None:
        for button in self.buttons.values():
            button.setFont(scaled_font(0.9))

    def _on_group_button_clicked(self, button: QPushButton) -> None:
        self._session.show_phase(button.text())
        self.synchronize()

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        place = PHASES.index(self._session.overlay) + steps[Qt.Key(event.key())]
        if 0 <= place < len(PHASES):
            self._session.show_phase(PHASES[place])
            self.buttons[PHASES[place]].setFocus()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, appearance.theme.border)
            for phase, button in self.buttons.items():
                self._paint_line(painter, button.geometry(), self.state(phase))

    def _paint_line(self, painter: QPainter, above: QRect, state: str) -> None:
        if not state:
            return
        theme, y = appearance.theme, above.bottom() + 1 + _LINE
        colour = theme.muted if state == "to come" else theme.selection
        dots = Qt.PenStyle.DotLine if state == "to come" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 2 * _LINE if state == "at work" else _LINE, dots))
        painter.drawLine(above.left() + 1, y, above.right(), y)
