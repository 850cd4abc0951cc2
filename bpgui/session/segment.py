"""A segment of the timeline: a stretch in which only training moved the document.

Segments and all they hold are immutable and linked to the one before, so that keeping a whole
timeline for undo costs one reference.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from bpgui.core.arrays import IntArray
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer, TrainingState
from bpgui.session.document import Document
from bpgui.session.sample import LOSS_SAMPLES, Sample, state_samples, stride_at

EXTRA_SAMPLES = 256
"""Samples kept besides those of the regular sweeps, such as one for every step by hand."""
SECONDS_PER_UPDATE = 12e-6
SECONDS_PER_PARAMETER = 0.5e-9
SECONDS_PER_NUMBER = 5e-9
"""About what training forward takes: an update, each parameter for each of its patterns, and each
number of the patterns that are gathered for it."""
SECONDS_PER_PIECE = 0.02
SECONDS_PER_SETTINGS = 0.5e-3
"""About what other settings on the way take; other rates alone take less."""
MOST_SETTINGS = 4096
"""Changes of the settings that a segment replays; of more, the older half is forgotten."""
MOST_MARKS = 32
"""States kept at changes of the settings, so that no way leads over all of them."""


OnWay = Callable[[float], None]


class InForce(NamedTuple):
    """Settings, and the number of updates after which they came into force."""

    updates: int
    settings: TrainingSettings


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of a run in which nothing but training changed the document.

    Attributes
    ----------
    start : Document
        The document at its beginning, after the edit that began it.
    settings : tuple of InForce
        The settings it was trained with, ascending; the first from the start on.
    samples : tuple of Sample
        Ascending; the first is taken at the start.
    origin : ndarray of shape (P,) or None
        None where the parameters mean the same as in the segment before; after a change of the
        topology, where each parameter stood before (-1: nowhere).
    earlier : Segment or None
        The segment before.
    offset : int
        The number of samples in all segments before.
    reaches_back : bool
        Whether ``start`` follows from the end of the segment before; if not, the moments before
        ``start`` were forgotten, and only their samples are left.
    marks : tuple of TrainingState
        States at some of the changes of the settings, ascending.
    """

    start: Document
    settings: tuple[InForce, ...]
    samples: tuple[Sample, ...]
    origin: IntArray | None = None
    earlier: "Segment | None" = None
    offset: int = 0
    reaches_back: bool = True
    marks: tuple[TrainingState, ...] = ()

    @property
    def newest(self) -> int:
        """The number of updates at the last sample."""
        return max(self.start.updates, self.samples[-1].updates)

    @property
    def count(self) -> int:
        """The number of samples in this segment and all before."""
        return self.offset + len(self.samples)

    def backwards(self) -> "Iterator[Segment]":
        """Yield this segment and all before, newest first."""
        segment: Segment | None = self
        while segment is not None:
            yield segment
            segment = segment.earlier

    def linked_to(self, earlier: "Segment | None") -> "Segment":
        """Return this segment after another one."""
        return replace(self, earlier=earlier, offset=earlier.count if earlier else 0)

    # ---- the way back ----------------------------------------------------------------------

    def document_at(
        self, updates: int, on_way: OnWay | None = None, near: TrainingState | None = None
    ) -> Document:
        """Return the document after `updates` updates, by training forward where needed.

        `on_way` is called with the share of the way that is done; what it raises ends it. `near`
        is another state of this timeline that is known.
        """
        state = self.state_before(updates, near)
        data, trainer = self.start.dataset, None
        for settings, last in self._stretches(state.updates, updates):
            if trainer is None:
                network = self.start.network
                trainer = Trainer(network, data.x_train, data.y_train, settings, state)
            else:
                trainer.settings = settings
            for piece in self._pieces(last - trainer.updates):
                trainer.advance(piece)
                if on_way is not None:
                    on_way((trainer.updates - state.updates) / (updates - state.updates))
        return self.start.advanced(trainer.state() if trainer else state)

    def replay_seconds(self, updates: int, near: TrainingState | None = None) -> float:
        """Return about how long it takes to train forward to `updates`, at the slower kernel."""
        state, data = self.state_before(updates, near), self.start.dataset
        if state.updates == updates:
            return 0.0
        seconds = SECONDS_PER_NUMBER * len(data.train) * data.n_inputs
        seconds += SECONDS_PER_SETTINGS * sum(1 for _ in self._stretches(state.updates, updates))
        return seconds + (updates - state.updates) * self._update_seconds()

    def _update_seconds(self) -> float:
        settings = (entry.settings for entry in self.settings)
        most = max(rule.patterns_per_update(len(self.start.dataset.train)) for rule in settings)
        return SECONDS_PER_UPDATE + SECONDS_PER_PARAMETER * most * self.start.network.n_parameters

    def _pieces(self, updates: int) -> Iterator[int]:
        """Yield the updates of a way in pieces between which one can turn back."""
        piece = max(1, int(SECONDS_PER_PIECE / self._update_seconds()))
        for first in range(0, updates, piece):
            yield min(piece, updates - first)

    def state_before(self, updates: int, near: TrainingState | None = None) -> TrainingState:
        """Return the last known state at or before `updates`: a kept one, or `near`."""
        last = self.start.training_state
        for sample in reversed(self.samples):
            if self.start.updates <= sample.updates <= updates and sample.state is not None:
                last = sample.state
                break
        for state in (*self.marks, *([] if near is None else [near])):
            if last.updates < state.updates <= updates:
                last = state
        return last

    def kept_states(self) -> Iterator[int]:
        """Yield after how many updates the states were taken that need no training to reach."""
        yield self.start.updates
        for sample in self.samples:
            if sample.updates > self.start.updates and sample.parameters is not None:
                yield sample.updates

    def _stretches(self, first: int, last: int) -> Iterator[tuple[TrainingSettings, int]]:
        """Yield the settings in force between two updates, each with where they end."""
        ends = [entry.updates for entry in self.settings[1:]] + [last]
        for entry, end in zip(self.settings, ends, strict=True):
            if end > first and entry.updates < last:
                yield entry.settings, min(end, last)

    def is_trained_with(self, settings: TrainingSettings, first: int, last: int) -> bool:
        """Whether the updates from `first` to `last` were made with these settings alone."""
        return all(_have_same_rule(settings, made) for made, _ in self._stretches(first, last))

    # ---- longer and shorter ----------------------------------------------------------------

    def with_settings(
        self, updates: int, settings: TrainingSettings, state: TrainingState | None = None
    ) -> "Segment":
        """Return the segment with other settings in force from `updates` on.

        `state` is the one at `updates`, where it is known: of those, a few are kept.
        """
        entries = tuple(entry for entry in self.settings if entry.updates < updates)
        if entries and entries[-1].settings == settings:
            return self if entries == self.settings else replace(self, settings=entries)
        changed = replace(self, settings=(*entries, InForce(updates, settings)))
        if state is not None and entries and len(entries) % self._settings_a_mark() == 0:
            earlier = (mark for mark in self.marks if mark.updates < updates)
            changed = replace(changed, marks=(*earlier, state))
        return _forgetting(changed) if len(changed.settings) > MOST_SETTINGS else changed

    def truncated(self, updates: int) -> "Segment":
        """Return the segment without what came after `updates`."""
        return replace(
            self,
            settings=(self.settings[0], *(e for e in self.settings[1:] if e.updates < updates)),
            samples=tuple(s for s in self.samples if s.updates <= updates),
            marks=tuple(mark for mark in self.marks if mark.updates <= updates),
        )

    def _settings_a_mark(self) -> int:
        """Return how many changes of the settings are between two marks: more of many weights."""
        states = min(MOST_MARKS, state_samples(self.start.network.n_parameters))
        return MOST_SETTINGS // max(4, states)

    def thinned(self, sweep: int, extras: int = 0) -> "Segment":
        """Return the segment with the samples that a run as long as `sweep` keeps.

        Of the samples off the regular sweeps the newest `extras` stay, and always the first and
        the last of all.
        """
        if len(self.samples) < 3:
            return self
        stride = stride_at(sweep, LOSS_SAMPLES)
        states = state_samples(self.start.network.n_parameters)
        state_stride = stride_at(sweep, states)
        first, *rest, last = self.samples
        kept: list[Sample] = []
        extras = min(extras, sum(is_extra(sample, stride) for sample in rest))
        for sample in reversed(rest):
            if not is_extra(sample, stride):
                has_state = sample.sweep % state_stride == 0
                kept.append(sample if has_state else sample.without_state())
            elif extras > 0:
                kept.append(sample if states > 0 else sample.without_state())
                extras, states = extras - 1, states - 1
        return replace(self, samples=(first, *reversed(kept), last))

    def is_worth_a_look(self, before: "Segment") -> bool:
        """Whether enough samples came since `before` to count again."""
        return len(self.samples) // 64 != len(before.samples) // 64

    def extra_samples(self) -> int:
        """Return how many samples lie off the regular sweeps."""
        stride = stride_at(self.samples[-1].sweep, LOSS_SAMPLES)
        return sum(is_extra(sample, stride) for sample in self.samples)


