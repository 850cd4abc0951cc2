"""Repeating an update no more often than an eye can follow.

A session may say sixty times a second that something changed. A table of numbers asks its `Pace`
each time; the update runs at once if the last one is long enough ago, and otherwise when it is.
"""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

_FRAMES_APART = 150
"""Milliseconds after the last frame from which nobody counts on another."""


class Pace(QObject):
    """Runs an update at most once in an interval, however often it is asked for.

    Parameters
    ----------
    update : callable
        Takes and returns nothing.
    interval : int
        Milliseconds from one update to the next, at least.
    """

    def __init__(self, update: Callable[[], None], interval: int, parent: QObject) -> None:
        super().__init__(parent)
        self._update = update
        self._interval = interval
        self._since = QElapsedTimer()
        self._framed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)

    def ask(self) -> None:
        """Have the update run, at the latest when the interval is over."""
        if not self._timer.isActive():
            self._timer.start(self._remaining() + self._patience())

    def flush(self) -> None:
        """Run the update now if it was asked for and is due; called every frame.

        As long as frames come, the update waits for them: the worker rests while they are drawn.
        """
        self._framed.start()
        if self._timer.isActive() and not self._remaining():
            self._timer.stop()
            self._on_timer_timeout()

    def hurry(self) -> None:
        """Run the update now if it was asked for, for a picture of this moment."""
        if self._timer.isActive():
            self._timer.stop()
            self._on_timer_timeout()

    def _remaining(self) -> int:
        if not self._since.isValid():
            return 0
        return max(0, self._interval - self._since.elapsed())

    def _patience(self) -> int:
        """Return how long beyond its time an update waits for a frame."""
        follows = self._framed.isValid() and self._framed.elapsed() < _FRAMES_APART
        return _FRAMES_APART if follows else 0

    def _on_timer_timeout(self) -> None:
        self._update()
        self._since.start()
