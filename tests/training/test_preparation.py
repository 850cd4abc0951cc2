"""A run of very many patterns begins when a thread has gathered them; the window goes on."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.core.trainer import Trainer
from bpgui.session.session import Session
from bpgui.training import preparation
from bpgui.training.runner import Runner


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    monkeypatch.setattr(preparation, "QUICK", 0)
    session = Session("moons")
    runner = Runner(session)
    yield runner
    runner.shutdown()


def session_of(runner: Runner) -> Session:
    return runner._session


def poll_until(runner: Runner, qtbot: QtBot, condition: Callable[[], bool]) -> None:
    def holds() -> bool:
        runner.poll()
        return condition()

    qtbot.waitUntil(holds)


def begin(runner: Runner, qtbot: QtBot) -> None:
    runner.run()
    poll_until(runner, qtbot, lambda: not runner.preparing)


def test_that_a_run_begins_when_its_patterns_are_gathered(runner: Runner, qtbot: QtBot) -> None:
    session = session_of(runner)
    runner.run()
    assert runner.preparing
    assert session.running
    runner.poll()
    begin(runner, qtbot)
    poll_until(runner, qtbot, lambda: session.updates > 3)
    runner.pause()
    start = session.initial
    trainer = Trainer(start, session.dataset.x_train, session.dataset.y_train, session.settings)
    trainer.advance(session.updates)
    assert trainer.state().parameters.tobytes() == session.network.parameters.tobytes()


def test_that_a_run_in_preparation_can_be_paused(runner: Runner, qtbot: QtBot) -> None:
    session = session_of(runner)
    runner.run()
    runner.pause()
    assert not session.running
    assert session.undo_stack.count() == 0
    begin(runner, qtbot)
    poll_until(runner, qtbot, lambda: session.updates > 0)


def test_that_an_edit_in_preparation_is_trained_on(runner: Runner, qtbot: QtBot) -> None:
    session = session_of(runner)
    runner.run()
    edited = session.dataset.with_input(0, 0, 0.125)
    session.replace_dataset(edited, "Edit")
    assert runner.preparing
    begin(runner, qtbot)
    assert session.dataset is edited
    trainer = runner._preparation.trainer()
    assert np.shares_memory(trainer._x, edited.x_train)


def test_that_a_step_is_made_when_its_patterns_are_gathered(runner: Runner, qtbot: QtBot) -> None:
    session = session_of(runner)
    runner.step("update")
    assert runner.preparing
    poll_until(runner, qtbot, lambda: not session.running)
    assert session.updates == 1
    assert session.undo_stack.undoText() == "Step"


def test_that_a_failure_to_prepare_is_told(
    runner: Runner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Trainer:
        raise ValueError("no room")

    monkeypatch.setattr(preparation, "_trainer_of", fail)
    with qtbot.waitSignal(runner.failed):
        runner.run()
        poll_until(runner, qtbot, lambda: not session_of(runner).running)
    monkeypatch.undo()
    begin(runner, qtbot)
