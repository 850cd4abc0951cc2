"""Numbers in explanations know which they are: each leads to an explanation that shows the same."""

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import FloatArray
from bpgui.core.update_rule import next_velocity, updated
from bpgui.session.quantity import SUMS, Quantity
from bpgui.ui.details.error_signal import explain_error_signal, explain_loss_slope
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation, explain_forward, explain_loss, explain_slope
from bpgui.ui.details.update_split import explain_split
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.mathematics.formula import Span, spans
from bpgui.ui.numbers import MINUS
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import number

SWEEP = 2


def known_value(of: Quantity, batch: Evidence, velocity: FloatArray) -> float:
    """Return what a number is, taken from the passes and the update rule of the core."""
    network, settings, row = batch.network, batch.settings, of.pattern
    z, a = batch.forward.z, batch.forward.a
    if of.kind in ("z", "a", "delta", "slope"):
        f = ACTIVATIONS[network.layers[of.layer].activation]
        slope = f.derivative(z[of.layer], a[of.layer])
        table = {"z": z[of.layer], "a": a[of.layer], "slope": slope,
                 "delta": batch.backward.delta[of.layer]}  # fmt: skip
        return float(table[of.kind][row, of.unit])
    if of.kind == "target":
        return float(batch.targets[row, of.unit])
    if of.kind == "dloss_da":
        return float(batch.backward.dloss_da[row, of.unit])
    if of.kind == "loss":
        return batch.backward.loss if row < 0 else float(batch.backward.pattern_losses[row])
    eta, alpha = settings.rates_at(SWEEP)
    if of.index < 0:
        return {"eta": eta, "alpha": alpha, "decay": settings.decay}[of.kind]
    gradient, trainable = batch.backward.gradient, network.trainable
    change = next_velocity(velocity, gradient, trainable, settings, SWEEP)
    new = updated(network.parameters, change, trainable, settings)
    return float(
        {
            "parameter": network.parameters,
            "gradient": gradient,
            "velocity": velocity,
            "change": change,
            "updated": new,
            "gradient_part": -eta * gradient,
            "momentum_part": alpha * velocity,
            "decay_part": -settings.decay * network.parameters,
            "whole_change": new - network.parameters,
        }[of.kind][of.index]
    )


def live_numbers(explanation: Explanation) -> Iterator[Span]:
    """Yield the numbers of the network, but for what the rest of a long sum adds up to."""
    for line in explanation.lines:
        for span in spans(line):
            is_rest = span.of is not None and span.of.kind in SUMS
            if span.kind == "live" and not is_rest:
                yield span


def explained(case: Case, data: st.DataObject) -> tuple[Evidence, FloatArray, list[Explanation]]:
    rows = tuple(range(1, len(case.inputs) + 1))
    batch = Evidence.gather(case.network, case.settings, rows, case.inputs, case.targets)
    one = Evidence.gather(case.network, case.settings, (1,), case.inputs[:1], case.targets[:1])
    velocity = np.linspace(-1, 1, case.network.n_parameters) * case.network.trainable
    found = [explain_loss(one), explain_loss_slope(one, 0)]
    for layer, units in enumerate(case.network.layers):
        unit = data.draw(st.integers(0, units.units - 1))
        found += [explain_forward(one, layer, unit), explain_error_signal(one, layer, unit)]
        if layer:
            found.append(explain_slope(one, layer, unit))
    present = np.flatnonzero(case.network.present).tolist()
    if present:
        index = data.draw(st.sampled_from(present))
        found += [
            explain_gradient(batch, index),
            explain_update(batch, index, velocity, SWEEP),
            explain_split(batch, index, velocity, SWEEP),
        ]
    return batch, velocity, found


def is_of_nothing(case: Case, explanation: Explanation) -> bool:
    """Whether an explanation has a number in between that belongs to no unit: s = Σ g ŷ."""
    squared = case.settings.loss != "cross-entropy"
    softmax = case.network.layers[-1].activation == "softmax"
    return squared and softmax and "s = Σₖ" in explanation.text


@given(cases(), st.data())
def test_that_every_number_knows_which_it_is_and_shows_that_one(
    case: Case, data: st.DataObject
) -> None:
    batch, velocity, found = explained(case, data)
    for explanation in found:
        for span in live_numbers(explanation):
            if span.of is None and is_of_nothing(case, explanation):
                continue
            assert span.of is not None, (explanation.text, span)
            value = abs(known_value(span.of, batch, velocity))
            shown = number(span.text.removeprefix(MINUS))
            slack = 1e-12 * max(1.0, value)
            assert shown.low - slack <= value <= shown.high + slack, (span, value)


@given(cases(), st.data())
def test_that_the_symbols_of_the_result_lead_to_it_too(case: Case, data: st.DataObject) -> None:
    _, _, found = explained(case, data)
    for explanation in found:
        if not explanation.lines or "s = Σₖ" in explanation.text:
            continue
        first = next(iter(spans(explanation.lines[0])))
        assert first.of is not None, explanation.text
        results = [
            span.of for line in explanation.lines for span in spans(line) if span.kind != "variable"
        ]
        assert any(first.of.matches(of) for of in results), explanation.text


MEANING = {
    "z": {"z", "slope"}, "f": {"slope"}, "δ": {"delta"}, "y": {"target"}, "ŷ": {"a", "dloss_da"},
    "η": {"eta"}, "α": {"alpha"}, "λ": {"decay"}, "Δ": {"change", "velocity"},
    "L": {"loss", "gradient", "dloss_da"}, "b": {"parameter", "gradient", "change", "velocity"},
}  # fmt: skip


@given(cases(), st.data())
def test_that_a_symbol_stands_for_a_number_of_its_kind(case: Case, data: st.DataObject) -> None:
    _, _, found = explained(case, data)
    letters = set()
    for explanation in found:
        for line in explanation.lines:
            for span in spans(line):
                if span.of is not None and span.text in MEANING:
                    assert span.of.kind in MEANING[span.text], (explanation.text, span)
                    letters.add(span.text)
    assert {"z", "f", "δ", "L"} <= letters
