"""What the diagram keeps of the moment before a weight was dragged."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.passes import predict
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.session.what_if import Promise
from bpgui.ui.diagram.geometry import Floats
from bpgui.ui.numbers import format_number, format_significant

_LARGEST_SHARE = 10.0
"""Of the change of the loss; beyond this a percentage says nothing."""


@dataclass(frozen=True, eq=False)
class Ghost:
    """The outputs before, and what is said beside the weight.

    Attributes
    ----------
    index
        The weight or bias that was changed.
    outputs
        What the presented pattern gave before, (outputs,).
    rows
        The lines of the card: what, and its number.
    """

    index: int
    outputs: Floats
    rows: tuple[tuple[str, str], ...]


def read_ghost(session: Session) -> Ghost | None:
    """Return the ghost of an edit of the selected weight that led here, or None."""
    edit = session.what_if
    if session.hidden:  # the loss beside the weight may be what is asked for
        return None
    if edit is None or session.selection != ParameterSelection(edit.index):
        return None
    inputs = session.dataset.x_of(np.array([session.pattern]))
    with np.errstate(all="ignore"):
        outputs = predict(edit.before.network, inputs)[0]
    value = float(session.network.parameters[edit.index])
    is_bias = session.network.address(edit.index).source is None
    rows = promise_rows(edit.promise(value, session.loss), "b" if is_bias else "w")
    return Ghost(edit.index, outputs, rows)


def promise_rows(promise: Promise, letter: str) -> tuple[tuple[str, str], ...]:
    """Return what a promise says, line by line."""
    sign = "+" if promise.change >= 0 else ""
    return (
        (f"Δ{letter}", sign + _change(promise.change)),
        ("loss before", format_significant(promise.before, 4)),
        ("predicted", format_significant(promise.predicted, 4)),
        ("really", format_significant(promise.really, 4)),
        ("off by", _off(promise)),
    )


def _change(change: float) -> str:
    if 0.0005 <= abs(change) < 100:
        return format_number(change, 2 if abs(change) >= 0.1 else 4)
    return format_significant(change, 3)


def _off(promise: Promise) -> str:
    """Say it as a share of the change of the loss where that means something."""
    share = promise.share
    if not share <= _LARGEST_SHARE:
        return format_significant(promise.off, 2)
    percent = 100.0 * share
    text = "< 0.1" if 0 < percent < 0.1 else format_number(percent, 1 if percent < 10 else 0)
    return f"{text} % of the change"
