"""What the details show when nothing is selected: the whole network, and the loss."""

import numpy as np
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.ui.details.explanation import explain_loss
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.page import Page
from bpgui.ui.details.section import Section
from bpgui.ui.details.stage_explanations import MOST, explain_stage
from bpgui.ui.details.total_loss import explain_total_loss
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
        self.works = [self.add_section(f"work {place}") for place in range(MOST)]
        self.add_section("loss")
        self.add_section("total")
        self._hint = QLabel(_HINT)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._column.addWidget(self._hint)
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
        """Explain the loss, or inside an update the numbers found last."""
        is_absent = bool(self.session.dataset.absence)
        walk = None if is_absent else moment.walk
        found = explain_stage(moment, walk) if walk is not None else []
        for place, section in enumerate(self.works):
            if place < len(found):
                section.explain(found[place])
            section.setVisible(place < len(found))
        for widget in (self.sections["loss"], self.sections["total"], self._hint):
            widget.setVisible(walk is None)
        if is_absent:
            self._hint.hide()  # a click explains nothing without patterns
            self.sections["loss"].hide()
        if walk is None:
            self.sections["loss"].explain(explain_loss(moment.presented))
            terms = None if self.session.running else moment.pattern_losses
            self.sections["total"].explain(explain_total_loss(self.session, terms))

    @override
    def section_of(self, phase: str) -> Section | None:
        """Return the section of a phase: inside an update, of the numbers found last."""
        return self.works[0] if self.session.walk is not None else self.sections.get(phase)

    @override
    def show_phase(self, phase: str) -> None:
        """Highlight the section of a phase, or what is at work."""
        super().show_phase(phase)
        for section in self.works:
            section.set_highlighted(True)
