"""What the sweep after a kept moment changes, in its parts: training replays it, update by update.

A sweep is as many updates as lead to the same place in the next sweep: from the beginning of one to
its end, and from the middle of one to the middle of the next.
"""

import math
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
from bpgui.session.excerpt import AT_ONCE, cost
from bpgui.session.inspection import Inspection
from bpgui.session.kept_moments import KeptMoment
from bpgui.session.segment import (
    SECONDS_PER_NUMBER,
    SECONDS_PER_PARAMETER,
    SECONDS_PER_UPDATE,
    InForce,
)

SECONDS_PER_LOOK = 20e-6
SECONDS_PER_PARAMETER_SEEN = 4e-9
"""About what it takes to add up an update, besides making it, and each parameter in it."""
SECONDS_TO_RECORD = 0.3e-3
"""About what a new trainer takes for an update that it makes for the first time."""
SECONDS_PER_GLANCE = 15e-3
"""About what one update takes where as many patterns are seen as can be at once."""
_LARGEST_KEPT = 2_000_000
"""Numbers of the patterns up to which a trainer is kept for the next moments."""
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
        self.forget(unless_small=True)
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
        return self._trainer is not None and self._trainer[0] is moment.segment.start

    def forget(self, *, unless_small: bool = False) -> None:
        """Let the trainer go."""
        if self._trainer is not None and not (unless_small and _is_small(self._trainer[0])):
            self._trainer = None

    def _trainer_at(self, moment: KeptMoment) -> Trainer:
        start, state = moment.segment.start, moment.state
        settings = with_kernel(moment.settings, start.network)
        if self._trainer is not None and self._trainer[0] is start:
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


def seconds_to_begin(moment: KeptMoment) -> float:
    """Return about what a trainer for a moment takes."""
    data = moment.segment.start.dataset
    numbers = len(data.train) * data.n_inputs
    return SECONDS_PER_NUMBER * numbers + SECONDS_TO_RECORD * _updates_and_batch(moment)[0]


def seconds_of_sweep(moment: KeptMoment) -> float:
    """Return about how long it takes to replay the sweep after a moment."""
    size = moment.segment.start.network.n_parameters
    updates, batch = _updates_and_batch(moment)
    each = SECONDS_PER_UPDATE + SECONDS_PER_LOOK
    each += size * (SECONDS_PER_PARAMETER * batch + SECONDS_PER_PARAMETER_SEEN)
    return updates * each


def seconds_of_update(moment: KeptMoment) -> float:
    """Return about how long the parts of the first update after a moment take."""
    work = _updates_and_batch(moment)[1] * cost(moment.segment.start.network)
    return SECONDS_PER_GLANCE * (0.02 + min(1.0, work / AT_ONCE))


def _updates_and_batch(moment: KeptMoment) -> tuple[int, int]:
    """Return how many updates a sweep has, and how many patterns each."""
    patterns = len(moment.segment.start.dataset.train)
    batch = moment.settings.patterns_per_update(patterns)
    return math.ceil(patterns / batch), batch


def _is_small(document: Document) -> bool:
    return len(document.dataset.train) * document.dataset.n_inputs <= _LARGEST_KEPT


def _stacked(split: UpdateSplit) -> FloatArray:
    return np.stack([split.gradient, split.momentum, split.decay])
