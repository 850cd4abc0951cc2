"""What questions are made from: the evidence of one moment, as the explanations have it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.session.inspection import Inspection
from bpgui.session.session import Session
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.moment import Moment

LARGEST = 1e50
"""Numbers from here on are left to the machine: their products soon are no numbers any more."""


@dataclass(frozen=True, eq=False)
class Scene:
    """The numbers of one moment.

    Attributes
    ----------
    presented
        The pattern that activations, losses and error signals are asked about.
    batch
        The patterns of the update that gradients and changes are asked about.
    velocity
        The previous change of each parameter, shape (P,).
    sweep
        Whole sweeps done, which a schedule of rates goes by.
    condition
        What has to happen for the update to be the next; nothing if it is.
    """

    presented: Evidence
    batch: Evidence
    velocity: FloatArray
    sweep: int
    condition: str = ""

    @property
    def network(self) -> Network:
        """The network all numbers are of."""
        return self.presented.network

    @property
    def settings(self) -> TrainingSettings:
        """The loss and the update rule."""
        return self.presented.settings

    @cached_property
    def is_moderate(self) -> bool:
        """Whether no number is so large that working with it could leave what a number can be."""
        arrays = [self.network.parameters, self.velocity]
        for evidence in (self.presented, self.batch):
            arrays += [evidence.inputs, evidence.targets, *evidence.forward.z, *evidence.forward.a]
        with np.errstate(invalid="ignore"):
            return all(bool((np.abs(array) < LARGEST).all()) for array in arrays)

    @property
    def row(self) -> int:
        """The presented pattern's row in the data set."""
        return self.presented.numbers[0] - 1


def scene_of(session: Session, pattern: int | None = None) -> Scene:
    """Return the present moment of a session, with another pattern than the presented one if asked.

    `pattern` is a row of the data set.
    """
    inspection = session.inspection
    if pattern is not None and pattern != inspection.pattern:
        inspection = Inspection(inspection.document, inspection.settings, pattern)
    moment, document = Moment(inspection), inspection.document
    return Scene(
        moment.presented, moment.update, document.velocity, document.sweep, moment.condition
    )
