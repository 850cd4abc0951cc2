from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bpgui.app.frame_clock import FrameClock
from bpgui.session.session import Session
from bpgui.training.runner import Runner


def test_that_what_takes_long_is_called_by_turns(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    calls: list[str] = []

    def note(name: str) -> None:
        calls.append(name)

    turns = [[lambda: note("a")], [lambda: note("b"), lambda: note("c")]]
    clock = FrameClock(Runner(Session()), window, [lambda: note("each")], by_turns=turns)
    clock.set_active(True)
    qtbot.waitUntil(lambda: clock.frames >= 4)
    clock._timer.stop()
    frames = "".join("|" if call == "each" else call for call in calls)
    assert frames.startswith("|a|bc|a|bc")


def test_that_all_is_called_when_the_clock_stops(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    calls: list[str] = []
    turns = [[lambda: calls.append("a")], [lambda: calls.append("b")]]
    clock = FrameClock(Runner(Session()), window, [], by_turns=turns)
    clock.set_active(True)
    calls.clear()
    clock.set_active(False)
    assert calls == ["a", "b"]
