import sys

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bpgui.session.background import Background, Report
from bpgui.session.switching import QuickSwitching


def test_that_the_last_of_several_brings_the_usual_wait_back() -> None:
    usual = sys.getswitchinterval()
    first, second = QuickSwitching(), QuickSwitching()
    for each in (first, second):
        each.begin()
        each.begin()
    first.end()
    assert sys.getswitchinterval() < usual
    second.end()
    second.end()
    assert sys.getswitchinterval() == usual


@pytest.mark.parametrize("fails", [False, True])
def test_that_work_beside_the_window_lets_it_wait_less(qtbot: QtBot, fails: bool) -> None:
    usual, during = sys.getswitchinterval(), []

    def work(_report: Report) -> None:
        during.append(sys.getswitchinterval())
        if fails:
            raise ValueError("a broken piece of work")

    parent = QObject()
    background = Background(parent)
    with qtbot.waitSignal(background.failed if fails else background.finished):
        background.start(work, at_once=False)
    assert during[0] < usual
    assert sys.getswitchinterval() == usual
