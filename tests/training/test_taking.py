"""News of a run that are taken at the most awkward moment: every sample once, in its order."""

import math
import threading

import pytest

from bpgui.core.settings import StopConditions
from bpgui.core.trainer import Trainer
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.training.goal import Goal
from bpgui.training.pace import Pace
from bpgui.training.run import Run

_SWEEPS = 200


def _new_run() -> Run:
    problem = PROBLEMS["xor"]
    data = problem.make()
    trainer = Trainer(problem_network(problem, data), data.x_train, data.y_train, problem.settings)
    gate = threading.Event()
    gate.set()
    goal = Goal.of(StopConditions(sweeps=_SWEEPS), 0)
    return Run(trainer, data, goal, Pace(math.inf), gate, (math.nan, math.nan))


def test_that_every_sample_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = _new_run()
    told: list[int] = []
    losses = run._observer.losses_to_show

    def taken_meanwhile() -> tuple[float, float]:
        """Take the last news, and ask for more, while the next are being written."""
        report = run.take()
        told.extend(sample.sweep for sample in (report.samples if report else ()))
        return losses()

    monkeypatch.setattr(run._observer, "losses_to_show", taken_meanwhile)
    run.take()
    run.start()
    run.join()
    told += [sample.sweep for sample in run.finish().samples]
    assert told == list(range(1, _SWEEPS + 1))
