"""Making the compiled kernel ready while the window is used."""

import threading
from collections.abc import Callable

from typing_extensions import override

from bpgui.core.compiled import readiness


class KernelPreparation(threading.Thread):
    """A thread that makes the compiled kernel ready; runs that start before it is use NumPy.

    Parameters
    ----------
    on_ready
        Called in the thread, once the kernel can be used.
    """

    def __init__(self, on_ready: Callable[[], None]) -> None:
        super().__init__(name="bpgui kernel")
        self._on_ready = on_ready
        self._stop_flag = threading.Event()

    @override
    def run(self) -> None:
        if readiness.prepare(stop=self._stop_flag) and not self._stop_flag.is_set():
            self._on_ready()

    def shut_down(self) -> None:
        """Wait for no compiler; returns when the thread has ended, within a second or so."""
        self._stop_flag.set()
        if self.is_alive():
            self.join()
