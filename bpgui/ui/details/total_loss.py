"""The loss of the whole training set, the number in the control bar, from those of its patterns."""

import numpy as np

from bpgui.core.passes import forward, output_delta
from bpgui.session.excerpt import excerpt
from bpgui.session.inspection import Inspection
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.sums import Terms, shown
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

_CAPTION = "Loss of the training set"


def explain_total_loss(session: Session, terms: Terms | None) -> Explanation:
    """Explain the training loss as the sum or the mean of the losses of the patterns.

    `terms` are these, if they are to be shown.
    """
    rows, mean = session.dataset.train, session.settings.reduction == "mean"
    outer = mean_of(len(rows)) if mean else ()
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
    if terms is None:
        note = "Estimated from a part of the patterns." if session.estimates_loss else ""
        if session.dataset.absence:
            note = "The patterns are not here: this is what the loss was."
        return Explanation(_CAPTION, about, (formula, result), note)
    if len(rows) == 1:  # its loss is explained above
        return Explanation(_CAPTION, about, (formula, result))
    template = "= {outer}({terms})" if mean else "= {terms}"
    numbers = compose(template, outer=outer, terms=shown(terms))
    return Explanation(_CAPTION, about, (formula, numbers, result))


def mean_of(count: int) -> Formula:
    """Return what stands before the sum in a mean: 1/n."""
    return (*fraction(words("1"), words(format_count(count))), *words(" · "))


def pattern_losses(inspection: Inspection) -> Terms | None:
    """Return the loss of each training pattern; None where not all can be looked at, or none."""
    document, settings = inspection.document, inspection.settings
    data, network = document.dataset, document.network
    rows = data.train
    if data.absence or len(excerpt(rows, network)) < len(rows):
        return None
    with np.errstate(all="ignore"):
        found = forward(network, data.x_of(rows))
        z, a = found.z[-1], found.a[-1]
        losses, _, _ = output_delta(network, z, a, data.y[rows], settings)

    def write(place: int) -> Formula:
        return live(float(losses[place]), Quantity("loss", pattern=int(rows[place])))

    def call(place: int) -> Formula:
        return words(f"pattern {format_count(int(rows[place]) + 1)}")

    return Terms(losses, write, call, Quantity("loss_terms"))
