"""The history as arrays: what the plots read, kept up as samples arrive."""

from itertools import pairwise

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.session.calendar import Calendar
from bpgui.session.carrying import reversed_origin
from bpgui.session.document import Document
from bpgui.session.sample import Sample
from bpgui.session.segment import Segment
from bpgui.session.timeline import Record, Timeline, composed_origin, kept_states


class History:
    """Arrays over the samples of a timeline.

    The arrays are views that grow; read them afresh at each frame and do not write to them.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._version = -1
        self._count = 0
        self._shown = timeline.capture()
        self._laid_out_for: Document | None = None
        self._points = _GrowingRows(4)
        self._changes = _GrowingRows(0)
        self._states = _GrowingRows(0)
        self._state_sweeps = _GrowingRows(1)
        self._calendar: tuple[Record, Calendar] | None = None
        self._kept_states: tuple[Record, IntArray] | None = None

    def look_from(self, updates: int) -> None:
        """Say which moment is shown: parameters are told by their places in its network."""
        segment = self._timeline.capture()
        while segment.start.updates > updates and segment.earlier is not None:
            segment = segment.earlier
        self._shown = segment

    @property
    def sweeps(self) -> FloatArray:
        """The sweep of each sample, shape (k,); a fraction in the middle of a sweep."""
        self._catch_up()
        return self._points.rows[:, 0]

    @property
    def loss(self) -> FloatArray:
        """The training loss of each sample, shape (k,)."""
        self._catch_up()
        return self._points.rows[:, 1]

    @property
    def test_loss(self) -> FloatArray:
        """The loss over the held-out patterns, shape (k,); NaN where there are none."""
        self._catch_up()
        return self._points.rows[:, 2]

    @property
    def updates(self) -> FloatArray:
        """The number of updates before each sample, shape (k,)."""
        self._catch_up()
        return self._points.rows[:, 3]

    @property
    def changes(self) -> FloatArray:
        """The size of the last change a layer, shape (k, layers - 1); NaN before a layer was."""
        self._catch_up()
        return self._changes.rows

    @property
    def calendar(self) -> Calendar:
        """Which update of the run belongs to which sweep."""
        record = self._timeline.capture()
        if self._calendar is None or self._calendar[0] is not record:
            self._calendar = record, Calendar(record)
        return self._calendar[1]

    @property
    def record(self) -> Record:
        """The whole timeline as it is now, immutable."""
        return self._timeline.capture()

    @property
    def kept_states(self) -> IntArray:
        """The numbers of updates of the moments that are reached without training, ascending."""
        record = self._timeline.capture()
        if self._kept_states is None or self._kept_states[0] is not record:
            self._kept_states = record, np.array(kept_states(record), dtype=np.intp)
        return self._kept_states[1]

    @property
    def edits(self) -> list[int]:
        """After how many updates something was edited, of the part of the run in reach."""
        first = self._timeline.oldest
        starts = (segment.start.updates for segment in self._timeline.segments)
        return [updates for updates in starts if updates > first]

    def parameters(self, indices: IntArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Return sweeps (m,) and the values (m, len(indices)) of parameters over them.

        The parameters are those of the network shown (see `look_from`); a value is NaN where its
        parameter was not there. All parameters when `indices` is None.
        """
        self._catch_up()
        states, sweeps = self._states.rows, self._state_sweeps.rows[:, 0]
        return sweeps, states if indices is None else states[:, indices]

    def _catch_up(self) -> None:
        timeline = self._timeline
        is_same = self._version == timeline.version and self._laid_out_for is self._shown.start
        looks_back = self._shown is not timeline.capture()
        if not is_same or (looks_back and timeline.count != self._count):
            self._rebuild()
        elif timeline.count != self._count:
            for segment, samples in timeline.samples_from(self._count):
                self._append(segment, samples, None)
        self._count = timeline.count

    def _rebuild(self) -> None:
        segments = self._timeline.segments
        self._version = self._timeline.version
        self._laid_out_for = self._shown.start
        network = self._shown.start.network
        self._points, self._state_sweeps = _GrowingRows(4), _GrowingRows(1)
        self._changes = _GrowingRows(len(network.layers) - 1)
        self._states = _GrowingRows(network.n_parameters)
        shown = next((k for k, s in enumerate(segments) if s is self._shown), len(segments) - 1)
        for segment, origin in zip(segments, _origins(segments, shown), strict=True):
            self._append(segment, segment.samples, origin)

    def _append(
        self, segment: Segment, samples: tuple[Sample, ...], origin: IntArray | None
    ) -> None:
        patterns = len(segment.start.dataset.train)
        for sample in samples:
            sweep = sample.sweep + sample.position / patterns
            self._points.append([sweep, sample.loss, sample.test_loss, sample.updates])
            fits = len(sample.change) == self._changes.width
            self._changes.append(sample.change if fits else np.full(self._changes.width, np.nan))
            if sample.parameters is not None:
                self._state_sweeps.append([sweep])
                self._states.append(_carried(sample.parameters, origin))


class _GrowingRows:
    """Rows of floats in one array that doubles when full."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._array = np.empty((16, width))
        self._count = 0

    @property
    def rows(self) -> FloatArray:
        """The rows so far, a view."""
        return self._array[: self._count]

    def append(self, row: FloatArray | list[float]) -> None:
        """Add a row."""
        if self._count == len(self._array):
            self._array = np.concatenate([self._array, np.empty_like(self._array)])
        self._array[self._count] = row
        self._count += 1


def _origins(segments: tuple[Segment, ...], shown: int) -> list[IntArray | None]:
    """For each segment, where the parameters of the shown one stand in it; None for the same."""
    before: list[IntArray | None] = []
    origin: IntArray | None = None
    for segment in reversed(segments[: shown + 1]):
        before.append(origin)
        origin = composed_origin(segment.origin, origin)
    after: list[IntArray | None] = []
    place: IntArray | None = None
    for older, newer in pairwise(segments[shown:]):
        if newer.origin is not None:
            forward = reversed_origin(newer.origin, older.start.network.n_parameters)
            place = composed_origin(forward, place)
        after.append(place)
    return before[::-1] + after


def _carried(parameters: FloatArray, origin: IntArray | None) -> FloatArray:
    if origin is None:
        return parameters
    padded = np.append(parameters, np.nan)
    carried: FloatArray = padded[origin]
    return carried
