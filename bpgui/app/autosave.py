"""Autosave: a crash at any moment costs two seconds of edits and half a minute of training.

A moment of the session is an immutable value, taken in no time; a thread writes it. How long that
took last time is taken off the time to the next, as long as there is any left.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from bpgui.app.recovery import About, RecoveryFolder
from bpgui.app.save_state import SaveState
from bpgui.session.background import Background, Report
from bpgui.session.session import Session

Capture = Callable[[], Callable[[Path], object]]
"""Takes a moment of the session, and returns what writes it to a path; from any thread."""

_SHORTEST = 0.05


@dataclass(frozen=True)
class Timing:
    """How long after a change it is written.

    Attributes
    ----------
    edits, training : float
        Seconds until the autosave is complete, if the disk is no slower than the last time.
    """

    edits: float = 1.2
    training: float = 25.0


class Autosave(QObject):
    """Keeps an autosave of a session as long as it has unsaved changes.

    Parameters
    ----------
    session : Session
        What is followed.
    state : SaveState
        Knows whether there are unsaved changes.
    capture : Capture
        Takes a moment of the session.
    folder : RecoveryFolder
        Where to.
    timing : Timing
        How soon.

    Signals
    -------
    written
        An autosave is complete.
    failed(object)
        It could not be written; said once until one succeeds.
    """

    written = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        state: SaveState,
        capture: Capture,
        folder: RecoveryFolder,
        timing: Timing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._state = session, state
        self._capture, self._folder, self._timing = capture, folder, timing
        self._due: float | None = None
        self._began = self._took = 0.0
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._work = Background(self)
        self._work.finished.connect(self._on_work_finished)
        self._work.failed.connect(self._on_work_failed)
        self._connect()

    def _connect(self) -> None:
        session = self._session
        session.state_changed.connect(self._on_state_changed)
        for signal in (
            session.undo_stack.indexChanged,
            session.settings_changed,
            session.stop_changed,
            session.kept_runs_changed,
        ):
            signal.connect(self._on_edited)
        self._state.changed.connect(self._on_save_state_changed)

    @property
    def pending(self) -> bool:
        """Whether a change is yet to be written."""
        return self._due is not None or self._work.busy

    def write_soon(self) -> None:
        """Write as soon as possible, beside the window."""
        self._be_due_in(0.0)

    def write_now(self) -> bool:
        """Write before returning, if there are unsaved changes; False if that fails."""
        self._stop()
        self._work.shut_down()
        if not self._state.modified:
            return True
        try:
            self._folder.prepare()
            self._folder.write(self._capture(), self._about())
        except (OSError, ValueError):
            return False
        return True

    def shut_down(self, *, keep: bool) -> None:
        """Write no more; what is written is removed, or with ``keep`` left to the next start."""
        self._stop()
        self._work.shut_down()
        self._folder.close(keep=keep)

    # ---- when ------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        if self._state.modified:
            self._be_written_in(self._timing.edits)

    def _on_state_changed(self) -> None:
        if self._state.modified:
            timing = self._timing
            self._be_written_in(timing.training if self._session.running else timing.edits)

    def _on_save_state_changed(self) -> None:
        if self._state.modified:
            self._on_edited()
        else:
            self._stop()
            self._work.cancel()
            self._folder.clear()

    def _be_written_in(self, seconds: float) -> None:
        """Let it be complete in so many seconds; later, where it took half of the time to write."""
        self._be_due_in(max(seconds - self._took, self._took))

    def _be_due_in(self, seconds: float) -> None:
        """Write in so many seconds, or sooner if that is wanted already."""
        seconds = max(seconds, _SHORTEST)
        due = time.monotonic() + seconds
        if self._due is None or due < self._due:
            self._due = due
            self._timer.start(round(1000 * seconds))

    def _stop(self) -> None:
        self._timer.stop()
        self._due = None

    # ---- writing ---------------------------------------------------------------------------

    def _on_timer_timeout(self) -> None:
        self._due = None
        if self._work.busy:
            self._be_due_in(_SHORTEST)
        elif self._state.modified:
            self._begin()

    def _begin(self) -> None:
        self._began = time.monotonic()
        try:
            self._folder.prepare()
        except OSError as error:
            self._on_work_failed(error)
            return
        write, about = self._capture(), self._about()

        def work(_report: Report) -> None:
            self._folder.write(write, about)

        self._work.start(work, at_once=False)

    def _about(self) -> About:
        path = self._state.path
        where = None if path is None else str(path.absolute())
        return About(self._state.name, where, self._session.sweep)

    def _on_work_finished(self, _result: object) -> None:
        self._took = time.monotonic() - self._began
        self._has_failed = False
        self.written.emit()

    def _on_work_failed(self, error: object) -> None:
        """Tell the first failure; the next change is tried again."""
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(error)
