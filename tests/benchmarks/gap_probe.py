"""How long a window's event loop stands still: what a person feels as a window that hangs."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from tests.benchmarks.event_loop import wait


class GapProbe(QObject):
    """Ticks every millisecond and notes the longest time between two ticks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = 0.0
        self._longest = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin to look."""
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start()

    def stop(self) -> float:
        """Stop looking; return the longest gap in milliseconds."""
        self._on_tick()
        self._timer.stop()
        return 1000 * self._longest

    def longest_during(self, act: Callable[[], object], seconds: float = 0.7) -> float:
        """Return the longest gap, in milliseconds, while the loop does something and settles."""
        wait(0.05)
        self.start()
        QTimer.singleShot(5, act)
        wait(seconds)
        return self.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now
