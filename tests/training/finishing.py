"""Waiting for a run in tests, without an event loop and without fixed sleeps."""

import time
from collections.abc import Callable

from bpgui.core.settings import StopConditions
from bpgui.session.session import Session
from bpgui.training.runner import Runner


def poll_until(runner: Runner, is_met: Callable[[], bool], seconds: float = 20.0) -> None:
    """Poll as the window does, until something is the case."""
    deadline = time.perf_counter() + seconds
    while not is_met():
        assert time.perf_counter() < deadline, "waited too long"
        time.sleep(0.001)
        runner.poll()


def finish(runner: Runner, session: Session) -> None:
    """Poll until the run has ended by itself."""
    poll_until(runner, lambda: not session.running)


def run_sweeps(runner: Runner, session: Session, sweeps: int) -> None:
    """Train a number of whole sweeps in the worker's thread."""
    session.set_stop(StopConditions(sweeps=sweeps))
    runner.speed = float("inf")
    runner.run()
    finish(runner, session)
    session.set_stop(StopConditions())
