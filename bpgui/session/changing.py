"""The changing side of a session: holding a run, pushing undo commands, restoring.

Each change of the document is one undo command. While training runs, a change first parks the run
(``holding``), so that it takes effect between two updates and captures exact old values.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from bpgui.core.arrays import IntArray
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import Initialisation, StopConditions, TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.data.dataset import Dataset
from bpgui.session.commands import ChangeDocument, Snapshot
from bpgui.session.document import Document
from bpgui.session.inspection import Inspection
from bpgui.session.reading import PHASES, Reading
from bpgui.session.selection import (
    LayerSelection,
    ParameterSelection,
    Selection,
    UnitSelection,
)
from bpgui.session.timeline import Sample


class TrainingControl(Protocol):
    """What a session asks of whoever runs the training."""

    def hold(self, *, entry: bool) -> None:
        """Park a run at the next update; with ``entry``, close its undo entry."""

    def release(self) -> None:
        """Let a parked run go on with the session as it is now."""

    def pause(self) -> None:
        """End a run at the next update."""


class Changing(Reading):
    """A session whose document can be changed, with undo."""

    def __init__(self, problem: str = "xor", parent: QObject | None = None) -> None:
        super().__init__(problem, parent)
        self.undo_stack = QUndoStack(self)
        self.control: TrainingControl | None = None

    # ---- what is not undone ----------------------------------------------------------------

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
            self._settings = settings
            self._moved()
            self._timeline.begin(self._document, settings, self._sample())
            self.settings_changed.emit()
            self.state_changed.emit()
            self.history_changed.emit()

    def set_stop(self, stop: StopConditions) -> None:
        """Change when a run stops by itself."""
        if stop != self._stop:
            with self.holding(entry=False):
                self._stop = stop
            self.stop_changed.emit()

    def set_initialisation(self, initialisation: Initialisation) -> None:
        """Change how the next new weights are drawn; the present weights stay."""
        if initialisation != self.initialisation:
            with self.holding(entry=False):
                self._document = replace(self._document, initialisation=initialisation)
                self._moved()
            self.settings_changed.emit()

    def select(self, selection: Selection) -> None:
        """Select a unit, a parameter, a layer, or nothing."""
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()

    def present(self, row: int) -> None:
        """Present a pattern of the data set to the network shown."""
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

    # ---- for whoever runs the training -----------------------------------------------------

    @contextmanager
    def holding(self, *, entry: bool = True) -> Iterator[None]:
        """Keep a running training parked for the length of a block, such as a drag.

        With ``entry`` false the run's undo entry stays open: for changes that are not undone.
        """
        control = self.control
        if control is None:
            yield
            return
        control.hold(entry=entry)
        try:
            yield
        finally:
            control.release()

    def set_running(self, running: bool) -> None:
        """Say whether training runs; for the runner only."""
        if running != self._running:
            self._running = running
            self.running_changed.emit()

    def adopt(
        self,
        state: TrainingState,
        samples: list[Sample],
        losses: tuple[float, float] | None,
    ) -> None:
        """Show a newer state of the running training; for the runner only."""
        advanced = state.updates != self.updates or bool(samples)
        if not advanced:
            return
        self._document = self._document.advanced(state)
        self._moved()
        self._losses = losses
        self._timeline.add(samples)
        self.state_changed.emit()
        if samples:
            self.history_changed.emit()

    def begin_run(self) -> Snapshot:
        """Forget the history after the present update, and return where a run starts."""
        before = self._snapshot()
        self._timeline.truncate(self.updates)
        self.history_changed.emit()
        return before

    def end_run(self, before: Snapshot, text: str, gesture: object | None = None) -> None:
        """Make what was trained since ``before`` one entry of the undo stack."""
        if before.document.updates != self.updates:
            self._close_history()
            self._push(text, before, self._snapshot(), gesture)

    # ---- undo ------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the newest entry; a running training ends first and is that entry."""
        if self.control is not None:
            self.control.pause()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Bring back the entry last taken back."""
        if self.control is not None:
            self.control.pause()
        self.undo_stack.redo()

    def restore(self, snapshot: Snapshot) -> None:
        """Show a snapshot; for undo commands only."""
        old = self._document
        self._document = snapshot.document
        self._timeline.restore(snapshot.record)
        settings_before, stop_before = self._settings, self._stop
        self._settings = snapshot.settings or self._settings
        self._stop = snapshot.stop or self._stop
        self._moved()
        self._reconcile()
        self._announce(old, settings_before, stop_before)

    # ---- for the verbs ---------------------------------------------------------------------

    def _change(
        self,
        text: str,
        edit: Callable[[Document], Document],
        *,
        gesture: object | None = None,
        settings: TrainingSettings | None = None,
        stop: StopConditions | None = None,
        origin: IntArray | None = None,
        fresh: bool = False,
    ) -> None:
        """Push one undo command that edits the document; ``fresh`` starts a new history."""
        with self.holding():
            with_settings = settings is not None or stop is not None
            before = self._snapshot(with_settings=with_settings)
            old, old_settings = self._document, self._settings
            timeline = self._timeline.capture()
            try:
                self._document = edit(old)
                self._settings = settings or self._settings
                self._moved()
                if fresh:
                    self._timeline.segments = []
                self._timeline.begin(self._document, self._settings, self._sample(), origin)
                after = self._snapshot(with_settings=with_settings)
                after = replace(after, stop=stop or after.stop)
            except ValueError:
                self._document, self._settings = old, old_settings
                self._timeline.restore(timeline)
                self._moved()
                raise
            self._document, self._settings = old, old_settings
            self._push(text, before, after, gesture)

    def _push(self, text: str, before: Snapshot, after: Snapshot, gesture: object | None) -> None:
        self.undo_stack.push(ChangeDocument(self, text, before, after, gesture))

    def _snapshot(self, *, with_settings: bool = False) -> Snapshot:
        record = self._timeline.capture()
        if with_settings:
            return Snapshot(self._document, record, self._settings, self._stop)
        return Snapshot(self._document, record)

    def _check_loss(self, settings: TrainingSettings, network: Network, data: Dataset) -> None:
        loss = LOSSES[settings.loss]
        loss.check_activation(network.layers[-1].activation)
        loss.check_targets(data.y)

    def _moved(self, *, keep_losses: bool = False) -> None:
        """Drop what was computed of an earlier moment."""
        self._pattern = min(self._pattern, self.dataset.n_patterns - 1)
        self._inspection = Inspection(self._document, self._settings, self._pattern)
        if not keep_losses:
            self._losses = None

    def _close_history(self) -> None:
        """Let the history end at the present update, so that all of the run can be reached."""
        if self._timeline.newest < self.updates:
            self._timeline.add([self._sample()])
            self.history_changed.emit()

    def _reconcile(self) -> None:
        """After a restore: settings changed since then hold from here on; the selection fits."""
        last = self._timeline.segments[-1]
        loss = LOSSES[self._settings.loss]
        if not loss.admits(self.network.layers[-1].activation):
            self._settings = replace(self._settings, loss="half-squared-error")
        if last.settings != self._settings or last.start.dataset is not self.dataset:
            self._moved()
            if self._timeline.newest <= self.updates:
                self._timeline.begin(self._document, self._settings, self._sample())
        if not self._selection_fits():
            self.select(None)

    def _selection_fits(self) -> bool:
        network, chosen = self.network, self._selection
        if isinstance(chosen, ParameterSelection):
            return chosen.index < network.n_parameters and bool(network.present[chosen.index])
        if isinstance(chosen, UnitSelection):
            layers = network.layers
            return chosen.layer < len(layers) and chosen.unit < layers[chosen.layer].units
        return not isinstance(chosen, LayerSelection) or chosen.layer < len(network.layers)

    def _announce(self, old: Document, settings: TrainingSettings, stop: StopConditions) -> None:
        new = self._document
        if (
            new.network.layers != old.network.layers
            or new.network.present is not old.network.present
            or new.network.locked is not old.network.locked
        ):
            self.network_changed.emit()
        if new.dataset is not old.dataset:
            self.dataset_changed.emit()
        if settings != self._settings or new.initialisation != old.initialisation:
            self.settings_changed.emit()
        if stop != self._stop:
            self.stop_changed.emit()
        self.state_changed.emit()
        self.history_changed.emit()
