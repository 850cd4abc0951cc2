"""What an edit of one weight promised, by the gradient, and what it really gave."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.settings import TrainingSettings
from bpgui.session.document import Document
from bpgui.session.inspection import gradient_of, losses_of


@dataclass(frozen=True)
class Promise:
    """The loss that a gradient predicted for a change of a weight, and the loss that came.

    Attributes
    ----------
    change : float
        By how much the weight is other than before.
    before, predicted, really : float
        The loss before, as the gradient promised it, and as it is.
    """

    change: float
    before: float
    predicted: float
    really: float

    @property
    def off(self) -> float:
        """By how much the promise missed."""
        return abs(self.predicted - self.really)

    @property
    def share(self) -> float:
        """The same as a share of the change of the loss that came; infinite where none came."""
        change = abs(self.really - self.before)
        if self.off == 0.0:
            return 0.0
        return self.off / change if change else float("inf")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """An edit of one weight or bias, seen from the moment it began.

    Attributes
    ----------
    before : Document
        The moment before the first edit of the gesture.
    settings : TrainingSettings
        With the loss that is meant.
    index : int
        The parameter.
    gesture : object or None
        What holds the edits of a drag together.
    """

    before: Document
    settings: TrainingSettings
    index: int
    gesture: object | None = None

    @cached_property
    def loss(self) -> float:
        """The loss over the training patterns before the edit."""
        return losses_of(self.before, self.settings)[0]

    @cached_property
    def gradient(self) -> FloatArray:
        """The gradient of that loss before the edit, shape (P,)."""
        return gradient_of(self.before, self.settings)

    @property
    def slope(self) -> float:
        """dL/dw before the edit."""
        return float(self.gradient[self.index])

    @property
    def value(self) -> float:
        """The weight before the edit."""
        return float(self.before.network.parameters[self.index])

    def predicted(self, value: float) -> float:
        """Return the loss that the gradient promises: L + dL/dw (w - w before)."""
        return self.loss + self.slope * (value - self.value)

    def promise(self, value: float, really: float) -> Promise:
        """Return what was promised for a value of the weight, beside the loss that it gave."""
        return Promise(value - self.value, self.loss, self.predicted(value), really)

    def leads_to(self, document: Document, settings: TrainingSettings) -> bool:
        """Whether nothing but this weight is other than before."""
        old, new = self.before, document
        if old.dataset is not new.dataset or old.updates != new.updates:
            return False
        if old.network.layers != new.network.layers or settings != self.settings:
            return False
        differs = np.flatnonzero(old.network.parameters != new.network.parameters)
        return differs.tolist() == [self.index]


def begun_or_continued(
    present: WhatIf | None,
    document: Document,
    settings: TrainingSettings,
    index: int,
    gesture: object | None,
) -> WhatIf:
    """Return the edit that a further change of a parameter belongs to."""
    if (
        present is not None
        and gesture is not None
        and (present.index, present.gesture) == (index, gesture)
        and (document is present.before or present.leads_to(document, settings))
    ):
        return present
    return WhatIf(document, settings, index, gesture)
