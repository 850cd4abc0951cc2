"""The part of a session that goes back in time, and forward again."""

from collections.abc import Callable
from dataclasses import replace

from bpgui.session.comparing import Comparing
from bpgui.session.document import Document
from bpgui.session.timeline import kept_before, replay_seconds, untrainable

SCRUB_PATIENCE = 0.02
"""Seconds that one place of a drag through time may keep the window waiting."""


class Travelling(Comparing):
    """A session whose moments can be gone to."""

    def go_to(
        self,
        updates: int,
        gesture: object | None = None,
        then: Callable[[], object] | None = None,
        patience: float | None = None,
    ) -> None:
        """Show the document as it was after so many updates; the later ones stay in reach.

        A running training ends first. The settings and the way of drawing weights stay as they
        are; the later moments are forgotten when something is edited or trained, until that is
        undone. A long way is gone beside the window (see ``journey``), and ends where anything is
        done meanwhile.

        Parameters
        ----------
        updates : int
            When; the nearest moment in reach is taken.
        gesture : object or None
            Journeys one after the other with the same gesture are one undo entry.
        then : callable, optional
            Called on arrival, perhaps before this returns.
        patience : float, optional
            Seconds the window may wait for the end of the way, at most.
        """
        self._pause()
        updates = max(self.oldest_update, min(updates, self.newest_update))
        record = self._timeline.capture()
        if updates != self.updates and (why := untrainable(record, updates)):
            self.message.emit(why)
            updates = kept_before(record, updates)

        def arrive(document: Document) -> None:
            shown = replace(document, initialisation=self.initialisation)
            after = replace(self._snapshot(), document=shown)
            with self._arriving_by(gesture):
                self._push(f"Go to update {updates:,}", self._snapshot(), after, gesture)
            if then is not None:
                then()

        if updates != self.updates:
            near = self._document.training_state
            self.journey.begin(record, updates, arrive, near, patience)
            return
        self.journey.cancel()
        if then is not None:
            then()

    def replay(
        self,
        updates: int,
        gesture: object | None = None,
        then: Callable[[], object] | None = None,
    ) -> bool:
        """Go forward along the history to a later update, edits included, if it leads there.

        Parameters
        ----------
        updates, gesture, then
            As in ``go_to``.

        Returns
        -------
        bool
            False where training from here with the present settings is something else, or was
            never done.
        """
        if not self._timeline.is_trained_with(self.settings, self.updates, updates):
            return False
        self.go_to(updates, gesture, then)
        return True

    def scrub_to(self, updates: int, gesture: object) -> None:
        """Go to a moment as a drag through time does, which asks for the next one soon.

        Where the way is long, the last kept moment before it is shown meanwhile.

        Parameters
        ----------
        updates, gesture
            As in ``go_to``.
        """
        self._pause()
        updates = max(self.oldest_update, min(updates, self.newest_update))
        if updates == self.journey.goal:
            return
        self.journey.cancel()
        if self.seconds_to(updates) > SCRUB_PATIENCE:
            kept = kept_before(self._timeline.capture(), updates)
            if updates - kept < abs(updates - self.updates):
                self.go_to(kept, gesture)
        self.go_to(updates, gesture, patience=SCRUB_PATIENCE)

    def seconds_to(self, updates: int) -> float:
        """Return about how long the way to a moment of the history takes from here."""
        near = self._document.training_state
        return replay_seconds(self._timeline.capture(), updates, near)
