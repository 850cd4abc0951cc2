"""Changing the session from the diagram: values, names and connections."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF

from bpgui.session.carrying import has_same_shape
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.ui.diagram.editor import InlineEditor
from bpgui.ui.diagram.hits import ButtonHit, UnitHit
from bpgui.ui.numbers import format_exact, parse_number

if TYPE_CHECKING:
    from bpgui.ui.diagram.view import DiagramView

_ONE_NUDGE = 1.0
"""Seconds within which nudges of the same parameter are one undo entry."""


class Editing(QObject):
    """What a view does to its session; a refusal becomes a message, never an exception."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self._session = view.session
        self.editor = InlineEditor(view)
        self.editor.next_wanted.connect(self._on_editor_next_wanted)
        self.editor.refused.connect(self._session.message)
        self._place: Callable[[], QRectF | None] | None = None
        self._edited = self._session.network
        self._nudged: tuple[int, float, object] = (-1, 0.0, object())

    def attempt(self, change: Callable[[], None]) -> bool:
        """Carry out a change; tell the user the sentence of one that is refused."""
        try:
            change()
        except ValueError as error:
            self._session.message.emit(str(error))
            return False
        return True

    # ---- values ----------------------------------------------------------------------------

    def edit_parameter(self, index: int, typed: str = "") -> None:
        """Open the editor over the number of a weight or bias."""
        if not self._session.network.present[index]:
            return
        self._session.select(ParameterSelection(index))
        self._view.reveal_selection()

        def commit(text: str) -> None:
            self._session.set_parameter(index, parse_number(text))

        text = format_exact(float(self._session.network.parameters[index]))
        self._open(lambda: self._view.parameter_rect(index), text, commit, typed)

    def nudge(self, index: int, step: float) -> None:
        """Add to a parameter; quick repetitions are one undo entry."""
        last, when, gesture = self._nudged
        now = time.monotonic()
        if last != index or now - when > _ONE_NUDGE:
            gesture = object()
        self._nudged = (index, now, gesture)
        with self._session.holding(entry=False):  # the step starts where the run really is
            value = round(float(self._session.network.parameters[index]) + step, 10)
            self.attempt(lambda: self._session.set_parameter(index, value, gesture=gesture))

    def toggle_lock(self, index: int) -> None:
        """Lock a parameter, or unlock it."""
        locked = bool(self._session.network.locked[index])
        self.attempt(lambda: self._session.set_locked(index, not locked))

    # ---- names -----------------------------------------------------------------------------

    def rename_unit(self, layer: int, unit: int) -> None:
        """Open the editor over a unit to give it another name."""
        self._session.select(UnitSelection(layer, unit))
        name = self._session.network.layers[layer].unit_names[unit]
        self._open(
            lambda: self._view.layout_shown.layers[layer].square(unit),
            name,
            lambda text: self._session.rename_unit(layer, unit, text.strip()),
        )

    def rename_layer(self, layer: int) -> None:
        """Open the editor over a layer's name."""
        self._session.select(LayerSelection(layer))
        self._open(
            lambda: self._view.layout_shown.captions[layer].name,
            self._session.network.layers[layer].name,
            lambda text: self._session.rename_layer(layer, text.strip()),
        )

    # ---- structure -------------------------------------------------------------------------

    def connect_units(self, start: UnitHit, end: UnitHit) -> None:
        """Connect two units, the earlier layer's being the source."""
        source, target = sorted((start, end), key=lambda hit: hit.layer)
        if source.layer == target.layer:
            self._session.message.emit(
                "Units of one layer cannot be connected: draw to a unit of a later layer."
            )
            return
        ends = (target.layer, target.unit, source.layer, source.unit)
        if self.attempt(lambda: self._session.add_connection(*ends)):
            self._session.select(ParameterSelection(self._session.network.weight_index(*ends)))

    def press_button(self, hit: ButtonHit) -> None:
        """Add or remove a unit, or add a layer."""
        session, layer = self._session, hit.layer
        if hit.action == "add unit":
            self.attempt(lambda: session.add_unit(layer))
        elif hit.action == "remove unit":
            last = session.network.layers[layer].units - 1
            self.attempt(lambda: session.remove_unit(layer, last))
        else:
            self.attempt(lambda: session.add_layer(layer))

    def remove_selected(self) -> None:
        """Remove the selected connection, unit or layer."""
        session, chosen = self._session, self._session.selection
        if isinstance(chosen, ParameterSelection):
            self.remove_parameter(chosen.index)
        elif isinstance(chosen, UnitSelection):
            self.attempt(lambda: session.remove_unit(chosen.layer, chosen.unit))
        elif isinstance(chosen, LayerSelection):
            self.attempt(lambda: session.remove_layer(chosen.layer))

    def remove_parameter(self, index: int) -> None:
        """Remove one connection; a bias goes with its layer's."""
        at = self._session.network.address(index)
        source, source_unit = at.source, at.source_unit
        if source is None or source_unit is None:
            self._session.message.emit(
                "A single bias cannot be removed: set it to 0 and lock it, or switch the biases "
                "of its layer off."
            )
            return
        self.attempt(
            lambda: self._session.remove_connection(at.layer, at.unit, source, source_unit)
        )

    # ---- the editor ------------------------------------------------------------------------

    def follow(self) -> None:
        """Move the open editor to where its number is now; close it if that may be gone."""
        if not self.editor.is_open or self._place is None:
            return
        if not has_same_shape(self._edited, self._session.network):
            self.editor.cancel()
        else:
            place = self._place()
            if place is not None:
                self.editor.move_to(self._view.camera.to_screen(place).toRect())

    def _open(
        self,
        place: Callable[[], QRectF | None],
        text: str,
        commit: Callable[[str], None],
        typed: str = "",
    ) -> None:
        if not self.editor.commit():
            return
        rect = place() or QRectF(self._view.camera.to_diagram(self._view.middle), QRectF().size())
        self._place = place
        self._edited = self._session.network
        self._view.hovering.hide_card()
        self.editor.open(self._view.camera.to_screen(rect).toRect(), text, commit, typed)

    def _on_editor_next_wanted(self, forward: bool) -> None:
        self._view.keyboard.walk_parameters(1 if forward else -1)
        chosen = self._session.selection
        if isinstance(chosen, ParameterSelection):
            self.edit_parameter(chosen.index)
