"""The training of `bpgui train`: the window's own worker, followed without a window.

The run makes its updates in a thread, in slices as long as the kernel allows, and is asked for news
some times a second; so the pace of the reports costs nothing, and Ctrl+C is noticed at once.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bpgui.cli.interruptions import interruptions
from bpgui.cli.task import Task
from bpgui.core.compiled import readiness
from bpgui.core.kernels import MOST_COMPILED_CONNECTIONS, with_kernel
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer
from bpgui.data.dataset import Dataset
from bpgui.session.document import Document
from bpgui.session.inspection import losses_of
from bpgui.session.sample import Sample
from bpgui.session.session_file import SavedSession
from bpgui.session.timeline import Record, Timeline, begun, sample_of
from bpgui.training.advice import divergence_sentence
from bpgui.training.goal import Goal
from bpgui.training.pace import Pace
from bpgui.training.report import Crashed, Diverged, Outcome, Reached
from bpgui.training.run import Run

BETWEEN_LOOKS = 0.05
"""Seconds between two looks at the run."""

OnNews = Callable[[Document, tuple[float, float], list[Sample]], None]
"""Called with the newest document, its losses, and the samples taken since the last call."""


@dataclass(frozen=True, eq=False)
class Ending:
    """How a training ended.

    Attributes
    ----------
    reason
        "sweeps", "loss", "diverged" or "interrupted".
    sentence
        The same for people.
    losses
        Over the training and the held-out patterns; NaN where none are.
    sweeps, updates, seconds
        What was made of them, and the time it took.
    signal
        Which signal interrupted it, or None.
    """

    reason: str
    sentence: str
    losses: tuple[float, float]
    sweeps: int = 0
    updates: int = 0
    seconds: float = 0.0
    signal: int | None = None

    @property
    def pace(self) -> float:
        """Updates a second; 0 where none were made."""
        return self.updates / self.seconds if self.updates else 0.0


class Course:
    """A task on its way: the document so far, and the timeline of a session.

    Attributes
    ----------
    document
        Where it stands.
    settings
        The update rule, as asked for.
    timeline
        The samples of the run, as the window keeps them.
    """

    def __init__(self, task: Task) -> None:
        self.document, self.settings = task.document, task.settings
        self._task = task
        prepare_kernel(task)
        self._trainer = _trainer_for(task)
        self._losses = self._computed_losses()
        self.timeline = Timeline(task.saved.record if task.saved else self._first_record())
        self._stretch()

    @property
    def kernel(self) -> str:
        """Which kernel makes the updates."""
        return self._trainer.kernel

    @property
    def losses(self) -> tuple[float, float]:
        """The losses over the training and the held-out patterns, last known."""
        return self._losses

    def follow(self, on_news: OnNews) -> Ending:
        """Train until a stop condition is met or somebody interrupts it, and tell the news."""
        before = self.document
        if not self._task.sweeps:
            return Ending("sweeps", "Nothing was to be trained.", self._losses)
        run = self._new_run()
        began = time.perf_counter()
        with interruptions() as received:
            run.start()
            try:
                while run.is_alive() and not received:
                    run.join(BETWEEN_LOOKS)
                    self._take_news(run, on_news)
            finally:
                run.finish()
                seconds = time.perf_counter() - began
                samples = self._close(run)
        on_news(self.document, self._losses, samples)
        return Ending(
            *self._reason(run.outcome),
            self._losses,
            self.document.sweep - before.sweep,
            self.document.updates - before.updates,
            seconds,
            received[0] if received and run.outcome is None else None,
        )

    def saved(self) -> SavedSession:
        """Return the session that has come of it."""
        before = self._task.saved or SavedSession(
            self.document, self.timeline.capture(), self.settings
        )
        return replace(
            before,
            document=self.document,
            record=self.timeline.capture(),
            settings=self.settings,
            stop=self._task.stop,
            walk=None,
        )

    # ---- inside ----------------------------------------------------------------------------

    def _take_news(self, run: Run, on_news: OnNews) -> None:
        report = run.take()
        if report is None:
            return
        self.document = self.document.advanced(report.state)
        self.timeline.add(report.samples)
        self._losses = report.losses or self._losses
        on_news(self.document, self._losses, report.samples)

    def _new_run(self) -> Run:
        gate = threading.Event()
        gate.set()
        stop = replace(self._task.stop, sweeps=self._task.sweeps)
        goal = Goal.of(stop, self.document.sweep)
        data = self.document.dataset
        return Run(self._trainer, data, goal, Pace(math.inf), gate, self._losses)

    def _close(self, run: Run) -> list[Sample]:
        """Close the timeline at the last update, as the window does; return the newest samples."""
        if isinstance(run.outcome, Crashed):
            raise run.outcome.error
        final = run.finish()
        self.document = self.document.advanced(final.state)
        self.timeline.add(final.samples)
        self._trainer.abort = None
        self._trainer.restore(final.state)
        self._losses = self._computed_losses()
        if self.timeline.newest == self.document.updates:
            return final.samples
        self.timeline.add([sample_of(self.document, self._losses)])
        return [*final.samples, self.timeline.last_sample]

    def _first_record(self) -> Record:
        first = sample_of(self.document, losses_of(self.document, self.settings))
        return begun(None, self.document, self.settings, first)

    def _stretch(self) -> None:
        """Forget what comes after the document, and note with what it is trained on from here."""
        before = self.timeline.settings
        in_force = replace(self.settings, kernel=self._trainer.kernel)
        self.timeline.train_from(self.document.training_state, in_force)
        if _loss_rule(before) != _loss_rule(self.settings):
            self.timeline.add([sample_of(self.document, self._losses)])

    def _computed_losses(self) -> tuple[float, float]:
        data, trainer = self.document.dataset, self._trainer
        with np.errstate(all="ignore"):
            loss = trainer.loss()
            if not len(data.held_out):
                return loss, math.nan
            tester = Trainer(trainer.network, data.x_test, data.y_test, self.settings)
            return loss, tester.loss()

    def _reason(self, outcome: Outcome) -> tuple[str, str]:
        """Return why it ended, in a word and in a sentence."""
        if isinstance(outcome, Diverged):
            return "diverged", divergence_sentence(outcome.sweep, self.settings)
        if isinstance(outcome, Reached):
            wanted = self._task.stop.loss_below
            is_low = wanted is not None and self._losses[0] < wanted
            return "loss" if is_low else "sweeps", outcome.sentence
        return "interrupted", f"Interrupted in sweep {self.document.sweep + 1:,}."


def _loss_rule(settings: TrainingSettings) -> tuple[object, ...]:
    """Return what losses must have in common to be compared."""
    return settings.loss, settings.reduction, settings.margin


def prepare_kernel(task: Task) -> None:
    """Make the compiled kernel ready where it will serve, however long that takes.

    The choice depends on the network and the settings alone: the two kernels differ in the last
    bits, and the same command is to give the same ones.
    """
    asked = task.settings.kernel
    small = task.document.network.n_connections <= MOST_COMPILED_CONNECTIONS
    if asked == "compiled" or (asked == "auto" and small):
        readiness.prepare(apart=False)


def _trainer_for(task: Task) -> Trainer:
    document = task.document
    data: Dataset = document.dataset
    x, y = data.gather_training()
    settings: TrainingSettings = with_kernel(task.settings, document.network)
    return Trainer(document.network, x, y, settings, document.training_state)
