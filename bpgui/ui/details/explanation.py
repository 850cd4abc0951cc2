"""The forward pass and the loss, explained: each quantity as formula, with numbers, and result.

Pure: core values in, formulas out. The error signal, the gradient and the update have modules of
their own beside this one. The numbers of a line recompute to the result below it within the
rounding shown, and each knows which `Quantity` it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.session.quantity import Quantity
from bpgui.ui.details.activation_rules import (
    activation_rule,
    function_name,
    slope_number,
    slope_rule,
)
from bpgui.ui.details.evidence import Evidence, Link, incoming
from bpgui.ui.details.loss_rules import loss_rule, margin_note
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.details.sums import Part, Term, ready, shown_parts
from bpgui.ui.details.symbols import a_symbol, indexed, place, slope_symbol, z_symbol
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    given,
    guarded,
    live,
    name,
    plain,
    summation,
    words,
)


@dataclass(frozen=True)
class Explanation:
    """One quantity explained.

    Attributes
    ----------
    caption
        What it is: "Error signal of output 1".
    about
        What the numbers are about: "pattern 3".
    lines
        The formula, the same with numbers (beginning with "="), and the result (likewise).
    note
        A sentence to add, or nothing.
    """

    caption: str
    about: str
    lines: tuple[Formula, ...] = field(default=())
    note: str = ""

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(plain(line) for line in self.lines)


def equation(
    left: Formula, right: Formula, numbers: Formula, result: Formula
) -> tuple[Formula, ...]:
    """Return the lines of an equation: in symbols, with numbers unless there are none, result."""
    between = (compose("= {numbers}", numbers=numbers),) if numbers else ()
    formula = compose("{left} = {right}", left=left, right=right)
    return (formula, *between, compose("= {result}", result=result))


def explain_forward(evidence: Evidence, layer: int, unit: int) -> Explanation:
    """Explain z and a of a unit (1986, eqs. 1 and 2) for the first pattern."""
    network = evidence.network
    caption = f"Forward pass into {unit_phrase(network, layer, unit)}"
    a = evidence.which("a", layer, unit)
    if layer == 0:
        value = given(evidence.a(layer, unit), a)
        line = compose("{a} = {value}", a=a_symbol(evidence, layer, unit), value=value)
        return Explanation(caption, evidence.about, (line,), "The pattern gives this value.")
    rule = activation_rule(evidence, layer, unit)
    right, short = rule.formula, function_name(evidence, layer)
    if short:
        z = z_symbol(evidence, layer, unit)
        right = compose("{f}({z}) = {rule}", f=words(short), z=z, rule=rule.formula)
    lines = (
        *_weighted_input(evidence, layer, unit),
        *equation(
            a_symbol(evidence, layer, unit),
            right,
            rule.numbers,
            live(evidence.a(layer, unit), a),
        ),
    )
    return Explanation(caption, evidence.about, lines)


def explain_slope(evidence: Evidence, layer: int, unit: int) -> Explanation:
    """Explain f'(z) of a unit for the first pattern."""
    caption = f"Slope of {unit_phrase(evidence.network, layer, unit)}"
    rule = slope_rule(evidence, layer, unit)
    symbol, result = slope_symbol(evidence, layer, unit), slope_number(evidence, layer, unit)
    if plain(rule.formula) == plain(result):  # of a linear unit
        line = compose("{symbol} = {result}", symbol=symbol, result=result)
        return Explanation(caption, evidence.about, (line,), rule.note)
    lines = equation(symbol, rule.formula, rule.numbers, result)
    return Explanation(caption, evidence.about, lines, rule.note)


def explain_loss(evidence: Evidence) -> Explanation:
    """Explain the loss of the first pattern."""
    caption = f"Loss: {LOSSES[evidence.settings.loss].label.lower()}"
    rule = loss_rule(evidence)
    of = Quantity("loss", pattern=evidence.numbers[0] - 1)
    result = live(float(evidence.backward.pattern_losses[0]), of)
    lines = equation(name("L", of=of), rule.formula, rule.numbers, result)
    note = " ".join(filter(None, (rule.note, margin_note(evidence))))
    return Explanation(caption, evidence.about, lines, note)


def _weighted_input(evidence: Evidence, layer: int, unit: int) -> tuple[Formula, ...]:
    """Return the lines that lead to z of a unit."""
    network = evidence.network
    links = incoming(network, layer, unit)
    rest, template = [], "{sigma}{w} {a}"
    biases, symbol = network.biases(layer), name("b")
    if biases is not None:
        index = network.bias_index(layer, unit)
        of = Quantity.of_parameter("parameter", index)
        rest = [ready(live(float(biases[unit]), of), float(biases[unit]))]
        template += " + {b}"
        symbol = indexed(name("b", of=of), place(network, layer, unit))
    right = compose(
        template,
        sigma=summation(name("i")),
        w=indexed(name("w"), place(network, layer, unit), "i"),
        a=indexed(name("a"), "i"),
        b=symbol,
    )
    parts = by_layer(network, [(link.layer, _weighted(evidence, link)) for link in links])
    result = live(evidence.z(layer, unit), evidence.which("z", layer, unit))
    return equation(z_symbol(evidence, layer, unit), right, shown_parts(parts, rest), result)


def by_layer(network: Network, terms: Sequence[tuple[int, Term]]) -> list[Part]:
    """Return terms by the layers they belong to."""
    layers = dict.fromkeys(layer for layer, _ in terms)
    return [
        Part(network.layers[layer].name, [term for each, term in terms if each == layer])
        for layer in layers
    ]


def _weighted(evidence: Evidence, link: Link) -> Term:
    value = link.weight * evidence.a(link.layer, link.unit)
    return Term(partial(_product, evidence, link), value)


def _product(evidence: Evidence, link: Link) -> Formula:
    a, of = evidence.a(link.layer, link.unit), evidence.which("a", link.layer, link.unit)
    value = given(a, of) if link.layer == 0 else live(a, of)
    return compose("{w} · {a}", w=live(link.weight, link.which), a=guarded(value))
