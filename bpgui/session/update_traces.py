"""What the changes of a run were made of, over its kept moments; computed beside the window."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import FloatArray
from bpgui.core.settings import TrainingSettings
from bpgui.session.background import Background, Report
from bpgui.session.kept_moments import KeptMoment, kept_moments, places_of, segment_at
from bpgui.session.replay_costs import (
    SweepCost,
    cost_of_sweep,
    seconds_of_sweeps,
    seconds_of_update,
)
from bpgui.session.sample import Sample
from bpgui.session.segment import InForce, Segment
from bpgui.session.session import Session
from bpgui.session.sweep_replay import ChangeParts, SweepReplay
from bpgui.session.timeline import sample_of

PARTS_BYTES = 36_000_000
"""Memory for the parts of all moments, at most."""
MOST_MOMENTS = 1024
_FEWEST_MOMENTS = 4
MOST_SECONDS = 2.0
"""What the replay of a sweep may take; of longer ones, the first update is told instead."""
MOST_SECONDS_IN_ALL = 10.0
"""The same for all moments; there are fewer where each takes long, or needs a new trainer."""
_AT_ONCE = 4e-3
"""Seconds that the window may wait for what is missing."""
_PORTION, _PORTION_RUNNING = 50e-3, 10e-3
"""Seconds of work between two deliveries."""
_IDLE = 3.0
"""In a run: how much longer than it works the replay waits, so that training keeps its speed."""


@dataclass(frozen=True, eq=False)
class Traces:
    """The parts of the changes after each of k moments.

    Attributes
    ----------
    sweeps
        When, shape (k,), ascending.
    parts
        Gradient, momentum and decay part, shape (k, 3).
    whole
        Whether they are of the whole sweep after each moment; if not, of the first update.
    updates
        The fewest and the most updates that a change has; 0 where none is known.
    seen, of
        Of how many patterns the largest gradient was computed, and of how many it is the
        gradient; fewer seen make it an estimate.
    missing
        How many moments are still to be computed.
    """

    sweeps: FloatArray
    parts: FloatArray
    whole: bool
    updates: tuple[int, int]
    seen: int
    of: int
    missing: int

    @property
    def estimated(self) -> bool:
        """Whether the gradients are estimates."""
        return self.seen < self.of


class UpdateTraces(QObject):
    """Reads the parts of one parameter's changes, and computes what is missing.

    The last moment is the present where the history ends with it: what is told of it is the sweep
    that comes, with the settings in force.

    Signals
    -------
    arrived
        More is known than before.
    """

    arrived = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: tuple[Segment, TrainingSettings | None] | None = None
        self._record: Segment = session.history.record
        self._moments: list[KeptMoment] = []
        self._visited: KeptMoment | None = None
        self._whole = True
        self._known: dict[Sample, ChangeParts] = {}
        self._replay = SweepReplay()
        self.background = Background(self)
        self.background.finished.connect(self._on_background_finished)
        self.background.failed.connect(self._on_background_failed)

    def read(self, index: int) -> Traces:
        """Return what is known of a parameter of the network shown."""
        self._catch_up()
        places = places_of(self._record, segment_at(self._record, self._session.updates), index)
        found = [(m, self._known_of(m)) for m in self._moments if m.segment in places]
        known = [(m, k) for m, k in found if k is not None]
        rows = [k.parts[:, places[m.segment]] for m, k in known]
        updates = [k.updates for _, k in known]
        return Traces(
            np.array([m.sweep for m, _ in known]),
            np.array(rows).reshape(len(rows), 3),
            self._whole,
            (min(updates, default=0), max(updates, default=0)),
            max((k.seen for _, k in known), default=0),
            max((k.of for _, k in known), default=0),
            len(found) - len(known),
        )

    def compute(self) -> None:
        """Compute a portion of what is missing, unless one is under way; ``arrived`` follows."""
        self._catch_up()
        missing = [m for m in self._moments if self._known_of(m) is None]
        self._compute(missing)

    def stop(self) -> None:
        """Compute no more; what is missing is computed when asked again."""
        self.background.shut_down()

    def at_present(self, index: int) -> FloatArray | None:
        """Return the parts of the change after the moment shown, shape (3,), once it is known.

        In the history it is the change that was made, with the settings of the time; at its end
        it is the one that comes. Where it takes a while, ``arrived`` follows.
        """
        self._catch_up()
        moment = self._visit()
        if self._known_of(moment) is None:
            self._compute([moment])
        known = self._known_of(moment)
        return None if known is None else known.parts[:, index]

    # ---- the moments -----------------------------------------------------------------------

    def _catch_up(self) -> None:
        session = self._session
        record, coming = session.history.record, None
        if not session.running and session.updates >= session.newest_update:
            coming = session.settings
        if self._seen is not None and self._seen[0] is record and self._seen[1] == coming:
            return
        self._seen = record, coming
        self._record = record if coming is None else _continued(record, coming)
        moments = kept_moments(self._record)
        if coming is not None and (not moments or moments[-1].sample.updates != session.updates):
            moments.append(self._present())
        costs = [cost_of_sweep(moment) for moment in moments]
        self._whole = all(cost.seconds <= MOST_SECONDS for cost in costs)
        self._moments = [cost.moment for cost in self._spread(costs)]
        self._forget()

    def _spread(self, moments: list[SweepCost]) -> list[SweepCost]:
        """Return as many moments as are affordable, and the last.

        They are a power of two apart as the samples are.
        """
        affordable = PARTS_BYTES // (24 * max(1, self._record.start.network.n_parameters))
        most = max(_FEWEST_MOMENTS, min(MOST_MOMENTS, affordable))
        stride, chosen = 1, moments
        while len(chosen) > _FEWEST_MOMENTS and (
            len(moments) > stride * most or self._seconds(chosen) > MOST_SECONDS_IN_ALL
        ):
            stride *= 2
            chosen = [*moments[:-1:stride], moments[-1]]
        return chosen

    def _seconds(self, costs: list[SweepCost]) -> float:
        """Return about how long it takes to compute the parts of all these moments."""
        if self._whole:
            return seconds_of_sweeps(costs)
        return sum(seconds_of_update(cost.moment) for cost in costs)

    def _visit(self) -> KeptMoment:
        """Return the moment shown, one of those computed if it is among them."""
        updates, segment = self._session.updates, segment_at(self._record, self._session.updates)
        for moment in (*self._moments, *([self._visited] if self._visited else [])):
            if moment.sample.updates == updates and moment.segment is segment:
                return moment
        self._visited = self._present()
        self._forget()
        return self._visited

    def _present(self) -> KeptMoment:
        session = self._session
        sample = sample_of(session.document, (math.nan, math.nan))
        return KeptMoment(segment_at(self._record, session.updates), sample)

    # ---- what is known ---------------------------------------------------------------------

    def _known_of(self, moment: KeptMoment) -> ChangeParts | None:
        known = self._known.get(moment.sample)
        return known if known is not None and known.fits(moment, whole=self._whole) else None

    def _forget(self) -> None:
        """Forget what belongs to other moments."""
        samples = {moment.sample for moment in self._moments}
        if self._visited is not None:
            samples.add(self._visited.sample)
        self._known = {s: known for s, known in self._known.items() if s in samples}

    def _compute(self, missing: list[KeptMoment]) -> None:
        if self.background.busy:
            if not self._session.running:
                self.background.hurry()  # it may have been begun in a run
            return
        if not missing:
            return
        replay, self._replay = self._replay, SweepReplay()  # one thread alone has it
        seconds = self._seconds_each(missing, replay)
        running = self._session.running
        count = _as_many_as_take(_PORTION_RUNNING if running else _PORTION, seconds)
        at_once, whole = sum(seconds) <= _AT_ONCE, self._whole
        replay.rests = not at_once
        self.background.start(
            lambda report: _computed(replay, missing[:count], report, whole=whole),
            at_once=at_once,
            delay=_IDLE * sum(seconds[:count]) if running else 0.0,
        )

    def _seconds_each(self, missing: list[KeptMoment], replay: SweepReplay) -> list[float]:
        """Return about how long each moment takes, one after the other."""
        if not self._whole:
            return [seconds_of_update(moment) for moment in missing]
        costs = [cost_of_sweep(moment) for moment in missing]
        ready = [replay.is_ready_for(missing[0]), *(b.follows(a) for a, b in pairwise(costs))]
        return [
            cost.seconds + (0.0 if is_ready else cost.seconds_to_begin)
            for cost, is_ready in zip(costs, ready, strict=True)
        ]

    def _on_background_finished(self, found: "_Found") -> None:
        self._replay = found.replay
        for moment, parts in found.parts:
            self._known[moment.sample] = parts
        self.arrived.emit()

    def _on_background_failed(self, error: Exception) -> None:
        raise error


@dataclass(frozen=True, eq=False)
class _Found:
    """What was computed, and what computes more."""

    replay: SweepReplay
    parts: Sequence[tuple[KeptMoment, ChangeParts]]


def _computed(
    replay: SweepReplay, moments: list[KeptMoment], report: Report, *, whole: bool
) -> _Found:
    found = []
    for moment in moments:
        report(moment.sample.updates)
        parts = replay.sweep_after(moment, report) if whole else replay.first_update_after(moment)
        found.append((moment, parts))
    return _Found(replay, found)


def _continued(record: Segment, settings: TrainingSettings) -> Segment:
    """Return a timeline that would go on with these settings from its end."""
    newest = record.newest
    if record.is_trained_with(settings, newest, newest + 1):
        return record
    entries = tuple(entry for entry in record.settings if entry.updates < newest)
    return replace(record, settings=(*entries, InForce(newest, settings)))


def _as_many_as_take(most: float, seconds: list[float]) -> int:
    """Return how many of them take so long together; at least one."""
    return max(1, int(np.searchsorted(np.cumsum(seconds), most, side="right")))
