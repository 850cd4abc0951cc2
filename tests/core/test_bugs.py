"""The check catches each mistake, and a mistake that cannot show says why."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.bugs import BUGS, why_hidden
from bpgui.core.gradient_check import GradientReport, check_parameters
from bpgui.core.lesson import Lesson
from bpgui.core.losses import LOSSES
from bpgui.core.network import create_network
from bpgui.core.passes import backward, forward
from bpgui.core.settings import TrainingSettings
from tests.core.topologies import TOPOLOGIES, patterns, topology
from tests.strategies import HIDDEN_ACTIVATIONS, Case, cases

ADMISSIBLE = [
    (output, loss)
    for output, loss in itertools.product(ACTIVATIONS, LOSSES)
    if LOSSES[loss].admits(output)
]
ASKED_FOR = ("derivative", "sign", "factor", "bias", "transpose")


def lesson_on(
    name: str,
    *,
    hidden: str = "tanh",
    output: str = "sigmoid",
    n: int = 5,
    loss: str = "half-squared-error",
    reduction: str = "sum",
) -> Lesson:
    settings = TrainingSettings(loss=loss, reduction=reduction)
    return Lesson(topology(name, hidden, output), *patterns(n), settings)


def checked(lesson: Lesson, gradient: np.ndarray) -> GradientReport:
    return check_parameters(lesson, gradient, np.flatnonzero(lesson.network.present))


def of_bug(name: str, lesson: Lesson) -> GradientReport:
    return checked(lesson, BUGS[name].gradient(lesson))


@pytest.mark.parametrize("name", TOPOLOGIES)
@pytest.mark.parametrize("hidden", HIDDEN_ACTIVATIONS)
@pytest.mark.parametrize(("output", "loss"), ADMISSIBLE)
def test_that_the_check_catches_each_bug_that_can_have_an_effect(
    name: str, hidden: str, output: str, loss: str
) -> None:
    for reduction in ("sum", "mean"):
        lesson = lesson_on(name, hidden=hidden, output=output, loss=loss, reduction=reduction)
        assert not checked(lesson, lesson.gradient()).disagreeing.any()
        for bug in BUGS.values():
            report = checked(lesson, bug.gradient(lesson))
            excuse = bug.excuse(lesson)
            assert report.disagreeing.any() == (not excuse), (bug.name, excuse)
            assert why_hidden(bug, lesson) == excuse


@given(case=cases(masked=True), name=st.sampled_from(list(BUGS)))
def test_that_no_bug_of_any_network_passes_the_check_without_an_excuse(
    case: Case, name: str
) -> None:
    lesson = Lesson(case.network, case.inputs, case.targets, replace(case.settings, margin=0.0))
    right, wrong = checked(lesson, lesson.gradient()), of_bug(name, lesson)
    assert not right.disagreeing.any()
    excuse = why_hidden(BUGS[name], lesson)
    if BUGS[name].excuse(lesson):
        assert excuse
    if excuse:
        assert wrong.errors == pytest.approx(right.errors, abs=2e-4)
    else:
        assert (wrong.errors > 5e-5).any()


def test_that_every_bug_asked_for_is_caught_in_one_network() -> None:
    lesson = lesson_on("chain", loss="squared-error")
    for name in ASKED_FOR:
        report = of_bug(name, lesson)
        assert report.disagreeing.any(), name
        assert report.errors[report.ranking[0]] == report.errors.max()


def test_that_a_flipped_sign_has_an_error_of_two_everywhere() -> None:
    assert of_bug("sign", lesson_on("skip")).errors == pytest.approx(2.0, rel=1e-5)


def test_that_a_lost_factor_makes_every_gradient_half() -> None:
    report = of_bug("factor", lesson_on("skip", loss="squared-error"))
    assert report.gradient == pytest.approx(0.5 * report.slopes, rel=1e-5)


def test_that_a_forgotten_bias_shows_in_biases_only() -> None:
    lesson = lesson_on("chain")
    report = of_bug("bias", lesson)
    is_bias = [lesson.network.address(i).source is None for i in report.indices.tolist()]
    assert report.disagreeing.tolist() == is_bias
    assert report.errors[is_bias] == pytest.approx(1.0)


def test_that_a_missing_transpose_is_the_matrix_itself_where_it_is_square() -> None:
    lesson = lesson_on("chain")  # 3-3-2-2: square between the last two layers only
    network = lesson.network
    passed = forward(network, lesson.inputs)
    delta = backward(network, passed, lesson.targets, lesson.settings).delta[3]
    wrong = network.as_matrix(BUGS["transpose"].gradient(lesson), 2)
    delta_2 = (delta @ network.weights(3, 2).T) * (1.0 - passed.a[2] ** 2)
    np.testing.assert_allclose(wrong[:, :-1], delta_2.T @ passed.a[1], rtol=1e-12)
    report = of_bug("transpose", lesson)
    layers = np.array([network.address(i).layer for i in report.indices.tolist()])
    assert not report.disagreeing[layers == 3].any()
    assert report.disagreeing[layers == 2].any()


def test_that_a_transposed_gradient_has_right_numbers_in_wrong_places() -> None:
    lesson = lesson_on("chain")
    wrong = lesson.network.as_matrix(BUGS["outer"].gradient(lesson), 1)
    right = lesson.network.as_matrix(lesson.gradient(), 1)
    np.testing.assert_array_equal(wrong[:, :-1], right[:, :-1].T)
    np.testing.assert_array_equal(wrong[:, -1], right[:, -1])


def test_that_a_forgotten_average_is_the_gradient_times_the_number_of_patterns() -> None:
    report = of_bug("average", lesson_on("chain", reduction="mean"))
    assert report.gradient == pytest.approx(5.0 * report.slopes, rel=1e-5)


def test_that_a_forgotten_skip_shows_only_before_the_layer_that_feeds_two() -> None:
    lesson = lesson_on("skip")  # layer 1 feeds layers 2 and 3
    report = of_bug("skip", lesson)
    layers = np.array([lesson.network.address(i).layer for i in report.indices.tolist()])
    assert report.disagreeing.tolist() == (layers == 1).tolist()


def test_that_an_overwritten_gradient_is_that_of_the_last_pattern() -> None:
    lesson = lesson_on("chain")
    last = replace(lesson, inputs=lesson.inputs[-1:], targets=lesson.targets[-1:])
    np.testing.assert_array_equal(BUGS["overwritten"].gradient(lesson), last.gradient())


@pytest.mark.parametrize(
    ("name", "lesson", "words"),
    [
        ("derivative", lesson_on("chain", hidden="linear", output="linear"), "linear"),
        ("derivative", lesson_on("no hidden layer", loss="cross-entropy"), "cancels"),
        ("factor", lesson_on("chain"), "½"),
        ("factor", lesson_on("chain", loss="cross-entropy"), "no factor 2"),
        ("transpose", lesson_on("unit chain"), "one row or one column"),
        ("transpose", lesson_on("no hidden layer"), "no hidden layer"),
        ("softmax", lesson_on("chain", output="softmax", loss="cross-entropy"), "cancels"),
        ("skip", lesson_on("chain"), "one layer only"),
        ("average", lesson_on("chain"), "summed"),
        ("average", lesson_on("chain", n=1, reduction="mean"), "one pattern"),
        ("overwritten", lesson_on("chain", n=1), "One pattern"),
    ],
)
def test_that_a_bug_without_effect_says_why(name: str, lesson: Lesson, words: str) -> None:
    assert words in why_hidden(BUGS[name], lesson)
    np.testing.assert_allclose(BUGS[name].gradient(lesson), lesson.gradient(), rtol=1e-12)


def test_that_a_matrix_that_is_its_own_transpose_excuses_a_missing_one() -> None:
    network = create_network([2, 2, 2], hidden="tanh")
    network = network.with_parameters(np.arange(1.0, 13.0) / 10)
    first, second = network.weight_index(2, 0, 1, 1), network.weight_index(2, 1, 1, 0)
    even = network.with_parameter(second, float(network.parameters[first]))
    x, y = patterns()
    settings = TrainingSettings()
    hidden = why_hidden(BUGS["transpose"], Lesson(even, x[:, :2], y, settings))
    assert "own transposes" in hidden
    assert not why_hidden(BUGS["transpose"], Lesson(network, x[:, :2], y, settings))


def test_that_networks_without_biases_cannot_forget_them() -> None:
    network = create_network([3, 2], bias=False)
    lesson = Lesson(network, *patterns(), TrainingSettings())
    assert "no layer" in why_hidden(BUGS["bias"], lesson).lower()


def test_that_numbers_too_alike_to_show_a_bug_are_an_excuse_too() -> None:
    network = create_network([3, 2, 2])  # every weight 0: no error signal comes back at all
    lesson = Lesson(network, *patterns(), TrainingSettings(loss="cross-entropy"))
    assert "today's weights" in why_hidden(BUGS["derivative"], lesson)
