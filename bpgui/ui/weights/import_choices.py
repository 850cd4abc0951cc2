"""What is wanted of a weights file: its network or only weights, its scaling, its names."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QLabel, QRadioButton, QWidget

from bpgui.session.weights_taking import Choice, Offer
from bpgui.ui.theme import MARGIN, SPACING
from bpgui.ui.weights.import_words import part_text, scaling_text, whole_text

_NAMES = "Inputs, outputs and classes are called as in the file, here too."


class ImportChoices(QWidget):
    """Two ways to take a file, and what goes with them, each with a sentence on what it does."""

    changed = Signal()
    """The user chooses something else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole = QRadioButton("Use the file's &network")
        self.part = QRadioButton("Only weights that &fit")
        self.scaling = QCheckBox("&Scale the data as the file says")
        self.names = QCheckBox("Take the n&ames of the file")
        self._texts = {button: _muted() for button in self._buttons()}
        ways = QButtonGroup(self)
        for way in (self.whole, self.part):
            ways.addButton(way)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * MARGIN)
        grid.setVerticalSpacing(SPACING - 2)
        grid.setColumnStretch(1, 1)
        for row, button in enumerate(self._buttons()):
            grid.addWidget(button, row, 0)
            grid.addWidget(self._texts[button], row, 1)
            button.clicked.connect(self._on_button_clicked)

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return Choice(
            whole=self.whole.isChecked(),
            scaling=self.scaling.isChecked() and not self.scaling.isHidden(),
            names=self.names.isChecked() and self.names.isEnabled() and not self.names.isHidden(),
        )

    def show_offer(self, offer: Offer, choice: Choice) -> None:
        """Show what can be chosen, and what is."""
        self.whole.setEnabled(not offer.obstacle)
        self.part.setEnabled(bool(offer.taken))
        self.whole.setChecked(choice.whole)
        self.part.setChecked(not choice.whole)
        self.scaling.setChecked(choice.scaling)
        self.names.setChecked(choice.names)
        for button, text, there in (
            (self.whole, whole_text(offer), True),
            (self.part, part_text(offer), True),
            (self.scaling, scaling_text(offer), offer.has_other_scaling),
            (self.names, _NAMES, offer.has_other_names),
        ):
            self._texts[button].setText(text)
            button.setAccessibleDescription(text)
            for widget in (button, self._texts[button]):
                widget.setVisible(there)
        self._show_possible()

    def _buttons(self) -> tuple[QRadioButton | QCheckBox, ...]:
        return self.whole, self.part, self.scaling, self.names

    def _show_possible(self) -> None:
        self.names.setEnabled(self.whole.isChecked())

    def _on_button_clicked(self) -> None:
        self._show_possible()
        self.changed.emit()


def _muted() -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
