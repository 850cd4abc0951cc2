import time

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness
from tests.app.agreement import clipped, disagreements, given_away, laid_over, stale
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
    stack = session.undo_stack
    window.activateWindow()
    qtbot.wait(50)
    start = document_bits(session.document)
    end = time.monotonic() + SECONDS
    window.runner.run()
    while time.monotonic() < end:
        monkey.act()
        _let_it_run(10)
        assert np.isfinite(session.network.parameters).all(), monkey.done[-3:]
        assert not disagreements(window), monkey.done[-3:]
    monkey.put_docks_back()
    window.playback.stop()
    window.runner.pause()
    assert not given_away(window), monkey.done[-3:]
    assert not stale(window), monkey.done[-3:]
    assert not clipped(window), monkey.done[-3:]
    assert not list(laid_over(window)), monkey.done[-3:]
    changed, place = document_bits(session.document), stack.index()
    while stack.canUndo():
        session.undo()
    assert document_bits(session.document) == start, monkey.done
    while stack.index() < place:
        session.redo()
    assert document_bits(session.document) == changed, monkey.done
    window._choose_appearance("light")


def _let_it_run(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
