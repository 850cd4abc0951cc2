"""The forward pass and the loss, explained: each quantity as formula, with numbers, and result.

Pure: core values in, formulas out. The error signal, the gradient and the update have modules of
their own beside this one. The numbers of a line recompute to the result below it within the
rounding shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence, Link, incoming
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    given,
    guarded,
    live,
    live_beside,
    name,
    plain,
    sum_of,
)

MOST_TERMS = 4
"""Terms of a sum written out in full; of longer sums the first `SHOWN_TERMS`."""
SHOWN_TERMS = 2
_BOTH: tuple[Kind, Kind] = ("target", "a")


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


def shown(terms: list[Formula]) -> Formula:
    """Write out a sum, a long one abbreviated."""
    if len(terms) <= MOST_TERMS:
        return sum_of(terms)
    return sum_of(terms[:SHOWN_TERMS], len(terms))


def explain_forward(evidence: Evidence, layer: int, unit: int) -> Explanation:
    """Explain z and a of a unit (1986, eqs. 1 and 2) for the first pattern."""
    network = evidence.network
    caption = f"Forward pass into {unit_phrase(network, layer, unit)}"
    a, of_a = evidence.a(layer, unit), evidence.which("a", layer, unit)
    symbol = name("ŷ" if layer == evidence.last else network.layers[layer].unit_names[unit])
    if layer == 0:
        lines = (compose("{symbol} = {a}", symbol=symbol, a=given(a, of_a)),)
        return Explanation(caption, evidence.about, lines, "The pattern gives this value.")
    z, of_z = evidence.z(layer, unit), evidence.which("z", layer, unit)
    biases = network.biases(layer)
    terms = [_weighted(evidence, link) for link in incoming(network, layer, unit)]
    if biases is not None:
        terms.append(live(float(biases[unit]), _bias(network, layer, unit)))
    rule, applied = _ACTIVATION_LINES[network.layers[layer].activation]
    lines = (
        compose("z = Σ w · a + b" if biases is not None else "z = Σ w · a"),
        compose("= {terms}", terms=shown(terms)),
        compose("= {z}", z=live(z, of_z)),
        compose("{symbol} = " + rule, symbol=symbol),
        *((compose("= " + applied, z=live(z, of_z), minus_z=live(-z, of_z)),) if applied else ()),
        compose("= {a}", a=live(a, of_a)),
    )
    return Explanation(caption, evidence.about, lines)


def explain_loss(evidence: Evidence) -> Explanation:
    """Explain the loss of the first pattern."""
    caption = LOSSES[evidence.settings.loss].label
    lines = [compose("L = " + loss_formula(evidence)), *_loss_numbers(evidence)]
    of = Quantity("loss", pattern=evidence.numbers[0] - 1)
    loss = live(float(evidence.backward.pattern_losses[0]), of)
    lines.append(compose("= {loss}", loss=loss))
    outputs = range(evidence.network.n_outputs)
    spared = sum(not evidence.counts(output) for output in outputs)
    note = ""
    if spared:
        what = "The output is" if len(outputs) == 1 else f"{spared} of {len(outputs)} outputs are"
        margin = plain(given(evidence.settings.margin))
        note = f"{what} within the margin {margin} of the target: no error."
    return Explanation(f"Loss: {caption.lower()}", evidence.about, tuple(lines), note)


def loss_formula(evidence: Evidence) -> str:
    """Return the loss of one pattern as a formula in y and ŷ."""
    squared = {"half-squared-error": "½ ", "squared-error": ""}
    several = evidence.network.n_outputs > 1
    if evidence.settings.loss in squared:
        return squared[evidence.settings.loss] + ("Σ (y − ŷ)²" if several else "(y − ŷ)²")
    if evidence.network.layers[-1].activation == "softmax":
        return "−Σ y · ln ŷ"
    term = "y · ln ŷ + (1 − y) · ln(1 − ŷ)"
    return f"−Σ [{term}]" if several else "−y · ln ŷ − (1 − y) · ln(1 − ŷ)"


def _loss_numbers(evidence: Evidence) -> Iterable[Formula]:
    squared = evidence.settings.loss != "cross-entropy"
    counting = [k for k in range(evidence.network.n_outputs) if evidence.counts(k)]
    if squared:
        terms = [_square(evidence, output) for output in counting]
        half = evidence.settings.loss == "half-squared-error"
    else:
        found = [_entropy(evidence, output) for output in counting]
        terms, half = [term for term in found if term], False
    if not terms:
        return ()
    pattern = "= ½ · ({terms})" if half and len(terms) > 1 else "= {terms}"
    if half and len(terms) == 1:
        pattern = "= ½ · {terms}"
    return (compose(pattern, terms=shown(terms)),)


def _square(evidence: Evidence, output: int) -> Formula:
    y, a = evidence.target(output), evidence.a(evidence.last, output)
    of_y, of_a = (evidence.which(kind, evidence.last, output) for kind in _BOTH)
    return compose("({y} − {a})²", y=given(y, of_y), a=guarded(live_beside(a, y, of_a)))


def _entropy(evidence: Evidence, output: int) -> Formula:
    """Return the cross-entropy of one output; nothing where its logarithm cannot be shown."""
    y, a = evidence.target(output), evidence.a(evidence.last, output)
    softmax = evidence.network.layers[-1].activation == "softmax"
    pieces: list[Formula] = []
    for share, probability in ((y, a), (0.0 if softmax else 1.0 - y, 1.0 - a)):
        if share == 0.0 or probability <= 0.0:
            continue
        of_y, of_a = (evidence.which(kind, evidence.last, output) for kind in _BOTH)
        factor = compose("{share} · ", share=given(share, of_y)) if share != 1.0 else ()
        number = live_beside(probability, 1.0, of_a if probability == a else None)
        pieces.append(compose("−{factor}ln({number})", factor=factor, number=number))
    return sum_of(pieces) if pieces else ()


def _weighted(evidence: Evidence, link: Link) -> Formula:
    a = evidence.a(link.layer, link.unit)
    of = evidence.which("a", link.layer, link.unit)
    value = given(a, of) if link.layer == 0 else live(a, of)
    return compose("{w} · {a}", w=live(link.weight, link.which), a=guarded(value))


def _bias(network: Network, layer: int, unit: int) -> Quantity:
    return Quantity.of_parameter("parameter", network.bias_index(layer, unit))


# How an activation is written as a formula, and with numbers where that adds something.
_ACTIVATION_LINES = {
    "sigmoid": ("σ(z) = 1 / (1 + exp(−z))", "1 / (1 + exp({minus_z}))"),
    "tanh": ("tanh(z)", "tanh({z})"),
    "relu": ("max(0, z)", "max(0, {z})"),
    "linear": ("z", ""),
    "softmax": ("exp(z) / Σ exp(z)", ""),
}
assert _ACTIVATION_LINES.keys() == ACTIVATIONS.keys()  # noqa: S101 (a new one must be explained)
