"""What the Edit and Network menus do with the selection."""

from collections.abc import Callable

from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session


class NetworkActions:
    """Verbs of a session, aimed at what is selected.

    Raise ``ValueError`` with a sentence when the selection does not allow them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action key does."""
        return {
            "undo": self._session.undo,
            "redo": self._session.redo,
            "lock": self.toggle_lock,
            "remove": self.remove,
            "deselect": self.deselect,
            "add_unit": self.add_unit,
            "add_layer": self.add_layer,
            "next_pattern": lambda: self.present_next(1),
            "previous_pattern": lambda: self.present_next(-1),
            "reset": self._session.reset,
            "new_weights": self._session.new_weights,
        }

    def toggle_lock(self) -> None:
        """Lock or unlock the selected weight or bias."""
        chosen = self._session.selection
        if isinstance(chosen, ParameterSelection):
            locked = bool(self._session.network.locked[chosen.index])
            self._session.set_locked(chosen.index, not locked)
            return
        raise ValueError("Select a weight or a bias in the network first, then lock it.")

    def remove(self) -> None:
        """Remove the selected connection, unit or layer."""
        session, chosen = self._session, self._session.selection
        if chosen is None:
            raise ValueError("Select a connection, a unit or a layer in the network first.")
        if isinstance(chosen, UnitSelection):
            session.remove_unit(chosen.layer, chosen.unit)
        elif isinstance(chosen, LayerSelection):
            session.remove_layer(chosen.layer)
        else:
            self._remove_connection(chosen.index)

    def _remove_connection(self, index: int) -> None:
        place = self._session.network.address(index)
        if place.source is None or place.source_unit is None:
            raise ValueError("A bias is switched off for its whole layer: Network > Biases.")
        self._session.remove_connection(place.layer, place.unit, place.source, place.source_unit)

    def deselect(self) -> None:
        """Select nothing."""
        self._session.select(None)

    def add_unit(self) -> None:
        """Add a unit to the selected hidden layer, or the last one."""
        layers = self._session.network.layers
        if len(layers) == 2:
            raise ValueError("There is no hidden layer to add a unit to: add a layer first.")
        chosen = self._session.selection
        layer = len(layers) - 2
        if isinstance(chosen, UnitSelection | LayerSelection):
            layer = chosen.layer
        elif isinstance(chosen, ParameterSelection):
            layer = self._session.network.address(chosen.index).layer
        if not 0 < layer < len(layers) - 1:
            layer = len(layers) - 2
        self._session.add_unit(layer)

    def add_layer(self) -> None:
        """Insert a hidden layer before the output."""
        self._session.add_layer(len(self._session.network.layers) - 1)

    def present_next(self, step: int) -> None:
        """Present the next or the previous pattern, around the ends."""
        count = self._session.dataset.n_patterns
        self._session.present((self._session.pattern + step) % count)
