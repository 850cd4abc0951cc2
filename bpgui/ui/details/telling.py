"""Explanations as far as their numbers are found at a moment, also inside an update.

What is not found yet is told by its formula alone, so that no number shows before its turn.
"""

from bpgui.ui.details.error_signal import explain_error_signal, explain_loss_slope
from bpgui.ui.details.explanation import (
    Explanation,
    explain_forward,
    explain_loss,
    explain_slope,
)
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.to_come import TO_COME, still_to_come
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.mathematics.formula import live, plain


def tell_forward(moment: Moment, layer: int, unit: int) -> Explanation:
    """Tell z and a of a unit."""
    explanation = explain_forward(moment.presented, layer, unit)
    if moment.knows("a", layer, unit):
        return explanation
    return still_to_come(explanation, known=int(moment.knows("z", layer, unit)))


def tell_slope(moment: Moment, layer: int, unit: int) -> Explanation:
    """Tell f'(z) of a unit."""
    known = moment.knows("a", layer, unit)
    return _told(explain_slope(moment.presented, layer, unit), known=known)


def tell_loss(moment: Moment) -> Explanation:
    """Tell the loss of the presented pattern."""
    return _told(explain_loss(moment.presented), known=moment.knows("loss"))


def tell_loss_slope(moment: Moment, unit: int) -> Explanation:
    """Tell dL/da of an output."""
    return _told(explain_loss_slope(moment.presented, unit), known=moment.knows("loss"))


def tell_error_signal(moment: Moment, layer: int, unit: int) -> Explanation:
    """Tell delta of a unit."""
    explanation = explain_error_signal(moment.presented, layer, unit)
    return _told(explanation, known=moment.knows("delta", layer, unit))


def knows_gradient(moment: Moment, index: int) -> bool:
    """Whether the gradient of a parameter is found for the present pattern."""
    address = moment.presented.network.address(index)
    return moment.knows("gradient", address.layer, address.unit)


def tell_gradient(moment: Moment, index: int) -> Explanation:
    """Tell dL/dw, inside an update as the sum over its patterns has grown so far."""
    walk = moment.walk
    if walk is None:
        return explain_gradient(moment.update, index)
    evidence = moment.so_far(walk.cursor + 1)
    explanation = explain_gradient(evidence, index)
    if knows_gradient(moment, index):
        return explanation
    note = TO_COME
    if walk.cursor:
        before = live(float(moment.inspection.gradient_so_far(walk.cursor)[index]))
        first = f"first {walk.cursor:,} of" if walk.cursor > 1 else "first of"
        give = "give" if walk.cursor > 1 else "gives"
        note = f"Still to come; the {first} {walk.patterns:,} patterns {give} {plain(before)}."
    return still_to_come(explanation, note=note)


def tell_update(moment: Moment, index: int) -> Explanation:
    """Tell the change of a parameter and the value it leads to."""
    explanation = explain_update(
        moment.update, index, moment.velocity, moment.sweep, moment.condition
    )
    return _told(explanation, known=moment.knows("change"))


def _told(explanation: Explanation, *, known: bool) -> Explanation:
    return explanation if known or not explanation.lines else still_to_come(explanation)
