"""The runner: what the buttons of the window do to a session's training."""

from PySide6.QtCore import QObject, Signal

from bpgui.session.session import Session
from bpgui.session.walk import Walk
from bpgui.training.advice import divergence_sentence
from bpgui.training.goal import Goal
from bpgui.training.run_control import FOLLOWED_SPEED, RunControl

__all__ = ["FOLLOWED_SPEED", "GRAINS", "Runner", "divergence_sentence"]

GRAINS = ("unit", "phase", "pattern", "update", "sweep")
_INSIDE = ("unit", "phase")
"""The grains of steps inside an update, which change nothing until its last."""


class Runner(RunControl):
    """Trains a session's network, continuously or step by step.

    Signals
    -------
    cursor_changed()
        ``cursor`` has another value.
    """

    cursor_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self._cursor = 0
        self._batch: tuple[int, ...] = ()

    @property
    def cursor(self) -> int:
        """How many patterns of the next update's batch have been looked at by pattern steps.

        It starts again at 0 whenever the next update uses other patterns.
        """
        return self._cursor if self._cursor and self._batch == self._next_batch() else 0

    def step(self, grain: str = "update") -> None:
        """Make one step: of one unit, one phase, one pattern, one update, or to the sweep's end.

        Steps of a unit or a phase lead through the next update, pattern by pattern (see
        ``Session.walk``); the last of them makes it. In the update modes that gather several
        patterns, a pattern step presents the next pattern of the batch; the update follows the
        last one. After going back, steps lead along the history, edits included, as long as the
        settings are those it was made with.
        """
        _check_grain(grain)
        self.pause()
        session = self._session
        if grain in _INSIDE and self._walk_on(by_unit=grain == "unit"):
            return
        session.walk_to(None)
        if grain == "pattern" and self.cursor + 1 < len(session.batch_rows):
            self._look_at(self.cursor + 1)
            return
        self._set_cursor(0)
        target = session.updates + (self._updates_forward() if grain == "sweep" else 1)
        if not session.replay(target, self._steps, lambda: self._look_at(0)):
            self._begin(Goal(updates=target))
            self._wait_for_step()

    def back(self, grain: str = "update") -> None:
        """Go back by one step; see ``step``."""
        _check_grain(grain)
        self.pause()
        session = self._session
        if grain in _INSIDE and self._walk_back(by_unit=grain == "unit"):
            return
        if session.walk is not None:  # a larger step leads out of the update
            session.walk_to(None)
            if grain == "update" or (grain == "pattern" and not self.cursor):
                self._look_at(0)
                return
        if grain == "pattern" and self.cursor > 0:
            self._look_at(self.cursor - 1)
            return
        if session.updates <= session.oldest_update:
            session.message.emit("This is the first moment of the history.")
            return
        target = session.updates - (self._updates_back() if grain == "sweep" else 1)
        session.go_to(target, self._steps, lambda: self._arrive_back(grain))

    def walk_to_phase(self, phase: str) -> None:
        """Go on or back inside the update, to the end of a phase of the presented pattern.

        To the end of the update phase, all patterns of the batch are gone through.
        """
        walk = self._session.walk
        if walk is None:
            return
        if phase == "update" and not walk.is_last_pattern:
            walk = self._begun(walk.patterns - 1, by_unit=False)
        self._show(walk.at(walk.stages.end_of_phase(phase)))

    # ---- inside ----------------------------------------------------------------------------

    def _walk_on(self, *, by_unit: bool) -> bool:
        """Take a step inside the update; False where the next one is the update itself."""
        walk = self._session.walk
        if walk is None:
            self._show(self._begun(self.cursor, by_unit=by_unit))
            return True
        further = walk.next(by_unit=by_unit)
        if further is None and not walk.is_last_pattern:
            further = self._begun(walk.cursor + 1, by_unit=by_unit)
        if further is None:
            return False
        self._show(further)
        return True

    def _walk_back(self, *, by_unit: bool) -> bool:
        """Take a step back inside the update; False where that leads out of it."""
        walk = self._session.walk
        if walk is None:
            return False
        earlier = walk.before(by_unit=by_unit)
        if earlier is None and walk.cursor:
            begun = self._begun(walk.cursor - 1, by_unit=by_unit)
            earlier = begun.at(begun.end, by_unit=by_unit)
        if earlier is None:
            self._session.walk_to(None)
            self._set_cursor(0)
        else:
            self._show(earlier)
        return True

    def _begun(self, cursor: int, *, by_unit: bool) -> Walk:
        """Return the walk at which a pattern of the next update's batch was just presented."""
        session = self._session
        rows = session.batch_rows
        network, row = session.network, int(rows[cursor])
        return Walk.begun(network, cursor, len(rows), row, by_unit=by_unit)

    def _show(self, walk: Walk) -> None:
        self._set_cursor(walk.cursor)
        self._session.walk_to(walk)

    def _arrive_back(self, grain: str) -> None:
        """Look at what a step back leads to: a smaller step, at the end of the update before."""
        last = len(self._session.batch_rows) - 1
        if grain in _INSIDE:
            by_unit = grain == "unit"
            walk = self._begun(last, by_unit=by_unit)
            self._show(walk.at(walk.end, by_unit=by_unit))
        else:
            self._look_at(last if grain == "pattern" else 0)

    def _look_at(self, cursor: int) -> None:
        self._set_cursor(cursor)
        self._session.present(int(self._session.batch_rows[cursor]))

    def _set_cursor(self, cursor: int) -> None:
        before = self.cursor
        self._cursor = cursor
        self._batch = self._next_batch()
        if before != cursor:
            self.cursor_changed.emit()

    def _next_batch(self) -> tuple[int, ...]:
        return (self._session.updates, *self._session.batch_rows.tolist())

    def _updates_forward(self) -> int:
        """Return how many updates finish the present sweep."""
        session = self._session
        patterns = len(session.dataset.train)
        size = session.settings.patterns_per_update(patterns)
        return -(-(patterns - session.position) // size)

    def _updates_back(self) -> int:
        """Return how many updates lie between now and the start of this or the last sweep."""
        session = self._session
        patterns = len(session.dataset.train)
        size = session.settings.patterns_per_update(patterns)
        return -(-(session.position or patterns) // size)


def _check_grain(grain: str) -> None:
    if grain not in GRAINS:
        raise ValueError(f"There is no step of a “{grain}”: use one of {', '.join(GRAINS)}.")
