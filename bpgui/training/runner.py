"""The runner: what the buttons of the window do to a session's training."""

from PySide6.QtCore import QObject, Signal

from bpgui.session.session import Session
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
        session.walk_changed.connect(self.cursor_changed)

    @property
    def cursor(self) -> int:
        """How many patterns of the next update's batch have been looked at by pattern steps.

        It starts again at 0 whenever the next update uses other patterns.
        """
        if self._session.walk is not None:
            return self._session.walk.cursor
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
        if not self._has_data():
            return
        if grain in _INSIDE and session.walk_on(self.cursor, by_unit=grain == "unit"):
            return
        self._leave_update()
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
        if grain in _INSIDE and session.walk_back(by_unit=grain == "unit"):
            if session.walk is None:
                self._set_cursor(0)
            return
        if session.walk is not None:  # a larger step leads out of the update
            self._leave_update()
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

    def resume(self, cursor: int) -> None:
        """Stand where so many pattern steps lead in the next update's batch, if it is as large."""
        if cursor or self._cursor:  # the rows of a batch take long to draw among very many
            self._set_cursor(cursor if cursor < len(self._session.batch_rows) else 0)

    # ---- inside ----------------------------------------------------------------------------

    def _arrive_back(self, grain: str) -> None:
        """Look at what a step back leads to: a smaller step, at the end of the update before."""
        if grain in _INSIDE:
            self._session.walk_to_end(by_unit=grain == "unit")
        else:
            self._look_at(len(self._session.batch_rows) - 1 if grain == "pattern" else 0)

    def _leave_update(self) -> None:
        """Stand between two updates again, at the pattern that was looked at."""
        if self._session.walk is not None:
            self._set_cursor(self.cursor)
            self._session.walk_to(None)

    def _look_at(self, cursor: int) -> None:
        self._set_cursor(cursor)
        self._session.present(int(self._session.batch_rows[cursor]))

    def _set_cursor(self, cursor: int) -> None:
        before = self.cursor
        self._cursor = cursor
        self._batch = self._next_batch()
        if before != self.cursor:
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
