"""One path as a row: its units, its product with the numbers in, its value.

The numbers of a product recompute to its value within the rounding shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.path_search import Unit
from bpgui.core.paths import Path
from bpgui.session.quantity import Quantity
from bpgui.session.trace import Trace
from bpgui.ui.blame.question import Question, unit_name
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.mathematics.formula import Formula, given, guarded, live, plain, words
from bpgui.ui.numbers import format_significant


@dataclass(frozen=True)
class Row:
    """One path.

    Attributes
    ----------
    names
        The units on it, as "h₂ → ŷ".
    symbols
        What the numbers are, as "δ(ŷ) × w(h₂ → ŷ) × f′(h₂) × x₁".
    factors
        What is multiplied, from the output's error back to the weight.
    value
        The product.
    trace
        What is lit for it in the diagram.
    """

    names: str
    symbols: str
    factors: tuple[Formula, ...]
    value: float
    trace: Trace

    @cached_property
    def formula(self) -> Formula:
        """The whole product."""
        return product(self.factors)

    @property
    def number(self) -> str:
        """The value as text."""
        return format_significant(self.value, digits.count)

    @property
    def text(self) -> str:
        """The row as plain text."""
        return f"{self.names}: {plain(self.formula)} = {self.number}"


def product(factors: Sequence[Formula]) -> Formula:
    """Return factors joined by multiplication signs."""
    nodes = list(factors[0])
    for factor in factors[1:]:
        nodes.extend((*words(" × "), *factor))
    return tuple(nodes)


def row_of(evidence: Evidence, question: Question, path: Path) -> Row:
    """Return the row of a path; over several patterns what differs between them is summed."""
    network = question.network
    several = len(evidence.numbers) > 1
    factors = _summed(question, path) if several else _factors(evidence, question, path)
    units, parameters = path.units, path.connections
    if question.parameter is not None:
        parameters = (question.parameter, *parameters)
    if question.source is not None:
        units = (question.source, *units)
    names = " → ".join(unit_name(network, unit) for unit in path.units)
    symbols = " × ".join(_symbols(question, path, several=several))
    return Row(names, symbols, tuple(factors), path.product, Trace(units, parameters))


def _factors(evidence: Evidence, question: Question, path: Path) -> list[Formula]:
    """Return what is multiplied for the one pattern, from the output's error back."""
    output = path.units[-1]
    factors = [live(evidence.delta(*output), evidence.which("delta", *output))]
    for index, unit in zip(path.connections[::-1], path.units[-2::-1], strict=True):
        factors.append(_weight(question, index))
        factors.extend(_slope(evidence, unit))
    if question.source is not None:
        of, a = evidence.which("a", *question.source), evidence.a(*question.source)
        factors.append(guarded(given(a, of) if question.source[0] == 0 else live(a, of)))
    return factors


def _symbols(question: Question, path: Path, *, several: bool) -> list[str]:
    """Return what the factors are, in the order of a pattern's; summed where there are several."""
    network = question.network
    names = [unit_name(network, unit) for unit in path.units]
    symbols = [f"δ({names[-1]})"]
    weights: list[str] = []
    for place in range(len(names) - 2, -1, -1):
        weight = f"w({names[place]} → {names[place + 1]})"
        (weights if several else symbols).append(weight)
        if network.layers[path.units[place][0]].activation != "linear":
            symbols.append(f"f′({names[place]})")
    if question.source is not None:
        symbols.append(unit_name(network, question.source))
    return [f"Σ({' × '.join(symbols)})", *weights] if several else symbols


def _summed(question: Question, path: Path) -> list[Formula]:
    """Return the sum over the patterns of all that differs between them, and the weights."""
    return [live(path.signal), *(_weight(question, k) for k in path.connections[::-1])]


def _weight(question: Question, index: int) -> Formula:
    value = float(question.network.parameters[index])
    return guarded(live(value, Quantity.of_parameter("parameter", index)))


def _slope(evidence: Evidence, unit: Unit) -> list[Formula]:
    """Return f'(z) of a hidden unit; nothing for a linear one, whose slope is 1."""
    layer, place = unit
    activation = evidence.network.layers[layer].activation
    if activation == "linear":
        return []
    z, a = evidence.forward.z[layer][0, place], evidence.forward.a[layer][0, place]
    value = float(ACTIVATIONS[activation].derivative(z, a))
    of = evidence.which("slope", layer, place)
    return [given(value, of) if activation == "relu" else live(value, of)]
