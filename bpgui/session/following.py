"""The side of a session that the runner sees: it reports what was trained."""

from dataclasses import replace

from bpgui.core.settings import KernelName
from bpgui.core.trainer import TrainingState
from bpgui.session.changing import Changing
from bpgui.session.hiding import NOTHING
from bpgui.session.inspection import have_same_loss
from bpgui.session.sample import Sample
from bpgui.session.snapshot import Snapshot
from bpgui.session.timeline import sample_of

EXPENSIVE_LOSS = 100_000_000
"""Patterns times parameters from which the end of a run is noted with the losses last seen."""


class Following(Changing):
    """A session that follows a training."""

    def set_running(self, running: bool) -> None:
        """Say whether training runs; for the runner only."""
        if running != self._running:
            self.journey.cancel()
            self._running = running
            if running and self._hidden:
                self._hidden = NOTHING
                self.hidden_changed.emit()
            self.running_changed.emit()

    def adopt(
        self,
        state: TrainingState,
        samples: list[Sample],
        losses: tuple[float, float] | None,
    ) -> None:
        """Show a newer state of the running training; for the runner only.

        Parameters
        ----------
        state : TrainingState
            The newest.
        samples : list of Sample
            Taken since the last call.
        losses : tuple of two floats or None
            To show with the state; without them they are computed when somebody asks.
        """
        if state.updates == self.updates and not samples:
            return
        self._document = self._document.advanced(state)
        self._moved()
        self._losses = losses
        self._timeline.add(samples)
        self.state_changed.emit()
        if samples:
            self.history_changed.emit()

    def begin_run(self, kernel: KernelName = "auto") -> Snapshot:
        """Forget the history after the present update, and return where a run starts.

        Parameters
        ----------
        kernel
            Which one makes the updates; the history keeps it, since the last bits depend on it.
        """
        before = self._snapshot()
        timeline, version = self._timeline, self._timeline.version
        is_other_loss = not have_same_loss(timeline.settings, self._settings)
        timeline.train_from(self._document.training_state, replace(self._settings, kernel=kernel))
        if is_other_loss:
            timeline.add([sample_of(self._document, self._computed_losses())])
        if is_other_loss or timeline.version != version:
            self.history_changed.emit()
        return before

    def end_run(self, before: Snapshot, text: str, gesture: object | None = None) -> None:
        """Make what was trained since ``before`` one entry of the undo stack.

        Where nothing was, the history that ``begin_run`` forgot is there again.
        """
        if before.document.updates != self.updates:
            self._close_history()
            self._push(text, before, self._snapshot(), gesture)
        elif self._timeline.capture() is not before.record:
            self._timeline.restore(before.record)
            self.history_changed.emit()

    @property
    def serving_kernel(self) -> KernelName:
        """The kernel that makes the updates of a running training; "auto" before any."""
        return self._timeline.settings.kernel

    @property
    def losses_seen(self) -> tuple[float, float]:
        """The losses last computed or reported, perhaps of an earlier moment of the run."""
        if self._losses is not None:
            return self._losses
        newest = self._timeline.last_sample
        return newest.loss, newest.test_loss

    def _close_history(self) -> None:
        """Let the history end at the present update, so that all of the run can be reached."""
        if self._timeline.newest < self.updates:
            costs = self.dataset.n_patterns * self.network.n_parameters
            losses = self.losses_seen if costs > EXPENSIVE_LOSS else self._computed_losses()
            self._timeline.add([sample_of(self._document, losses)])
            self.history_changed.emit()
