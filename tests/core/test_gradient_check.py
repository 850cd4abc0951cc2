"""The gradient is the slope of the loss, for every activation, loss and topology."""

import itertools

import numpy as np
import pytest

from bpgui.core import (
    ACTIVATIONS,
    LOSSES,
    TrainingSettings,
    backward,
    central_difference,
    check_gradient,
    forward,
)
from bpgui.core.gradient_check import GradientReport, check_parameters, slopes_over
from bpgui.core.lesson import Lesson
from bpgui.core.passes import counted
from bpgui.core.settings import REDUCTIONS
from tests.core.topologies import TOPOLOGIES, patterns, topology
from tests.strategies import HIDDEN_ACTIVATIONS

ADMISSIBLE = [
    (output, loss)
    for output, loss in itertools.product(ACTIVATIONS, LOSSES)
    if LOSSES[loss].admits(output)
]


@pytest.mark.parametrize("name", TOPOLOGIES)
@pytest.mark.parametrize("hidden", HIDDEN_ACTIVATIONS)
@pytest.mark.parametrize(("output", "loss"), ADMISSIBLE)
def test_that_gradients_equal_central_differences(
    name: str, hidden: str, output: str, loss: str
) -> None:
    network = topology(name, hidden, output)
    x, y = patterns()
    for reduction, margin in itertools.product(REDUCTIONS, (0.0, 0.3)):
        settings = TrainingSettings(loss=loss, reduction=reduction, margin=margin)
        gradient = backward(network, forward(network, x), y, settings).gradient
        slopes = [
            central_difference(network, x, y, settings, index)
            for index in range(network.n_parameters)
        ]
        np.testing.assert_allclose(gradient, slopes, rtol=1e-7, atol=1e-8)
        assert np.abs(gradient).max() > 1e-3


def test_that_the_margin_of_these_cases_leaves_out_some_outputs_and_counts_others() -> None:
    x, y = patterns()
    for name, hidden in itertools.product(TOPOLOGIES, HIDDEN_ACTIVATIONS):
        network = topology(name, hidden, "sigmoid")
        counts = counted(forward(network, x).a[-1], y, 0.3)
        assert counts.any()
        assert not counts.all()


def test_that_the_check_reports_a_relative_error_for_each_parameter() -> None:
    network = topology("absent", "tanh", "sigmoid")
    x, y = patterns()
    errors = check_gradient(network, x, y, TrainingSettings(), step=1e-5)
    assert errors.shape == (network.n_parameters,)
    assert errors.max() < 1e-6
    assert (errors[~network.present] == 0.0).all()


def test_that_the_check_sees_a_wrong_step() -> None:
    network = topology("chain", "tanh", "sigmoid")
    x, y = patterns()
    assert check_gradient(network, x, y, TrainingSettings(), step=0.5).max() > 1e-3


def test_that_truncation_falls_with_the_square_of_the_step_and_rounding_grows() -> None:
    lesson = Lesson(topology("chain", "tanh", "sigmoid"), *patterns(), TrainingSettings())
    steps = np.array([1e-1, 1e-2, 1e-5, 1e-12, 1e-13])
    for index in (0, 5, 12, 20):
        gradient = float(lesson.gradient()[index])
        wide, narrow, best, *tiny = np.abs(slopes_over(lesson, index, steps) - gradient)
        assert wide / narrow == pytest.approx(100.0, rel=0.2)
        assert best < 1e-4 * narrow
        assert max(tiny) > 1e3 * best


def test_that_rounding_is_told_from_disagreement() -> None:
    lesson = Lesson(topology("skip", "sigmoid", "sigmoid"), *patterns(), TrainingSettings())
    gradient, everything = lesson.gradient(), range(lesson.network.n_parameters)
    tiny = check_parameters(lesson, gradient, everything, 1e-13)
    assert tiny.drowned.any()
    assert not tiny.disagreeing.any()
    wide = check_parameters(lesson, gradient, everything, 0.5)
    assert wide.disagreeing.any()
    assert not wide.drowned.any()


def test_that_the_worst_comes_first_and_what_is_not_a_number_before_it() -> None:
    zeros = np.zeros(4)
    gradient = np.array([1.0, 2.0, np.nan, 1.0])
    report = GradientReport(1e-5, 1.0, np.arange(4), zeros, gradient, np.ones(4))
    assert report.ranking[:2].tolist() == [2, 1]
    assert report.disagreeing.tolist() == [False, True, True, False]


def test_that_a_check_can_be_ended_between_two_parameters() -> None:
    lesson = Lesson(topology("chain", "tanh", "sigmoid"), *patterns(), TrainingSettings())
    seen: list[int] = []

    def between() -> None:
        seen.append(len(seen))
        if len(seen) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        check_parameters(lesson, lesson.gradient(), range(10), between=between)
    assert len(seen) == 3
