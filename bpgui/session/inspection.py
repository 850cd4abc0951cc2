"""What the passes say about the present moment, computed once and only when asked."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.passes import BackwardPass, ForwardPass, backward, forward, loss_value, predict
from bpgui.core.settings import TrainingSettings
from bpgui.core.stages import Stages
from bpgui.core.sweep_order import sweep_order
from bpgui.core.update_rule import next_velocity
from bpgui.session.document import Document
from bpgui.session.excerpt import SCALED, excerpt
from bpgui.session.walk import Walk


@dataclass(frozen=True, eq=False)
class Inspection:
    """The passes of one document at one presented pattern.

    Attributes
    ----------
    document : Document
        The moment.
    settings : TrainingSettings
        The update rule in force.
    pattern : int
        Row of the presented pattern in the data set.
    """

    document: Document
    settings: TrainingSettings
    pattern: int

    @cached_property
    def forward(self) -> ForwardPass:
        """The forward pass of the presented pattern; arrays have one row."""
        return self._forward_of(np.array([self.pattern]))

    @cached_property
    def backward(self) -> BackwardPass:
        """The backward pass of the presented pattern."""
        with np.errstate(all="ignore"):
            targets = self.document.dataset.y[self.pattern : self.pattern + 1]
            return backward(self.document.network, self.forward, targets, self.settings)

    @cached_property
    def batch_rows(self) -> IntArray:
        """Rows of the data set that the next update uses."""
        train = self.document.dataset.train
        order = sweep_order(self.settings, len(train), self.document.sweep)
        size = self.settings.patterns_per_update(len(train))
        start = min(self.document.position, len(train) - 1)
        return np.asarray(train[order[start : start + size]], dtype=np.intp)

    @cached_property
    def batch_excerpt(self) -> IntArray:
        """Rows of the batch that are looked at: all, or of very many as many as can be at once."""
        return excerpt(self.batch_rows, self.document.network)

    @cached_property
    def batch_backward(self) -> BackwardPass:
        """The backward pass over the batch of the next update.

        Of a batch that is looked at in part, the loss and the gradient are estimates for all of
        it.
        """
        rows = self.batch_excerpt
        with np.errstate(all="ignore"):
            targets = self.document.dataset.y[rows]
            found = backward(self.document.network, self._forward_of(rows), targets, self.settings)
            factor = _share_unseen(self.settings, len(self.batch_rows), len(rows))
            if factor == 1.0:
                return found
            return replace(found, loss=found.loss * factor, gradient=found.gradient * factor)

    def gradient_so_far(self, patterns: int) -> FloatArray:
        """Return what the first so many patterns add to the gradient of the batch, shape (P,).

        An estimate where not all of them can be looked at.
        """
        if patterns == len(self.batch_rows):
            return self.batch_backward.gradient
        if patterns not in self._gradients:
            self._gradients[patterns] = self._gradient_of_first(patterns)
        return self._gradients[patterns]

    @cached_property
    def _gradients(self) -> dict[int, FloatArray]:
        """What the first so many patterns add to the gradient, for those asked for."""
        return {0: np.zeros(self.document.network.n_parameters)}

    def _gradient_of_first(self, patterns: int) -> FloatArray:
        count, document = len(self.batch_rows), self.document
        rows = excerpt(self.batch_rows[:patterns], document.network)
        with np.errstate(all="ignore"):
            targets = document.dataset.y[rows]
            found = backward(document.network, self._forward_of(rows), targets, self.settings)
            whole = len(rows) if self.settings.reduction == "sum" else count
            return found.gradient * (patterns / whole)

    @property
    def one_by_one(self) -> bool:
        """Whether each pattern makes an update of its own."""
        return self.settings.patterns_per_update(len(self.document.dataset.train)) == 1

    @cached_property
    def explained_velocity(self) -> FloatArray:
        """The change, without decay, of the update that is explained; shape (P,).

        That is the next update; where each pattern makes its own, it is the one that the
        presented pattern would make, so that it goes with the error signals shown.
        """
        return self._velocity_after(self.backward) if self.one_by_one else self.next_velocity

    @cached_property
    def next_velocity(self) -> FloatArray:
        """The change, without decay, that the next update would make; shape (P,)."""
        return self._velocity_after(self.batch_backward)

    def outputs(self, rows: IntArray) -> FloatArray:
        """Return the outputs for rows of the data set, shape (len(rows), outputs)."""
        with np.errstate(all="ignore"):
            return predict(self.document.network, self.document.dataset.x_of(rows))

    def excerpt_outputs(self, part: IntArray) -> tuple[IntArray, FloatArray]:
        """Return which of many rows are looked at, and the outputs for these."""
        document = self.document
        rows = excerpt(part, document.network)
        with np.errstate(all="ignore"):
            return rows, predict(document.network, SCALED.inputs(document.dataset, part, rows))

    def _velocity_after(self, found: BackwardPass) -> FloatArray:
        document = self.document
        with np.errstate(all="ignore"):
            return next_velocity(
                document.velocity,
                found.gradient,
                document.network.trainable,
                self.settings,
                document.sweep,
            )

    def _forward_of(self, rows: IntArray) -> ForwardPass:
        with np.errstate(all="ignore"):
            return forward(self.document.network, self.document.dataset.x_of(rows))


def leads_on(walk: Walk, before: Inspection, now: Inspection) -> bool:
    """Whether a walk inside an update goes on: it is the same update, of the same patterns."""
    old, new = before.document, now.document
    same_data = old.dataset is new.dataset or np.array_equal(old.dataset.train, new.dataset.train)
    return (
        walk.row == now.pattern
        and (old.updates, old.sweep, old.position) == (new.updates, new.sweep, new.position)
        and walk.stages is Stages.of(new.network)
        and same_data
        and _rule_of_batches(before.settings) == _rule_of_batches(now.settings)
    )


def _rule_of_batches(settings: TrainingSettings) -> tuple[object, ...]:
    return settings.update, settings.batch_size, settings.shuffle, settings.seed


def have_same_loss(one: TrainingSettings, other: TrainingSettings) -> bool:
    """Whether losses under both settings can be compared."""
    return (one.loss, one.reduction, one.margin) == (other.loss, other.reduction, other.margin)


def losses_of(document: Document, settings: TrainingSettings) -> tuple[float, float]:
    """Return the losses over the training and the held-out patterns; NaN where none are here.

    Estimates where there are so many patterns that not all can be looked at.
    """
    data = document.dataset
    if data.absence:
        return float("nan"), float("nan")
    with np.errstate(all="ignore"):
        loss = _loss_of(document, settings, data.train)
        if not len(data.held_out):
            return loss, float("nan")
        return loss, _loss_of(document, settings, data.held_out)


def gradient_of(document: Document, settings: TrainingSettings) -> FloatArray:
    """Return the gradient of the loss over the training patterns, shape (P,).

    An estimate where there are so many patterns that not all can be looked at, from the same
    patterns as ``losses_of``.
    """
    data, network = document.dataset, document.network
    rows = excerpt(data.train, network)
    with np.errstate(all="ignore"):
        found = forward(network, data.x_of(rows))
        gradient = backward(network, found, data.y[rows], settings).gradient
    return gradient * _share_unseen(settings, len(data.train), len(rows))


def estimates_losses(document: Document) -> bool:
    """Whether ``losses_of`` looks at a part of the patterns."""
    rows = document.dataset.train
    return len(excerpt(rows, document.network)) < len(rows)


def _loss_of(document: Document, settings: TrainingSettings, rows: IntArray) -> float:
    data, network = document.dataset, document.network
    chosen = excerpt(rows, network)
    inputs = SCALED.inputs(data, rows, chosen)
    loss = loss_value(network, inputs, data.y[chosen], settings)
    return loss * _share_unseen(settings, len(rows), len(chosen))


def _share_unseen(settings: TrainingSettings, patterns: int, seen: int) -> float:
    """Return what makes a sum over some patterns an estimate of the sum over all; 1 for a mean."""
    return patterns / seen if settings.reduction == "sum" else 1.0
