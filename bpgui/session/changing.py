"""The changing side of a session: holding a run, pushing undo commands, restoring.

Each change of the document is one undo command. While training runs, a change first parks the run
(``holding``), so that it takes effect between two updates and captures exact old values. All that
can fail happens before anything is changed.
"""

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack
from shiboken6 import isValid

from bpgui.core.arrays import IntArray
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.session.carrying import carried, fits, has_same_shape
from bpgui.session.commands import ChangeDocument
from bpgui.session.document import Document
from bpgui.session.forgetting import forget_oldest
from bpgui.session.hiding import NOTHING
from bpgui.session.inspection import Inspection, leads_on
from bpgui.session.journey import Journey
from bpgui.session.reading import Reading
from bpgui.session.selection import Selection
from bpgui.session.snapshot import Snapshot
from bpgui.session.timeline import begun, sample_of


class TrainingControl(Protocol):
    """What a session asks of whoever runs the training."""

    def hold(self, *, entry: bool) -> None:
        """Park a run at the next update; with ``entry``, close its undo entry. Calls nest."""

    def divide(self) -> None:
        """Close the undo entry of a parked run; what it trains from here on is another."""

    def release(self) -> None:
        """Let a parked run go on with the session as it is now."""

    def pause(self) -> None:
        """End a run at the next update."""


@dataclass(frozen=True, eq=False)
class _Shown:
    """What a session showed before a change, to tell what became different."""

    document: Document
    settings: TrainingSettings
    stop: StopConditions
    pattern: int
    selection: Selection


def _empty(stack: QUndoStack) -> None:
    """Delete the commands of a session that is gone.

    WORKAROUND: PySide 6.11 crashes when the garbage collector meets commands written in Python
    before the stack that owns them. So the stack has no parent, the commands know their session
    weakly, and this function keeps both out of the collector's reach until the session is gone.
    It can go when a session with commands in a reference cycle can be collected without it.
    """
    if isValid(stack):  # at the end of the process the application may have deleted it
        stack.blockSignals(True)
        stack.clear()


