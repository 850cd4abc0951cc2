"""When a run ends by itself, and how fast it goes until then."""

import math
import time

import numpy as np
import pytest

from bpgui.core.settings import StopConditions
from bpgui.session.session import Session
from bpgui.training.goal import Goal
from bpgui.training.runner import Runner
from tests.timing import least
from tests.training.finishing import finish, poll_until


def _run_until(stop: StopConditions, key: str = "xor") -> tuple[Session, str]:
    session = Session(key)
    runner = Runner(session)
    runner.speed = math.inf
    session.set_stop(stop)
    sentences: list[str] = []
    runner.stopped.connect(sentences.append)
    runner.run()
    finish(runner, session)
    assert len(sentences) == 1
    return session, sentences[0]


def test_that_a_run_stops_once_the_loss_is_below() -> None:
    session, sentence = _run_until(StopConditions(loss_below=0.05))
    assert session.loss < 0.05
    runner = Runner(session)
    runner.back("sweep")
    assert session.loss >= 0.05
    assert "is below 0.05" in sentence


def test_that_a_run_stops_once_every_output_is_within_the_tolerance() -> None:
    session, sentence = _run_until(StopConditions(tolerance=0.1))
    data = session.dataset

    def error() -> float:
        return float(np.abs(session.outputs(data.train) - data.y_train).max())

    assert error() <= 0.1
    Runner(session).back("sweep")
    assert error() > 0.1
    assert "within 0.1" in sentence


def test_that_a_run_stops_at_its_last_sweep_also_where_that_is_not_sampled() -> None:
    session, sentence = _run_until(StopConditions(sweeps=3001))
    assert session.sweep == session.newest_sweep == 3001
    assert "Stopped at sweep 3,001" in sentence


@pytest.mark.parametrize("key", ["xor", "iris"])
def test_that_a_run_stops_after_so_many_sweeps_more(key: str) -> None:
    session, sentence = _run_until(StopConditions(sweeps=7), key)
    assert (session.sweep, session.position) == (7, 0)
    assert "7 sweeps are done" in sentence
    runner = Runner(session)
    runner.speed = math.inf
    runner.run()
    finish(runner, session)
    assert session.sweep == 14


@pytest.mark.parametrize("stop", [StopConditions(loss_below=0.1), StopConditions(tolerance=0.1)])
def test_that_every_sweep_of_a_long_run_may_be_the_last(stop: StopConditions) -> None:
    goal = Goal.of(stop, 0)
    assert goal.due_after(5000, 5008) == 5001
    assert goal.looks_at(5001)


def test_that_a_long_run_without_conditions_looks_at_samples_only() -> None:
    goal = Goal.of(StopConditions(sweeps=20), 5000)
    assert goal.due_after(5000, 5008) == 5008
    assert goal.due_after(5016, 5024) == 5020
    assert not goal.looks_at(5008)
    assert goal.looks_at(5020)


def test_that_a_stop_condition_set_while_running_holds() -> None:
    session = Session()
    runner = Runner(session)
    runner.speed = math.inf
    runner.run()
    poll_until(runner, lambda: session.sweep > 3)
    session.set_stop(StopConditions(loss_below=0.05))
    finish(runner, session)
    assert session.loss < 0.05
    assert session.undo_stack.count() == 1


def _rate(session: Session, runner: Runner, seconds: float) -> float:
    first, start = session.updates, time.perf_counter()
    poll_until(runner, lambda: time.perf_counter() - start > seconds)
    return (session.updates - first) / (time.perf_counter() - start)


@pytest.mark.alone
def test_that_the_speed_is_kept_and_can_be_changed_while_running() -> None:
    session = Session()
    runner = Runner(session)
    runner.run()
    for speed in (200.0, 1000.0):
        runner.speed = speed

        def deviation(speed: float = speed) -> float:
            return abs(_rate(session, runner, 0.5) / speed - 1.0)

        assert least(deviation, enough=0.35) < 0.35
        assert session.running
    runner.speed = math.inf
    assert least(lambda: 1.0 / _rate(session, runner, 0.3), enough=1 / 3000) < 1 / 3000
    runner.pause()
    assert session.undo_stack.count() == 1


def test_that_a_slow_run_presents_the_pattern_it_learns_next() -> None:
    session = Session()
    runner = Runner(session)
    runner.speed = 10.0
    runner.run()
    poll_until(runner, lambda: session.updates >= 2)
    assert session.pattern == session.batch_rows[0]
    runner.pause()


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_that_an_impossible_speed_is_refused(speed: float) -> None:
    runner = Runner(Session())
    with pytest.raises(ValueError, match="speed"):
        runner.speed = speed
