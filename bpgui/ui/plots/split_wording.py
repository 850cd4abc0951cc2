"""What the panel of the update split says: in its heading, under the pointer, instead of a plot."""

import math

from bpgui.core.arrays import FloatArray
from bpgui.session.session import Session
from bpgui.session.update_traces import Traces
from bpgui.ui.numbers import MINUS, format_significant
from bpgui.ui.plots.present import format_sweep
from bpgui.ui.theme import PARTS

_HINT = "Select a weight or a bias in the network: here is what its changes are made of."
_EMPTY = (
    "Press Run: what each sweep changes is stacked here in its parts, summed over its updates: the "
    "gradient part −η ∂L/∂w, the momentum part α Δw′ and the decay part −λ w."
)
_HIDDEN = "A number of the next update is yours to work out: its parts show here after that."


def sentence_instead(session: Session, index: int | None) -> str:
    """Return what stands in place of the plot of a parameter; nothing if it can be drawn."""
    if index is None:
        return _HINT
    if session.hidden.hides_parameter("updated", index):
        return _HIDDEN
    return _EMPTY if session.newest_update == 0 and not session.running else ""


def remark(session: Session, index: int, traces: Traces) -> str:
    """Say which changes are shown, and what of them is missing or estimated."""
    said = [session.parameter_name(index), _what_is_shown(session, traces)]
    if traces.estimated:
        said.append(f"≈ from {traces.seen:,} of {traces.of:,} patterns")
    if traces.missing and not session.running:
        said.append(f"{traces.missing:,} to compute")
    if session.network.locked[index]:
        said.append("locked now")
    return " · ".join(said)


def _what_is_shown(session: Session, traces: Traces) -> str:
    fewest, most = traces.updates
    if not traces.whole:
        patterns = len(session.dataset.train)
        updates = math.ceil(patterns / session.settings.patterns_per_update(patterns))
        if updates > 1:
            return f"first of the {updates:,} updates of each kept sweep, too many to add up"
        return "update of each kept sweep"
    if most <= 1:
        return "update of each kept sweep" if most else "change over each kept sweep"
    count = f"{most:,}" if fewest == most else f"{fewest:,}–{most:,}"
    return f"change over each kept sweep ({count} updates)"


def told(sweep: float, parts: FloatArray, *, whole: bool) -> str:
    """Say what the parts at a sweep are, and their sum, in two lines.

    If they are of the whole sweep that follows, it says so.
    """
    values = zip(PARTS, parts.tolist(), strict=True)
    numbers = [f"{part} {format_significant(value, 3)}" for part, value in values]
    total = format_significant(sum(parts.tolist()), 3)
    when = format_sweep(sweep) + (f" → {format_sweep(sweep + 1)}" if whole else "")
    return f"sweep {when} · sum {total}\n{' · '.join(numbers)}"


def told_shortly(sweep: float, parts: FloatArray) -> str:
    """Say it in one line, in which the parts stand in the order of the legend."""
    first, *others = (format_significant(float(part), 3) for part in parts)
    signed = [f" − {v.removeprefix(MINUS)}" if v[0] == MINUS else f" + {v}" for v in others]
    total = format_significant(sum(parts.tolist()), 3)
    return f"sweep {format_sweep(sweep)} · {first}{''.join(signed)} = {total}"
