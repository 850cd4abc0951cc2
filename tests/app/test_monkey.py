import time

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness
from tests.app.monkey import Monkey
from tests.session.fingerprint import document_bits

SECONDS = 7.0


@pytest.mark.parametrize(("kernel", "seed"), [("numpy", 1), ("compiled", 2)])
def test_that_anything_may_be_done_while_training_and_all_of_it_undone(
    window: MainWindow, qtbot: QtBot, kernel: str, seed: int
) -> None:
    if kernel == "compiled" and not readiness.prepare(apart=False):
        pytest.skip("Numba is not installed")
    session, monkey = window.session, Monkey(window, seed)
    window.activateWindow()
    qtbot.wait(50)
    start = document_bits(session.document)
    end = time.monotonic() + SECONDS
    window.runner.run()
    while time.monotonic() < end:
        monkey.act()
        _let_it_run(10)
        assert np.isfinite(session.network.parameters).all(), monkey.done[-3:]
    window.runner.pause()
    changed = document_bits(session.document)
    count = session.undo_stack.count()
    while session.undo_stack.canUndo():
        session.undo()
    assert document_bits(session.document) == start, monkey.done
    while session.undo_stack.canRedo():
        session.redo()
    if session.undo_stack.count() == count:
        assert (changed == start) == (count == 0)
    window._choose_appearance("light")


def _let_it_run(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
