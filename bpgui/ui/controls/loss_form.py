"""The loss, its reduction and margin, and the patterns of an update."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from bpgui.core.settings import REDUCTIONS
from bpgui.session.session import Session
from bpgui.ui.controls.choices import LossField, UpdateField, batch_size_field
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.number_field import Accepted, NumberField
from bpgui.ui.controls.settings_link import SettingsLink
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.mathematics.formula import compose
from bpgui.ui.mathematics.formula_view import FormulaView


def batch_loss_formula(loss: str, activation: str, reduction: str) -> str:
    """Return the loss of a batch as a formula: over patterns p, and over outputs k."""
    share = "" if reduction == "sum" else "1/n "
    if loss == "half-squared-error":
        return f"L = {share}Σₚ ½ Σₖ (y − ŷ)²" if share else "L = ½ Σₚ Σₖ (y − ŷ)²"
    if loss == "squared-error":
        return f"L = {share}Σₚ Σₖ (y − ŷ)²"
    minus = f"L = −{share}Σₚ Σₖ"
    return f"{minus} y ln ŷ" if activation == "softmax" else f"{minus} [y ln ŷ + (1 − y) ln(1 − ŷ)]"


class LossForm(Form):
    """What an update makes smaller, and over which patterns."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Loss and update", parent)
        self._session = session
        self.loss = LossField(session)
        self.reduction = CalmComboBox()
        for name in REDUCTIONS:
            self.reduction.addItem(name, name)
        self.reduction.setAccessibleName("reduction over patterns")
        self.margin = NumberField("The error margin", Accepted(least=0.0), decimals=2)
        self.margin.setToolTip("An output this close to its target counts as no error")
        self.update_mode = UpdateField(session)
        self.batch_size = batch_size_field()
        self.shuffle = Toggle()
        self.shuffle.setToolTip("Take the training patterns in another order each sweep")
        self.formula = FormulaView()
        self.add_row("Loss", self.loss)
        self.add_row("Over patterns", self.reduction)
        self.add_widget(self.formula)
        self.add_row("Error margin", self.margin)
        self.add_row("Update after each", self.update_mode)
        self._batch_row = self.add_row("Patterns in a mini-batch", self.batch_size)
        self.add_row("Shuffle each sweep", self.shuffle)
        SettingsLink(self.margin, session, "margin")
        SettingsLink(self.batch_size, session, "batch_size", int)
        self.reduction.activated.connect(self._on_reduction_activated)
        self.shuffle.clicked.connect(self._on_shuffle_clicked)

    def synchronize(self) -> None:
        """Show the session's loss and update mode."""
        settings = self._session.settings
        blocker = QSignalBlocker(self.reduction)
        self.reduction.setCurrentIndex(self.reduction.findData(settings.reduction))
        blocker.unblock()
        self.shuffle.setChecked(settings.shuffle)
        self._batch_row.setVisible(settings.update == "mini-batch")
        activation = self._session.network.layers[-1].activation
        formula = batch_loss_formula(settings.loss, activation, settings.reduction)
        self.formula.show_lines([compose(formula)])

    def _on_reduction_activated(self) -> None:
        self._session.change_settings(reduction=self.reduction.currentData())

    def _on_shuffle_clicked(self, shuffle: bool) -> None:
        self._session.change_settings(shuffle=shuffle)
