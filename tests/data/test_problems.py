from dataclasses import replace

import numpy as np
import pytest

from bpgui.core.losses import LOSSES
from bpgui.core.passes import backward, forward
from bpgui.data.problems import PROBLEMS, XOR, problem_network
from tests.data.learning import Learned


def test_that_the_problems_are_in_the_order_of_the_menu() -> None:
    assert list(PROBLEMS) == [
        "xor",
        "worked-example",
        "and",
        "or",
        "circle",
        "moons",
        "spirals",
        "sine",
        "iris",
        "digits",
    ]


@pytest.mark.parametrize("key", PROBLEMS)
def test_that_a_problem_is_the_same_every_time_and_fits_together(key: str) -> None:
    problem = PROBLEMS[key]
    first, second = problem.make(), problem.make()
    assert first.x.tobytes() == second.x.tobytes()
    assert first.y.tobytes() == second.y.tobytes()
    network = problem_network(problem)
    assert (network.n_inputs, network.n_outputs) == (first.n_inputs, first.n_outputs)
    assert network.layers[0].unit_names == first.input_names
    assert LOSSES[problem.loss].admits(problem.output_activation)
    assert problem.key == key
    assert problem.description.endswith(".")


def test_that_xor_is_learned_in_some_hundred_sweeps() -> None:
    assert Learned(XOR, 150).largest_error > 0.2
    assert Learned(XOR, 400).largest_error < 0.2


@pytest.mark.parametrize("seed", range(1, 11))
def test_that_xor_is_learned_from_other_first_weights_too(seed: int) -> None:
    problem = replace(XOR, initialisation=replace(XOR.initialisation, seed=seed))
    assert Learned(problem, 600).largest_error < 0.2


@pytest.mark.parametrize("key", ["and", "or"])
def test_that_a_line_is_learned_without_a_hidden_layer(key: str) -> None:
    assert problem_network(PROBLEMS[key]).n_parameters == 3
    assert Learned(PROBLEMS[key], 100).largest_error < 0.2


@pytest.mark.parametrize(
    ("key", "sweeps", "train", "test"),
    [
        ("circle", 200, 0.99, 0.97),
        ("moons", 100, 0.99, 0.97),
        ("spirals", 300, 0.99, 0.95),
        ("iris", 60, 0.97, 0.93),
        ("digits", 12, 0.97, 0.94),
    ],
)
def test_that_classes_are_learned_and_hold_for_new_patterns(
    key: str, sweeps: int, train: float, test: float
) -> None:
    learned = Learned(PROBLEMS[key], sweeps)
    assert len(learned.dataset.held_out) == round(0.2 * learned.dataset.n_patterns)
    assert learned.right(learned.dataset.train) >= train
    assert learned.right(learned.dataset.held_out) >= test


def test_that_the_sine_is_learned_down_to_its_noise() -> None:
    learned = Learned(PROBLEMS["sine"], 300)  # the noise has a standard deviation of 0.1
    assert learned.deviation(learned.dataset.train) < 0.14
    assert learned.deviation(learned.dataset.held_out) < 0.15


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("half-squared-error", (0.06276285925829779, -0.08105244740632095, -0.060810417749809074)),
        ("squared-error", (0.12552571851659558, -0.1621048948126419, -0.12162083549961815)),
    ],
)
def test_that_the_worked_example_has_the_numbers_of_the_text(
    loss: str, expected: tuple[float, float, float]
) -> None:
    problem = PROBLEMS["worked-example"]
    dataset, network = problem.make(), problem_network(problem)
    passed = forward(network, dataset.x)
    # h = sigmoid(0.5 * 1 + 0.3 * 2), y-hat = sigmoid(0.8 h)
    assert passed.a[1][0, 0] == pytest.approx(0.7502601055951177, abs=1e-12)
    assert passed.a[2][0, 0] == pytest.approx(0.6457039112315864, abs=1e-12)
    found = backward(network, passed, dataset.y, replace(problem.settings, loss=loss))
    assert (found.loss, found.delta[2][0, 0], found.gradient[2]) == pytest.approx(
        expected, abs=1e-12
    )


def test_that_the_worked_example_says_what_its_text_mixed_up() -> None:
    lesson = PROBLEMS["worked-example"].lesson
    assert "0.125" in lesson
    assert "0.0811" in lesson
    assert "factor 2" in lesson


def test_that_iris_and_digits_are_the_published_data() -> None:
    iris, digits = PROBLEMS["iris"].make(), PROBLEMS["digits"].make()
    assert iris.classes == ("setosa", "versicolor", "virginica")
    np.testing.assert_array_equal(iris.targets.sum(axis=0), [50, 50, 50])
    # The means Fisher's paper gives, in centimetres.
    np.testing.assert_allclose(iris.inputs[:50].mean(axis=0), [5.006, 3.428, 1.462, 0.246])
    np.testing.assert_allclose(iris.inputs[100:].mean(axis=0), [6.588, 2.974, 5.552, 2.026])
    assert digits.inputs.shape == (1797, 64)
    assert digits.image_shape == (8, 8)
    assert (digits.inputs.min(), digits.inputs.max()) == (0, 16)
    np.testing.assert_array_equal(digits.x, digits.inputs / 16)
    for dataset in (iris, digits):
        assert "CC BY 4.0" in dataset.source
