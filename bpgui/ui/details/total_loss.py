"""The loss of the whole training set, the number in the control bar, from those of its patterns."""

import numpy as np

from bpgui.core.passes import forward, output_delta
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.sums import Term, ready, shown
from bpgui.ui.details.symbols import indexed
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    live,
    name,
    summation,
    words,
)
from bpgui.ui.numbers import format_count, format_counted

MOST_PATTERNS = 200
"""Patterns whose losses are written out and added up."""
_CAPTION = "Loss of the training set"


def explain_total_loss(session: Session) -> Explanation:
    """Explain the training loss as the sum or the mean of the losses of the patterns."""
    rows, mean = session.dataset.train, session.settings.reduction == "mean"
    count = format_count(len(rows))
    outer = (*fraction(words("1"), words(count)), *words(" · ")) if mean else ()
    loss = Quantity("loss")
    formula = compose(
        "{loss} = {outer}{sigma}{each}",
        loss=name("L", of=loss),
        outer=outer,
        sigma=summation(name("p")),
        each=indexed(name("L"), "p"),
    )
    about = f"{session.settings.reduction} over {format_counted(len(rows), 'pattern')}"
    value = session.losses_seen[0] if session.running else session.loss
    result = compose("= {loss}", loss=live(value, loss))
    if session.running or len(rows) > MOST_PATTERNS:
        note = "" if session.running else f"The losses of {count} patterns are too many to show."
        if session.estimates_loss:
            note = "Estimated from a part of the patterns."
        return Explanation(_CAPTION, about, (formula, result), note)
    if len(rows) == 1:  # its loss is explained above
        return Explanation(_CAPTION, about, (formula, result))
    terms = shown(_losses(session))
    template = "= {outer}({terms})" if mean else "= {terms}"
    numbers = compose(template, outer=outer, terms=terms)
    return Explanation(_CAPTION, about, (formula, numbers, result))


def _losses(session: Session) -> list[Term]:
    """Return the loss of each training pattern."""
    data, network = session.dataset, session.network
    rows = data.train
    with np.errstate(all="ignore"):
        found = forward(network, data.x_of(rows))
        z, a = found.z[-1], found.a[-1]
        losses, _, _ = output_delta(network, z, a, data.y[rows], session.settings)
    return [_term(float(loss), int(row)) for loss, row in zip(losses, rows, strict=True)]


def _term(loss: float, row: int) -> Term:
    number: Formula = live(loss, Quantity("loss", pattern=row))
    return ready(number, loss)
