"""Signals of the operating system, answered at once also while the window has nothing to do."""

import signal
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer


class SignalWatch(QObject):
    """Calls a function in the window's thread when the process is asked to end.

    Python runs its handlers between two of its own steps, of which an idle window makes none for
    seconds; a byte through a socket wakes it up.

    Parameters
    ----------
    asked_to_end : callable
        Called from the event loop, not in the middle of a paint event.
    """

    def __init__(self, asked_to_end: Callable[[], object]) -> None:
        import socket

        super().__init__()
        self._asked_to_end = asked_to_end
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._before = {n: signal.signal(n, self._handle) for n in (signal.SIGINT, signal.SIGTERM)}

    def remove(self) -> None:
        """Watch no longer."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, self._asked_to_end)

    def _on_notifier_activated(self) -> None:
        self._reading.recv(64)  # Python calls the handler by itself, now that it is awake
