"""The details of one weight or bias."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.details.check_row import CheckRow
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.naming import parameter_phrase, parameter_title
from bpgui.ui.details.page import Page
from bpgui.ui.details.split_bar import SplitBar
from bpgui.ui.details.telling import (
    knows_gradient,
    tell_error_signal,
    tell_forward,
    tell_gradient,
    tell_loss,
    tell_update,
)
from bpgui.ui.details.update_split import explain_split, split_of
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
        self.add_row_of(("Value", self.value), ("Locked", self.locked))
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
        address = session.network.address(index)
        layer, unit = address.layer, address.unit
        if self.sections["forward"].isVisibleTo(self):
            self.sections["forward"].explain(tell_forward(moment, layer, unit))
        if self.sections["loss"].isVisibleTo(self):
            self.sections["loss"].explain(tell_loss(moment))
        self.sections["backward"].explain(tell_error_signal(moment, layer, unit))
        self.sections["gradient"].explain(tell_gradient(moment, index))
        self._check(moment)
        self.sections["update"].explain(tell_update(moment, index))
        self._show_split(moment)

    def _check(self, moment: Moment) -> None:
        """Measure the gradient, as soon as it is found."""
        session, index = self.session, self.index
        known = knows_gradient(moment, index)
        self.check_row.setHidden(not known or session.hidden.hides_parameter("gradient", index))
        if known:
            cursor = -1 if moment.walk is None else moment.walk.cursor
            batch = moment.update if cursor < 0 else moment.so_far(cursor + 1)
            self.check_row.check(batch, index, running=session.running)

    def _show_split(self, moment: Moment) -> None:
        session, index, batch = self.session, self.index, moment.update
        self.sections["split"].explain(
            explain_split(batch, index, session.velocity, session.sweep, moment.condition)
        )
        self.split_bar.show_split(split_of(batch, index, session.velocity, session.sweep))
        is_hidden = session.hidden.hides_parameter("updated", index)
        self.sections["split"].setHidden(is_hidden or not moment.knows("change"))
        self.split_bar.setVisible(not session.network.locked[index])

    @override
    def show_phase(self, phase: str) -> None:
        """Highlight the section of a phase; forward and loss show in their phase, or in a walk."""
        super().show_phase(phase)
        for name in ("forward", "loss"):
            self.sections[name].setVisible(name == phase or self.session.walk is not None)

    def _on_value_committed(self, value: float) -> None:
        try:
            self.session.set_parameter(self.index, value)
        except ValueError as error:
            self.value.refuse(str(error))

    def _on_locked_clicked(self, locked: bool) -> None:
        self.session.set_locked(self.index, locked)
