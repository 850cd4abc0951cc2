import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.training import run
from bpgui.training.report import Report


@pytest.mark.parametrize("problem", ["xor", "digits"])
def test_that_no_more_is_reported_than_frames_are_drawn(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    reports = 0

    def count(*parts: object) -> Report:
        nonlocal reports
        reports += 1
        return Report(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "Report", count)
    window.session.load_problem(problem)
    first = window.clock.frames
    window.runner.run()
    qtbot.waitUntil(lambda: window.clock.frames >= first + 30, timeout=30_000)
    made, frames = reports, window.clock.frames - first
    window.runner.pause()
    assert 0 < made <= frames
