"""What the worker tells the window: values that nobody changes afterwards."""

import traceback
from dataclasses import dataclass

from bpgui.core.trainer import TrainingState
from bpgui.session.timeline import Sample


@dataclass(frozen=True, eq=False)
class Report:
    """The newest state of a run.

    Attributes
    ----------
    state : TrainingState
        Weights, velocities and counters.
    losses : tuple of two floats or None
        Over the training and the held-out patterns at this state; None where it would take long.
    samples : list of Sample
        Taken since the last report.
    """

    state: TrainingState
    losses: tuple[float, float] | None
    samples: list[Sample]


@dataclass(frozen=True)
class Reached:
    """The run ended because a stop condition was met; the sentence says which."""

    sentence: str


@dataclass(frozen=True)
class Diverged:
    """The run ended because a weight or the loss left the finite numbers, in this sweep."""

    sweep: int


@dataclass(frozen=True)
class Crashed:
    """The run ended in an exception."""

    error: BaseException

    @property
    def details(self) -> str:
        """The traceback, to be copied."""
        return "".join(traceback.format_exception(self.error))


Outcome = Reached | Diverged | Crashed | None
"""How a run ended; None when it was asked to."""
