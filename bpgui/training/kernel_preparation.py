"""Making the compiled kernel ready while the window is used."""

import threading

from typing_extensions import override

from bpgui.core.compiled import readiness


class KernelPreparation(threading.Thread):
    """A thread that makes the compiled kernel ready; runs that start before it is use NumPy."""

    def __init__(self) -> None:
        super().__init__(name="bpgui kernel")
        self._stop_flag = threading.Event()

    @override
    def run(self) -> None:
        readiness.prepare(stop=self._stop_flag)

    def shut_down(self) -> None:
        """Wait for no compiler; returns when the thread has ended, within a second or so."""
        self._stop_flag.set()
        if self.is_alive():
            self.join()
