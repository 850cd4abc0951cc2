"""Questions about the gradient of a weight or bias, and the slips made there.

The slips are wrong on purpose. The right numbers are those of `bpgui.core.passes`.
"""

import math
from collections.abc import Iterator, Sequence

from bpgui.core.network import Address
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.naming import parameter_phrase, parameter_title, unit_phrase
from bpgui.ui.details.weight_update import explain_gradient
from bpgui.ui.prediction.question import Factor, Mistake, Question, Working, groups, make_question
from bpgui.ui.prediction.same_numbers import same_as_signal
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.signals import signal_factor

MOST_PATTERNS = 4
"""Patterns of an update over which a gradient can be asked for."""
_MOST_OTHERS = 8


def ask_gradient(scene: Scene, index: int) -> Question:
    """Ask for dL/dw of the patterns of the next update (1986, eq. 7)."""
    batch = scene.batch
    address = batch.network.address(index)
    weighted = address.source is not None
    factors = []
    for place in range(len(batch.numbers)):
        factors.append(signal_factor(batch, address.layer, address.unit, place))
        if weighted:
            factors.append(_activation(batch, address, place))

    def compute(values: Sequence[float]) -> float:
        if not weighted:
            return batch.share * math.fsum(values)
        pairs = zip(values[0::2], values[1::2], strict=True)
        return batch.share * math.fsum(delta * a for delta, a in pairs)

    letter = "w" if weighted else "b"
    also = [Quantity.of_parameter(kind, index) for kind in ("change", "updated")]
    if len(batch.numbers) == 1 and (not weighted or factors[1].value == 1.0):
        of_delta = same_as_signal(scene, address.layer, address.unit)
        gradient = Quantity.of_parameter("gradient", index)
        also += [factors[0].of, *(each for each in of_delta if each != gradient)]
    return make_question(
        Quantity.of_parameter("gradient", index),
        f"What is the gradient ∂L/∂{letter} of {parameter_words(batch, index)}, {_about(batch)}?",
        Working(groups(explain_gradient(batch, index))[0], factors, compute),
        _slips_of_gradient(batch, address),
        value=float(batch.backward.gradient[index]),
        also_hides=also,
    )


def parameter_words(batch: Evidence, index: int) -> str:
    """Say which weight or bias it is, within a sentence."""
    network = batch.network
    title = parameter_title(network, index)
    return f"{title[:1].lower()}{title[1:]} ({parameter_phrase(network, index)})"


def _about(batch: Evidence) -> str:
    if len(batch.numbers) == 1:
        return f"for pattern {batch.numbers[0]}"
    how = "averaged" if batch.settings.reduction == "mean" else "summed"
    return f"{how} over the {len(batch.numbers)} patterns of the next update"


def _activation(batch: Evidence, address: Address, place: int) -> Factor:
    assert address.source is not None and address.source_unit is not None  # noqa: S101, PT018
    name = batch.network.layers[address.source].unit_names[address.source_unit]
    row = batch.numbers[place] - 1
    suffix = f" (pattern {row + 1})" if len(batch.numbers) > 1 else ""
    of = Quantity.of_unit("a", address.source, address.source_unit, row)
    value = float(batch.forward.a[address.source][place, address.source_unit])
    return Factor(f"{name}{suffix}", value, of)


def _slips_of_gradient(batch: Evidence, address: Address) -> Iterator[Mistake]:
    delta = batch.backward.delta[address.layer][:, address.unit]
    value = float(batch.backward.gradient[_index(batch, address)])
    if address.source is None or address.source_unit is None:
        a = [1.0] * len(delta)
    else:
        a = batch.forward.a[address.source][:, address.source_unit].tolist()
        phrase = unit_phrase(batch.network, address.source, address.source_unit)
        left_out = f"The activation of {phrase} is left out: that is δ alone."
        yield Mistake(batch.share * float(delta.sum()), left_out)
    yield from _slips_of_batch(batch, [float(d) * x for d, x in zip(delta, a, strict=True)])
    if len(batch.numbers) == 1:
        yield from _wrong_units(batch, address, float(delta[0]), float(a[0]))
    yield Mistake(-value, "The sign is turned: the minus comes only with the update, −η ∂L/∂w.")


def _index(batch: Evidence, address: Address) -> int:
    network = batch.network
    if address.source is None or address.source_unit is None:
        return network.bias_index(address.layer, address.unit)
    return network.weight_index(address.layer, address.unit, address.source, address.source_unit)


def _slips_of_batch(batch: Evidence, terms: Sequence[float]) -> Iterator[Mistake]:
    count = len(terms)
    if count == 1:
        return
    total = math.fsum(terms)
    for term, pattern in zip(terms, batch.numbers, strict=True):
        yield Mistake(batch.share * (total - term), f"Pattern {pattern} is left out of the sum.")
        alone = f"That is pattern {pattern} alone; the update uses {count} patterns."
        yield Mistake(term, alone)
    if batch.settings.reduction == "mean":
        yield Mistake(
            total, f"That is the sum over the patterns: it is averaged, divided by {count}."
        )
    else:
        yield Mistake(total / count, "That is the average over the patterns: here they are summed.")


def _wrong_units(batch: Evidence, address: Address, delta: float, a: float) -> Iterator[Mistake]:
    network, layer = batch.network, address.layer
    for unit in _others(network.layers[layer].units, address.unit):
        phrase, own = (unit_phrase(network, layer, k) for k in (unit, address.unit))
        wrong = f"That is with the δ of {phrase}; this weight leads into {own}."
        yield Mistake(float(batch.backward.delta[layer][0, unit]) * a, wrong)
    source, source_unit = address.source, address.source_unit
    if source is None or source_unit is None:
        bias = float(network.parameters[_index(batch, address)])
        yield Mistake(delta * bias, "δ is multiplied by the bias: its gradient is δ itself.")
        return
    own = unit_phrase(network, source, source_unit)
    for unit in _others(network.layers[source].units, source_unit):
        phrase = unit_phrase(network, source, unit)
        wrong = f"That is with the activation of {phrase}; this weight comes from {own}."
        yield Mistake(delta * float(batch.forward.a[source][0, unit]), wrong)
    receiver = unit_phrase(network, layer, address.unit)
    yield Mistake(
        delta * float(batch.forward.a[layer][0, address.unit]),
        f"That is with the activation of {receiver}, where the weight ends; it comes from {own}.",
    )
    if source:
        yield Mistake(
            float(batch.backward.delta[source][0, source_unit]) * a,
            f"That is with the δ of {own}, where the weight begins; it must be that of {receiver}.",
        )
        z = float(batch.forward.z[source][0, source_unit])
        yield Mistake(delta * z, f"z of {own} is used where its activation belongs.")
    weight = float(network.parameters[_index(batch, address)])
    yield Mistake(delta * weight, "δ is multiplied by the weight: it goes with the activation.")


def _others(count: int, own: int) -> list[int]:
    return [k for k in range(count) if k != own][:_MOST_OTHERS]