class Changing(Reading):
    """A session whose document can be changed, with undo.

    Attributes
    ----------
    undo_stack : QUndoStack
        The changes.
    control : TrainingControl or None
        Whoever runs the training.
    journey : Journey
        The way to another moment.
    arriving : object or None
        The gesture of a journey, while its end is being shown.
    """

    def __init__(self, problem: str = "xor", parent: QObject | None = None) -> None:
        super().__init__(problem, parent)
        self.undo_stack = QUndoStack()
        self.control: TrainingControl | None = None
        self.journey = Journey(self)
        self.arriving: object | None = None
        weakref.finalize(self, _empty, self.undo_stack)

    @contextmanager
    def holding(self, *, entry: bool = True) -> Iterator[None]:
        """Keep a running training parked for the length of a block, such as a drag.

        With ``entry`` false the run's undo entry stays open until something is pushed.
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

    @contextmanager
    def _arriving_by(self, gesture: object | None) -> Iterator[None]:
        self.arriving = gesture
        try:
            yield
        finally:
            self.arriving = None

    # ---- undo ------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the newest entry; a running training ends first and is that entry."""
        self._pause()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Bring back the entry last taken back."""
        self._pause()
        self.undo_stack.redo()

    def bring_back(
        self,
        snapshot: Snapshot,
        *,
        with_initialisation: bool = True,
        origin: IntArray | None = None,
    ) -> None:
        """Show a snapshot; for undo commands only.

        Parameters
        ----------
        snapshot : Snapshot
            What to show.
        with_initialisation : bool
            Whether the way of drawing weights comes from the snapshot; it stays otherwise.
        origin : ndarray of shape (P,) or None
            Where each parameter stands now, if the snapshot has another topology.
        """
        self.journey.cancel()
        old = self._shown()
        document = snapshot.document
        if not with_initialisation and document.initialisation != self.initialisation:
            document = replace(document, initialisation=self.initialisation)
        self._document = document
        self._timeline.restore(snapshot.record)
        self._settings = self._fitting(snapshot.settings or self._settings)
        self._stop = snapshot.stop or self._stop
        self._selection = self._carried_selection(old.document.network, origin)
        self._moved()
        self._announce(old)

    # ---- for the verbs ---------------------------------------------------------------------

    def _change(  # noqa: PLR0913 - named, and all but two have defaults
        self,
        text: str,
        edit: Callable[[Document], Document],
        *,
        gesture: object | None = None,
        settings: TrainingSettings | None = None,
        stop: StopConditions | None = None,
        origin: IntArray | None = None,
        fresh: bool = False,
        losses: tuple[float, float] | None = None,
    ) -> None:
        """Push one undo command that edits the document; ``fresh`` starts a new history.

        Give the ``losses`` that the edit leads to where they are known already.
        """
        with self.holding(entry=False):
            document = edit(self._document)
            in_force = settings or self._settings
            self._check_loss(in_force, document.network, document.dataset)
            if self.control is not None:
                self.control.divide()
            sample = sample_of(document, self._losses_at(document, in_force, losses))
            earlier = None if fresh else self._timeline.capture()
            record = begun(earlier, document, in_force, sample, origin)
            before, after = self._snapshot(), Snapshot(document, record)
            if settings is not None or stop is not None:
                before = replace(before, settings=self._settings, stop=self._stop)
                after = replace(after, settings=in_force, stop=stop or self._stop)
            self._push(text, before, after, gesture, origin)

    def _push(
        self,
        text: str,
        before: Snapshot,
        after: Snapshot,
        gesture: object | None,
        origin: IntArray | None = None,
    ) -> None:
        self.undo_stack.push(ChangeDocument(self, text, before, after, gesture, origin))
        forget_oldest(self.undo_stack)

    def _snapshot(self) -> Snapshot:
        return Snapshot(self._document, self._timeline.capture())

    def _pause(self) -> None:
        if self.control is not None:
            self.control.pause()

    def _check_loss(self, settings: TrainingSettings, network: Network, data: Dataset) -> None:
        """Raise ValueError unless the loss fits the outputs and the targets."""
        loss = LOSSES[settings.loss]
        loss.check_activation(network.layers[-1].activation)
        loss.check_targets(data.y_ends)  # all targets lie between these

    # ---- inside ----------------------------------------------------------------------------

    def _moved(self, *, keep_losses: bool = False) -> None:
        """Drop what was computed of an earlier moment."""
        self._pattern = min(self._pattern, self.dataset.n_patterns - 1)
        before = self._inspection
        self._inspection = Inspection(self._document, self._settings, self._pattern)
        if not keep_losses:
            self._losses = None
        if self._walk is not None and not leads_on(self._walk, before, self._inspection):
            self._walk = None
            self.walk_changed.emit()
        if self._hidden:
            self._hidden = NOTHING
            self.hidden_changed.emit()

    def _fitting(self, settings: TrainingSettings) -> TrainingSettings:
        """Return the settings with a loss that the document's outputs and targets admit."""
        try:
            self._check_loss(settings, self.network, self.dataset)
        except ValueError:
            return replace(settings, loss="half-squared-error")
        return settings

    def _carried_selection(self, old: Network, origin: IntArray | None) -> Selection:
        new, chosen = self.network, self._selection
        if origin is not None:
            return carried(chosen, old, new, origin)
        return chosen if has_same_shape(old, new) and fits(chosen, new) else None

    def _shown(self) -> _Shown:
        return _Shown(self._document, self._settings, self._stop, self._pattern, self._selection)

    def _announce(self, old: _Shown) -> None:
        """Emit a signal for everything that is not as it was."""
        new, network, before = self._document, self.network, old.document.network
        if (
            network.layers != before.layers
            or network.present is not before.present
            or network.locked is not before.locked
        ):
            self.network_changed.emit()
        if new.dataset is not old.document.dataset:
            self.dataset_changed.emit()
        if self._settings != old.settings or new.initialisation != old.document.initialisation:
            self.settings_changed.emit()
        if self._stop != old.stop:
            self.stop_changed.emit()
        if self._selection != old.selection:
            self.selection_changed.emit()
        if self._pattern != old.pattern:
            self.pattern_changed.emit()
        self.state_changed.emit()
        self.history_changed.emit()
