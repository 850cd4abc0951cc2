"""Keeping Python's cyclic garbage collector out of the worker's thread.

The collector runs in whichever thread happens to allocate. In the worker's it would destroy Qt
objects that belong to the window's thread, which ends the process. While a worker lives, automatic
collection is off; a window that runs for long collects from a timer of its own.
"""

import gc


class Suspension:
    """Turns automatic collection off, and on again where it was on."""

    _held = 0
    _was_enabled = False

    def __init__(self) -> None:
        self._is_held = False

    def begin(self) -> None:
        """Turn automatic collection off; several suspensions may overlap."""
        if self._is_held:
            return
        self._is_held = True
        if Suspension._held == 0:
            Suspension._was_enabled = gc.isenabled()
            gc.disable()
        Suspension._held += 1

    def end(self) -> None:
        """Turn it on again when the last suspension ends, if it was on before the first."""
        if not self._is_held:
            return
        self._is_held = False
        Suspension._held -= 1
        if Suspension._held == 0 and Suspension._was_enabled:
            gc.enable()
