"""Questions about the forward pass: z and a of a unit, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence, Link, incoming
from bpgui.ui.details.explanation import explain_forward
from bpgui.ui.details.naming import parameter_symbol, unit_phrase
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, groups, make_question
from bpgui.ui.prediction.same_numbers import same_as_activation, same_as_pre_activation
from bpgui.ui.prediction.scene import Scene

MOST_FACTORS = 10
"""Terms of a sum that can be asked for; of more nobody works it out by hand."""
_ELEMENTWISE = ("sigmoid", "tanh", "relu")
_ALSO_NAMED = {"sigmoid": "σ(z)", "tanh": "tanh(z)", "relu": "max(0, z)"}


def ask_z(scene: Scene, layer: int, unit: int) -> Question:
    """Ask for the pre-activation of a unit (1986, eq. 1)."""
    evidence, row = scene.presented, scene.row
    network = evidence.network
    links = incoming(network, layer, unit)
    bias = _bias(evidence, layer, unit)
    factors = [
        factor
        for link in links
        for factor in (
            weight_factor(evidence, layer, unit, link),
            activation_factor(evidence, link.layer, link.unit, row),
        )
    ]
    if bias is not None:
        index = network.bias_index(layer, unit)
        of = Quantity.of_parameter("parameter", index)
        factors.append(Factor(parameter_symbol(network, index), bias, of))
    return make_question(
        Quantity.of_unit("z", layer, unit, row),
        f"What is the pre-activation z of {unit_phrase(network, layer, unit)} {_for(evidence)}?",
        Working(groups(explain_forward(evidence, layer, unit))[0], factors, _weighted_sum),
        _slips_of_z(evidence, layer, unit, links, bias),
        value=evidence.z(layer, unit),
        also_hides=same_as_pre_activation(scene, layer, unit),
    )


def ask_a(scene: Scene, layer: int, unit: int) -> Question:
    """Ask for the activation of a unit (1986, eq. 2)."""
    evidence, row = scene.presented, scene.row
    network = evidence.network
    z = evidence.z(layer, unit)
    is_softmax = network.layers[layer].activation == "softmax"
    units = range(network.layers[layer].units) if is_softmax else (unit,)
    factors = [_z_factor(evidence, layer, k, row) for k in units]
    f = ACTIVATIONS[network.layers[layer].activation].f
    place = unit if is_softmax else 0
    symbol = "output ŷ" if layer == evidence.last else "activation a"
    return make_question(
        Quantity.of_unit("a", layer, unit, row),
        f"What is the {symbol} of {unit_phrase(network, layer, unit)} {_for(evidence)}?",
        Working(
            groups(explain_forward(evidence, layer, unit))[1],
            factors,
            lambda values: float(f(np.array(values))[place]),
        ),
        _slips_of_a(evidence, layer, unit, z),
        value=evidence.a(layer, unit),
        also_hides=same_as_activation(scene, layer, unit),
    )


def weight_factor(evidence: Evidence, layer: int, unit: int, link: Link) -> Factor:
    """Return the weight of a connection into a unit as a factor."""
    network = evidence.network
    index = network.weight_index(layer, unit, link.layer, link.unit)
    of = Quantity.of_parameter("parameter", index)
    return Factor(parameter_symbol(network, index), link.weight, of)


def activation_factor(evidence: Evidence, layer: int, unit: int, row: int) -> Factor:
    """Return the activation of a unit as a factor."""
    symbol = evidence.network.layers[layer].unit_names[unit]
    if layer == evidence.last and not symbol.startswith("ŷ"):
        symbol = f"ŷ of {symbol}"
    return Factor(symbol, evidence.a(layer, unit), Quantity.of_unit("a", layer, unit, row))


def _z_factor(evidence: Evidence, layer: int, unit: int, row: int) -> Factor:
    name = evidence.network.layers[layer].unit_names[unit]
    return Factor(f"z of {name}", evidence.z(layer, unit), Quantity.of_unit("z", layer, unit, row))


def _for(evidence: Evidence) -> str:
    return f"for pattern {evidence.numbers[0]}"


def _bias(evidence: Evidence, layer: int, unit: int) -> float | None:
    biases = evidence.network.biases(layer)
    return None if biases is None else float(biases[unit])


def _weighted_sum(values: Sequence[float]) -> float:
    """Return w a + w a + … of pairs, and a last number without a pair as it is."""
    pairs = zip(values[0::2], values[1::2], strict=False)
    rest = values[-1] if len(values) % 2 else 0.0
    return math.fsum(w * a for w, a in pairs) + rest


def _slips_of_z(
    evidence: Evidence, layer: int, unit: int, links: Sequence[Link], bias: float | None
) -> Iterator[Mistake]:
    z, network = evidence.z(layer, unit), evidence.network
    if bias is not None:
        yield Mistake(z - bias, "The bias is left out: z is the weighted sum plus b.")
        if bias < 0:
            yield Mistake(z - 2 * bias, "The bias is negative, and its sign got lost.")
    for link in links:
        term = link.weight * evidence.a(link.layer, link.unit)
        phrase = unit_phrase(network, link.layer, link.unit)
        yield Mistake(z - term, f"The term of {phrase} is left out of the sum.")
        if link.weight < 0:
            lost = f"The weight from {phrase} is negative, and its sign got lost."
            yield Mistake(z - 2 * term, lost)
    yield Mistake(
        math.fsum(link.weight for link in links) + (bias or 0.0),
        "The activations are left out: each weight is multiplied by the activation it comes from.",
    )
    yield Mistake(
        math.fsum(evidence.a(link.layer, link.unit) for link in links) + (bias or 0.0),
        "The weights are left out: each activation is multiplied by its weight.",
    )
    yield Mistake(
        evidence.a(layer, unit),
        "That is the activation, one step too far: z is the sum before f is applied.",
    )


def _slips_of_a(evidence: Evidence, layer: int, unit: int, z: float) -> Iterator[Mistake]:
    used = evidence.network.layers[layer].activation
    a = evidence.a(layer, unit)
    yield Mistake(z, "That is z: the activation f is not applied to it yet.")
    for other in _ELEMENTWISE:
        if other != used:
            label = ACTIVATIONS[used].label
            label = label if label == "ReLU" else label.lower()
            yield Mistake(
                _applied(other, z),
                f"That is {_ALSO_NAMED[other]}, but the units of this layer use {label}.",
            )
    if used == "softmax":
        power = math.exp(min(z, 700.0))
        yield Mistake(power, "That is exp(z): it is not divided by the sum over all outputs yet.")
    if used == "sigmoid":
        yield Mistake(_applied("sigmoid", -z), "The minus sign in exp(−z) got lost.")
        rest = math.exp(min(-z, 700.0))
        yield Mistake(rest, "That is exp(−z): the fraction 1 / (1 + exp(−z)) is still to come.")
        yield Mistake(1.0 + rest, "That is 1 + exp(−z): σ(z) is 1 divided by it.")
        yield Mistake(a * (1.0 - a), "That is the slope a(1 − a): it belongs to the way back.")
    bias = _bias(evidence, layer, unit)
    if bias and used in _ELEMENTWISE:
        without = _applied(used, z - bias)
        yield Mistake(without, "The bias is left out of z: f is applied to the sum plus b.")


def _applied(activation: str, z: float) -> float:
    return float(ACTIVATIONS[activation].f(np.array([z]))[0])
