"""What the details show when nothing is selected: the whole network, and the loss."""

import numpy as np
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.ui.details.explanation import explain_loss
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.page import Page
from bpgui.ui.theme import MARGIN

_HINT = (
    "Click a weight or a unit in the diagram to see its value and where it comes from, "
    "and to type another. Escape brings you back here."
)


class NetworkPage(Page):
    """Sums up the network and explains the loss of the presented pattern."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.layers, self.parameters, self.locked, self.patterns = (QLabel() for _ in range(4))
        self.add_row("Units", self.layers)
        self.add_row("Weights and biases", self.parameters)
        self.add_row("Locked", self.locked)
        self.add_row("Training patterns", self.patterns)
        self.add_section("loss")
        hint = QLabel(_HINT)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        hint.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._column.addWidget(hint)
        self.finish()

    @override
    def heading(self) -> tuple[str, str]:
        """Return a title, and that nothing is selected."""
        return "Details", "nothing selected"

    @override
    def synchronize(self) -> None:
        """Show the sizes of the network and of the data."""
        network, data = self.session.network, self.session.dataset
        self.layers.setText(" – ".join(str(layer.units) for layer in network.layers))
        self.parameters.setText(f"{network.n_connections:,}")
        locked = int(np.count_nonzero(network.locked & network.present))
        self.locked.setText(f"{locked:,}" if locked else "none")
        held_out = f" (+ {len(data.held_out):,} for testing)" if len(data.held_out) else ""
        self.patterns.setText(f"{len(data.train):,}{held_out}")

    @override
    def refresh(self, moment: Moment) -> None:
        """Explain the loss of the presented pattern."""
        self.sections["loss"].explain(explain_loss(moment.presented))