def _have_same_rule(wanted: TrainingSettings, made: TrainingSettings) -> bool:
    """Whether updates made with some settings are what others want, of any kernel for "auto"."""
    if wanted.kernel == "auto":
        wanted = replace(wanted, kernel=made.kernel)
    return wanted == made


def is_extra(sample: Sample, stride: int) -> bool:
    """Whether a sample lies off the regular sweeps."""
    return sample.position != 0 or sample.sweep % stride != 0


def _forgetting(segment: Segment) -> Segment:
    """Return the segment without the older half of its settings: it starts later.

    The new start is the first kept state after them, or where none is kept the state at the end
    of that half.
    """
    entries, samples = segment.settings, segment.samples
    middle = entries[len(entries) // 2].updates
    kept = [s.updates for s in samples if s.updates >= middle and s.parameters is not None]
    kept += [mark.updates for mark in segment.marks if mark.updates >= middle]
    start = segment.document_at(min(kept, default=middle))
    later = [entry for entry in entries if entry.updates > start.updates]
    before = entries[len(entries) - len(later) - 1]
    return replace(
        segment,
        start=start,
        settings=(InForce(start.updates, before.settings), *later),
        reaches_back=False,
        marks=tuple(mark for mark in segment.marks if mark.updates > start.updates),
    )
