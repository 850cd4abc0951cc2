"""What a run notes of itself at the end of a sweep: samples, and whether its goal is reached."""

import math
from collections.abc import Iterator

import numpy as np

from bpgui.core.trainer import Trainer
from bpgui.data.dataset import Dataset
from bpgui.session.sample import Sample, state_samples, stride_at
from bpgui.training.goal import Goal
from bpgui.training.report import Reached
from bpgui.training.sampling import Sampling

CHEAP_LOSS = 2_000_000
"""Patterns times parameters up to which a report computes the losses at its own state."""
PIECE_COST = 5_000_000
"""Patterns times parameters that are looked at between two looks at the stop flag."""


class Observer:
    """Looks at a trainer between two updates, in the worker's thread.

    Parameters
    ----------
    trainer : Trainer
        What is looked at.
    dataset : Dataset
        What it learns.
    losses : tuple of two floats
        Over the training and the held-out patterns, last known.
    """

    def __init__(self, trainer: Trainer, dataset: Dataset, losses: tuple[float, float]) -> None:
        self._trainer = trainer
        self._dataset = dataset
        self._losses = losses
        self._tester: Trainer | None = None
        self._training_loss_at: tuple[int, float | None] = (-1, None)
        self._sampling = Sampling(trainer.network, dataset, trainer.settings)
        size = trainer.network.n_parameters
        self._is_cheap = dataset.n_patterns * size <= CHEAP_LOSS
        self._state_samples = state_samples(size)
        self._piece = max(16, PIECE_COST // size)

    def due_after(self, sweep: int) -> int:
        """Return the next sweep after `sweep` that is sampled."""
        return self._sampling.due_after(sweep)

    def is_due(self, sweep: int) -> bool:
        """Whether the end of `sweep` is sampled."""
        return self._sampling.is_due(sweep)

    def sample(self) -> Sample | None:
        """Return a sample of the present moment, or None where the run is told to stop meanwhile.

        It holds the whole state where that is kept.
        """
        trainer = self._trainer
        losses = self._computed_losses()
        if losses is None:
            return None
        self._losses = losses
        keeps_state = trainer.sweep % stride_at(trainer.sweep, self._state_samples) == 0
        state = trainer.state() if keeps_state else None
        return Sample(
            trainer.updates,
            trainer.sweep,
            trainer.position,
            *losses,
            trainer.velocity_rms(),
            state.parameters if state else None,
            state.velocity if state else None,
        )

    def losses_to_show(self) -> tuple[float, float]:
        """Return the losses of this moment, or where that would take long, the last known."""
        if self._is_cheap:
            self._losses = self._computed_losses() or self._losses
        return self._losses

    def reached(self, goal: Goal) -> Reached | None:
        """Return which of the goal's conditions is met, if one is."""
        trainer, stop = self._trainer, goal.stop
        sweep = f"Stopped at sweep {trainer.sweep:,}"
        if stop.loss_below is not None:
            loss = self._training_loss()
            if loss is not None and loss < stop.loss_below:
                return Reached(f"{sweep}: the loss {loss:.4g} is below {stop.loss_below:g}.")
        if stop.tolerance is not None and self._is_within(stop.tolerance):
            return Reached(f"{sweep}: every output is within {stop.tolerance:g} of its target.")
        if goal.last_sweep is not None and trainer.sweep >= goal.last_sweep:
            return Reached(f"{sweep}: {stop.sweeps:,} sweeps are done.")
        return None

    # ---- inside ----------------------------------------------------------------------------

    def _computed_losses(self) -> tuple[float, float] | None:
        """Return the losses of this moment; None when told to stop meanwhile."""
        loss, test = self._training_loss(), self._test_loss()
        return None if loss is None or test is None else (loss, test)

    def _training_loss(self) -> float | None:
        """Return the loss over the training patterns, computed once a moment."""
        updates, loss = self._training_loss_at
        if updates != self._trainer.updates:
            loss = self._loss_of(self._trainer)
            if loss is not None:
                self._training_loss_at = self._trainer.updates, loss
        return loss

    def _test_loss(self) -> float | None:
        data, trainer = self._dataset, self._trainer
        if not len(data.held_out):
            return math.nan
        if self._tester is None:
            self._tester = Trainer(trainer.network, data.x_test, data.y_test, trainer.settings)
        self._tester.abort = trainer.abort
        self._tester.restore(trainer.state())
        return self._loss_of(self._tester)

    def _loss_of(self, trainer: Trainer) -> float | None:
        loss = trainer.loss()
        return None if math.isnan(loss) and self._is_told_to_stop() else loss

    def _is_within(self, tolerance: float) -> bool:
        x, y = self._dataset.x_train, self._dataset.y_train
        for piece in self._pieces(len(x)):
            errors = self._trainer.outputs(x[piece]) - y[piece]
            if self._is_told_to_stop() or not np.abs(errors).max() <= tolerance:
                return False
        return True

    def _pieces(self, patterns: int) -> Iterator[slice]:
        for first in range(0, patterns, self._piece):
            yield slice(first, first + self._piece)

    def _is_told_to_stop(self) -> bool:
        return self._trainer.abort is not None and self._trainer.abort.is_set()
