"""The choice of a layer's activation function."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.session import Session
from bpgui.ui.data.calm_fields import CalmComboBox


class ActivationField(CalmComboBox):
    """Shows and changes the activation of one layer."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer = 0
        self.setAccessibleName("activation")
        self.setToolTip("What every unit of the layer makes of its pre-activation z")
        self.activated.connect(self._on_activated)

    def show_layer(self, layer: int) -> None:
        """Show the activation of a layer; softmax is there for the output layer only."""
        self._layer = layer
        layers = self._session.network.layers
        names = [name for name in ACTIVATIONS if name != "softmax" or layer == len(layers) - 1]
        blocker = QSignalBlocker(self)
        if [self.itemData(i) for i in range(self.count())] != names:
            self.clear()
            for name in names:
                self.addItem(ACTIVATIONS[name].label, name)
        self.setCurrentIndex(self.findData(layers[layer].activation))
        blocker.unblock()

    def _on_activated(self) -> None:
        try:
            self._session.set_activation(self._layer, self.currentData())
        except ValueError as error:
            self._session.message.emit(str(error))
        self.show_layer(self._layer)
