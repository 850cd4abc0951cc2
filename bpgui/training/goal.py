"""When a run ends by itself."""

from dataclasses import dataclass, field

from bpgui.core.settings import StopConditions


@dataclass(frozen=True)
class Goal:
    """When a run ends by itself.

    Attributes
    ----------
    stop : StopConditions
        The user's; ``stop.sweeps`` is for `last_sweep`.
    last_sweep : int or None
        The run ends when so many sweeps are done, counted from the first.
    updates : int or None
        Number of updates in all at which a step ends.
    """

    stop: StopConditions = field(default_factory=StopConditions)
    last_sweep: int | None = None
    updates: int | None = None

    @classmethod
    def of(cls, stop: StopConditions, sweep: int) -> "Goal":
        """Return the goal of a run that starts at `sweep`: `stop.sweeps` more of them."""
        return cls(stop, None if stop.sweeps is None else sweep + stop.sweeps)

    @property
    def looks_at_every_sweep(self) -> bool:
        """Whether any sweep may be the last."""
        return self.stop.loss_below is not None or self.stop.tolerance is not None

    def looks_at(self, sweep: int) -> bool:
        """Whether the run may end after `sweep` sweeps."""
        return self.looks_at_every_sweep or (
            self.last_sweep is not None and sweep >= self.last_sweep
        )

    def due_after(self, sweep: int, sample: int) -> int:
        """Return the next sweep after `sweep` to look at, no later than the next `sample`."""
        if self.looks_at_every_sweep:
            return sweep + 1
        if self.last_sweep is None:
            return sample
        return max(sweep + 1, min(sample, self.last_sweep))
