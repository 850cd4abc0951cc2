import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness
from tests.app.agreement import disagreements, wrong_at_rest
from tests.app.monkey import Monkey
from tests.benchmarks.event_loop import wait
from tests.session.fingerprint import document_bits

ACTS, RESTS = 15, 3


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
    for _ in range(RESTS):
        window.runner.run()
        _let_loose(monkey, window)
        monkey.rest()
        assert not wrong_at_rest(window), monkey.done
    monkey.put_docks_back()
    changed, place = document_bits(session.document), stack.index()
    while stack.canUndo():
        session.undo()
    assert document_bits(session.document) == start, monkey.done
    while stack.index() < place:
        session.redo()
    assert document_bits(session.document) == changed, monkey.done
    window._choose_appearance("light")


def _let_loose(monkey: Monkey, window: MainWindow) -> None:
    for _ in range(ACTS):
        monkey.act()
        wait(0.01)
        assert np.isfinite(window.session.network.parameters).all(), monkey.done
        assert not disagreements(window), monkey.done
