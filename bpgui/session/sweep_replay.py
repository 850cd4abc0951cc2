"""What the sweep after a kept moment changes, in its parts: training replays it, update by update.

A sweep is as many updates as lead to the same place in the next sweep: from the beginning of one to
its end, and from the middle of one to the middle of the next.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.change_sum import ChangeSum
from bpgui.core.kernels import with_kernel
from bpgui.core.trainer import Trainer
from bpgui.core.update_rule import UpdateSplit, split_change
from bpgui.data.dataset import Dataset
from bpgui.session.document import Document
from bpgui.session.inspection import Inspection
from bpgui.session.kept_moments import KeptMoment
from bpgui.session.replay_costs import are_trained_alike, can_be_kept, have_same_wiring
from bpgui.session.segment import InForce

_WORK = _REST = 2e-3
"""Seconds of work, and then for others: a row of small updates hardly leaves the interpreter."""

OnUpdate = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class ChangeParts:
    """What the updates after a moment are made of, and with what they were made.

    Attributes
    ----------
    parts
        Gradient, momentum and decay part of all parameters, shape (3, P).
    updates
        How many there are: a sweep's, or the first one alone.
    whole
        Whether they are meant to be a whole sweep.
    rules
        The settings they were made with.
    dataset
        The patterns they were made with.
    seen, of
        Of how many patterns the gradient was computed, and of how many it is the gradient; fewer
        seen make it an estimate.
    """

    parts: FloatArray
    updates: int
    whole: bool
    rules: tuple[InForce, ...]
    dataset: Dataset
    seen: int
    of: int

    def fits(self, moment: KeptMoment, *, whole: bool) -> bool:
        """Whether they are still those of the moment, and of a whole sweep if that is wanted."""
        end = moment.sample.updates + self.updates
        same_data = self.dataset is moment.segment.start.dataset
        return same_data and whole == self.whole and self.rules == moment.rules_until(end)


class SweepReplay:
    """Makes the updates after one moment and another, with one trainer where that can be.

    Attributes
    ----------
    rests
        Whether to let others have the interpreter now and then.
    """

    def __init__(self) -> None:
        self.rests = False
        self._trainer: tuple[Document, Trainer] | None = None
        self._resumed = 0.0

    def sweep_after(self, moment: KeptMoment, on_update: OnUpdate) -> ChangeParts:
        """Replay the sweep after a moment; `on_update` is called after each of its updates."""
        rules, used = moment.rules(), list[InForce]()
        coming: InForce | None = next(rules)
        network, data = moment.segment.start.network, moment.segment.start.dataset
        trainer = self._trainer_at(moment)
        total = ChangeSum(trainer, network.trainable)
        end = (trainer.sweep + 1, trainer.position)
        while (trainer.sweep, trainer.position) < end:
            while coming is not None and coming.updates <= trainer.updates:
                trainer.settings = with_kernel(coming.settings, network)
                used.append(coming)
                coming = next(rules, None)
            total.advance()
            on_update(trainer.updates)
            self._rest()
        parts, updates = _stacked(total.split), trainer.updates - moment.sample.updates
        self._forget_if_large()
        patterns = len(data.train)
        return ChangeParts(parts, updates, True, tuple(used), data, patterns, patterns)

    def first_update_after(self, moment: KeptMoment) -> ChangeParts:
        """Return the parts of the update after a moment, of very many patterns as an estimate."""
        inspection = Inspection(moment.document, moment.settings, 0)
        state, network = moment.state, moment.segment.start.network
        with np.errstate(all="ignore"):  # weights of a run that diverged
            split = split_change(
                state.parameters,
                state.velocity,
                inspection.batch_backward.gradient,
                network.trainable,
                moment.settings,
                state.sweep,
            )
        rules = moment.rules_until(state.updates + 1)
        data, seen, of = (
            inspection.document.dataset,
            inspection.batch_excerpt,
            inspection.batch_rows,
        )
        return ChangeParts(_stacked(split), 1, False, rules, data, len(seen), len(of))

    def is_ready_for(self, moment: KeptMoment) -> bool:
        """Whether the trainer for a moment is there."""
        start = moment.segment.start
        if self._trainer is None or not have_same_wiring(self._trainer[0], start):
            return False
        settings = with_kernel(moment.settings, start.network)
        return are_trained_alike(self._trainer[1].settings, settings)

    def _forget_if_large(self) -> None:
        """Let the trainer go where it is too large to be kept for the next moment."""
        if self._trainer is not None and not can_be_kept(self._trainer[0]):
            self._trainer = None

    def _trainer_at(self, moment: KeptMoment) -> Trainer:
        start, state = moment.segment.start, moment.state
        settings = with_kernel(moment.settings, start.network)
        if self._trainer is not None and have_same_wiring(self._trainer[0], start):
            trainer = self._trainer[1]
            trainer.settings = settings
            trainer.restore(state)
            return trainer
        data = start.dataset
        trainer = Trainer(start.network, data.x_train, data.y_train, settings, state)
        self._trainer = start, trainer
        return trainer

    def _rest(self) -> None:
        if self.rests and time.perf_counter() > self._resumed + _WORK:
            time.sleep(_REST)
            self._resumed = time.perf_counter()


def _stacked(split: UpdateSplit) -> FloatArray:
    return np.stack([split.gradient, split.momentum, split.decay])
