"""Handing the interpreter over soon, for a worker that needs it for a moment only.

A kernel that computes without the interpreter needs it between two slices, for much less than
Python lets another thread wait for it by default, which is 5 ms.
"""

import sys

_SOON = 1e-4


class QuickSwitching:
    """Lets threads wait for the interpreter for a tenth of a millisecond at most."""

    _held = 0
    _usual = 0.0

    def __init__(self) -> None:
        self._is_held = False

    def begin(self) -> None:
        """Shorten the wait; several may overlap."""
        if self._is_held:
            return
        self._is_held = True
        if QuickSwitching._held == 0:
            QuickSwitching._usual = sys.getswitchinterval()
            sys.setswitchinterval(_SOON)
        QuickSwitching._held += 1

    def end(self) -> None:
        """Make it as long as before when the last one ends."""
        if not self._is_held:
            return
        self._is_held = False
        QuickSwitching._held -= 1
        if QuickSwitching._held == 0:
            sys.setswitchinterval(QuickSwitching._usual)
