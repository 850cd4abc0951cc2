"""The calendar of a run: which update belongs to which sweep, by the settings of the time."""

from bisect import bisect_right
from typing import NamedTuple

from bpgui.session.segment import Segment
from bpgui.session.timeline import Record


class _Span(NamedTuple):
    """Updates of one size, from where they begin.

    Attributes
    ----------
    updates, sweep, position : int
        Its first moment.
    size : int
        Patterns of an update.
    patterns : int
        Patterns of a sweep.
    """

    updates: int
    sweep: int
    position: int
    size: int
    patterns: int

    @property
    def at(self) -> float:
        """The sweep at its first moment, with the part that is done."""
        return self.sweep + self.position / self.patterns

    def moment(self, updates: int) -> tuple[int, int]:
        """Return the sweep, and the patterns of it that are used, after so many updates."""
        left = -(-(self.patterns - self.position) // self.size)
        made = updates - self.updates
        if made < left:
            return self.sweep, self.position + made * self.size
        sweeps, rest = divmod(made - left, -(-self.patterns // self.size))
        return self.sweep + 1 + sweeps, rest * self.size

    def updates_at(self, sweep: float) -> int:
        """Return after how many updates a sweep, or a part of one, is reached."""
        whole = int(sweep)
        into = round((sweep - whole) * self.patterns / self.size)
        if whole <= self.sweep:
            return self.updates + max(0, into - self.position // self.size)
        left = -(-(self.patterns - self.position) // self.size)
        a_sweep = -(-self.patterns // self.size)
        return self.updates + left + (whole - self.sweep - 1) * a_sweep + min(into, a_sweep)


class Calendar:
    """Tells sweeps from updates, and updates from sweeps, over the part of a run in reach.

    Parameters
    ----------
    record : Record
        The timeline.
    """

    def __init__(self, record: Record) -> None:
        segments: list[Segment] = []
        for segment in record.backwards():
            segments.append(segment)
            if not segment.reaches_back:
                break
        self._spans: list[_Span] = []
        self._last = record.newest
        for segment in reversed(segments):
            self._add(segment)

    def sweep_at(self, updates: int) -> float:
        """Return the sweep after so many updates, with the part of it that is done."""
        at = bisect_right(self._spans, updates, key=lambda span: span.updates)
        span = self._spans[max(0, at - 1)]
        sweep, position = span.moment(max(updates, span.updates))
        return sweep + position / span.patterns

    def updates_at(self, sweep: float) -> int:
        """Return the update nearest to a sweep, or to a part of one, of those in reach."""
        at = max(0, bisect_right(self._spans, sweep, key=lambda span: span.at) - 1)
        end = self._spans[at + 1].updates if at + 1 < len(self._spans) else self._last
        return min(max(self._spans[at].updates_at(sweep), self._spans[at].updates), end)

    def _add(self, segment: Segment) -> None:
        """Append the spans of a segment; settings that make updates of one size share a span."""
        start, patterns = segment.start, len(segment.start.dataset.train)
        sweep, position = start.sweep, start.position
        first = True
        for updates, settings in segment.settings:
            size = settings.patterns_per_update(patterns)
            if not first:
                if size == self._spans[-1].size:
                    continue
                sweep, position = self._spans[-1].moment(updates)
            first = False
            self._spans.append(_Span(updates, sweep, position, size, patterns))
