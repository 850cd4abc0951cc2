"""The updates of a sweep as recorded calls, each recorded when it is first wanted."""

from collections.abc import Callable

from bpgui.core.parameter_buffer import Call

Piece = tuple[Call, ...]
Update = tuple[Piece, ...]
"""The calls of the pieces of a batch, one after another; only the last changes parameters."""


class RecordedSweep:
    """The updates from a position to the end of a sweep, several times over.

    Parameters
    ----------
    record
        Returns the update of an index.
    count
        How many updates there are.
    times
        How often they come, so that a run of updates of a short sweep is long.
    """

    def __init__(self, record: Callable[[int], Update], count: int, times: int) -> None:
        self._record, self._count, self._times = record, count, times
        self._updates: list[Update] = [()] * (count * times)
        self._missing = count

    def __len__(self) -> int:
        return len(self._updates)

    def recorded(self, start: int, stop: int) -> list[Update]:
        """Return the updates, recorded from `start` to `stop` at least."""
        if self._missing:
            for index in range(start, stop):
                if not self._updates[index]:
                    self._record_all(index % self._count)
        return self._updates

    def _record_all(self, index: int) -> None:
        self._updates[index :: self._count] = [self._record(index)] * self._times
        self._missing -= 1
