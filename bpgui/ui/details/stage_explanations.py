"""What is explained where nothing is selected: the numbers that an update found last."""

from dataclasses import replace
from functools import partial

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.network import Network
from bpgui.session.walk import Walk
from bpgui.ui.details.evidence import Evidence, incoming
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.naming import parameter_phrase, parameter_title, unit_phrase
from bpgui.ui.details.telling import (
    tell_error_signal,
    tell_forward,
    tell_gradient,
    tell_loss,
    tell_update,
)
from bpgui.ui.details.to_come import line_groups
from bpgui.ui.mathematics.formula import Formula, compose, given, name, words

MOST = 3
"""Numbers explained at once."""
_MOST_VALUES = 6


def explain_stage(moment: Moment, walk: Walk) -> list[Explanation]:
    """Explain the numbers found last: a few of them, and say how many more there are."""
    kind = walk.stage.kind
    if kind == "present":
        return [explain_pattern(moment.presented)]
    if kind == "loss":
        return [tell_loss(moment)]
    if kind in ("gradient", "change"):
        return _of_parameters(moment, walk)
    layer, units = walk.units_at_work
    tell = partial(tell_error_signal, moment) if kind == "delta" else partial(_half, moment, kind)
    found = _noted_once([tell(layer, unit) for unit in units[:MOST]])
    return _with_more(found, len(units), "units")


def explain_pattern(evidence: Evidence) -> Explanation:
    """Show the values of the first pattern: what goes in, and what should come out."""
    inputs = [
        given(evidence.a(0, unit), evidence.which("a", 0, unit))
        for unit in range(evidence.network.n_inputs)
    ]
    targets = [
        given(evidence.target(unit), evidence.which("target", evidence.last, unit))
        for unit in range(evidence.network.n_outputs)
    ]
    lines = (_vector("x", inputs), _vector("y", targets))
    return Explanation("The pattern: inputs and targets", evidence.about, lines)


def _vector(letter: str, values: list[Formula]) -> Formula:
    shown = [*values[:_MOST_VALUES], *([words("…")] if len(values) > _MOST_VALUES else [])]
    inside: Formula = ()
    for value in shown:
        inside = (*inside, *words(", "), *value) if inside else value
    template = "{x} = ({values})" if len(values) > 1 else "{x} = {values}"
    return compose(template, x=name(letter), values=inside)


def _half(moment: Moment, kind: str, layer: int, unit: int) -> Explanation:
    """Return the lines of z alone, or of a alone."""
    whole = tell_forward(moment, layer, unit)
    groups = line_groups(whole)
    what = unit_phrase(moment.presented.network, layer, unit)
    if kind == "z":
        return replace(whole, caption=f"Pre-activation of {what}", lines=groups[0], note="")
    return replace(whole, caption=f"Activation of {what}", lines=groups[-1])


def _of_parameters(moment: Moment, walk: Walk) -> list[Explanation]:
    network, stage = moment.presented.network, walk.stage
    if stage.kind == "gradient" and walk.by_unit:
        indices = _leading_into(network, stage.layer, stage.unit)
    else:
        indices = np.flatnonzero(network.present)
    tell = tell_gradient if stage.kind == "gradient" else tell_update
    found = []
    for index in indices[::-1][:MOST].tolist():
        explanation = tell(moment, index)
        title = parameter_title(network, index)
        what = f"{title[:1].lower()}{title[1:]}, {parameter_phrase(network, index)}"
        found.append(replace(explanation, caption=f"{explanation.caption}: {what}"))
    return _with_more(found, len(indices), "weights and biases")


def _noted_once(found: list[Explanation]) -> list[Explanation]:
    """Leave out each note that stands above already."""
    notes = [each.note for each in found]
    return [
        replace(each, note="") if each.note in notes[:place] else each
        for place, each in enumerate(found)
    ]


def _leading_into(network: Network, layer: int, unit: int) -> IntArray:
    """Return the present weights into a unit, and its bias."""
    indices = [link.index for link in incoming(network, layer, unit)]
    if network.layers[layer].bias and network.present[network.bias_index(layer, unit)]:
        indices.append(network.bias_index(layer, unit))
    return np.array(indices, dtype=np.intp)


def _with_more(found: list[Explanation], count: int, what: str) -> list[Explanation]:
    more = count - len(found)
    if found and more > 0:
        note = f"And {more:,} more {what}: click one in the diagram to see its own."
        if more == 1:
            note = "And one more: click it in the diagram."
        found[-1] = replace(found[-1], note=" ".join(filter(None, (found[-1].note, note))))
    return found
