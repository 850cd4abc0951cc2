"""The page of a rate: the learning rate, the momentum or the weight decay."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from bpgui.session.quantity import Kind
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.page import Page
from bpgui.ui.details.rates import (
    NAMES,
    explain_effect,
    explain_rate,
    explain_rule,
    is_scheduled,
)
from bpgui.ui.details.section import Section
from bpgui.ui.details.to_come import still_to_come
from bpgui.ui.details.trail import RATES

_FIELDS: dict[Kind, str] = {"eta": "learning_rate", "alpha": "momentum", "decay": "decay"}


class RatePage(Page):
    """Explains a rate, and leads to the control that sets it.

    Signals
    -------
    control_asked : Signal of str
        Show the control: "learning_rate", "momentum", "decay" or "schedule".
    """

    control_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.way = QPushButton()
        self.add_row("To change it", self.way)
        for name in ("value", "rule", "effect"):
            self.add_section(name)
        self.finish()
        self.way.clicked.connect(self._on_way_clicked)

    @property
    def kind(self) -> Kind:
        """Which rate it is: "eta", "alpha" or "decay"."""
        return self.topic.kind if self.topic is not None else "eta"

    @property
    def control(self) -> str:
        """What sets the rate now: one of the fields, or the schedule."""
        session = self.session
        scheduled = is_scheduled(self.kind, session.settings, session.sweep)
        return "schedule" if scheduled else _FIELDS[self.kind]

    @override
    def heading(self) -> tuple[str, str]:
        """Return what the rate is called."""
        return f"{NAMES[self.kind]} {RATES[self.kind]}", "of the update rule"

    @override
    def refresh(self, moment: Moment) -> None:
        """Explain the rate in the present sweep."""
        settings = moment.inspection.settings
        scheduled = self.control == "schedule"
        self.way.setText("Go to the schedule" if scheduled else "Go to its field")
        self.sections["rule"].explain(explain_rule(self.kind, settings))
        self.sections["value"].explain(explain_rate(self.kind, settings, moment.sweep))
        effect = self.sections["effect"]
        effect.setHidden(bool(self.session.hidden))  # it tells gradients of other weights too
        if not effect.isHidden():
            effect.explain(self._effect(moment))

    def _effect(self, moment: Moment) -> Explanation:
        index = self._index()
        found = explain_effect(self.kind, moment.update, moment.velocity, moment.sweep, index)
        walk = moment.walk
        is_known = self.kind != "eta" or walk is None or walk.knows("change")
        return found if is_known else still_to_come(found)

    def _index(self) -> int:
        """Return the selected weight or bias, or the bias of the selected unit; -1 for none."""
        selection, network = self.session.selection, self.session.network
        if isinstance(selection, ParameterSelection):
            return selection.index
        if isinstance(selection, UnitSelection) and network.layers[selection.layer].bias:
            return network.bias_index(selection.layer, selection.unit)
        return -1

    @override
    def section_of(self, phase: str) -> Section | None:
        """Return the section with the value, which belongs to the update."""
        return self.sections["value"] if phase == "update" else None

    def _on_way_clicked(self) -> None:
        self.control_asked.emit(self.control)
