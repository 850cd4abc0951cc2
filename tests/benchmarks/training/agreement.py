"""Whether all contestants do the same: their losses fall, and end where bpgui's ends."""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.passes import loss_value
from bpgui.core.settings import TrainingSettings
from tests.benchmarks.training.bpgui_trainer import Bpgui
from tests.benchmarks.training.work import Training, Work

TOLERANCE = {"float64": 1e-6, "float32": 1e-3}
"""How far a loss may be from bpgui's, relative to it, by the precision of the work."""


class DisagreementError(Exception):
    """A contestant does something else than the others, so that its time means nothing."""


def loss_of(work: Work, parameters: FloatArray) -> float:
    """Return the summed loss over the patterns that the checked updates see."""
    seen = slice(0, min(work.checked, work.batches) * work.batch)
    x, y = (np.asarray(part[seen], np.float64) for part in (work.x, work.y))
    network = work.network.with_parameters(parameters)
    return loss_value(network, x, y, TrainingSettings(loss=work.loss))


class Referee:
    """Checks contestants against bpgui's NumPy kernel, which it runs once for each variant."""

    def __init__(self) -> None:
        self._expected: dict[tuple[object, ...], float] = {}

    def check(self, name: str, work: Work, training: Training) -> float:
        """Advance a fresh training, and return its loss.

        Raises
        ------
        DisagreementError
            When the loss has not fallen, or is not the reference's.
        """
        before = loss_of(work, work.network.parameters)
        training.advance(work.checked)
        after = loss_of(work, training.parameters())
        if not after < before:
            raise DisagreementError(
                f"{work.key}: the loss of {name} does not fall: {before:.9g} before, "
                f"{after:.9g} after {work.checked} updates."
            )
        expected = self._reference(work)
        if not abs(after - expected) <= TOLERANCE[work.x.dtype.name] * expected:
            raise DisagreementError(
                f"{work.key}: after {work.checked} updates the loss of {name} is {after:.9g}, "
                f"and bpgui's {expected:.9g}."
            )
        return after

    def check_afterwards(self, name: str, work: Work, training: Training) -> None:
        """Raise DisagreementError when the loss is no longer below the first, or no number."""
        before, after = (
            loss_of(work, parameters)
            for parameters in (work.network.parameters, training.parameters())
        )
        if not after < before:
            raise DisagreementError(
                f"{work.key}: the loss of {name} was {before:.9g} at first and is {after:.9g} "
                f"after all rounds."
            )

    def _reference(self, work: Work) -> float:
        # The parts in which variants of a work differ.
        key = (work.key, work.loss, work.momentum, work.has_absent)
        if key not in self._expected:
            reference = Bpgui("bpgui", "numpy").prepare(work)
            reference.advance(work.checked)
            self._expected[key] = loss_of(work, reference.parameters())
        return self._expected[key]
