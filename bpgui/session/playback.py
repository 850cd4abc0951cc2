"""Playing the history back: the moments of the run one after the other, at any speed."""

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from bpgui.session.session import Session

WHOLE_RUN = 10.0
"""Seconds in which the whole run is played where no number of sweeps a second is chosen."""
_FRAME = 16
"""Milliseconds between two moments: as often as the screen shows them."""
_SHORT = 0.005
"""Seconds of training that may lead to a moment at once."""
_LONGEST_FRAME = 0.1
"""Seconds; a frame that came later counts as this long, so that nothing is jumped over."""


class Playback(QObject):
    """Shows the moments of the history at their time; one entry of the undo stack in all.

    Whatever else happens to the session ends it where it is: a training, an edit, another journey.

    Parameters
    ----------
    session : Session
        Whose history is played.

    Signals
    -------
    changed()
        It begins or ends, or is to be played otherwise.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._speed: float | None = None
        self._backwards = self._loops = False
        self._gesture: object | None = None
        self._sweep = self._clock = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._on_timer_timeout)
        session.state_changed.connect(self._on_session_state_changed)
        session.running_changed.connect(self.stop)

    # ---- how it is played ------------------------------------------------------------------

    @property
    def speed(self) -> float | None:
        """Sweeps a second, or None to play the whole run in ``WHOLE_RUN`` seconds."""
        return self._speed

    @speed.setter
    def speed(self, speed: float | None) -> None:
        if speed is not None and not (speed > 0 and math.isfinite(speed)):
            raise ValueError("The speed must be more than 0 sweeps a second.")
        if speed != self._speed:
            self._speed = speed
            self.changed.emit()

    @property
    def backwards(self) -> bool:
        """Whether it leads to the start of the history."""
        return self._backwards

    @backwards.setter
    def backwards(self, on: bool) -> None:
        if on != self._backwards:
            self._backwards = on
            self.changed.emit()

    @property
    def loops(self) -> bool:
        """Whether it begins again where it ends."""
        return self._loops

    @loops.setter
    def loops(self, on: bool) -> None:
        if on != self._loops:
            self._loops = on
            self.changed.emit()

    # ---- transport -------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it is under way."""
        return self._gesture is not None

    def toggle(self, *, backwards: bool | None = None) -> None:
        """Play, or stop where it is; the other way than it plays, turn round."""
        turned = backwards is not None and backwards != self._backwards
        if backwards is not None:
            self.backwards = backwards
        if self.playing and not turned:
            self.stop()
        elif not self.playing:
            self.play()

    def play(self) -> None:
        """Play from the present moment; from the other end where nothing is left to play."""
        session = self._session
        if session.control is not None:
            session.control.pause()
        if session.newest_update <= session.oldest_update:
            session.message.emit("There is no history to play yet: press Space to train.")
            return
        self._gesture = object()
        if session.updates == self._end():
            session.scrub_to(self._start(), self._gesture)
        self._sweep = session.history.calendar.sweep_at(session.updates)
        self._clock = time.perf_counter()
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stay at the moment that is shown."""
        if self.playing:
            self._gesture = None
            self._timer.stop()
            self._session.journey.cancel()
            self.changed.emit()

    # ---- inside ----------------------------------------------------------------------------

    def _start(self) -> int:
        session = self._session
        return session.newest_update if self._backwards else session.oldest_update

    def _end(self) -> int:
        session = self._session
        return session.oldest_update if self._backwards else session.newest_update

    def _rate(self) -> float:
        """Return the sweeps a second, negative where it plays backwards."""
        session = self._session
        calendar = session.history.calendar
        first, last = (calendar.sweep_at(u) for u in (session.oldest_update, session.newest_update))
        rate = (last - first) / WHOLE_RUN if self._speed is None else self._speed
        return -rate if self._backwards else rate

    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        passed, self._clock = min(now - self._clock, _LONGEST_FRAME), now
        session = self._session
        self._sweep += passed * self._rate()
        if session.journey.goal is None:
            self._show(session.history.calendar.updates_at(self._sweep))

    def _show(self, updates: int) -> None:
        """Show the moment whose time has come; of those long to reach, a kept one before it."""
        session, gesture = self._session, self._gesture
        goal = self._at_hand(updates)
        if gesture is not None and goal != session.updates:
            session.go_to(goal, gesture, patience=_SHORT)
        if self.playing and updates == self._end() and session.updates == updates:
            self._arrive_at_end()

    def _at_hand(self, updates: int) -> int:
        """Return a moment, or where the way there is long the last kept one that leads to it."""
        session = self._session
        if updates == self._end() or session.seconds_to(updates) <= _SHORT:
            return updates
        kept = session.history.kept_states
        if self._backwards:
            between = kept[(kept >= updates) & (kept < session.updates)][:1]
        else:
            between = kept[(kept <= updates) & (kept > session.updates)][-1:]
        return int(between[0]) if len(between) else updates

    def _arrive_at_end(self) -> None:
        if not self._loops:
            self.stop()
            return
        self._sweep = self._session.history.calendar.sweep_at(self._start())
        self._session.scrub_to(self._start(), self._gesture)

    def _on_session_state_changed(self) -> None:
        if self.playing and self._session.arriving is not self._gesture:
            self.stop()
