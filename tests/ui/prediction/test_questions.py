"""Each question knows its answer, and each slip is answered by the sentence that names it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.network import create_network
from bpgui.core.passes import backward, forward
from bpgui.core.settings import TrainingSettings
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.mathematics.formula import plain
from bpgui.ui.prediction.asking import KINDS, ask, candidates, draw, refusal
from bpgui.ui.prediction.question import Question
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.verdict import Outcome, judge
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import computed


def scene_with(case: Case, *, patterns: int = 1) -> Scene:
    rng = np.random.default_rng(3)
    velocity = rng.normal(size=case.network.n_parameters) * case.network.trainable * 0.1
    patterns = min(patterns, len(case.inputs))
    one, many = (
        Evidence.gather(
            case.network,
            case.settings,
            tuple(range(1, n + 1)),
            case.inputs[:n],
            case.targets[:n],
        )
        for n in (1, patterns)
    )
    return Scene(one, one if patterns == 1 else many, velocity, sweep=2)


def worked_example(loss: str = "half-squared-error", momentum: float = 0.0) -> Scene:
    problem = PROBLEMS["worked-example"]
    data = problem.make()
    settings = replace(problem.settings, loss=loss, momentum=momentum)
    evidence = Evidence.gather(problem_network(problem), settings, (1,), data.x, data.y)
    return Scene(evidence, evidence, np.array([0.01, -0.02, 0.03]), 0)


def all_questions(scene: Scene) -> list[Question]:
    return [ask(scene, quantity) for quantity in candidates(scene, KINDS, None, None)]


def said(question: Question, answer: object) -> str:
    return judge(question, str(answer)).sentence


def true_value(scene: Scene, of: Quantity) -> float:
    """Return a number from passes of its own."""
    one, batch = scene.presented, scene.batch
    final = forward(one.network, one.inputs)
    found = backward(one.network, final, one.targets, one.settings)
    gradient = backward(
        one.network, forward(one.network, batch.inputs), batch.targets, one.settings
    ).gradient
    if of.kind == "loss":
        return float(found.pattern_losses[0])
    if of.kind == "error":
        return float(one.targets[0, of.unit] - final.a[-1][0, of.unit])
    if of.kind in ("z", "a", "delta"):
        layers = {"z": final.z, "a": final.a, "delta": found.delta}[of.kind]
        return float(layers[of.layer][0, of.unit])
    eta, alpha = one.settings.rates_at(scene.sweep)
    change = -eta * gradient[of.index] + alpha * scene.velocity[of.index]
    w = float(one.network.parameters[of.index])
    values = {"gradient": gradient[of.index], "change": change}
    return float(values.get(of.kind, w + change - one.settings.decay * w))


# ---- what is true ---------------------------------------------------------------------------


@given(cases(), st.integers(1, 3))
def test_that_the_answer_is_the_number_of_the_passes(case: Case, patterns: int) -> None:
    scene = scene_with(case, patterns=patterns)
    for question in all_questions(scene):
        assert question.value == pytest.approx(true_value(scene, question.of), rel=1e-12)


@given(cases(), st.integers(1, 4))
def test_that_the_true_number_is_right_and_the_last_line(case: Case, patterns: int) -> None:
    for question in all_questions(scene_with(case, patterns=patterns)):
        assert judge(question, repr(question.value)).outcome is Outcome.RIGHT
        last = plain(question.lines[-1])
        assert last.startswith("= ")
        assert computed(last[2:]).low <= question.value <= computed(last[2:]).high


@given(cases(), st.integers(1, 4))
def test_that_every_slip_is_answered_by_its_sentence(case: Case, patterns: int) -> None:
    for question in all_questions(scene_with(case, patterns=patterns)):
        for place, mistake in enumerate(question.mistakes):
            verdict = judge(question, f"{mistake.value:.17e}")
            before = [
                other
                for other in question.mistakes[:place]
                if abs(other.value - mistake.value) <= 1e-8 * max(question.scale, abs(other.value))
            ]
            if verdict.outcome is Outcome.RIGHT or len(before) > 1:
                continue  # it coincides with the truth, or with two likelier slips
            assert mistake.sentence in verdict.sentence, (question.text, mistake)
            assert verdict.outcome is Outcome.WRONG


@given(cases())
def test_that_a_number_is_hidden_with_what_is_the_same_number(case: Case) -> None:
    scene = scene_with(case)
    for quantity in candidates(scene, ["delta"], None, None):
        question = ask(scene, quantity)
        network = case.network
        for index in np.flatnonzero(network.present).tolist():
            address = network.address(index)
            here = (address.layer, address.unit) == (quantity.layer, quantity.unit)
            a = 1.0
            if address.source is not None and address.source_unit is not None:
                a = case.inputs[0, address.source_unit] if address.source == 0 else 0.5
            gradient = Quantity.of_parameter("gradient", index)
            assert (gradient in question.hides) == (here and a == 1.0)


# ---- the worked example, slip by slip -------------------------------------------------------

DELTA_OUT = Quantity.of_unit("delta", 2, 0, 0)
DELTA_HIDDEN = Quantity.of_unit("delta", 1, 0, 0)
W3 = 2


@pytest.mark.parametrize(
    ("quantity", "typed", "sentence"),
    [
        (DELTA_OUT, "0.08105", "sign is forgotten"),
        (DELTA_OUT, "-0,3543", "slope ŷ(1 − ŷ) is left out"),
        (DELTA_OUT, "−0.2288", "factor 1 − ŷ of the slope"),
        (DELTA_OUT, "-0.1621", "factor 2 is put in"),
        (DELTA_OUT, "0.3543", "Two factors are missing"),
        (DELTA_OUT, "-0.8105", "10 times too large"),
        (DELTA_OUT, "-0.231", "Perhaps: The factor 1 − ŷ of the slope"),
        (DELTA_HIDDEN, "0.06484", "Two slips, perhaps: the sign, and: The slope h₁(1 − h₁)"),
        (DELTA_HIDDEN, "-0.06484", "slope h₁(1 − h₁) is left out"),
        (DELTA_HIDDEN, "-0.01519", "weights are left out"),
        (DELTA_HIDDEN, "-0.01483", "slope of output 1 is used"),
        (Quantity.of_parameter("gradient", W3), "-0.08105", "activation of hidden unit 1 is left"),
        (Quantity.of_parameter("gradient", W3), "0.06081", "comes only with the update"),
        (Quantity.of_unit("z", 1, 0, 0), "0.5", "term of input 2 is left out"),
        (Quantity.of_unit("z", 1, 0, 0), "0.7503", "one step too far"),
        (Quantity.of_unit("a", 1, 0, 0), "1.1", "f is not applied"),
        (Quantity.of_unit("a", 1, 0, 0), "0.8005", "tanh(z)"),
        (Quantity("loss", pattern=0), "0.1255", "factor ½ is left out"),
        (Quantity("loss", pattern=0), "0.1771", "not squared"),
        (Quantity.of_unit("error", 2, 0, 0), "-0.3543", "other way round"),
        (Quantity.of_parameter("updated", W3), "0.79392", "Δw is subtracted"),
    ],
)
def test_that_typical_slips_of_the_worked_example_are_named(
    quantity: Quantity, typed: str, sentence: str
) -> None:
    verdict = judge(ask(worked_example(), quantity), typed)

    assert verdict.outcome is Outcome.WRONG
    assert sentence in verdict.sentence


def test_that_the_lost_factor_of_the_squared_error_is_named() -> None:
    scene = worked_example("squared-error")

    assert "factor 2 is lost" in said(ask(scene, DELTA_OUT), "-0.08105")
    assert "½ is put in" in said(ask(scene, Quantity("loss", pattern=0)), "0.06276")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda g, v: 0.1 * g + 0.5 * v, "goes uphill"),
        (lambda g, _v: -0.1 * g, "momentum part α Δw′ is left out"),
        (lambda g, v: -0.1 * g - 0.5 * v, "momentum part is subtracted"),
        (lambda g, v: -g + 0.5 * v, "learning rate η is left out"),
        (lambda g, _v: g, "That is the gradient"),
    ],
)
def test_that_slips_of_an_update_are_named(
    change: Callable[[float, float], float], sentence: str
) -> None:
    scene = worked_example(momentum=0.5)
    gradient = float(scene.batch.backward.gradient[W3])
    question = ask(scene, Quantity.of_parameter("change", W3))

    assert sentence in said(question, change(gradient, 0.03))


# ---- what is typed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "outcome", "sentence"),
    [
        ("0.6457", Outcome.RIGHT, "Right: it is 0.6457."),
        ("0,65", Outcome.RIGHT, "Right to the 2 digits typed: it is 0.6457."),
        ("0.646", Outcome.RIGHT, "Right to the 3 digits typed: it is 0.6457."),
        ("6.457·10⁻¹", Outcome.RIGHT, "Right: it is 0.6457."),
        ("6.457e-1", Outcome.RIGHT, "Right: it is 0.6457."),
        ("0.6", Outcome.COARSE, "Type one digit more"),
        ("1", Outcome.COARSE, "Type one digit more"),
        ("0.64", Outcome.CLOSE, "Close, but rounded too early: to 4 digits it is 0.6457."),
        ("-0.6457", Outcome.WRONG, "The digits are right, the sign is not."),
        ("0.9", Outcome.WRONG, "Not yet: that is too large."),
        ("2/3", Outcome.WRONG, "Not yet"),
    ],
)
def test_that_an_answer_counts_by_its_digits(typed: str, outcome: Outcome, sentence: str) -> None:
    verdict = judge(ask(worked_example(), Quantity.of_unit("a", 2, 0, 0)), typed)

    assert verdict.outcome is outcome, verdict.sentence
    assert sentence in verdict.sentence


@pytest.mark.parametrize("typed", ["", "abc", "1/0", "1/2/3"])
def test_that_what_is_no_number_is_refused_with_a_sentence(typed: str) -> None:
    question = ask(worked_example(), DELTA_OUT)

    with pytest.raises(ValueError, match=r"\.$"):
        judge(question, typed)


def test_that_the_old_weight_is_not_taken_for_the_new_one() -> None:
    question = ask(worked_example(), Quantity.of_parameter("updated", W3))

    assert judge(question, "0.8").outcome is Outcome.COARSE or "before" in said(question, "0.8")
    assert "before the update" in said(question, "0.80000")
    assert judge(question, "0.80608").outcome is Outcome.RIGHT


def test_that_two_slips_with_one_number_are_both_named() -> None:
    network = create_network([2, 1], bias=False).with_parameters([0.5, 0.25])
    inputs, targets = np.array([[1.0, 2.0]]), np.array([[1.0]])
    evidence = Evidence.gather(network, TrainingSettings(), (1,), inputs, targets)
    question = ask(Scene(evidence, evidence, np.zeros(2), 0), Quantity.of_unit("z", 1, 0, 0))

    sentence = said(question, "0.5")

    assert "input 1 is left out" in sentence
    assert "input 2 is left out" in sentence


# ---- what can be asked ----------------------------------------------------------------------


def test_that_a_selection_is_asked_about() -> None:
    scene, rng = worked_example(), np.random.default_rng(0)
    weight, unit = ParameterSelection(W3), UnitSelection(1, 0)
    of_weight: tuple[Kind, ...] = ("gradient", "change", "updated")
    of_unit: tuple[Kind, ...] = ("z", "a", "delta")
    for kind in of_weight:
        question = draw(scene, [kind], weight, rng)
        assert question is not None
        assert question.of == Quantity.of_parameter(kind, W3)
    for kind in of_unit:
        question = draw(scene, [kind], unit, rng)
        assert question is not None
        assert (question.of.layer, question.of.unit) == (1, 0)
    assert draw(scene, ["loss", "error"], unit, rng) is None


def test_that_long_sums_are_not_asked_for() -> None:
    network = create_network([60, 3, 2])
    network = network.with_parameters(np.linspace(-1, 1, network.n_parameters))
    inputs, targets = np.ones((1, 60)), np.zeros((1, 2))
    evidence = Evidence.gather(network, TrainingSettings(), (1,), inputs, targets)
    scene = Scene(evidence, evidence, np.zeros(network.n_parameters), 0)

    assert "60 connections" in refusal(scene, Quantity.of_unit("z", 1, 0, 0))
    assert not refusal(scene, Quantity.of_unit("z", 2, 0, 0))
    with pytest.raises(ValueError, match="too many to work out by hand"):
        ask(scene, Quantity.of_unit("z", 1, 0, 0))
    kinds = {question.of.kind for question in all_questions(scene)}
    assert kinds == set(KINDS)


def test_that_the_gradient_of_a_large_batch_is_not_asked_for() -> None:
    case = Case(
        create_network([1, 1]).with_parameters([0.5, 0.1]),
        np.arange(6.0).reshape(6, 1),
        np.ones((6, 1)),
        TrainingSettings(update="sweep"),
    )
    scene = scene_with(case, patterns=6)

    assert "6 patterns" in refusal(scene, Quantity.of_parameter("gradient", 0))
    assert not refusal(scene, Quantity.of_parameter("change", 0))


def test_that_a_number_that_is_not_0_is_asked_first() -> None:
    network = create_network([2, 1], bias=False).with_parameters([0.5, 0.25])
    inputs, targets = np.array([[0.0, 1.0]]), np.array([[1.0]])
    evidence = Evidence.gather(network, TrainingSettings(), (1,), inputs, targets)
    scene = Scene(evidence, evidence, np.zeros(2), 0)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        question = draw(scene, ["gradient"], None, rng)
        assert question is not None
        assert question.of.index == 1  # the weight from the input that is 1
        zero = draw(scene, ["gradient"], ParameterSelection(0), rng)
        assert zero is not None
        assert zero.value == 0.0
        assert judge(zero, "0").outcome is Outcome.RIGHT


def test_that_the_same_number_is_not_asked_twice_in_a_row() -> None:
    scene, rng = worked_example(), np.random.default_rng(1)
    before = None
    for _ in range(30):
        question = draw(scene, tuple(KINDS), None, rng, before)
        assert question is not None
        assert question.of != before
        before = question.of


@pytest.mark.parametrize("size", [1e155, 1e200, float("inf")])
@pytest.mark.parametrize("kind", ["loss", "error", "delta", "z", "gradient"])
def test_that_numbers_beyond_all_measure_are_refused(kind: Kind, size: float) -> None:
    network = create_network([1, 1], output="linear").with_parameters([1.0, size])
    settings = TrainingSettings()
    evidence = Evidence.gather(network, settings, (1,), np.array([[1.0]]), np.array([[0.0]]))
    scene = Scene(evidence, evidence, np.zeros(2), 0)
    of = Quantity.of_parameter(kind, 0) if kind == "gradient" else Quantity.of_unit(kind, 1, 0)

    with pytest.raises(ValueError, match="too large to work with"):
        ask(scene, of)
