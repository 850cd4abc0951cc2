"""All terms of a long sum, by size and a page at a time, each of which can be followed.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are. What stands on a page, what
is larger and what is smaller add up to the whole.
"""

from dataclasses import dataclass, replace

from bpgui.ui.details.activation_rules import power_terms
from bpgui.ui.details.error_signal import explain_error_signal, sent_back_terms, slope_terms
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation, explain_forward, explain_loss, weighted_terms
from bpgui.ui.details.loss_rules import output_terms
from bpgui.ui.details.sums import Terms, total
from bpgui.ui.details.symbols import indexed, power
from bpgui.ui.details.to_come import line_groups
from bpgui.ui.details.weight_update import explain_gradient, pattern_terms, share_of
from bpgui.ui.mathematics.formula import (
    Formula,
    Span,
    compose,
    live,
    name,
    sum_of,
    summation,
    words,
)
from bpgui.ui.numbers import format_count, format_counted

ROWS = 12
"""Terms on a page."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A sum with all its terms.

    Attributes
    ----------
    explanation
        Its equation, of which the first line and the result are looked at.
    terms
        What it is made of.
    outer
        A factor before the sum.
    """

    explanation: Explanation
    terms: Terms
    outer: Formula = ()

    def last_page(self) -> int:
        """Return at which term the last page begins."""
        return max(0, len(self.terms) - 1) // ROWS * ROWS


def z_whole(evidence: Evidence, layer: int, unit: int) -> Whole:
    """Return z of a unit as the sum it is."""
    return _of_first(explain_forward(evidence, layer, unit), weighted_terms(evidence, layer, unit))


def delta_whole(evidence: Evidence, layer: int, unit: int) -> Whole:
    """Return what reaches a hidden unit from the units it feeds, which its δ is a multiple of."""
    explained = explain_error_signal(evidence, layer, unit)
    terms = sent_back_terms(evidence, layer, unit)
    k = compose("{w} {d}", w=indexed(name("w"), "k"), d=indexed(words("δ"), "k"))
    formula = compose("{sigma}{term}", sigma=summation(name("k")), term=k)
    return _plain_sum(explained, formula, terms, "Sum in the error signal, before f′(z)")


def power_whole(evidence: Evidence, unit: int) -> Whole:
    """Return what stands below the fraction of a softmax output."""
    formula = compose(
        "{sigma}{power}", sigma=summation(name("k")), power=power(indexed(name("z"), "k"))
    )
    explained = explain_forward(evidence, evidence.last, unit)
    return _plain_sum(explained, formula, power_terms(evidence, unit), "Sum below the fraction")


def slope_whole(evidence: Evidence, unit: int) -> Whole:
    """Return the s that a softmax output takes off the slope of the loss."""
    explained = explain_error_signal(evidence, evidence.last, unit)
    lines = line_groups(explained)[1]
    return Whole(replace(explained, lines=lines, note=""), slope_terms(evidence, unit))


def gradient_whole(batch: Evidence, index: int) -> Whole:
    """Return the gradient of a parameter as the sum over its patterns."""
    whole = _of_first(explain_gradient(batch, index), pattern_terms(batch, index))
    return replace(whole, outer=share_of(batch))


def loss_whole(evidence: Evidence) -> Whole:
    """Return the loss of a pattern as the sum over its outputs."""
    halved = evidence.settings.loss == "half-squared-error"
    whole = _of_first(explain_loss(evidence), output_terms(evidence))
    return replace(whole, outer=words("½ · ") if halved else ())


def explain_whole(whole: Whole, start: int) -> Explanation:
    """Explain a sum by the terms on a page, those before and those after it."""
    explained, values = whole.explanation, whole.terms.values[whole.terms.by_size()]
    ends = {"larger": values[:start], "here": values[start : start + ROWS]}
    ends["smaller"] = values[start + ROWS :]
    parts = [
        (*live(total(each)), *words(f" ({format_count(len(each))} {where})"))
        for where, each in ends.items()
        if len(each)
    ]
    template = "= {outer}({parts})" if whole.outer and len(parts) > 1 else "= {outer}{parts}"
    numbers = compose(template, outer=whole.outer, parts=sum_of(parts))
    first, *_, result = explained.lines
    return replace(explained, lines=(first, numbers, result), note="")


def explain_page(whole: Whole, start: int) -> Explanation:
    """Write the terms of a page, one a line, each with where it comes from."""
    terms = whole.terms
    places = terms.by_size()[start : start + ROWS].tolist()
    lines = tuple(_line(terms, place) for place in places)
    return Explanation("Terms by size", format_counted(len(terms), "term"), lines)


def _line(terms: Terms, place: int) -> Formula:
    written = terms.write(place)
    parts = {"where": terms.call(place), "term": written}
    if len(written) == 1 and isinstance(written[0], Span):
        return compose("{where}: {term}", **parts)
    return compose("{where}: {term} = {value}", **parts, value=live(float(terms.values[place])))


def _of_first(explanation: Explanation, terms: Terms) -> Whole:
    """Return a sum from the first equation of an explanation."""
    return Whole(replace(explanation, lines=line_groups(explanation)[0], note=""), terms)


def _plain_sum(explained: Explanation, formula: Formula, terms: Terms, caption: str) -> Whole:
    """Return a sum that is only a part of an equation."""
    lines = (formula, compose("= {sum}", sum=live(total(terms.values))))
    return Whole(Explanation(caption, explained.about, lines), terms)
