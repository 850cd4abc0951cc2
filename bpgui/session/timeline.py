"""The timeline: what training did, in bounded memory, and the way back to any update.

A run is a row of segments. A segment begins wherever something other than training changed the
document or the settings (an edit, another learning rate, other data), and keeps the document at
that point. Within a segment lie samples, thinned as the run grows: of sweeps far along, only the
multiples of a power of two are kept. Any update is reached by restoring the nearest kept state
before it and training forward, which gives the same bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer, TrainingState
from bpgui.session.document import Document

LOSS_SAMPLES = 1024
"""Losses kept for a long run: between this many and twice as many."""
STATE_BYTES = 24_000_000
"""Memory for the kept states of one run."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """One sweep of a run: its losses and, for some, the whole state.

    Attributes
    ----------
    updates, sweep, position : int
        When it was taken.
    loss : float
        Over the training patterns, in the settings' reduction.
    test_loss : float
        Over the held-out patterns; NaN where there are none.
    change : ndarray of shape (layers - 1,)
        Root mean square of the last update's change, a layer.
    parameters, velocity : ndarray of shape (P,) or None
        The state, where it is kept.
    """

    updates: int
    sweep: int
    position: int
    loss: float
    test_loss: float
    change: FloatArray
    parameters: FloatArray | None
    velocity: FloatArray | None


def stride_at(sweep: int, samples: int) -> int:
    """Return the distance in sweeps between samples once a run has reached `sweep`.

    A power of two, so that the samples of a longer run are among those of a shorter one.
    """
    return 1 << max(0, (sweep // samples).bit_length() - 1)


def state_samples(n_parameters: int) -> int:
    """Return how many whole states (a power of two) a run of such a network keeps at least."""
    affordable = STATE_BYTES // (32 * max(1, n_parameters))
    return max(8, min(LOSS_SAMPLES, 1 << max(0, affordable.bit_length() - 1)))


@dataclass(eq=False)
class Segment:
    """A stretch of a run in which nothing but training changed the document.

    ``origin`` is None where the parameters mean the same as in the segment before; after a change
    of the topology it says, for each parameter, where it stood before (-1: nowhere).
    """

    start: Document
    settings: TrainingSettings
    samples: list[Sample] = field(default_factory=list)
    origin: IntArray | None = None

    def state_before(self, updates: int) -> TrainingState:
        """Return the last kept state at or before `updates`."""
        for sample in reversed(self.samples):
            if sample.updates <= updates and sample.parameters is not None:
                assert sample.velocity is not None
                return TrainingState(
                    sample.parameters,
                    sample.velocity,
                    sample.sweep,
                    sample.position,
                    sample.updates,
                )
        return self.start.training_state

    def document_at(self, updates: int) -> Document:
        """Return the document after `updates` updates, by training forward where needed."""
        state = self.state_before(updates)
        if state.updates < updates:
            data = self.start.dataset
            trainer = Trainer(self.start.network, data.x_train, data.y_train, self.settings, state)
            trainer.advance(updates - state.updates)
            state = trainer.state()
        return self.start.advanced(state)

    def thin(self, sweep: int) -> None:
        """Drop samples that a run as long as `sweep` no longer keeps."""
        loss_stride = stride_at(sweep, LOSS_SAMPLES)
        state_stride = stride_at(sweep, state_samples(self.start.network.n_parameters))
        first, *rest = self.samples
        kept = [_thinned(s, state_stride) for s in rest if s.sweep % loss_stride == 0]
        self.samples = [first, *kept]


def _thinned(sample: Sample, state_stride: int) -> Sample:
    if sample.parameters is None or sample.sweep % state_stride == 0:
        return sample
    return Sample(
        sample.updates,
        sample.sweep,
        sample.position,
        sample.loss,
        sample.test_loss,
        sample.change,
        None,
        None,
    )


Record = tuple[tuple[Document, TrainingSettings, tuple[Sample, ...], IntArray | None], ...]
"""An immutable copy of a timeline, as undo commands keep it."""


class Timeline:
    """The segments and samples of the present run, up to its newest update.

    ``version`` changes whenever earlier samples were dropped or replaced; appending leaves it.
    """

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.version = 0
        self._stride = 1

    @property
    def newest(self) -> int:
        """The number of updates at the end of the timeline."""
        last = self.segments[-1]
        return last.samples[-1].updates if last.samples else last.start.updates

    def begin(
        self,
        document: Document,
        settings: TrainingSettings,
        sample: Sample,
        origin: IntArray | None = None,
    ) -> None:
        """Start a segment at an edit; the newest segment gives way if nothing was trained in it."""
        self.truncate(document.updates)
        replaced = [s for s in self.segments if s.start.updates >= document.updates]
        self.segments = [s for s in self.segments if s.start.updates < document.updates]
        for segment in reversed(replaced):
            origin = composed_origin(segment.origin, origin)
        self.segments.append(Segment(document, settings, [sample], origin))
        self.version += 1

    def add(self, samples: Sequence[Sample]) -> None:
        """Append samples of the newest segment, thinning all when the run has doubled."""
        if not samples:
            return
        self.segments[-1].samples.extend(samples)
        network = self.segments[-1].start.network
        stride = stride_at(samples[-1].sweep, state_samples(network.n_parameters))
        if stride != self._stride:
            self._stride = stride
            for segment in self.segments:
                segment.thin(samples[-1].sweep)
            self.version += 1

    def truncate(self, updates: int) -> None:
        """Forget everything after `updates` updates."""
        if not self.segments or self.newest <= updates:
            return
        self.segments = [s for s in self.segments if s.start.updates <= updates]
        for segment in self.segments:
            segment.samples = [s for s in segment.samples if s.updates <= updates]
        self.version += 1

    def document_at(self, updates: int) -> Document:
        """Return the document as it was after `updates` updates, to the bit.

        Raises
        ------
        ValueError
            When the timeline does not reach back or forward so far.
        """
        if not self.segments[0].start.updates <= updates <= self.newest:
            raise ValueError(
                f"The history reaches from update {self.segments[0].start.updates} to "
                f"{self.newest}: update {updates} is not in it."
            )
        segment = next(s for s in reversed(self.segments) if s.start.updates <= updates)
        return segment.document_at(updates)

    def capture(self) -> Record:
        """Return an immutable copy; the states in it are shared, not copied."""
        return tuple((s.start, s.settings, tuple(s.samples), s.origin) for s in self.segments)

    def restore(self, record: Record) -> None:
        """Go back to a captured copy."""
        self.segments = [
            Segment(start, settings, list(samples), origin)
            for start, settings, samples, origin in record
        ]
        self._stride = 0
        self.version += 1


def no_change(document: Document) -> FloatArray:
    """Return the changes a layer of a document that has not been updated: zeros."""
    return np.zeros(len(document.network.layers) - 1)


def composed_origin(older: IntArray | None, newer: IntArray | None) -> IntArray | None:
    """Return where parameters stood before two changes of the topology, one after the other."""
    if older is None or newer is None:
        return newer if older is None else older
    composed: IntArray = np.where(newer < 0, -1, older[newer])
    return composed
