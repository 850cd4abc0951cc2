"""What the keys do in the diagram.

Left and Right belong to the window (step and step back), so moving about is Tab and Shift+Tab
through everything, and Alt with an arrow from layer to layer. Up and Down change the selected
weight, or go from unit to unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection

if TYPE_CHECKING:
    from bpgui.ui.diagram.view import DiagramView

_NUMBER_KEYS = "0123456789.,-+−"
_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_LEFT_RIGHT = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keyboard:
    """Translates keys into edits and selections."""

    def __init__(self, view: DiagramView) -> None:
        self._view = view
        self._session = view.session

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the diagram takes this key before a shortcut of the window does."""
        if self._session.selection is None:
            return False
        if event.key() in (*_UP_DOWN, *_ENTER, Qt.Key.Key_F2, Qt.Key.Key_Delete):
            return True
        if event.key() in _LEFT_RIGHT:
            return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return self._starts_number(event)

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False leaves it to others."""
        key, chosen = event.key(), self._session.selection
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if key == Qt.Key.Key_Delete and chosen is not None:
            self._view.editing.remove_selected()
        elif key in _LEFT_RIGHT and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._walk_layers(1 if key == Qt.Key.Key_Right else -1)
        elif key in _UP_DOWN:
            return self._up_down(1 if key == Qt.Key.Key_Up else -1, event.modifiers())
        elif key in (*_ENTER, Qt.Key.Key_F2) and chosen is not None:
            self.open_selected(rename=key == Qt.Key.Key_F2)
        elif self._starts_number(event) and isinstance(chosen, ParameterSelection):
            self._view.edit_parameter(chosen.index, event.text())
        else:
            return False
        return True

    def open_selected(self, *, rename: bool) -> bool:
        """Open the editor over what is selected; False if nothing is."""
        chosen = self._session.selection
        if chosen is not None:
            self._open(chosen, rename=rename)
        return chosen is not None

    def tab(self, step: int) -> bool:
        """Select the next or previous thing; False at the end, where the focus moves on."""
        chosen = self._session.selection
        if chosen is None:
            return False
        order = self._around(chosen)
        place = order.index(chosen) + step if chosen in order else 0
        if 0 <= place < len(order):
            self._select(order[place])
            return True
        return self._next_unit(chosen, step)

    def walk_parameters(self, step: int) -> None:
        """Select the next or previous weight or bias that is present."""
        chosen = self._session.selection
        if not isinstance(chosen, ParameterSelection):
            return
        present = np.flatnonzero(self._session.network.present)
        place = (int(np.searchsorted(present, chosen.index)) + step) % len(present)
        self._select(ParameterSelection(int(present[place])))

    def _starts_number(self, event: QKeyEvent) -> bool:
        command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        text = event.text()
        return bool(
            isinstance(self._session.selection, ParameterSelection)
            and text
            and text in _NUMBER_KEYS
            and not event.modifiers() & command
        )

    def _escape(self) -> bool:
        if self._view.cancel_gesture():
            return True
        if self._session.selection is None:
            return False
        self._session.select(None)
        return True

    def _up_down(self, step: int, modifiers: Qt.KeyboardModifier) -> bool:
        chosen = self._session.selection
        if isinstance(chosen, ParameterSelection):
            self._view.editing.nudge(chosen.index, step * nudge_step(modifiers))
        elif isinstance(chosen, UnitSelection):
            units = self._session.network.layers[chosen.layer].units
            self._select(UnitSelection(chosen.layer, (chosen.unit - step) % units))
        else:
            return False
        return True

    def _open(self, chosen: Selection, *, rename: bool) -> None:
        network = self._session.network
        if isinstance(chosen, ParameterSelection):
            self._view.edit_parameter(chosen.index)
        elif isinstance(chosen, LayerSelection):
            self._view.editing.rename_layer(chosen.layer)
        elif isinstance(chosen, UnitSelection):
            has_bias = chosen.layer and network.layers[chosen.layer].bias
            if rename or not has_bias:
                self._view.editing.rename_unit(chosen.layer, chosen.unit)
            else:
                self._view.edit_parameter(network.bias_index(chosen.layer, chosen.unit))

    def _walk_layers(self, step: int) -> None:
        """Go to the unit a connection comes from or leads to, or to the layer beside a unit's."""
        network, chosen = self._session.network, self._session.selection
        if isinstance(chosen, ParameterSelection):
            at = network.address(chosen.index)
            if step > 0 or at.source is None or at.source_unit is None:
                self._select(UnitSelection(at.layer, at.unit))
            else:
                self._select(UnitSelection(at.source, at.source_unit))
        elif isinstance(chosen, UnitSelection):
            layer = max(0, min(chosen.layer + step, len(network.layers) - 1))
            self._select(UnitSelection(layer, min(chosen.unit, network.layers[layer].units - 1)))
        elif isinstance(chosen, LayerSelection):
            layer = max(0, min(chosen.layer + step, len(network.layers) - 1))
            self._select(LayerSelection(layer))
        else:
            self._select(UnitSelection(0, 0))

    def _around(self, chosen: Selection) -> list[Selection]:
        """Return a unit and its parameters, in the order of the Tab key."""
        network = self._session.network
        if isinstance(chosen, ParameterSelection):
            at = network.address(chosen.index)
            layer, unit = at.layer, at.unit
        elif isinstance(chosen, UnitSelection):
            layer, unit = chosen.layer, chosen.unit
        else:
            return [chosen]
        order: list[Selection] = [UnitSelection(layer, unit)]
        if layer:
            width = network.matrix(layer).shape[1]
            first = network.span(layer).start + unit * width
            mine = np.flatnonzero(network.present[first : first + width]) + first
            order += [ParameterSelection(int(index)) for index in mine]
        return order

    def _next_unit(self, chosen: Selection, step: int) -> bool:
        layers = self._session.network.layers
        if isinstance(chosen, ParameterSelection):
            at = self._session.network.address(chosen.index)
            layer, unit = at.layer, at.unit
        elif isinstance(chosen, UnitSelection):
            layer, unit = chosen.layer, chosen.unit
        else:
            return False
        unit += step
        if not 0 <= unit < layers[layer].units:
            layer += step
            if not 0 <= layer < len(layers):
                return False
            unit = 0 if step > 0 else layers[layer].units - 1
        following = self._around(UnitSelection(layer, unit))
        self._select(following[0 if step > 0 else -1])
        return True

    def _select(self, selection: Selection) -> None:
        self._session.select(selection)
        self._view.reveal_selection()


def nudge_step(modifiers: Qt.KeyboardModifier) -> float:
    """Return by how much one nudge changes a weight: 0.1, with Shift 1, with Alt or Ctrl 0.01."""
    fine = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 1.0
    return 0.01 if modifiers & fine else 0.1
