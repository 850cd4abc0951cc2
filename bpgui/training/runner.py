"""The runner: starts, steps, pauses and waits for the worker, and brings its news to a session.

It lives in the window's thread and owns the one worker thread. Parking a run (for an edit, or
another learning rate) ends the thread at the next update and starts another with the session as
it is then; a run is one entry of the undo stack all the same, until an edit divides it.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer
from bpgui.session.commands import Snapshot
from bpgui.session.session import Session
from bpgui.training.pace import Pace
from bpgui.training.report import Crashed, Diverged, Outcome, Reached, Report
from bpgui.training.run import Goal, Run

GRAINS = ("pattern", "update", "sweep")
FOLLOWED_SPEED = 12.0
"""Up to this many updates a second, the presented pattern follows the training."""
STEP_PATIENCE = 0.05
"""Seconds a step may keep the window waiting before it goes on in the background."""


class Runner(QObject):
    """Trains a session's network in a thread of its own.

    Signals
    -------
    failed(object)
        The worker ended in an exception: a `Crashed`.
    diverged(str), stopped(str)
        A run ended by itself; the sentence says why and, for a divergence, what to try.
    speed_changed()
        ``speed`` has another value.
    """

    failed = Signal(object)
    diverged = Signal(str)
    stopped = Signal(str)
    speed_changed = Signal()
    cursor_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._speed = 300.0
        self._pace = Pace(self._speed)
        self._gate = threading.Event()
        self._gate.set()
        self._run: Run | None = None
        self._goal = Goal()
        self._before: Snapshot | None = None
        self._step_text: str | None = None
        self._steps = object()
        self._held = 0
        self._trainer: Trainer | None = None
        self._trainer_key: tuple[object, ...] = ()
        self._cursor = 0
        session.control = self

    # ---- transport -------------------------------------------------------------------------

    @property
    def speed(self) -> float:
        """Updates a second; infinity for as many as the machine can make."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if not speed > 0:
            raise ValueError("The speed must be more than 0 updates a second.")
        if speed != self._speed:
            self._speed = speed
            self._pace = Pace(speed)
            if self._run is not None:
                self.hold(entry=False)
                self.release()
            self.speed_changed.emit()

    @property
    def cursor(self) -> int:
        """How many patterns of the next update's batch have been looked at by pattern steps."""
        return self._cursor

    def run(self) -> None:
        """Train until paused or a stop condition is met."""
        if self._before is None:
            self._begin(Goal.of(self._session.stop, self._session.sweep), None)

    def pause(self) -> None:
        """Stop training at the next update; returns when it has stopped."""
        if self._before is not None:
            self._collect_final()
            self._end(None)

    def toggle(self) -> None:
        """Run when paused, pause when running."""
        if self._session.running:
            self.pause()
        else:
            self.run()

    def step(self, grain: str = "update") -> None:
        """Make one step: look at one pattern, make one update, or finish one sweep.

        In the update modes that gather several patterns, a pattern step presents the next pattern
        of the batch; the update follows the last one.
        """
        if grain not in GRAINS:
            raise ValueError(f"There is no step of a “{grain}”: use one of {', '.join(GRAINS)}.")
        self.pause()
        rows = self._session.batch_rows
        if grain == "pattern" and self._cursor + 1 < len(rows):
            self._set_cursor(self._cursor + 1)
            self._session.present(int(rows[self._cursor]))
            return
        trainer = self._prepared_trainer()
        updates = trainer.updates_left_in_sweep if grain == "sweep" else 1
        goal = Goal(updates=self._session.updates + updates)
        self._begin(goal, "Step")
        self._wait_for_step()

    def back(self, grain: str = "update") -> None:
        """Go back by one step; see ``step``."""
        self.pause()
        session = self._session
        if grain == "pattern" and self._cursor > 0:
            self._set_cursor(self._cursor - 1)
            session.present(int(session.batch_rows[self._cursor]))
            return
        target = session.updates - (self._updates_back() if grain == "sweep" else 1)
        if session.updates <= session.oldest_update:
            session.message.emit("This is the first moment of the history.")
            return
        session.go_to(target, gesture=self._steps)
        rows = session.batch_rows
        self._set_cursor(len(rows) - 1 if grain == "pattern" else 0)
        session.present(int(rows[self._cursor]))

    def poll(self) -> None:
        """Bring the newest state of a run into the session; called once a frame."""
        run = self._run
        if run is None:
            return
        alive = run.is_alive()
        report = run.take()
        if report is not None:
            self._adopt(report)
        if not alive:
            self._collect_final()
            self._end(run.outcome)

    def shutdown(self) -> None:
        """End training for good; returns when the thread has ended."""
        self._gate.set()
        self.pause()

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Keep the worker from the interpreter for the length of a frame's painting."""
        self._gate.clear()
        try:
            yield
        finally:
            self._gate.set()

    # ---- the session's side of a held run --------------------------------------------------

    def hold(self, *, entry: bool) -> None:
        """Park a run; with ``entry``, close its undo entry. Calls nest."""
        self._held += 1
        if self._run is not None:
            outcome = self._collect_final()
            if outcome is not None:
                self._end(outcome)
        if entry and self._before is not None:
            self._session.end_run(self._before, self._text(), self._gesture())
            self._before = None

    def release(self) -> None:
        """Let a parked run go on."""
        self._held -= 1
        if self._held == 0 and self._session.running and self._run is None:
            if self._before is None:
                self._before = self._session.begin_run()
            self._start_thread()

    # ---- inside ----------------------------------------------------------------------------

    def _begin(self, goal: Goal, step_text: str | None) -> None:
        self._goal = goal
        self._step_text = step_text
        self._set_cursor(0)
        self._before = self._session.begin_run()
        self._pace = Pace(math.inf if step_text else self._speed)
        self._session.set_running(True)
        if self._held == 0:
            self._start_thread()

    def _start_thread(self) -> None:
        trainer = self._prepared_trainer()
        self._run = Run(trainer, self._session.dataset, self._goal, self._pace, self._gate)
        self._run.start()

    def _collect_final(self) -> Outcome:
        """End the thread and bring its final state into the session."""
        run, self._run = self._run, None
        if run is None:
            return None
        final = run.finish()
        self._adopt(final)
        return run.outcome

    def _adopt(self, report: Report) -> None:
        session = self._session
        session.adopt(report.state, report.samples, report.losses)
        if self._speed <= FOLLOWED_SPEED and self._step_text is None:
            session.present(int(session.batch_rows[0]))

    def _end(self, outcome: Outcome) -> None:
        """Close the run's undo entry and say why it ended."""
        before, self._before = self._before, None
        if before is not None:
            self._session.end_run(before, self._text(), self._gesture())
        if self._step_text is not None:
            self._session.present(int(self._session.batch_rows[0]))
        self._session.set_running(False)
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        if isinstance(outcome, Reached):
            self.stopped.emit(outcome.sentence)
        elif isinstance(outcome, Diverged):
            self.diverged.emit(divergence_sentence(outcome.sweep, self._session.settings))
        elif isinstance(outcome, Crashed):
            self._trainer = None
            self.failed.emit(outcome)

    def _wait_for_step(self) -> None:
        deadline = time.perf_counter() + STEP_PATIENCE
        while self._run is not None and time.perf_counter() < deadline:
            self._run.join(max(0.0, deadline - time.perf_counter()))
            self.poll()

    def _updates_back(self) -> int:
        """Return how many updates lie between now and the start of this or the last sweep."""
        session = self._session
        size = session.settings.patterns_per_update(len(session.dataset.train))
        used = session.position or len(session.dataset.train)
        return -(-used // size)

    def _prepared_trainer(self) -> Trainer:
        """Return a trainer at the session's state, the last one where it still fits."""
        session = self._session
        network, data = session.network, session.dataset
        key = (network.layers, network.present, network.locked, data)
        if self._trainer is None or not _same(key, self._trainer_key):
            self._trainer = Trainer(
                network,
                data.x_train,
                data.y_train,
                session.settings,
                session.document.training_state,
            )
            self._trainer_key = key
        else:
            self._trainer.settings = session.settings
            self._trainer.restore(session.document.training_state)
        self._trainer.abort = None
        return self._trainer

    def _set_cursor(self, cursor: int) -> None:
        if cursor != self._cursor:
            self._cursor = cursor
            self.cursor_changed.emit()

    def _text(self) -> str:
        return self._step_text or f"Train to sweep {self._session.sweep:,}"

    def _gesture(self) -> object | None:
        return self._steps if self._step_text else None


def divergence_sentence(sweep: int, settings: TrainingSettings) -> str:
    """Say that a run diverged, and what to try."""
    eta, alpha = settings.rates_at(sweep)
    tries = [f"a smaller learning rate than {eta:g}"]
    if alpha > 0:
        tries.append(f"less momentum than {alpha:g}")
    if settings.reduction == "sum" and settings.update != "pattern":
        tries.append("the mean over patterns instead of their sum")
    tries.append("inputs scaled to 0–1")
    advice = ", ".join(tries[:-1]) + f" or {tries[-1]}"
    return (
        f"Training diverged in sweep {sweep + 1:,}: the numbers grew beyond all bounds. The last "
        f"finite weights are back. Try {advice}."
    )


def _same(key: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(key) == len(other) and all(a is b for a, b in zip(key, other, strict=True))
