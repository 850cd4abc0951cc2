"""The timeline: what training did, in bounded memory, and the way back to any update.

A run is a row of segments. A segment begins wherever an edit changed the document, and keeps the
document at that point; changes of the settings within it are noted with their update. Its samples
are thinned as the run grows: of sweeps far along, only the multiples of a power of two are kept.
Any update is reached by restoring the nearest kept state before it and training forward with the
settings of the time, which gives the same bits.

What it holds is bounded whatever the length of the run: of a long one, at least ``LOSS_SAMPLES``
samples and less than twice as many, states of ``STATE_BYTES`` in all; up to twice
``EXTRA_SAMPLES`` for steps and pauses; ``MOST_SETTINGS`` changes of the settings (of more, the
older half is forgotten: the history then begins later), with a state at ``MOST_MARKS`` of them.
Beyond that it grows by one document an edit, which the undo stack holds as well.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.session.document import Document
from bpgui.session.sample import LOSS_SAMPLES, STATE_BYTES, Sample, state_samples, stride_at
from bpgui.session.segment import EXTRA_SAMPLES, InForce, OnWay, Segment

__all__ = [
    "LOSS_SAMPLES",
    "STATE_BYTES",
    "Record",
    "Sample",
    "Segment",
    "Timeline",
    "begun",
    "composed_origin",
    "document_at",
    "kept_before",
    "kept_states",
    "layer_changes",
    "replay_seconds",
    "sample_of",
    "state_samples",
    "stride_at",
    "untrainable",
]

Record = Segment
"""A whole timeline as undo commands keep it: the newest of its linked segments."""


class Timeline:
    """The segments and samples of the present run, up to its newest update.

    ``version`` changes whenever samples were dropped or parameters got another place; appending
    leaves it.
    """

    def __init__(self, first: Record) -> None:
        self._newest_segment = first
        self.version = 0
        self._stride = 1

    # ---- reading ---------------------------------------------------------------------------

    @property
    def newest(self) -> int:
        """The number of updates at the end of the timeline."""
        return self._newest_segment.newest

    @property
    def oldest(self) -> int:
        """The number of updates of the first moment that can be reached."""
        return self._oldest_segment.start.updates

    @property
    def oldest_sweep(self) -> int:
        """The sweep of the first moment that can be reached."""
        return self._oldest_segment.start.sweep

    @property
    def _oldest_segment(self) -> Segment:
        reached = self._newest_segment
        while reached.reaches_back and reached.earlier is not None:
            reached = reached.earlier
        return reached

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, oldest first."""
        return tuple(self._newest_segment.backwards())[::-1]

    @property
    def count(self) -> int:
        """The number of samples."""
        return self._newest_segment.count

    @property
    def last_sample(self) -> Sample:
        """The newest sample."""
        return self._newest_segment.samples[-1]

    @property
    def settings(self) -> TrainingSettings:
        """The settings that the newest updates were made with."""
        return self._newest_segment.settings[-1].settings

    def samples_from(self, first: int) -> list[tuple[Segment, tuple[Sample, ...]]]:
        """Return the samples from the one numbered `first` on (counted from 0), a segment each."""
        newer: list[tuple[Segment, tuple[Sample, ...]]] = []
        for segment in self._newest_segment.backwards():
            newer.append((segment, segment.samples[max(0, first - segment.offset) :]))
            if segment.offset <= first:
                break
        return newer[::-1]

    def document_at(self, updates: int) -> Document:
        """Return the document as it was after `updates` updates, to the bit.

        Raises
        ------
        ValueError
            When the timeline does not reach back or forward so far.
        """
        if not self.oldest <= updates <= self.newest:
            raise ValueError(
                f"The history reaches from update {self.oldest} to {self.newest}: update "
                f"{updates} is not in it."
            )
        return document_at(self._newest_segment, updates)

    def is_trained_with(self, settings: TrainingSettings, first: int, last: int) -> bool:
        """Whether the updates from `first` to `last` are here, made with these settings alone."""
        if not self.oldest <= first <= last <= self.newest:
            return False
        end = last
        for segment in self._newest_segment.backwards():
            start = segment.start.updates
            if start < end and not segment.is_trained_with(settings, max(first, start), end):
                return False
            end = min(end, start)
            if start <= first:
                break
        return True

    # ---- growing ---------------------------------------------------------------------------

    def add(self, samples: Sequence[Sample]) -> None:
        """Append samples of the newest segment, thinning all when the run has doubled."""
        if not samples:
            return
        before = self._newest_segment
        segment = replace(before, samples=(*before.samples, *samples))
        stride = stride_at(samples[-1].sweep, state_samples(segment.start.network.n_parameters))
        if stride > self._stride:
            self._stride = stride
            segment = _all_thinned(segment, samples[-1].sweep)
            self.version += 1
        elif segment.is_worth_a_look(before) and segment.extra_samples() > 2 * EXTRA_SAMPLES:
            segment = segment.thinned(samples[-1].sweep, EXTRA_SAMPLES)
            self.version += 1
        self._newest_segment = segment

    def train_from(self, state: TrainingState, settings: TrainingSettings) -> None:
        """Forget everything after a state; what is trained from there is with `settings`."""
        updates = state.updates
        kept = truncated(self._newest_segment, updates)
        if kept is not self._newest_segment:
            self.version += 1
            self._stride = _state_stride(kept)
        self._newest_segment = kept.with_settings(updates, settings, state)

    # ---- whole -----------------------------------------------------------------------------

    def capture(self) -> Record:
        """Return an immutable copy."""
        return self._newest_segment

    def restore(self, record: Record) -> None:
        """Go back to a captured copy."""
        before = self._newest_segment
        if record is before:
            return
        appended = record.origin is None and record.earlier is before
        self._newest_segment = record
        if not appended:
            self._stride = _state_stride(record)
            self.version += 1


