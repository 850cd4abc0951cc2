"""The Step button: what a step is stands on it, muted, and is chosen from its menu."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bpgui.ui.controls.bar_button import BarButton

GRAINS = {
    "unit": "The next unit's number: z, a, δ or gradients; the last step makes the update",
    "phase": "The next phase, layer by layer: z, a, loss, δ, gradient, change; then the update",
    "pattern": "The next pattern; the last one of a batch updates the weights",
    "update": "One update of the weights",
    "sweep": "To the end of the sweep",
}
"""What a step can be, each with a sentence."""


class StepButton(BarButton):
    """A button with a menu of `GRAINS`."""

    grain_changed = Signal()

    def __init__(self, action: QAction | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Step", "step", action, icon_first=False, parent=parent)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._choices = QActionGroup(self)
        for grain, sentence in GRAINS.items():
            choice = menu.addAction(grain.capitalize())
            choice.setCheckable(True)
            choice.setData(grain)
            choice.setToolTip(sentence)
            choice.setStatusTip(sentence)
            self._choices.addAction(choice)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._choices.triggered.connect(self._on_choices_triggered)
        self._show("pattern")

    @property
    def grain(self) -> str:
        """What a step is: a key of `GRAINS`."""
        return self.remark

    def set_grain(self, grain: str) -> None:
        """Choose what a step is."""
        if grain not in GRAINS:
            raise ValueError(f"There is no step of a “{grain}”: use one of {', '.join(GRAINS)}.")
        if grain != self.grain:
            self._show(grain)
            self.grain_changed.emit()

    def _show(self, grain: str) -> None:
        self.set_remark(grain, tuple(GRAINS))
        for choice in self._choices.actions():
            choice.setChecked(choice.data() == grain)

    def _on_choices_triggered(self, choice: QAction) -> None:
        self.set_grain(choice.data())
