"""One run: the worker thread that makes updates until it is told to stop.

The thread holds no Qt object. The window closes ``gate`` for the length of a frame, so that the
frame has the interpreter to itself, and asks for the newest state through ``wanted``; the thread
answers in ``take``. Work is done in slices of about a millisecond.
"""

import math
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from bpgui.core.passes import loss_value
from bpgui.core.settings import StopConditions
from bpgui.core.trainer import Trainer, TrainingState
from bpgui.data.dataset import Dataset
from bpgui.session.timeline import LOSS_SAMPLES, Sample, state_samples, stride_at
from bpgui.training.pace import Pace
from bpgui.training.report import Crashed, Diverged, Outcome, Reached, Report

SLICE = 0.001
"""Seconds of training between two looks at the gate and the stop flag."""
NEVER = 1 << 62
CHEAP_LOSS = 2_000_000
"""Patterns times parameters up to which a report computes the loss at its own state."""


@dataclass(frozen=True)
class Goal:
    """When a run ends by itself.

    Attributes
    ----------
    stop : StopConditions
        The user's; ``stop.sweeps`` is for `last_sweep`.
    last_sweep : int or None
        The run ends when so many sweeps are done, counted from the first.
    updates : int or None
        Number of updates in all at which a step ends.
    """

    stop: StopConditions = field(default_factory=StopConditions)
    last_sweep: int | None = None
    updates: int | None = None

    @classmethod
    def of(cls, stop: StopConditions, sweep: int) -> "Goal":
        """Return the goal of a run that starts at `sweep`: `stop.sweeps` more of them."""
        return cls(stop, None if stop.sweeps is None else sweep + stop.sweeps)


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
    """

    def __init__(
        self, trainer: Trainer, dataset: Dataset, goal: Goal, pace: Pace, gate: threading.Event
    ) -> None:
        super().__init__(name="bpgui training")
        self.trainer = trainer
        self.outcome: Outcome = None
        self.wanted = threading.Event()
        self._dataset = dataset
        self._goal = goal
        self._pace = pace
        self._gate = gate
        self._stop_flag = threading.Event()
        self._latest: Report | None = None
        self._samples: list[Sample] = []
        self._samples_lock = threading.Lock()
        self._slice = 1
        self._last_sweep = NEVER if goal.last_sweep is None else goal.last_sweep
        self._cheap = dataset.n_patterns * len(trainer.state().parameters) <= CHEAP_LOSS
        trainer.abort = self._stop_flag

    # ---- for the window's thread -----------------------------------------------------------

    def take(self) -> Report | None:
        """Return the newest report, once, and ask for the next."""
        report, self._latest = self._latest, None
        if report is not None:
            self._forget(report.samples)
        self.wanted.set()
        return report

    def finish(self) -> Report:
        """Stop at the next update, wait for the thread, and return the final state."""
        self._stop_flag.set()
        if self.is_alive():
            self.join()
        return Report(self.trainer.state(), None, self._samples)

    # ---- the worker's thread ---------------------------------------------------------------

    def run(self) -> None:
        """Train until told to stop, a goal is reached, or something fails."""
        try:
            with np.errstate(all="ignore"):
                self._train()
        except Exception as error:  # noqa: BLE001 - travels to the window as a value
            self.outcome = Crashed(error)

    def _train(self) -> None:
        while self.outcome is None and not self._stop_flag.is_set() and not self._goal_met():
            self._gate.wait(0.1)
            updates = self._updates_in_slice()
            if updates == 0:
                self._answer()
                self._stop_flag.wait(min(self._pace.delay(), 0.02))
                continue
            self._advance(updates)
            self._answer()

    def _updates_in_slice(self) -> int:
        allowed = self._pace.allowed()
        updates = self._slice if allowed is None else min(self._slice, allowed)
        if self._goal.updates is not None:
            updates = min(updates, self._goal.updates - self.trainer.updates)
        return min(updates, self._updates_to_due_sweep())

    def _advance(self, updates: int) -> None:
        before = self.trainer.state()
        start = time.perf_counter()
        self.trainer.advance(updates)
        self._pace.spend(updates)
        elapsed = time.perf_counter() - start
        self._slice = _next_slice(self._slice, updates, elapsed)
        if not self.trainer.is_finite():
            self._step_back_to_finite(before)
        elif self.trainer.position == 0 and self.trainer.sweep != before.sweep:
            self._at_sweep_end()

    def _goal_met(self) -> bool:
        return self._goal.updates is not None and self.trainer.updates >= self._goal.updates

    def _step_back_to_finite(self, state: TrainingState) -> None:
        """Repeat the slice update by update, up to the last finite state."""
        self.trainer.restore(state)
        while self.trainer.is_finite():
            state = self.trainer.state()
            self.trainer.advance(1)
            if self.trainer.updates == state.updates:
                return
        self.trainer.restore(state)
        self.outcome = Diverged(state.sweep)

    def _updates_to_due_sweep(self) -> int:
        """Return the updates up to the end of the next sweep that is looked at."""
        trainer = self.trainer
        sweep = trainer.sweep
        if self._goal.stop.loss_below is not None or self._goal.stop.tolerance is not None:
            due = sweep + 1
        else:
            stride = stride_at(sweep, LOSS_SAMPLES)
            due = min((sweep // stride + 1) * stride, self._last_sweep)
        whole = trainer.updates_in_sweep
        return max(1, trainer.updates_left_in_sweep + (due - sweep - 1) * whole)

    def _at_sweep_end(self) -> None:
        sweep = self.trainer.sweep
        stride = stride_at(sweep, LOSS_SAMPLES)
        stop = self._goal.stop
        if sweep % stride == 0:
            self._sample(stride)
        if stop.loss_below is not None or stop.tolerance is not None or sweep >= self._last_sweep:
            self.outcome = self.outcome or self._reached(stop)

    def _sample(self, stride: int) -> None:
        trainer = self.trainer
        keep = trainer.sweep % max(stride, self._state_stride()) == 0
        state = trainer.state()
        loss, test_loss = self._losses()
        if not math.isfinite(loss):
            self.outcome = Diverged(trainer.sweep)
        with self._samples_lock:
            self._samples.append(
                Sample(
                    state.updates,
                    state.sweep,
                    state.position,
                    loss,
                    test_loss,
                    trainer.velocity_rms(),
                    state.parameters if keep else None,
                    state.velocity if keep else None,
                )
            )

    def _state_stride(self) -> int:
        return stride_at(self.trainer.sweep, state_samples(len(self.trainer.state().parameters)))

    def _reached(self, stop: StopConditions) -> Outcome:
        sweep = f"Stopped at sweep {self.trainer.sweep:,}"
        if stop.loss_below is not None:
            loss = self.trainer.loss()
            if loss < stop.loss_below:
                return Reached(f"{sweep}: the loss {loss:.4g} is below {stop.loss_below:g}.")
        if stop.tolerance is not None:
            errors = self.trainer.outputs(self._dataset.x_train) - self._dataset.y_train
            if np.abs(errors).max() <= stop.tolerance:
                return Reached(f"{sweep}: every output is within {stop.tolerance:g} of its target.")
        if self.trainer.sweep >= self._last_sweep:
            return Reached(f"{sweep}: {stop.sweeps:,} sweeps are done.")
        return None

    def _answer(self) -> None:
        if self.wanted.is_set():
            self.wanted.clear()
            losses = self._losses() if self._cheap else self._last_losses()
            with self._samples_lock:
                samples = list(self._samples)
            self._latest = Report(self.trainer.state(), losses, samples)

    def _forget(self, samples: list[Sample]) -> None:
        with self._samples_lock:
            del self._samples[: len(samples)]

    def _losses(self) -> tuple[float, float]:
        data = self._dataset
        test = float("nan")
        if len(data.held_out):
            network = self.trainer.network
            test = loss_value(network, data.x_test, data.y_test, self.trainer.settings)
        return self.trainer.loss(), test

    def _last_losses(self) -> tuple[float, float] | None:
        if not self._samples:
            return None
        return self._samples[-1].loss, self._samples[-1].test_loss


def _next_slice(present: int, updates: int, elapsed: float) -> int:
    """Return how many updates fit into a slice, from how long some took."""
    if updates < present:
        return present
    fitting = max(1, int(updates * SLICE / max(elapsed, 1e-7)))
    return min(fitting, present * 2)
