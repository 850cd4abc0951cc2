"""Loading what reads and writes files while the window is used, so that its first use is quick."""

import threading
from importlib import import_module

from typing_extensions import override

MODULES = (
    "bpgui.formats.table",
    "bpgui.formats.table_dataset",
    "bpgui.formats.weights_onnx",
    "bpgui.formats.weights_c",
    "bpgui.formats.weights",
    "bpgui.formats.weights_preview",
    "bpgui.session.session_file",
    "bpgui.session.weights_taking",
    "bpgui.session.weights_differences",
)
"""Nothing of Qt is made by any of them: that would belong to this thread."""


class FormatPreparation(threading.Thread):
    """A thread that imports the file formats; who needs one earlier waits for that one only."""

    def __init__(self) -> None:
        super().__init__(name="bpgui formats")
        self._stop_flag = threading.Event()

    @override
    def run(self) -> None:
        for name in MODULES:
            if self._stop_flag.is_set():
                return
            import_module(name)

    def shut_down(self) -> None:
        """End with the module under way."""
        self._stop_flag.set()
        if self.is_alive():
            self.join()
