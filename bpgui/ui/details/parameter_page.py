"""The details of one weight or bias."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.details.check_row import CheckRow
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.explanation import explain_forward, explain_loss
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.naming import parameter_phrase, parameter_title
from bpgui.ui.details.page import Page
from bpgui.ui.details.split_bar import SplitBar
from bpgui.ui.details.update_split import explain_split, split_of
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.theme import scaled_font


class ParameterPage(Page):
    """Shows and edits the selected parameter, and explains its next update."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.value = NumberField(
            "The weight", decimals=4, rounded=True, step=0.1, sample="−00.0000"
        )
        self.value.setFont(scaled_font(bold=True))
        self.value.setToolTip(
            "Type a number such as 0,5 or 1/3 and press Enter; Up and Down change it by 0.1, "
            "with Shift by 0.01"
        )
        self.locked = Toggle()
        self.locked.setToolTip("Training leaves a locked weight as it is")
        self.add_row("Value", self.value)
        self.add_row("Locked (not trained)", self.locked)
        for phase in ("forward", "loss", "backward"):
            self.add_section(phase)
        self.check_row = CheckRow(session.checking)
        self.add_section("gradient").add_row(self.check_row)
        self.add_section("update")
        self.split_bar = SplitBar()
        self.add_section("split").add_row(self.split_bar)
        self.finish()
        self.value.committed.connect(self._on_value_committed)
        self.locked.clicked.connect(self._on_locked_clicked)

    @property
    def index(self) -> int:
        """The place of the selected parameter in the network's vector."""
        selection = self.session.selection
        return selection.index if isinstance(selection, ParameterSelection) else 0

    @override
    def heading(self) -> tuple[str, str]:
        """Return the symbol of the parameter, and where it belongs."""
        network = self.session.network
        return parameter_title(network, self.index), parameter_phrase(network, self.index)

    @override
    def synchronize(self) -> None:
        """Show the parameter's value and lock."""
        network = self.session.network
        self.value.set_value(float(network.parameters[self.index]))
        self.locked.setChecked(bool(network.locked[self.index]))

    @override
    def refresh(self, moment: Moment) -> None:
        """Explain the parameter's next update."""
        session, index = self.session, self.index
        self.value.set_value(float(session.network.parameters[index]))
        presented, batch = moment.presented, moment.update
        address = presented.network.address(index)
        layer, unit = address.layer, address.unit
        if self.sections["forward"].isVisibleTo(self):
            self.sections["forward"].explain(explain_forward(presented, layer, unit))
        if self.sections["loss"].isVisibleTo(self):
            self.sections["loss"].explain(explain_loss(presented))
        self.sections["backward"].explain(explain_error_signal(presented, layer, unit))
        self.sections["gradient"].explain(explain_gradient(batch, index))
        self.check_row.setHidden(session.hidden.hides_parameter("gradient", index))
        self.check_row.check(batch, index, running=session.running)
        self.sections["update"].explain(
            explain_update(batch, index, session.velocity, session.sweep, moment.condition)
        )
        self.sections["split"].explain(
            explain_split(batch, index, session.velocity, session.sweep, moment.condition)
        )
        self.split_bar.show_split(split_of(batch, index, session.velocity, session.sweep))
        self.sections["split"].setHidden(session.hidden.hides_parameter("updated", index))
        self.split_bar.setVisible(not session.network.locked[index])

    @override
    def show_phase(self, phase: str) -> None:
        """Highlight the section of a phase; forward and loss show only in their phase."""
        super().show_phase(phase)
        for name in ("forward", "loss"):
            self.sections[name].setVisible(name == phase)

    def _on_value_committed(self, value: float) -> None:
        try:
            self.session.set_parameter(self.index, value)
        except ValueError as error:
            self.value.refuse(str(error))

    def _on_locked_clicked(self, locked: bool) -> None:
        self.session.set_locked(self.index, locked)
