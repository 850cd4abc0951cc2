"""One run: the worker thread that makes updates until it is told to stop.

The thread holds no Qt object. The window asks for the newest state through ``wanted``, and fetches
it with ``take``: there is no more than one report a frame. Work is done in slices. A kernel that
holds the interpreter works in slices of about a millisecond, and the window closes ``gate`` for the
length of a frame, so that the frame has the interpreter to itself; any other is left to work.
"""

import threading
import time

import numpy as np
from typing_extensions import override

from bpgui.core.trainer import Trainer, TrainingState
from bpgui.data.dataset import Dataset
from bpgui.session.sample import Sample
from bpgui.training.goal import Goal
from bpgui.training.observer import Observer
from bpgui.training.pace import Pace
from bpgui.training.report import Crashed, Diverged, Outcome, Report

SLICE = 0.001
"""Seconds of training between two looks at the gate and the stop flag."""
LONG_SLICE = 0.006
"""The same where the kernel does not hold the interpreter, for which it waits after each slice."""
CHECKPOINT = 0.02
"""Seconds of training that are repeated at most to find where numbers stopped being finite."""


class Run(threading.Thread):
    """A thread that trains.

    Parameters
    ----------
    trainer : Trainer
        Used by this thread alone until the run has ended.
    dataset : Dataset
        For the losses and the tolerance.
    goal : Goal
        When to end without being asked.
    pace : Pace
        How fast to go.
    gate : threading.Event
        Set while the worker may work.
    losses : tuple of two floats
        The losses known at the start, shown until newer ones are known.
    """

    def __init__(
        self,
        trainer: Trainer,
        dataset: Dataset,
        goal: Goal,
        pace: Pace,
        gate: threading.Event,
        losses: tuple[float, float],
    ) -> None:
        super().__init__(name="bpgui training")
        self.outcome: Outcome = None
        self.wanted = threading.Event()
        self._trainer = trainer
        self._goal = goal
        self._pace = pace
        self._gate = gate
        self._holds_interpreter = trainer.kernel == "numpy"
        self._seconds = SLICE if self._holds_interpreter else LONG_SLICE
        self._stop_flag = threading.Event()
        self._observer = Observer(trainer, dataset, losses)
        self._latest: Report | None = None
        self._samples: list[Sample] = []
        self._samples_lock = threading.Lock()
        self._slice = 1
        self._checkpoint = trainer.state()
        self._checkpoint_age = 0.0
        trainer.abort = self._stop_flag

    # ---- for the window's thread -----------------------------------------------------------

    @property
    def holds_interpreter(self) -> bool:
        """Whether the worker and a frame that is drawn meanwhile hold each other up."""
        return self._holds_interpreter and self.is_alive()

    def take(self) -> Report | None:
        """Return the newest report, once, and ask for the next."""
        with self._samples_lock:
            report, self._latest = self._latest, None
            if report is not None:
                del self._samples[: len(report.samples)]
        self.wanted.set()
        return report

    def finish(self) -> Report:
        """Stop at the next update, wait for the thread, and return the final state."""
        self._stop_flag.set()
        if self.is_alive():
            self.join()
        return Report(self._checkpoint, None, self._samples)

    # ---- the worker's thread ---------------------------------------------------------------

    @override
    def run(self) -> None:
        try:
            with np.errstate(all="ignore"):
                self._train()
                if self.outcome is None:
                    self._keep()
        except Exception as error:  # noqa: BLE001 - travels to the window as a value
            self.outcome = Crashed(error)

    def _train(self) -> None:
        while self.outcome is None and not self._stop_flag.is_set() and not self._goal_met():
            if self._holds_interpreter and not self._gate.wait(0.004):
                continue
            updates = self._updates_in_slice()
            if updates == 0:
                self._answer()
                self._stop_flag.wait(min(self._pace.delay(), 0.02))
                continue
            self._advance(updates)
            self._answer()

    def _goal_met(self) -> bool:
        return self._goal.updates is not None and self._trainer.updates >= self._goal.updates

    def _updates_in_slice(self) -> int:
        allowed = self._pace.allowed()
        updates = self._slice if allowed is None else min(self._slice, allowed)
        if self._goal.updates is not None:
            updates = min(updates, self._goal.updates - self._trainer.updates)
        return min(updates, self._updates_to_due_sweep())

    def _updates_to_due_sweep(self) -> int:
        """Return the updates up to the end of the next sweep that is looked at."""
        trainer = self._trainer
        sweep = trainer.sweep
        due = self._goal.due_after(sweep, self._observer.due_after(sweep))
        return trainer.updates_left_in_sweep + (due - sweep - 1) * trainer.updates_in_sweep

    def _advance(self, updates: int) -> None:
        trainer = self._trainer
        if self._checkpoint_age > CHECKPOINT and not self._keep():
            return
        sweep, start = trainer.sweep, time.perf_counter()
        trainer.advance(updates)
        elapsed = time.perf_counter() - start
        self._pace.spend(updates)
        self._checkpoint_age += elapsed
        self._slice = _next_slice(self._slice, updates, elapsed, self._seconds)
        if trainer.position == 0 and trainer.sweep != sweep:
            self._at_sweep_end()

    def _keep(self) -> bool:
        """Keep the present state to fall back to.

        Returns
        -------
        bool
            Whether the numbers are finite; where not, the run has ended at the last that were.
        """
        if self._is_sound():
            self._fall_back_to(self._trainer.state())
        return self.outcome is None

    def _fall_back_to(self, state: TrainingState) -> None:
        """Keep a sound state, never older than what was reported."""
        self._checkpoint = state
        self._checkpoint_age = 0.0

    def _step_back_to_finite(self) -> None:
        """Repeat the updates since the checkpoint one by one, up to the last finite state."""
        trainer, state = self._trainer, self._checkpoint
        bad = trainer.updates
        trainer.abort = None
        trainer.restore(state)
        while trainer.updates + 1 < bad:
            trainer.advance(1)
            if not trainer.is_finite():
                break
            state = trainer.state()
        trainer.restore(state)
        self._checkpoint = state
        self.outcome = Diverged(state.sweep)

    def _at_sweep_end(self) -> None:
        trainer, observer = self._trainer, self._observer
        if observer.is_due(trainer.sweep) and self._is_sound():
            self._note(observer.sample())
        if self.outcome is None and self._goal.looks_at(trainer.sweep) and self._is_sound():
            self.outcome = observer.reached(self._goal)
            if self.outcome is not None:
                self._fall_back_to(trainer.state())

    def _is_sound(self) -> bool:
        """Whether every number is finite; where not, the run has ended at the last that was."""
        if not self._trainer.is_finite():
            self._step_back_to_finite()
        return self.outcome is None

    def _note(self, sample: Sample | None) -> None:
        if sample is None:
            return
        if not np.isfinite(sample.loss):
            self.outcome = Diverged(sample.sweep)
            return
        with self._samples_lock:
            self._samples.append(sample)
        self._fall_back_to(sample.state or self._trainer.state())

    def _answer(self) -> None:
        if self.wanted.is_set() and self._keep():
            self.wanted.clear()
            losses = self._observer.losses_to_show()
            # Samples that are on their way must not be taken, and then told once more.
            with self._samples_lock:
                self._latest = Report(self._checkpoint, losses, list(self._samples))


def _next_slice(present: int, updates: int, elapsed: float, seconds: float) -> int:
    """Return how many updates fit into a slice of so many seconds, from how long some took."""
    if updates < present and elapsed < seconds:
        return present
    fitting = max(1, int(updates * seconds / max(elapsed, 1e-7)))
    return min(fitting, present * 2)