def document_at(
    record: Record,
    updates: int,
    on_way: OnWay | None = None,
    near: TrainingState | None = None,
) -> Document:
    """Return the document after `updates` updates of a timeline that reaches so far, to the bit.

    `on_way` is called with the share of the way that is done; what it raises ends it. `near` is a
    state of this timeline from which the way may be shorter.
    """
    return _segment_of(record, updates).document_at(updates, on_way, near)


def replay_seconds(record: Record, updates: int, near: TrainingState | None = None) -> float:
    """Return about how many seconds `document_at` takes."""
    return _segment_of(record, updates).replay_seconds(updates, near)


def untrainable(record: Record, updates: int) -> str:
    """Return why a moment cannot be reached that would have to be trained anew; empty if it can."""
    segment = _segment_of(record, updates)
    absent = segment.start.dataset.patterns.absent
    if absent is None or segment.state_before(updates).updates == updates:
        return ""
    return absent.why


def kept_before(record: Record, updates: int) -> int:
    """Return the last moment at or before `updates` that is reached without training."""
    return _segment_of(record, updates).state_before(updates).updates


def kept_states(record: Record) -> list[int]:
    """Return the moments in reach that need no training, as numbers of updates, ascending."""
    newest_first = []
    for segment in record.backwards():
        newest_first.append(tuple(segment.kept_states()))
        if not segment.reaches_back:
            break
    return [updates for moments in reversed(newest_first) for updates in moments]


def _segment_of(record: Record, updates: int) -> Segment:
    return next(s for s in record.backwards() if s.start.updates <= updates)


def begun(
    record: Record | None,
    document: Document,
    settings: TrainingSettings,
    sample: Sample,
    origin: IntArray | None = None,
) -> Record:
    """Return a timeline that goes on with an edited document, or a new one.

    What comes after the edit is forgotten; a segment in which nothing was trained gives way.
    """
    earlier = None if record is None else truncated(record, document.updates)
    while earlier is not None and earlier.start.updates >= document.updates:
        if not earlier.reaches_back:
            break
        origin = composed_origin(earlier.origin, origin)
        earlier = earlier.earlier
    entry = InForce(document.updates, settings)
    return Segment(document, (entry,), (sample,), origin).linked_to(earlier)


def truncated(record: Record, updates: int) -> Record:
    """Return a timeline without what came after `updates`."""
    if record.newest <= updates:
        return record
    return _segment_of(record, updates).truncated(updates)


def sample_of(document: Document, losses: tuple[float, float]) -> Sample:
    """Return a sample of this moment with its whole state."""
    return Sample(
        document.updates,
        document.sweep,
        document.position,
        *losses,
        layer_changes(document),
        document.network.parameters,
        document.velocity,
    )


def layer_changes(document: Document) -> FloatArray:
    """Return the root mean square of the last update's change, a layer; shape (layers - 1,)."""
    network = document.network
    spans = [network.span(k) for k in range(1, len(network.layers))]
    with np.errstate(over="ignore"):  # weights of a run that diverged
        squares = document.velocity**2
        return np.array([np.sqrt(squares[span].mean()) for span in spans])


def composed_origin(older: IntArray | None, newer: IntArray | None) -> IntArray | None:
    """Return where parameters stood before two changes of the topology, one after the other."""
    if older is None or newer is None:
        return newer if older is None else older
    composed: IntArray = np.where(newer < 0, -1, older[newer])
    return composed


def _state_stride(record: Record) -> int:
    return stride_at(record.samples[-1].sweep, state_samples(record.start.network.n_parameters))


def _all_thinned(record: Record, sweep: int) -> Record:
    """Return a timeline with the samples that a run as long as `sweep` keeps."""
    first, *later = reversed(tuple(record.backwards()))
    thinned = first.thinned(sweep)
    for segment in later:
        thinned = segment.thinned(sweep).linked_to(thinned)
    return thinned
