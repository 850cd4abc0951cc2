"""The kept states of a run with all that was in force at them, to look at updates long made."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np

from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.session.document import Document
from bpgui.session.sample import Sample
from bpgui.session.segment import InForce, Segment


@dataclass(frozen=True, eq=False, slots=True)
class KeptMoment:
    """A kept state, and the settings with which the updates after it were made.

    At the end of a stretch of the run, before an edit, they are the updates that were to come.

    Attributes
    ----------
    segment : Segment
        Has the data and the topology of the time.
    sample : Sample
        Has the state.
    """

    segment: Segment
    sample: Sample

    @property
    def settings(self) -> TrainingSettings:
        """In force at the update after it."""
        return next(self.rules()).settings

    def rules(self) -> Iterator[InForce]:
        """Yield the settings in force from the moment on, each with the update it begins with."""
        entries, updates = self.segment.settings, self.sample.updates
        first = max(0, bisect_right(entries, updates, key=_beginning) - 1)
        for entry in islice(entries, first, None):
            yield entry if entry.updates > updates else InForce(updates, entry.settings)

    def rules_until(self, updates: int) -> tuple[InForce, ...]:
        """Return those of them with which the updates before `updates` were made."""
        return tuple(takewhile(lambda rule: rule.updates < updates, self.rules()))

    @property
    def sweep(self) -> float:
        """The sweep, with the part of it that was done."""
        return self.sample.sweep + self.sample.position / len(self.segment.start.dataset.train)

    @property
    def state(self) -> TrainingState:
        """Weights and velocities of the moment."""
        return self.sample.state or self.segment.start.training_state

    @property
    def document(self) -> Document:
        """The whole document of the moment."""
        return self.segment.start.advanced(self.state)


def kept_moments(record: Segment) -> list[KeptMoment]:
    """Return the kept moments of a timeline whose settings are known, oldest first."""
    newest_first = [list(_moments_of(segment)) for segment in record.backwards()]
    return [moment for moments in reversed(newest_first) for moment in moments]


def segment_at(record: Segment, updates: int) -> Segment:
    """Return the segment that a moment belongs to: the newest that has begun."""
    segment = record
    while segment.start.updates > updates and segment.earlier is not None:
        segment = segment.earlier
    return segment


def places_of(record: Segment, present: Segment, index: int) -> dict[Segment, int]:
    """Return where a parameter stands in the vector of each segment of a timeline.

    `index` is its place in the segment `present`. Segments in which it does not exist are left
    out: before it was added, and after it was removed.
    """
    segments = list(record.backwards())
    at = segments.index(present)
    places, place = {present: index}, index
    for newer, older in zip(segments[at:], segments[at + 1 :], strict=False):
        place = place if newer.origin is None else int(newer.origin[place])
        if place < 0:
            break
        places[older] = place
    place = index
    for newer in reversed(segments[:at]):
        if newer.origin is not None:
            found = np.flatnonzero(newer.origin == place)
            if not len(found):
                break
            place = int(found[0])
        places[newer] = place
    return places


def _moments_of(segment: Segment) -> Iterator[KeptMoment]:
    for sample in segment.samples:
        if sample.parameters is not None and sample.updates >= segment.start.updates:
            yield KeptMoment(segment, sample)


def _beginning(entry: InForce) -> int:
    return entry.updates
