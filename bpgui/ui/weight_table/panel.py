"""The weight panel: choose a layer, read and type over its weights."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.pace import Pace
from bpgui.ui.panel import Panel
from bpgui.ui.theme import MARGIN, SPACING
from bpgui.ui.weight_table.table import WeightTable
from bpgui.ui.weight_table.weight_model import WeightModel

_INTERVAL = 100
"""Milliseconds between two repaints of the weights while training runs."""


class WeightTablePanel(Panel):
    """Shows all weights into a layer of a session's network as a table."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Weights", "", parent)
        self._session = session
        self._create_widgets()
        self._lay_out()
        self._pace = Pace(self._repaint, _INTERVAL, self)
        self._connect()
        self.synchronize()
        self._show_selection()

    @override
    def synchronize(self) -> None:
        """Show the session's network as it is now, in the layer that was chosen last."""
        self.model.synchronize()
        self._show_choices()
        self._show_heading()
        self._show_frame()

    @override
    def refresh(self) -> None:
        """Bring the numbers up to date if they are due; for the window's frame timer."""
        self._pace.flush()

    def _create_widgets(self) -> None:
        self.layers = QComboBox()
        self.layers.setAccessibleName("Layer")
        self.layers.setToolTip("The layer whose units are the rows")
        self.sources = QComboBox()
        self.sources.setAccessibleName("Source")
        self.sources.setToolTip("The layer whose units are the columns")
        self.model = WeightModel(self._session, self)
        self.table = WeightTable(self.model, self._session)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "error")
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(MARGIN, 4, MARGIN, SPACING)
        self.sentence.hide()

    def _lay_out(self) -> None:
        into, source = QLabel("into"), QLabel("from")
        for label in (into, source):
            label.setProperty("role", "muted")
        choices = QHBoxLayout()
        choices.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        choices.setSpacing(SPACING)
        for widget in (into, self.layers, source, self.sources):
            choices.addWidget(widget)
        choices.addStretch(1)
        table = QVBoxLayout()
        table.setContentsMargins(SPACING - 2, 0, SPACING - 2, SPACING - 2)
        table.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(choices)
        column.addLayout(table, 1)
        column.addWidget(self.sentence)

    def _connect(self) -> None:
        self.layers.activated.connect(self._on_layers_activated)
        self.sources.activated.connect(self._on_sources_activated)
        self.model.refused.connect(self._show_sentence)
        self.model.accepted.connect(self.sentence.hide)
        self.model.modelReset.connect(self._show_choices)
        self.model.modelReset.connect(self._show_heading)
        self.table.refused.connect(self._show_sentence)
        self.table.done.connect(self.sentence.hide)
        self.table.cell_delegate.abandoned.connect(self.sentence.hide)
        self.table.shown_in_diagram.connect(self._on_table_shown_in_diagram)
        self.table.selectionModel().currentChanged.connect(self._on_table_current_changed)
        self._session.network_changed.connect(self.synchronize)
        self._session.state_changed.connect(self._on_session_state_changed)
        self._session.selection_changed.connect(self._show_selection)

    def _show_heading(self) -> None:
        rows, columns = self.model.rowCount(), self.model.columnCount()
        name = self._session.network.layers[self.model.layer].name
        self.set_heading(subtitle=f"{name} · {rows} × {columns}")

    def _show_choices(self) -> None:
        layers, shown = self._session.network.layers, self.model.layer
        with QSignalBlocker(self.layers):
            self.layers.clear()
            for place, layer in enumerate(layers[1:], start=1):
                self.layers.addItem(layer.name, place)
            self.layers.setCurrentIndex(shown - 1)
        with QSignalBlocker(self.sources):
            self.sources.clear()
            connected = layers[shown].sources
            self.sources.addItem("all sources", None)
            for place in range(shown):
                gap = "" if place in connected else " (not connected)"
                self.sources.addItem(layers[place].name + gap, place)
            source = self.model.source
            self.sources.setCurrentIndex(0 if source is None else source + 1)

    def _show_selection(self) -> None:
        """Go to the layer of what is selected."""
        chosen = self._session.selection
        if isinstance(chosen, (UnitSelection, LayerSelection)) and chosen.layer:
            self._show_layer(chosen.layer)
        elif isinstance(chosen, ParameterSelection) and self.model.place(chosen.index) is None:
            self.model.show_block(self._session.network.address(chosen.index).layer, None)
        self._show_frame()

    def _show_frame(self) -> None:
        """Put the frame on the selected parameter, if it is in the layer shown."""
        chosen = self._session.selection
        with QSignalBlocker(self.table.selectionModel()):
            if not isinstance(chosen, ParameterSelection):
                self.table.clearSelection()
            elif self._session.network.present[chosen.index]:
                self._frame(chosen.index)
        self.table.viewport().update()

    def _show_layer(self, layer: int) -> None:
        if layer != self.model.layer:
            self.model.show_block(layer, None)

    def _frame(self, parameter: int) -> None:
        place = self.model.place(parameter)
        index = self.model.index(*place) if place else QModelIndex()
        if self.table.cell_delegate.is_editing or self.table.selectionModel().isSelected(index):
            return
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.selectionModel().setCurrentIndex(index, flag)
        self.table.scrollTo(index)

    def _show_sentence(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.show()

    def _repaint(self) -> None:
        if self.isVisible():
            self.model.measure()
            self.model.repaint(*self.table.visible_cells())

    def _on_layers_activated(self) -> None:
        self.model.show_block(self.layers.currentData(), None)

    def _on_sources_activated(self) -> None:
        self.model.show_block(self.model.layer, self.sources.currentData())

    def _on_table_current_changed(self, current: QModelIndex) -> None:
        parameter = (
            self.model.cell(current).parameter(self.model.network) if current.isValid() else None
        )
        if parameter is not None:
            self._session.select(ParameterSelection(parameter))

    def _on_table_shown_in_diagram(self, parameter: int) -> None:
        self._session.select(ParameterSelection(parameter))

    def _on_session_state_changed(self) -> None:
        self._pace.ask()

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pace.ask()
