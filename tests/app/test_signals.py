import os
import signal

import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.signals import SignalWatch


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.skipif(os.name == "nt", reason="a process there cannot signal itself")
def test_that_an_idle_program_is_asked_to_end_at_once(number: int, qtbot: QtBot) -> None:
    before = signal.getsignal(number)
    with qtbot.waitCallback(timeout=2000) as asked_to_end:
        watch = SignalWatch(asked_to_end)
        os.kill(os.getpid(), number)
    watch.remove()
    assert signal.getsignal(number) == before
