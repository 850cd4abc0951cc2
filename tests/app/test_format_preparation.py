"""File formats are loaded beside the window, and nothing of Qt is made in that thread."""

import subprocess
import sys

from bpgui.app.format_preparation import FormatPreparation


def test_that_the_formats_are_loaded_beside_the_window() -> None:
    script = (
        "import sys\n"
        "import PySide6.QtCore, PySide6.QtGui\n"
        "from bpgui.app.format_preparation import MODULES, FormatPreparation\n"
        "made, new = [], PySide6.QtCore.QObject.__init__\n"
        "def init(self, *arguments, **names):\n"
        "    made.append(type(self).__name__)\n"
        "    new(self, *arguments, **names)\n"
        "PySide6.QtCore.QObject.__init__ = init\n"
        "thread = FormatPreparation()\n"
        "thread.start()\n"
        "thread.join()\n"
        "print([name for name in MODULES if name not in sys.modules], made)\n"
        "print([name for name in ('PySide6.QtWidgets', 'onnx', 'h5py') if name in sys.modules])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.splitlines() == ["[] []", "[]"]


def test_that_it_ends_when_the_window_does() -> None:
    thread = FormatPreparation()
    thread.shut_down()
    thread.start()
    thread.shut_down()
    assert not thread.is_alive()
