"""The forward pass and the loss, explained: each quantity as formula, with numbers, and result.

Pure: core values in, formulas out. The error signal, the gradient and the update have modules of
their own beside this one. The numbers of a line recompute to the result below it within the
rounding shown, and each knows which `Quantity` it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

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
from bpgui.ui.details.sums import Part, Terms, shown
from bpgui.ui.details.symbols import a_symbol, indexed, place, slope_symbol, unit_label, z_symbol
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
    template = "{sigma}{w} {a}" + ("" if network.biases(layer) is None else " + {b}")
    right = compose(
        template,
        sigma=summation(name("i")),
        w=indexed(name("w"), place(network, layer, unit), "i"),
        a=indexed(name("a"), "i"),
        b=_bias_symbol(network, layer, unit),
    )
    terms = shown(weighted_terms(evidence, layer, unit))
    result = live(evidence.z(layer, unit), evidence.which("z", layer, unit))
    return equation(z_symbol(evidence, layer, unit), right, terms, result)


def _bias_symbol(network: Network, layer: int, unit: int) -> Formula:
    if network.biases(layer) is None:
        return ()
    of = Quantity.of_parameter("parameter", network.bias_index(layer, unit))
    return indexed(name("b", of=of), place(network, layer, unit))


def weighted_terms(evidence: Evidence, layer: int, unit: int) -> Terms:
    """Return what every unit adds to the z of one, and its bias as the last term."""
    network = evidence.network
    links = incoming(network, layer, unit)
    values = [link.weight * evidence.a(link.layer, link.unit) for link in links]
    biases = network.biases(layer)
    bias = [] if biases is None else [float(biases[unit])]

    def write(place: int) -> Formula:
        if place < len(links):
            return _product(evidence, links[place])
        index = network.bias_index(layer, unit)
        return live(bias[0], Quantity.of_parameter("parameter", index))

    def call(place: int) -> Formula:
        if place == len(links):
            return _bias_symbol(network, layer, unit)
        return unit_label(evidence, links[place].layer, links[place].unit)

    of = evidence.which("z_terms", layer, unit)
    alone = (len(links),) if bias else ()
    return Terms(np.array([*values, *bias]), write, call, of, by_layer(network, links), alone)


def by_layer(network: Network, links: Sequence[Link]) -> tuple[Part, ...]:
    """Return which of some connections lead to or from which layer."""
    layers = dict.fromkeys(link.layer for link in links)
    return tuple(
        Part(
            network.layers[layer].name,
            [place for place, link in enumerate(links) if link.layer == layer],
        )
        for layer in layers
    )


def _product(evidence: Evidence, link: Link) -> Formula:
    a, of = evidence.a(link.layer, link.unit), evidence.which("a", link.layer, link.unit)
    value = given(a, of) if link.layer == 0 else live(a, of)
    return compose("{w} · {a}", w=live(link.weight, link.which), a=guarded(value))
