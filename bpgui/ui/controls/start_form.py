"""The initial weights: how they are drawn, and drawing them again."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.number_field import Accepted, NumberField
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.theme import SPACING

_SCHEMES = (
    ("uniform", "uniform, −r to r"),
    ("xavier", "Xavier"),
    ("he", "He"),
)
_SCHEME_TIP = (
    "How the first weights are drawn: from a range of your choice, as in the 1986 paper, or from "
    "one that follows the size of the layers"
)


class StartForm(Form):
    """How the next new weights are drawn; the present ones stay until the button is pressed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Initial weights", parent)
        self._session = session
        self._create_widgets()
        self.add_row("Drawn", self.scheme)
        self._scale_row = self.add_row("Range r", self.scale)
        self._biases_row = self.add_row("Biases too", self.biases)
        self.add_row("Seed", self.seed)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, SPACING // 2, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.reset_button, 1)
        row.addWidget(self.new_button, 1)
        self.add_widget(buttons)
        self._connect()
        self.synchronize()

    def synchronize(self) -> None:
        """Show how the session's next weights are drawn."""
        initialisation = self._session.initialisation
        blocker = QSignalBlocker(self.scheme)
        self.scheme.setCurrentIndex(self.scheme.findData(initialisation.scheme))
        blocker.unblock()
        self.scale.set_value(initialisation.scale)
        self.seed.set_value(initialisation.seed)
        self.biases.setChecked(initialisation.biases)
        uniform = initialisation.scheme == "uniform"
        self._scale_row.setVisible(uniform)
        self._biases_row.setVisible(uniform)

    def _create_widgets(self) -> None:
        self.scheme = CalmComboBox()
        for name, text in _SCHEMES:
            self.scheme.addItem(text, name)
        self.scheme.setToolTip(_SCHEME_TIP)
        self.scheme.setAccessibleName("initial weights")
        self.scale = NumberField("The range", Accepted(least=0.0), decimals=1, step=0.1)
        self.biases = Toggle()
        self.biases.setToolTip("Draw the biases too; otherwise they start at 0")
        self.seed = NumberField("The seed", Accepted(0, 999_999, whole=True), step=1.0)
        self.seed.setToolTip("The same seed draws the same weights")
        self.reset_button = QPushButton("Reset")
        self.reset_button.setToolTip("Back to sweep 0 with the same initial weights")
        self.new_button = QPushButton("New weights")
        self.new_button.setToolTip("Draw other initial weights, with the next seed")

    def _connect(self) -> None:
        self.scheme.activated.connect(self._on_drawing_changed)
        self.scale.committed.connect(self._on_drawing_changed)
        self.biases.clicked.connect(self._on_drawing_changed)
        self.seed.committed.connect(self._on_seed_committed)
        self.reset_button.clicked.connect(self._on_reset_button_clicked)
        self.new_button.clicked.connect(self._on_new_button_clicked)
        self._session.settings_changed.connect(self.synchronize)

    def _on_drawing_changed(self) -> None:
        self._session.set_initialisation(
            replace(
                self._session.initialisation,
                scheme=self.scheme.currentData(),
                scale=self.scale.value,
                biases=self.biases.isChecked(),
            )
        )

    def _on_seed_committed(self, seed: float) -> None:
        self._session.new_weights(int(seed))

    def _on_reset_button_clicked(self) -> None:
        self._session.reset()

    def _on_new_button_clicked(self) -> None:
        self._session.new_weights()
