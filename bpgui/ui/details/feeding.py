"""What an input unit feeds: how much of it reaches every unit it is connected to."""

from bpgui.ui.details.evidence import Evidence, Link, outgoing
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.details.symbols import a_symbol, indexed, place
from bpgui.ui.mathematics.formula import Formula, compose, given, guarded, live, name

MOST = 4
"""Connections written out."""


def explain_feeds(evidence: Evidence, unit: int) -> Explanation:
    """Explain what an input adds to the pre-activation of each unit it feeds."""
    network = evidence.network
    links = outgoing(network, 0, unit)
    caption = f"What {unit_phrase(network, 0, unit)} feeds"
    if not links:
        return Explanation(caption, evidence.about, note="Nothing receives from this input.")
    largest = sorted(links, key=lambda link: -abs(link.weight))[:MOST]
    chosen = [link for link in links if link in largest]
    lines = tuple(line for link in chosen for line in _lines(evidence, unit, link))
    note = "Each is one term of the pre-activation z of the unit it reaches."
    if len(links) > MOST:
        note += f" The largest {MOST} of {len(links):,} are shown."
    return Explanation(caption, evidence.about, lines, note)


def _lines(evidence: Evidence, unit: int, link: Link) -> tuple[Formula, ...]:
    network, a = evidence.network, evidence.a(0, unit)
    to = place(network, link.layer, link.unit)
    formula = compose(
        "into {target}: {w} {x} = {weight} · {value}",
        target=a_symbol(evidence, link.layer, link.unit),
        w=indexed(name("w", of=link.which), to, place(network, 0, unit)),
        x=a_symbol(evidence, 0, unit),
        weight=live(link.weight, link.which),
        value=guarded(given(a, evidence.which("a", 0, unit))),
    )
    return formula, compose("= {product}", product=live(link.weight * a))
