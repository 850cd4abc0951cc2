"""About how long it takes to look at updates long made: what decides how many moments are told."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bpgui.core.recordings import MOST_RECORDINGS
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import recorded
from bpgui.session.document import Document
from bpgui.session.excerpt import AT_ONCE, cost
from bpgui.session.kept_moments import KeptMoment
from bpgui.session.segment import SECONDS_PER_NUMBER, SECONDS_PER_PARAMETER, SECONDS_PER_UPDATE

SECONDS_PER_LOOK = 20e-6
SECONDS_PER_PARAMETER_SEEN = 4e-9
"""About what it takes to add up an update, besides making it, and each parameter in it."""
SECONDS_TO_RECORD = 0.3e-3
"""About what a new trainer takes for an update that it makes for the first time."""
SECONDS_PER_GLANCE = 15e-3
"""About what one update takes where as many patterns are seen as can be at once."""
_LARGEST_KEPT = 2_000_000
"""Numbers of the patterns up to which a trainer is kept for the next moments."""


class SweepCost(NamedTuple):
    """About what it takes to replay the sweep after a moment.

    Attributes
    ----------
    moment, settings
        Which moment, and what was in force at it.
    seconds
        How long the sweep takes.
    seconds_to_begin
        How long the trainer takes that is needed where the one of the moment before does not serve.
    """

    moment: KeptMoment
    settings: TrainingSettings
    seconds: float
    seconds_to_begin: float

    def follows(self, before: "SweepCost") -> bool:
        """Whether the trainer of the moment before is ready for this one."""
        start, other = self.moment.segment.start, before.moment.segment.start
        fits = start is other or have_same_wiring(start, other)
        return fits and can_be_kept(start) and are_trained_alike(self.settings, before.settings)


def cost_of_sweep(moment: KeptMoment) -> SweepCost:
    """Return what it takes to replay the sweep after a moment."""
    start, settings = moment.segment.start, moment.settings
    patterns, size = len(start.dataset.train), start.network.n_parameters
    batch = settings.patterns_per_update(patterns)
    updates = math.ceil(patterns / batch)
    each = SECONDS_PER_UPDATE + SECONDS_PER_LOOK
    each += size * (SECONDS_PER_PARAMETER * batch + SECONDS_PER_PARAMETER_SEEN)
    begin = SECONDS_PER_NUMBER * patterns * start.dataset.n_inputs
    begin += SECONDS_TO_RECORD * min(updates, MOST_RECORDINGS)
    return SweepCost(moment, settings, updates * each, begin)


def seconds_of_sweeps(costs: Sequence[SweepCost]) -> float:
    """Return about how long the sweeps after some moments take, one after the other."""
    begun = [now for before, now in pairwise(costs) if not now.follows(before)]
    starts = sum(cost.seconds_to_begin for cost in (*costs[:1], *begun))
    return starts + sum(cost.seconds for cost in costs)


def seconds_of_update(moment: KeptMoment) -> float:
    """Return about how long the parts of the first update after a moment take."""
    start = moment.segment.start
    work = moment.settings.patterns_per_update(len(start.dataset.train)) * cost(start.network)
    return SECONDS_PER_GLANCE * (0.02 + min(1.0, work / AT_ONCE))


def can_be_kept(document: Document) -> bool:
    """Whether the trainer of a document is small enough to be kept for the next moment."""
    return len(document.dataset.train) * document.dataset.n_inputs <= _LARGEST_KEPT


def have_same_wiring(one: Document, other: Document) -> bool:
    """Whether a trainer of one document trains the other, once it has the other's weights."""
    a, b = one.network, other.network
    return (
        one.dataset is other.dataset
        and a.layers is b.layers
        and a.present is b.present
        and a.locked is b.locked
    )


def are_trained_alike(one: TrainingSettings, other: TrainingSettings) -> bool:
    """Whether a trainer goes from one to the other without recording its updates anew."""
    return one is other or recorded(one) == recorded(other)
