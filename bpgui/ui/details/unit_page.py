"""The details of one unit."""

from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from bpgui.session.selection import UnitSelection
from bpgui.session.session import Session
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.details.activation_field import ActivationField
from bpgui.ui.details.evidence import incoming, outgoing
from bpgui.ui.details.feeding import explain_feeds
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.details.page import Page
from bpgui.ui.details.split_bar import SplitBar
from bpgui.ui.details.telling import (
    tell_error_signal,
    tell_forward,
    tell_gradient,
    tell_loss,
    tell_loss_slope,
    tell_slope,
    tell_update,
)
from bpgui.ui.details.text_field import TextField
from bpgui.ui.details.update_split import explain_split, split_of
from bpgui.ui.numbers import format_significant
from bpgui.ui.theme import scaled_font


class UnitPage(Page):
    """Shows the selected unit, edits its name, bias and activation, and explains its numbers."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.name = TextField()
        self.name.setMaximumWidth(130)
        self.activation = ActivationField(session)
        self.bias = NumberField("The bias", decimals=4, rounded=True, step=0.1, sample="−00.0000")
        self.bias.setFont(scaled_font(bold=True))
        self.connections, self.target = QLabel(), QLabel()
        self.add_row("Name", self.name)
        self._activation_label = self.add_row("Activation of the layer", self.activation)
        self._bias_label = self.add_row("Bias", self.bias)
        self._target_label = self.add_row("Target", self.target)
        self.add_row("Connections", self.connections)
        for phase in (
            "forward",
            "feeds",
            "loss",
            "backward",
            "dloss_da",
            "slope",
            "gradient",
            "update",
            "split",
        ):
            self.add_section(phase)
        self.split_bar = SplitBar()
        self.sections["split"].add_row(self.split_bar)
        self.finish()
        self.name.committed.connect(self._on_name_committed)
        self.bias.committed.connect(self._on_bias_committed)

    @property
    def place(self) -> tuple[int, int]:
        """Layer and place in the layer of the selected unit."""
        selection = self.session.selection
        return (selection.layer, selection.unit) if isinstance(selection, UnitSelection) else (0, 0)

    @property
    def bias_index(self) -> int | None:
        """The place of the unit's bias in the network's vector, if it has one."""
        layer, unit = self.place
        network = self.session.network
        if layer == 0 or not network.layers[layer].bias:
            return None
        index = network.bias_index(layer, unit)
        return index if network.present[index] else None

    @override
    def heading(self) -> tuple[str, str]:
        """Return the unit's name, and what it is."""
        layer, unit = self.place
        network = self.session.network
        name = network.layers[layer].unit_names[unit]
        phrase = unit_phrase(network, layer, unit)
        return f"Unit {name}", network.layers[layer].name if name in phrase else phrase

    @override
    def synchronize(self) -> None:
        """Show the unit's name, activation, bias and connections."""
        layer, unit = self.place
        network = self.session.network
        self.name.set_value(network.layers[layer].unit_names[unit])
        self.activation.show_layer(layer)
        count_in, count_out = (
            len(incoming(network, layer, unit)),
            len(outgoing(network, layer, unit)),
        )
        self.connections.setText(f"{count_in:,} in · {count_out:,} out")
        self._show_row(self._activation_label, self.activation, layer > 0)
        self._show_row(self._bias_label, self.bias, self.bias_index is not None)
        self._show_row(self._target_label, self.target, layer == len(network.layers) - 1)
        self._show_bias()

    @override
    def refresh(self, moment: Moment) -> None:
        """Explain what the unit does with the presented pattern, and its bias's next update."""
        layer, unit = self.place
        presented = moment.presented
        self._show_bias()
        if layer == presented.last:
            target = format_significant(presented.target(unit), 4)
            self.target.setText(target.rstrip("0").rstrip(".") if "." in target else target)
        self.sections["forward"].explain(tell_forward(moment, layer, unit))
        self.sections["backward"].explain(tell_error_signal(moment, layer, unit))
        self._explain_sometimes(moment)
        index = self.bias_index
        for phase in ("gradient", "update", "split"):
            self.sections[phase].setVisible(index is not None)
        if index is not None:
            self.sections["gradient"].explain(tell_gradient(moment, index))
            self.sections["update"].explain(tell_update(moment, index))
            self._show_split(moment, index)

    def _explain_sometimes(self, moment: Moment) -> None:
        """Explain what shows in some phases or for some units only."""
        layer, unit = self.place
        sections = self.sections
        if sections["loss"].isVisibleTo(self):
            sections["loss"].explain(tell_loss(moment))
        if sections["feeds"].isVisibleTo(self):
            sections["feeds"].explain(explain_feeds(moment.presented, unit))
        if sections["slope"].isVisibleTo(self):
            sections["slope"].explain(tell_slope(moment, layer, unit))
        if sections["dloss_da"].isVisibleTo(self):
            sections["dloss_da"].explain(tell_loss_slope(moment, unit))

    def _show_split(self, moment: Moment, index: int) -> None:
        session, batch = self.session, moment.update
        self.sections["split"].explain(
            explain_split(batch, index, session.velocity, session.sweep, moment.condition)
        )
        self.split_bar.show_split(split_of(batch, index, session.velocity, session.sweep))
        hidden = session.hidden.hides_parameter("updated", index)
        self.sections["split"].setHidden(hidden or not moment.knows("change"))
        self.split_bar.setVisible(not session.network.locked[index])

    @override
    def show_phase(self, phase: str) -> None:
        """Highlight the section of a phase; some show only in theirs."""
        super().show_phase(phase)
        layer, last = self.place[0], len(self.session.network.layers) - 1
        backward = phase == "backward" and layer > 0
        self.sections["loss"].setVisible(phase == "loss" or self.session.walk is not None)
        self.sections["feeds"].setVisible(layer == 0)
        self.sections["slope"].setVisible(backward)
        self.sections["dloss_da"].setVisible(backward and layer == last)

    def _show_bias(self) -> None:
        index = self.bias_index
        if index is not None:
            self.bias.set_value(float(self.session.network.parameters[index]))

    def _show_row(self, label: QLabel, field: QWidget, visible: bool) -> None:
        label.setVisible(visible)
        field.setVisible(visible)

    def _on_name_committed(self, name: str) -> None:
        layer, unit = self.place
        try:
            self.session.rename_unit(layer, unit, name)
        except ValueError as error:
            self.name.refuse(str(error))
            self.session.message.emit(str(error))

    def _on_bias_committed(self, value: float) -> None:
        index = self.bias_index
        if index is None:
            return
        try:
            self.session.set_parameter(index, value)
        except ValueError as error:
            self.bias.refuse(str(error))
