"""The details of one layer."""

import numpy as np
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from bpgui.session.selection import LayerSelection
from bpgui.session.session import Session
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.details.activation_field import ActivationField
from bpgui.ui.details.layer_form import (
    explain_layer_backward,
    explain_layer_forward,
    explain_layer_gradient,
)
from bpgui.ui.details.page import Page
from bpgui.ui.details.text_field import TextField


class LayerPage(Page):
    """Shows the selected layer and edits its name, activation and biases."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.name = TextField()
        self.name.setMaximumWidth(130)
        self.activation = ActivationField(session)
        self.biases = Toggle()
        self.biases.setToolTip("Whether the units of the layer have biases")
        self.sources, self.parameters = QLabel(), QLabel()
        self.add_row("Name", self.name)
        self._activation_label = self.add_row("Activation", self.activation)
        self._biases_label = self.add_row("Biases", self.biases)
        self.add_row("Receives from", self.sources)
        self.add_row("Weights and biases", self.parameters)
        for phase in ("forward", "backward", "gradient"):
            self.add_section(phase)
        self.finish()
        self.name.committed.connect(self._on_name_committed)
        self.biases.clicked.connect(self._on_biases_clicked)

    @property
    def layer(self) -> int:
        """The index of the selected layer."""
        selection = self.session.selection
        return selection.layer if isinstance(selection, LayerSelection) else 0

    @override
    def heading(self) -> tuple[str, str]:
        """Return the layer's name and size."""
        layer = self.session.network.layers[self.layer]
        return f"Layer {layer.name}", f"{layer.units} unit{'' if layer.units == 1 else 's'}"

    @override
    def synchronize(self) -> None:
        """Show the layer's name, activation, biases and sources."""
        network = self.session.network
        layer = network.layers[self.layer]
        self.name.set_value(layer.name)
        self.activation.show_layer(self.layer)
        self.biases.setChecked(layer.bias)
        names = [network.layers[source].name for source in layer.sources]
        self.sources.setText(", ".join(names) or "the patterns")
        present = network.present[network.span(self.layer)] if self.layer else np.empty(0)
        self.parameters.setText(f"{np.count_nonzero(present):,}")
        for widget in (self._activation_label, self.activation, self._biases_label, self.biases):
            widget.setVisible(self.layer > 0)
        for section in self.sections.values():
            section.setVisible(self.layer > 0)
        if self.layer:
            self.sections["forward"].explain(explain_layer_forward(network, self.layer))
            self.sections["backward"].explain(explain_layer_backward(network, self.layer))
            self.sections["gradient"].explain(explain_layer_gradient(network, self.layer))

    def _on_name_committed(self, name: str) -> None:
        try:
            self.session.rename_layer(self.layer, name)
        except ValueError as error:
            self.name.refuse(str(error))
            self.session.message.emit(str(error))

    def _on_biases_clicked(self, on: bool) -> None:
        self.session.set_bias(self.layer, on)
