"""The choices of a session that are not undone: settings, selection, what is presented."""

from dataclasses import replace
from typing import Any

from bpgui.core.settings import Initialisation, StopConditions, TrainingSettings
from bpgui.core.stages import PHASES
from bpgui.session.carrying import fits
from bpgui.session.following import Following
from bpgui.session.hiding import Hidden
from bpgui.session.inspection import have_same_loss
from bpgui.session.quantity import Quantity
from bpgui.session.selection import Selection
from bpgui.session.trace import Trace
from bpgui.session.walk import Walk


class Choosing(Following):
    """A session in which things are chosen. Choices made while it runs do not divide the run."""

    def change_settings(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the settings
        """Change fields of the settings; takes effect between two updates.

        Raises
        ------
        ValueError
            With a sentence, when a value is out of range or the loss does not fit the outputs.
        """
        self.set_settings(replace(self._settings, **changes))

    def set_settings(self, settings: TrainingSettings) -> None:
        """Replace all settings; see ``change_settings``."""
        if settings == self._settings:
            return
        self._check_loss(settings, self.network, self.dataset)
        with self.holding(entry=False):
            keep_losses = have_same_loss(settings, self._settings)
            self._settings = settings
            self._moved(keep_losses=keep_losses)
            self.settings_changed.emit()
            self.state_changed.emit()

    def set_stop(self, stop: StopConditions) -> None:
        """Change when a run stops by itself; a running one goes by it at once."""
        if stop != self._stop:
            with self.holding(entry=False):
                self._stop = stop
            self.stop_changed.emit()

    def set_initialisation(self, initialisation: Initialisation) -> None:
        """Change how the next new weights are drawn; the present weights stay."""
        if initialisation != self.initialisation:
            with self.holding(entry=False):
                self._document = replace(self._document, initialisation=initialisation)
                self._moved(keep_losses=True)
            self.settings_changed.emit()

    def select(self, selection: Selection) -> None:
        """Select a unit, a parameter, a layer, or nothing; nothing if it does not exist."""
        if not fits(selection, self.network):
            selection = None
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()
        else:
            self.selection_repeated.emit()

    def present(self, row: int) -> None:
        """Present a pattern of the data set to the network shown; the nearest one there is."""
        row = max(0, min(row, self.dataset.n_patterns - 1))
        if row != self._pattern:
            self._pattern = row
            self._moved(keep_losses=True)
            self.pattern_changed.emit()

    def set_overlay(self, phase: str) -> None:
        """Choose the phase of an update whose numbers the diagram shows."""
        if phase not in PHASES:
            raise ValueError(f"There is no phase “{phase}”: use one of {', '.join(PHASES)}.")
        if phase != self._overlay:
            self._overlay = phase
            self.overlay_changed.emit()

    def walk_to(self, walk: Walk | None) -> None:
        """Stand elsewhere inside the next update, or between two updates again.

        The walk's pattern is presented, and the diagram shows the numbers of its phase.
        """
        if walk != self._walk:
            self._walk = walk
            if walk is not None:
                self.present(walk.row)
            self.walk_changed.emit()
            self.set_overlay("forward" if walk is None else walk.stage.phase)

    def point_at(self, quantity: Quantity | None) -> None:
        """Light up a number wherever it is shown, or none."""
        if quantity != self._pointed:
            self._pointed = quantity
            self.pointed_changed.emit()

    def light(self, trace: Trace | None) -> None:
        """Light up a path in the diagram, or none."""
        if trace != self._trace:
            self._trace = trace
            self.trace_changed.emit()

    def hide(self, *numbers: Quantity) -> None:
        """Hide numbers wherever they are shown, or with none given show everything again."""
        hidden = Hidden(numbers)
        if hidden != self._hidden:
            self._hidden = hidden
            self.hidden_changed.emit()

    def explain(self, quantity: Quantity) -> None:
        """Ask for the explanation of a number; emits ``explanation_asked`` with it."""
        self.explanation_asked.emit(quantity)
