"""The part of a session that goes through the next update by its phases, changing nothing."""

from bpgui.session.choosing import Choosing
from bpgui.session.walk import Walk


class Walking(Choosing):
    """A session inside whose next update one can stand; see ``walk``."""

    def walk_on(self, cursor: int, *, by_unit: bool) -> bool:
        """Go on by a unit or a phase; False where the next step is the update itself.

        Parameters
        ----------
        cursor
            The pattern of the batch at which a walk begins, where there is none.
        by_unit
            Whether it is a step of one unit, or of a whole layer.
        """
        walk = self.walk
        further = walk.next(by_unit=by_unit) if walk else self._begun(cursor, by_unit=by_unit)
        if walk and further is None and not walk.is_last_pattern:
            further = self._begun(walk.cursor + 1, by_unit=by_unit)
        if further is None:
            return False
        self.walk_to(further)
        return True

    def walk_back(self, *, by_unit: bool) -> bool:
        """Go back by a unit or a phase; False where there is no walk."""
        walk = self.walk
        if walk is None:
            return False
        earlier = walk.before(by_unit=by_unit)
        if earlier is None and walk.cursor:
            begun = self._begun(walk.cursor - 1, by_unit=by_unit)
            earlier = begun.at(begun.end, by_unit=by_unit)
        self.walk_to(earlier)
        return True

    def walk_to_end(self, *, by_unit: bool) -> None:
        """Stand at the end of the next update, where only the weights have yet to be changed."""
        walk = self._begun(len(self.batch_rows) - 1, by_unit=by_unit)
        self.walk_to(walk.at(walk.end, by_unit=by_unit))

    def show_phase(self, phase: str) -> None:
        """Show the numbers of a phase: inside an update, by going on or back to its end.

        To the end of the update phase, all patterns of the batch are gone through.
        """
        walk = self.walk
        if walk is None:
            self.set_overlay(phase)
        elif phase == "update":
            self.walk_to_end(by_unit=False)
        else:
            self.walk_to(walk.at(walk.stages.end_of_phase(phase)))

    def _begun(self, cursor: int, *, by_unit: bool) -> Walk:
        """Return the walk at which a pattern of the next update's batch was just presented."""
        network, row = self.network, int(self.batch_rows[cursor])
        return Walk.begun(network, cursor, len(self.batch_rows), row, by_unit=by_unit)
