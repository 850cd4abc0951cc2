"""A drag through time: many moments one after the other, one entry of the undo stack."""

import numpy as np

from bpgui.session.session import Session


class Scrub:
    """Moves a session through its history for as long as something is dragged.

    Parameters
    ----------
    session : Session
        Whose moments are shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._gesture: object | None = None
        self._first = 0

    @property
    def active(self) -> bool:
        """Whether something is being dragged."""
        return self._gesture is not None

    def begin(self) -> None:
        """Begin a drag; a running training ends."""
        if self._session.control is not None:
            self._session.control.pause()
        self._gesture, self._first = object(), self._session.updates

    def to_update(self, updates: int) -> None:
        """Show the moment after so many updates."""
        if self._gesture is None:
            self.begin()
        self._session.scrub_to(updates, self._gesture)

    def to_sweep(self, sweep: float, reach: float = 0.0) -> None:
        """Show the moment at a sweep, or of those as near as `reach` the one that is at hand.

        Parameters
        ----------
        sweep : float
            A whole one, or with a part of the next.
        reach : float
            How far from it the pointer cannot tell: a pixel, in sweeps.
        """
        self.to_update(nearest_update(self._session, sweep, reach))

    def cancel(self) -> None:
        """Go back to where the drag began, and end it."""
        if self._gesture is not None:
            self._session.go_to(self._first, self._gesture)
            self.end()

    def end(self) -> None:
        """Let go; a way that is still being gone leads on."""
        self._gesture = None


def nearest_update(session: Session, sweep: float, reach: float) -> int:
    """Return the update at a sweep: the end of a sweep if one is in reach, a kept one at best."""
    history = session.history
    calendar, kept = history.calendar, history.kept_states
    low, high = calendar.updates_at(sweep - reach), calendar.updates_at(sweep + reach)
    inside = kept[np.searchsorted(kept, low) : np.searchsorted(kept, high, "right")]
    wanted = calendar.updates_at(sweep)
    if len(inside) and high > low:
        return int(inside[np.abs(inside - wanted).argmin()])
    whole = calendar.updates_at(float(round(sweep)))
    return whole if low <= whole <= high else wanted
