import os
import signal
import threading
import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from bpgui.app.signals import SignalWatch


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.skipif(os.name == "nt", reason="a process there cannot signal itself")
def test_that_an_idle_program_is_asked_to_end_at_once(number: int) -> None:
    before = signal.getsignal(number)
    loop = QEventLoop()
    watch = SignalWatch(loop.quit)
    QTimer.singleShot(5000, loop.quit)  # Qt's own affair: no step of Python is made meanwhile
    sender = threading.Timer(0.1, os.kill, (os.getpid(), number))
    sender.start()
    start = time.monotonic()
    loop.exec()
    sender.join()
    watch.remove()
    assert time.monotonic() - start < 4
    assert signal.getsignal(number) == before
