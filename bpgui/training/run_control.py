"""Starting, parking and ending the worker, and bringing its news to a session.

All of this happens in the window's thread, which owns the one worker thread. Parking a run (for
an edit, or another learning rate) ends the thread at the next update and starts another with the
session as it is then; a run is one entry of the undo stack all the same, until an edit divides it.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from bpgui.session.session import Session
from bpgui.session.snapshot import Snapshot
from bpgui.session.switching import QuickSwitching
from bpgui.training.advice import divergence_sentence
from bpgui.training.collection import Suspension
from bpgui.training.goal import Goal
from bpgui.training.pace import Pace
from bpgui.training.preparation import Preparation
from bpgui.training.report import Crashed, Diverged, Outcome, Reached, Report
from bpgui.training.run import Run

FOLLOWED_SPEED = 12.0
"""Up to this many updates a second, the presented pattern follows the training."""
STEP_PATIENCE = 0.05
"""Seconds a step may keep the window waiting before it goes on in the background."""


class RunControl(QObject):
    """Runs and parks the training of a session, in a thread of its own.

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

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preparation = Preparation(session)
        self._speed = 300.0
        self._pace = Pace(self._speed)
        self._gate = threading.Event()
        self._gate.set()
        self._run: Run | None = None
        self._first_sweep = 0
        self._step_goal: Goal | None = None
        self._before: Snapshot | None = None
        self._steps = object()
        self._held = 0
        self._suspension = Suspension()
        self._switching = QuickSwitching()
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
            if self._step_goal is None:
                self._pace = Pace(speed)
            with self._session.holding(entry=False):
                self.speed_changed.emit()

    def run(self) -> None:
        """Train until paused or a stop condition is met."""
        if not self._session.running and self._has_data():
            self._first_sweep = self._session.sweep
            self._begin(None)

    def _has_data(self) -> bool:
        """Whether there is something to train with; a message says where it is otherwise."""
        absence = self._session.dataset.absence
        if absence:
            self._session.message.emit(absence)
        return not absence

    def pause(self) -> None:
        """Stop training at the next update; returns when it has stopped."""
        if self._session.running:
            self._end(self._collect_final())

    def toggle(self) -> None:
        """Run when paused, pause when running; on the way to another moment, stay."""
        if self._session.journey.goal is not None:
            self._session.journey.cancel()
        elif self._session.running:
            self.pause()
        else:
            self.run()

    @property
    def preparing(self) -> bool:
        """Whether a run has yet to begin, because its patterns are very many."""
        return self._session.running and self._run is None

    @property
    def prepared_share(self) -> float:
        """How much of the patterns is gathered for a run that has yet to begin, from 0 to 1."""
        return self._preparation.share

    def poll(self) -> None:
        """Bring the newest state of a run into the session; called once a frame."""
        run = self._run
        if run is None:
            if self.preparing and self._held == 0:
                self._start_thread()
            return
        alive = run.is_alive()
        report = run.take()
        if report is not None:
            self._adopt(report)
        if not alive:
            self._end(self._collect_final())

    def shutdown(self) -> None:
        """End training for good; returns when the thread has ended."""
        self._gate.set()
        self.pause()
        self._preparation.shut_down()
        self._session.journey.shut_down()

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Keep a worker that needs the interpreter from it for the length of a frame's painting."""
        if self._run is None or self._run.holds_interpreter:
            self._gate.clear()
        try:
            yield
        finally:
            self._gate.set()

    @property
    def holds_interpreter(self) -> bool:
        """Whether a worker trains that stands still while a frame is painted."""
        return self._run is not None and self._run.holds_interpreter

    # ---- the session's side of a held run --------------------------------------------------

    def hold(self, *, entry: bool) -> None:
        """Park a run; with ``entry``, close its undo entry. Calls nest."""
        self._held += 1
        outcome = self._collect_final()
        if outcome is not None:
            self._end(outcome)
        elif entry:
            self.divide()

    def divide(self) -> None:
        """Close the undo entry of a parked run; a step by hand ends with it."""
        if self._before is None:
            return
        if self._step_goal is not None:
            self._end(None)
        else:
            self._push_entry()

    def release(self) -> None:
        """Let a parked run go on."""
        self._held -= 1
        if self._held == 0 and self._session.running and self._run is None:
            self._start_thread()

    # ---- inside ----------------------------------------------------------------------------

    def _begin(self, step_goal: Goal | None) -> None:
        self._step_goal = step_goal
        self._pace = Pace(math.inf if step_goal else self._speed)
        self._session.set_running(True)
        if self._held == 0:
            self._start_thread()

    def _start_thread(self) -> None:
        """Train on with the session as it is now; once it is prepared, which `poll` sees."""
        if not self._preparation.is_ready():
            return
        session = self._session
        try:
            trainer = self._preparation.trainer()
        except Exception as error:  # noqa: BLE001 - of any kind: shown like one in the thread
            self._end(Crashed(error))
            return
        before = session.begin_run(trainer.kernel)
        self._before = self._before or before
        self._run = Run(
            trainer, session.dataset, self._goal(), self._pace, self._gate, session.losses_seen
        )
        self._suspension.begin()
        if trainer.kernel == "compiled":
            self._switching.begin()
        self._run.start()

    def _goal(self) -> Goal:
        if self._step_goal is not None:
            return self._step_goal
        self._first_sweep = min(self._first_sweep, self._session.sweep)
        return Goal.of(self._session.stop, self._first_sweep)

    def _collect_final(self) -> Outcome:
        """End the thread and bring its final state into the session."""
        run, self._run = self._run, None
        if run is None:
            return None
        final = run.finish()
        self._suspension.end()
        self._switching.end()
        self._adopt(final)
        return run.outcome

    def _adopt(self, report: Report) -> None:
        session = self._session
        session.adopt(report.state, report.samples, report.losses)
        if self._speed <= FOLLOWED_SPEED and self._step_goal is None:
            session.present(int(session.batch_rows[0]))

    def _end(self, outcome: Outcome) -> None:
        """Close the run's undo entry and say why it ended."""
        is_step = self._step_goal is not None
        try:
            self._push_entry()
        finally:
            self._step_goal = None
            self._session.set_running(False)
        if is_step:
            self._session.present(int(self._session.batch_rows[0]))
        self._tell(outcome)

    def _push_entry(self) -> None:
        before, self._before = self._before, None
        if before is None:
            return
        if self._step_goal is not None:
            self._session.end_run(before, "Step", self._steps)
        else:
            self._session.end_run(before, f"Train to sweep {self._session.sweep:,}")

    def _tell(self, outcome: Outcome) -> None:
        if isinstance(outcome, Reached):
            self.stopped.emit(outcome.sentence)
        elif isinstance(outcome, Diverged):
            self.diverged.emit(divergence_sentence(outcome.sweep, self._session.settings))
        elif isinstance(outcome, Crashed):
            self._preparation.discard()
            self.failed.emit(outcome)

    def _wait_for_step(self) -> None:
        deadline = time.perf_counter() + STEP_PATIENCE
        while self._run is not None and time.perf_counter() < deadline:
            self._run.join(max(0.0, deadline - time.perf_counter()))
            self.poll()
