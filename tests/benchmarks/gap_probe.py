"""How long a window's event loop stands still: what a person feels as a window that hangs."""

import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

from tests.benchmarks.event_loop import wait


class Gap(NamedTuple):
    """The longest time without an event, and the longest that the window's thread itself worked.

    Both in milliseconds. On a machine that does other things as well, only the second is steady.
    """

    wall: float
    own: float


def figures_of(name: str, gap: Gap) -> dict[str, float]:
    """Return a gap as two figures."""
    return {name: gap.wall, f"{name} own": gap.own}


class GapProbe(QObject):
    """Ticks every millisecond and notes the longest time between two ticks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = self._last_own = 0.0
        self._longest = self._longest_own = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin to look."""
        self._last, self._last_own = time.perf_counter(), time.thread_time()
        self._longest = self._longest_own = 0.0
        self._timer.start()

    def stop(self) -> Gap:
        """Stop looking; return the longest gap."""
        self._on_tick()
        self._timer.stop()
        return Gap(1000 * self._longest, 1000 * self._longest_own)

    def longest_during(self, act: Callable[[], object], seconds: float = 0.7) -> Gap:
        """Return the longest gap while the loop does something and settles."""
        wait(0.05)
        self.start()
        QTimer.singleShot(5, act)
        wait(seconds)
        return self.stop()

    def _on_tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._longest_own = max(self._longest_own, own - self._last_own)
        self._last, self._last_own = now, own
