"""Handing the interpreter over soon, where Python lets another thread wait 5 ms for it by default.

Painting a window takes the interpreter dozens of times: beside a thread that holds it, each time
would wait that long. And a kernel that computes without it needs it between two slices, for much
less time than that.
"""

import sys
from threading import Lock

_SOON = 1e-4


class QuickSwitching:
    """Lets threads wait for the interpreter for a tenth of a millisecond at most."""

    _lock = Lock()
    _held = 0
    _usual = 0.0

    def __init__(self) -> None:
        self._is_held = False

    def begin(self) -> None:
        """Shorten the wait; several may overlap."""
        with QuickSwitching._lock:
            if self._is_held:
                return
            self._is_held = True
            if QuickSwitching._held == 0:
                QuickSwitching._usual = sys.getswitchinterval()
                sys.setswitchinterval(_SOON)
            QuickSwitching._held += 1

    def end(self) -> None:
        """Make it as long as before when the last one ends."""
        with QuickSwitching._lock:
            if not self._is_held:
                return
            self._is_held = False
            QuickSwitching._held -= 1
            if QuickSwitching._held == 0:
                sys.setswitchinterval(QuickSwitching._usual)
