"""Waiting in a running window, and what it and other programs cost meanwhile.

`QTest.qWait` holds the interpreter and starves the worker: here the event loop itself waits.
"""

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def wait(seconds: float) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Let the event loop run until a condition holds; False if it does not in time."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(1)
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
    timer.stop()
    return condition()


def memory() -> float:
    """Return the resident memory of this process in megabytes; 0 where it is not known."""
    if not sys.platform.startswith("linux"):
        return 0.0
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a real file
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def busy_seconds() -> float:
    """Return the seconds that all processors have worked since the start; 0 where not known."""
    if not sys.platform.startswith("linux"):
        return 0.0
    with open("/proc/stat", encoding="ascii") as file:  # noqa: PTH123 - not a real file
        user, nice, system, _idle, _wait, *interrupts = map(int, file.readline().split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")
