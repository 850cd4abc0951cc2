"""Work that would freeze the window, done beside it in a thread without Qt; stale results drop.

The window looks into the job from a timer; the worker only leaves its progress and result there.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from bpgui.session.switching import QuickSwitching

Report = Callable[[int], None]
Work = Callable[[Report], object]
_LOOK_EVERY = 30
"""Milliseconds between two looks at the job."""
_PATIENCE = 0.5
"""Seconds; a thread that takes longer ends unseen, as it touches nothing of Qt."""


class CancelledError(Exception):
    """Raised inside the work when nobody waits for it any more."""


@dataclass(eq=False)
class _Job:
    """One piece of work and what it has left for the window."""

    work: Work
    delay: float = 0.0
    cancelled: threading.Event = field(default_factory=threading.Event)
    due: threading.Event = field(default_factory=threading.Event)
    progress: int = 0
    result: object = None
    error: Exception | None = None
    done: bool = False

    def run(self) -> None:
        """Do the work; whatever comes of it is kept."""
        switching = QuickSwitching()
        try:
            self.due.wait(self.delay)
            if not self.cancelled.is_set():
                switching.begin()
                self.result = self.work(self._report)
        except CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - travels to the window
            self.error = error
        finally:
            switching.end()
        self.done = True

    def _report(self, progress: int) -> None:
        if self.cancelled.is_set():
            raise CancelledError
        self.progress = progress


class Background(QObject):
    """Does one piece of work at a time; starting another drops the one before."""

    finished = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """The exception the work raised."""
    progressed = Signal(int)
    """What the work last reported."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._threads: list[threading.Thread] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    def start(self, work: Work, *, at_once: bool, delay: float = 0.0) -> None:
        """Do the work in a thread of its own, or, if it is short, before returning.

        The thread begins after `delay` seconds, which a window may need to be painted first.
        """
        self.cancel()
        job = _Job(work, 0.0 if at_once else delay)
        self._job = job
        if at_once:
            job.run()
            self._conclude(job)
            return
        thread = threading.Thread(target=job.run, name="bpgui background", daemon=True)
        self._threads = [other for other in self._threads if other.is_alive()]
        self._threads.append(thread)
        thread.start()
        self._timer.start()

    def hurry(self) -> None:
        """Begin at once what was to begin later."""
        if self._job is not None:
            self._job.due.set()

    def cancel(self) -> None:
        """Forget the work under way; it ends when it next reports."""
        if self._job is not None:
            self._job.cancelled.set()
            self._job.due.set()
            self._job = None
        self._timer.stop()

    def shut_down(self) -> None:
        """Forget the work and wait for its thread, but not so long that the window freezes."""
        self.cancel()
        for thread in self._threads:
            thread.join(_PATIENCE)
        self._threads.clear()

    def _conclude(self, job: _Job) -> None:
        self._job = None
        self._timer.stop()
        if job.error is not None:
            self.failed.emit(job.error)
        else:
            self.finished.emit(job.result)

    def _on_timer_timeout(self) -> None:
        job = self._job
        if job is None:
            return
        if job.done:
            self._conclude(job)
        else:
            self.progressed.emit(job.progress)
