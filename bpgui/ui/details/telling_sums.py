"""Sums with all their terms, as far as they are found at a moment; else a sentence saying why not.

Beside `bpgui.ui.details.telling`, which tells single numbers.
"""

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.all_terms import (
    Whole,
    delta_whole,
    gradient_whole,
    loss_whole,
    power_whole,
    slope_whole,
    z_whole,
)
from bpgui.ui.details.explanation import explain_forward, explain_loss
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.telling import knows_gradient
from bpgui.ui.details.to_come import TO_COME, line_groups
from bpgui.ui.details.total_loss import explain_total_loss, mean_of

ESTIMATE = "Estimated from a part of the patterns: no terms add up to it."
_IN_A_RUN = "Pause, and the loss of each pattern is listed here."
NO_SUM = "With this loss and these activations there is no such sum."
_TOO_LARGE = "The powers of e are too large to be written out."


def tell_sum(moment: Moment, of: Quantity, session: Session) -> Whole | str:
    """Tell a sum with all its terms, or say why it cannot be told."""
    if not _is_there(moment, of):
        return NO_SUM
    if of.kind == "gradient_terms":
        return _gradient(moment, of.index)
    if of.kind == "loss_terms":
        return _loss(moment) if of.pattern >= 0 else _total(moment, session)
    if of.kind in ("z_terms", "power_terms"):
        return _forward(moment, of)
    return _backward(moment, of)


def _is_there(moment: Moment, of: Quantity) -> bool:
    """Whether loss and activations are still those that make a sum."""
    evidence = moment.presented
    softmax = evidence.network.layers[-1].activation == "softmax"
    if of.kind == "slope_terms":
        return softmax and evidence.settings.loss != "cross-entropy"
    if of.kind == "delta_terms":
        return 0 < of.layer < evidence.last
    return softmax or of.kind != "power_terms"


def _forward(moment: Moment, of: Quantity) -> Whole | str:
    is_z = of.kind == "z_terms"
    if not moment.knows("z" if is_z else "a", of.layer, of.unit):
        return TO_COME
    if is_z:
        return z_whole(moment.presented, of.layer, of.unit)
    of_a = line_groups(explain_forward(moment.presented, of.layer, of.unit))[-1]
    return power_whole(moment.presented, of.unit) if len(of_a) == 3 else _TOO_LARGE


def _backward(moment: Moment, of: Quantity) -> Whole | str:
    if not moment.knows("delta", of.layer, of.unit):
        return TO_COME
    if of.kind == "delta_terms":
        return delta_whole(moment.presented, of.layer, of.unit)
    return slope_whole(moment.presented, of.unit)


def _loss(moment: Moment) -> Whole | str:
    if not moment.knows("loss"):
        return TO_COME
    explained = explain_loss(moment.presented)
    return loss_whole(moment.presented) if len(explained.lines) == 3 else explained.note


def _total(moment: Moment, session: Session) -> Whole | str:
    if session.running:
        return _IN_A_RUN
    if moment.walk is not None:
        return TO_COME
    terms = moment.pattern_losses
    if terms is None:
        absent = session.dataset.absence
        return explain_total_loss(session, None).note if absent else ESTIMATE
    mean = session.settings.reduction == "mean"
    return Whole(explain_total_loss(session, terms), terms, mean_of(len(terms)) if mean else ())


def _gradient(moment: Moment, index: int) -> Whole | str:
    if not knows_gradient(moment, index):
        return TO_COME
    walk = moment.walk
    batch = moment.update if walk is None else moment.so_far(walk.cursor + 1)
    return gradient_whole(batch, index) if batch.count == len(batch.numbers) else ESTIMATE
