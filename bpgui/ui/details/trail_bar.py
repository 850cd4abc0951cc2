"""The link at the top of the details that leads back to where a number was followed from."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from bpgui.core.network import Network
from bpgui.ui.details.trail import Place, Trail, place_name
from bpgui.ui.theme import MARGIN

_PADDING = 8
"""Pixels between the edge of the link and its text, which stands in line with what is below."""


class TrailBar(QWidget):
    """Keeps the places gone through, and shows the last one; hidden as long as there is none."""

    back_asked = Signal()

    def __init__(self, network: Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trail = Trail()
        self._shape = _shape(network)
        self.link = QToolButton()
        self.link.setProperty("role", "icon")
        self.link.setToolTip("Back to where this number was followed from (Backspace)")
        self.link.clicked.connect(self.back_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN - _PADDING, 4, MARGIN, 0)
        row.addWidget(self.link)
        row.addStretch(1)
        self.hide()

    def leave(self, here: Place) -> None:
        """Take note of a place that is left for a number's own explanation."""
        self._trail.leave(here)

    def back(self, here: Place) -> Place | None:
        """Return the place before, if there is one."""
        return self._trail.back(here)

    def forward(self, here: Place) -> Place | None:
        """Return the place that Back left, if there is one."""
        return self._trail.forward(here)

    def synchronize(self, network: Network) -> bool:
        """Name the place before; forget all when units and parameters have other numbers.

        Return whether they have the same ones.
        """
        is_same = _shape(network) == self._shape
        if not is_same:
            self._shape = _shape(network)
            self._trail.clear()
        behind = self._trail.behind
        self.setVisible(bool(behind))
        if behind:
            self.link.setText(f"‹ {place_name(network, behind[-1])}")
        return is_same

    def forget(self) -> None:
        """Forget all places."""
        self._trail.clear()
        self.hide()


def _shape(network: Network) -> list[tuple[int, tuple[int, ...], bool]]:
    """Return what the numbers of units and parameters depend on."""
    return [(layer.units, layer.sources, layer.bias) for layer in network.layers]
