"""Explanations are right, say the same as the core, and recompute from the numbers shown."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.network import create_network
from bpgui.core.settings import RateChange, TrainingSettings
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence, incoming, outgoing
from bpgui.ui.details.explanation import Explanation, explain_forward, explain_loss
from bpgui.ui.details.naming import parameter_phrase, parameter_title, unit_phrase
from bpgui.ui.details.update_split import explain_split, split_of
from bpgui.ui.details.weight_update import check_parameter, explain_gradient, explain_update
from bpgui.ui.mathematics.formula import Formula, compose, live, live_beside, plain, spans
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import assert_recomputes, computed


def worked_example(loss: str) -> Evidence:
    problem = PROBLEMS["worked-example"]
    data = problem.make()
    settings = replace(problem.settings, loss=loss, learning_rate=0.1, momentum=0.0)
    return Evidence.gather(problem_network(problem), settings, (1,), data.x, data.y)


def shown(explanation: Explanation) -> list[str]:
    return explanation.text.split("\n")


def all_evidence(case: Case) -> Evidence:
    numbers = tuple(range(1, len(case.inputs) + 1))
    return Evidence.gather(case.network, case.settings, numbers, case.inputs, case.targets)


# ---- the worked example, whose numbers are known --------------------------------------------


def test_that_the_worked_example_shows_the_error_signal_of_the_paper() -> None:
    evidence = worked_example("half-squared-error")

    assert shown(explain_forward(evidence, 1, 0))[-1] == "= 0.7503"
    assert shown(explain_forward(evidence, 2, 0))[-1] == "= 0.6457"
    assert shown(explain_loss(evidence))[-1] == "= 0.06276"
    assert shown(explain_error_signal(evidence, 2, 0)) == [
        "δ = ∂L/∂ŷ · f′(z) = −(y − ŷ) · ŷ(1 − ŷ)",
        "= −(1 − 0.6457) · 0.6457 · (1 − 0.6457)",
        "= −0.08105",
    ]
    assert shown(explain_error_signal(evidence, 1, 0))[-1] == "= −0.01215"
    assert shown(explain_gradient(evidence, 2)) == [
        "∂L/∂w = δ · h₁ = −0.08105 × 0.7503",
        "= −0.06081",
    ]
    assert shown(explain_update(evidence, 2, np.zeros(3), 0))[-1] == "= 0.806081"


def test_that_the_squared_error_shows_the_factor_of_two() -> None:
    evidence = worked_example("squared-error")

    assert shown(explain_loss(evidence)) == ["L = (y − ŷ)²", "= (1 − 0.6457)²", "= 0.1255"]
    assert shown(explain_error_signal(evidence, 2, 0)) == [
        "δ = ∂L/∂ŷ · f′(z) = −2(y − ŷ) · ŷ(1 − ŷ)",
        "= −2 · (1 − 0.6457) · 0.6457 · (1 − 0.6457)",
        "= −0.1621",
    ]
    assert shown(explain_gradient(evidence, 2))[-1] == "= −0.1216"
    assert shown(explain_gradient(evidence, 1))[-1] == "= −0.04860"
    assert shown(explain_update(evidence, 2, np.zeros(3), 0))[-1] == "= 0.81216"


def test_that_cross_entropy_with_a_sigmoid_subtracts_the_target() -> None:
    evidence = worked_example("cross-entropy")

    assert shown(explain_error_signal(evidence, 2, 0)) == [
        "δ = ∂L/∂ŷ · f′(z) = (ŷ − y)/(ŷ(1 − ŷ)) · ŷ(1 − ŷ) = ŷ − y",
        "= 0.6457 − 1",
        "= −0.3543",
    ]


# ---- any network ----------------------------------------------------------------------------


@given(cases(), st.data())
def test_that_the_numbers_shown_recompute_to_the_results_shown(
    case: Case, data: st.DataObject
) -> None:
    batch = all_evidence(case)
    one = Evidence.gather(case.network, case.settings, (1,), case.inputs[:1], case.targets[:1])
    rng = np.random.default_rng(1)
    velocity = rng.normal(size=case.network.n_parameters) * case.network.trainable
    assert_recomputes(explain_loss(one))
    for layer, units in enumerate(case.network.layers):
        unit = data.draw(st.integers(0, units.units - 1))
        assert_recomputes(explain_forward(one, layer, unit))
        assert_recomputes(explain_error_signal(one, layer, unit))
    present = np.flatnonzero(case.network.present)
    if len(present):
        index = int(data.draw(st.sampled_from(present.tolist())))
        for evidence in (one, batch):
            assert_recomputes(explain_gradient(evidence, index))
            assert_recomputes(explain_update(evidence, index, velocity, 2))
            assert_recomputes(explain_split(evidence, index, velocity, 2))


@given(cases())
def test_that_the_last_line_is_the_number_of_the_core(case: Case) -> None:
    batch = all_evidence(case)
    for layer, units in enumerate(case.network.layers[1:], start=1):
        for unit in range(units.units):
            assert shown(explain_error_signal(batch, layer, unit))[-1] == (
                "= " + plain(live(float(batch.backward.delta[layer][0, unit])))
            )
    for index in np.flatnonzero(case.network.present).tolist():
        gradient = plain(live(float(batch.backward.gradient[index])))
        assert shown(explain_gradient(batch, index))[-1] == "= " + gradient


def test_that_most_lines_of_a_network_are_recomputed_and_not_skipped() -> None:
    evidence = worked_example("half-squared-error")

    assert assert_recomputes(explain_error_signal(evidence, 1, 0)) == 1
    assert assert_recomputes(explain_forward(evidence, 1, 0)) == 2
    assert assert_recomputes(explain_update(evidence, 0, np.zeros(3), 0)) == 2


def test_that_a_wrong_factor_would_be_noticed() -> None:
    assert not computed("−(1 − 0.6457) · 0.6457 · 0.3543").meets(computed("−0.1621"))
    assert computed("−2 · (1 − 0.6457) · 0.6457 · 0.3543").meets(computed("−0.1621"))


# ---- special cases --------------------------------------------------------------------------


def explained_output(activation: str, settings: TrainingSettings, targets: list[float]) -> str:
    network = create_network([2, len(targets)], output=activation)
    network = network.with_parameters(np.linspace(-1, 1, network.n_parameters))
    inputs, y = np.array([[0.5, -1.0]]), np.array([targets])
    return explain_error_signal(Evidence.gather(network, settings, (1,), inputs, y), 1, 0).text


@pytest.mark.parametrize(
    ("activation", "formula"),
    [
        ("tanh", "δ₁ = ∂L/∂ŷ₁ · f′(z₁) = −(y₁ − ŷ₁) · (1 − ŷ₁²)"),
        ("relu", "δ₁ = ∂L/∂ŷ₁ · f′(z₁) = −(y₁ − ŷ₁) · [z₁ > 0]"),
        ("linear", "δ₁ = ∂L/∂ŷ₁ · f′(z₁) = −(y₁ − ŷ₁) · 1"),
        ("softmax", "δ₁ = ŷ₁ (g₁ − s)"),
    ],
)
def test_that_the_error_signal_follows_the_activation(activation: str, formula: str) -> None:
    text = explained_output(activation, TrainingSettings(), [1.0, 0.0])

    assert formula in text.split("\n")


def test_that_a_softmax_output_within_the_margin_has_no_target() -> None:
    network = create_network([1, 2], output="softmax").with_parameters([0.0, 2.0, 0.0, 0.0])
    settings = TrainingSettings(loss="cross-entropy", margin=0.15)
    targets = np.array([[0.8, 0.5]])  # the outputs are 0.8808 and 0.1192
    evidence = Evidence.gather(network, settings, (1,), np.array([[1.0]]), targets)

    signal = explain_error_signal(evidence, 1, 0)

    assert shown(signal) == [
        "δ₁ = Σₖ ∂L/∂ŷₖ · ∂ŷₖ/∂z₁ = ŷ₁ · Σₖ yₖ − y₁",
        "= 0.8808 · 0.5 − 0",
        "= 0.4404",
    ]
    assert signal.note


def test_that_an_output_within_the_margin_counts_as_no_error() -> None:
    network = create_network([1, 1]).with_parameters([0.0, 2.0])
    settings = TrainingSettings(margin=0.2)
    evidence = Evidence.gather(network, settings, (1,), np.array([[1.0]]), np.array([[1.0]]))

    signal = explain_error_signal(evidence, 1, 0)

    assert shown(signal)[-1] == "= 0"
    assert "Within the margin 0.2" in signal.note
    assert "within the margin 0.2" in explain_loss(evidence).note


def test_that_a_hidden_unit_sums_over_skip_connections_and_shortens_long_sums() -> None:
    network = create_network([1, 1, 3, 4], skip=True)
    network = network.with_parameters(np.linspace(-1, 1, network.n_parameters))
    evidence = Evidence.gather(
        network, TrainingSettings(), (1,), np.array([[1.0]]), np.array([[1.0, 0.0, 1.0, 0.0]])
    )

    text = explain_error_signal(evidence, 1, 0).text

    assert len(outgoing(network, 1, 0)) == 7
    assert "_(Hidden 2)" in text
    assert "_(Output)" in text
    assert "(2 more)" in text
    assert len(incoming(network, 3, 0)) == 5
    assert assert_recomputes(explain_error_signal(evidence, 1, 0)) == 1


def test_that_a_batch_says_what_it_sums_over() -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1])
    inputs, targets = np.arange(6.0).reshape(6, 1), np.ones((6, 1))
    settings = TrainingSettings(update="sweep", reduction="mean")
    batch = Evidence.gather(network, settings, tuple(range(1, 7)), inputs, targets)

    gradient = explain_gradient(batch, 0)

    assert gradient.about == "mean over 6 patterns"
    assert shown(gradient)[0] == "∂L/∂w = 1/6 · Σₚ δ · x₁"
    assert "(4 more)" in shown(gradient)[1]
    assert assert_recomputes(gradient) == 1


@pytest.mark.parametrize("loss", ["half-squared-error", "squared-error"])
def test_that_the_loss_of_a_run_beyond_all_bounds_is_infinite(loss: str) -> None:
    network = create_network([1, 1], output="linear").with_parameters([1e200, 0.0])
    evidence = Evidence.gather(
        network, TrainingSettings(loss=loss), (1,), np.array([[1.0]]), np.array([[1.0]])
    )
    assert shown(explain_loss(evidence))[-1] == "= ∞"


def test_that_an_update_shows_decay_and_the_rates_of_the_schedule() -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1])
    settings = TrainingSettings(decay=0.1, schedule=(RateChange(10, 0.5, 0.8),))
    batch = Evidence.gather(network, settings, (1,), np.array([[2.0]]), np.array([[1.0]]))

    before = explain_update(batch, 0, np.array([0.25, 0.0]), 9)
    after = explain_update(batch, 0, np.array([0.25, 0.0]), 10)

    assert "−0.25 × " in before.text
    assert before.note == ""
    assert "−0.5 × " in after.text
    assert "0.8 × 0.2500" in after.text
    assert "− λ w" in after.text
    assert "− 0.1 × 0.5000" in after.text
    assert "sweep 10" in after.note


def test_that_a_locked_weight_has_no_update() -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1]).with_locked(0, locked=True)
    batch = Evidence.gather(network, TrainingSettings(), (1,), np.array([[2.0]]), np.array([[1.0]]))

    update = explain_update(batch, 0, np.zeros(2), 0)

    assert update.lines == ()
    assert update.note.startswith("Locked")


def test_that_the_parts_of_a_change_are_shown_and_add_up() -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1])
    settings = TrainingSettings(learning_rate=0.25, momentum=0.8, decay=0.1)
    batch = Evidence.gather(network, settings, (1,), np.array([[2.0]]), np.array([[1.0]]))

    split = explain_split(batch, 0, np.array([0.25, 0.0]), 0)

    # z = 1.1, ŷ = 0.75026, δ = −(1 − ŷ) ŷ (1 − ŷ) = −0.046793, times the input 2
    assert shown(split) == [
        "gradient: −η ∂L/∂w = −0.25 × (−0.09359)",
        "= 0.02340",
        "momentum: α Δw′ = 0.8 × 0.2500",
        "= 0.2000",
        "decay: −λ w = −0.1 × 0.5000",
        "= −0.05000",
        "sum = 0.02340 + 0.2000 − 0.05000",
        "= 0.1734",
    ]
    assert split.note == ""
    assert assert_recomputes(split) == 4
    new = explain_update(batch, 0, np.array([0.25, 0.0]), 0)
    assert shown(new)[-1] == "= 0.6734"
    assert float(split_of(batch, 0, np.array([0.25, 0.0]), 0).change[0]) == pytest.approx(
        0.17340, abs=1e-5
    )


@pytest.mark.parametrize(
    ("momentum", "decay", "parts", "note"),
    [
        (0.0, 0.0, ["gradient"], "the gradient part is all"),
        (0.5, 0.0, ["gradient", "momentum", "sum"], "Decay is off (λ = 0)."),
        (0.0, 0.1, ["gradient", "decay", "sum"], "Momentum is off (α = 0)."),
    ],
)
def test_that_parts_that_are_off_are_left_out_and_said_to_be(
    momentum: float, decay: float, parts: list[str], note: str
) -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1])
    settings = TrainingSettings(momentum=momentum, decay=decay)
    batch = Evidence.gather(network, settings, (1,), np.array([[2.0]]), np.array([[1.0]]))

    split = explain_split(batch, 1, np.array([0.25, 0.5]), 0)

    told = [line.split(" ")[0].rstrip(":") for line in shown(split) if not line.startswith("=")]
    assert told == parts
    assert note in split.note
    assert "∂L/∂b" in shown(split)[0]


def test_that_a_locked_weight_has_no_parts() -> None:
    network = create_network([1, 1]).with_parameters([0.5, 0.1]).with_locked(0, locked=True)
    settings = TrainingSettings(momentum=0.5, decay=0.1)
    batch = Evidence.gather(network, settings, (1,), np.array([[2.0]]), np.array([[1.0]]))

    split = explain_split(batch, 0, np.zeros(2), 0)

    assert split.lines == ()
    assert split.note.startswith("Locked")


def test_that_the_central_difference_agrees_and_that_a_wrong_gradient_does_not() -> None:
    evidence = worked_example("half-squared-error")
    wrong = replace(
        evidence, backward=replace(evidence.backward, gradient=2 * evidence.backward.gradient)
    )

    found, refuted = check_parameter(evidence, 2), check_parameter(wrong, 2)

    assert found is not None
    assert refuted is not None
    assert found.agrees
    assert found.text.startswith("✓ −0.06081 rel. error")
    assert not refuted.agrees
    assert refuted.text.startswith("✗")


def test_that_names_say_where_a_parameter_belongs() -> None:
    network = create_network([2, 12, 1], input_names=("petal length", "x₂"))

    weight = network.weight_index(2, 0, 1, 1)
    assert parameter_title(network, weight) == "Weight w₁₂"
    assert parameter_phrase(network, weight) == "hidden unit 2 → output 1"
    assert parameter_title(network, network.weight_index(2, 0, 1, 11)) == "Weight w₁,₁₂"
    assert parameter_phrase(network, network.weight_index(1, 0, 0, 0)) == (
        "petal length → hidden unit 1"
    )
    assert parameter_title(network, network.bias_index(1, 2)) == "Bias b₃"
    assert parameter_phrase(network, network.bias_index(1, 2)) == "of hidden unit 3"
    digits = create_network([1, 1, 2], output_names=("0", "1"))
    assert unit_phrase(digits, 2, 0) == "“0”"
    deep = create_network([1, 2, 2, 1])
    assert unit_phrase(deep, 2, 0) == "unit 1 of hidden layer 2"


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [
        (0.99998, 1.0, "0.99998000"),
        (0.5, 1.0, "0.5000"),
        (1.0, 1.0, "1.000"),
        (1e17, 1e17 - 16, "1.000·10¹⁷"),
    ],
)
def test_that_a_number_beside_another_shows_the_distance(
    value: float, other: float, text: str
) -> None:
    assert plain(live_beside(value, other)) == text


def test_that_single_letters_are_variables_and_words_are_not() -> None:
    formula: Formula = compose("L = max(0, z)")

    assert [span.text for span in spans(formula) if span.kind == "variable"] == ["L", "z"]
