"""Where a learner stands inside an update: which numbers of which pattern are found already.

A walk changes nothing: all numbers are those of the passes at the present weights. It says which
of them are shown; the update itself is an ordinary one.
"""

from dataclasses import dataclass, replace

from bpgui.core.network import Network
from bpgui.core.stages import Stage, StageKind, Stages


@dataclass(frozen=True)
class Walk:
    """A moment between two updates.

    Attributes
    ----------
    stages
        What each pattern goes through.
    done
        How many stages of the present pattern are done, from 1.
    cursor
        How many patterns of the batch are done with.
    patterns
        How many patterns the batch has.
    row
        The present pattern's row in the data set.
    by_unit
        Whether the last step was one of a single unit.
    """

    stages: Stages
    done: int
    cursor: int
    patterns: int
    row: int
    by_unit: bool = False

    @classmethod
    def begun(
        cls, network: Network, cursor: int, patterns: int, row: int, *, by_unit: bool
    ) -> "Walk":
        """Return the walk at which a pattern of the batch was just presented."""
        return cls(Stages.of(network), 1, cursor, patterns, row, by_unit)

    @property
    def stage(self) -> Stage:
        """The last stage that is done."""
        return self.stages.at(self.done)

    @property
    def is_last_pattern(self) -> bool:
        """Whether the update follows this pattern."""
        return self.cursor + 1 >= self.patterns

    @property
    def end(self) -> int:
        """How many stages the present pattern has: the change comes after the last one of all."""
        return self.stages.count + self.is_last_pattern

    @property
    def units_at_work(self) -> tuple[int, range]:
        """The layer at work and those of its units whose numbers were found last; -1 for none."""
        stage = self.stage
        if stage.layer < 0:
            return -1, range(0)
        if self.by_unit:
            return stage.layer, range(stage.unit, stage.unit + 1)
        return stage.layer, range(stage.unit + 1)

    def known(self, kind: StageKind, layer: int) -> int:
        """Return of how many units of a layer, from the first on, a number is known."""
        return self.stages.known(kind, layer, self.done)

    def knows(self, kind: StageKind, layer: int = -1, unit: int = -1) -> bool:
        """Whether a number is known; of a layer, that of all its units."""
        return self.stages.after(kind, layer, unit) <= self.done

    def at(self, done: int, *, by_unit: bool = False) -> "Walk":
        """Return the walk after so many stages of the present pattern, as many as it has."""
        return replace(self, done=min(done, self.end), by_unit=by_unit)

    def next(self, *, by_unit: bool) -> "Walk | None":
        """Return the walk one step on; None at the end of the pattern."""
        if self.done >= self.end:
            return None
        return self.at(self.stages.following(self.done, by_unit=by_unit), by_unit=by_unit)

    def before(self, *, by_unit: bool) -> "Walk | None":
        """Return the walk one step back; None before the pattern."""
        earlier = self.stages.preceding(self.done, by_unit=by_unit)
        return self.at(earlier, by_unit=by_unit) if earlier else None
