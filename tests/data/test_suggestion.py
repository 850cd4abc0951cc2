import numpy as np
import pytest

from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS
from bpgui.data.suggestion import suggested_problem
from tests.data.learning import Learned


def regression(count: int = 300) -> Dataset:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1000, (count, 3))
    y = 3 * x[:, :1] - 0.002 * x[:, 1:2] ** 2 + rng.normal(0, 30, (count, 1))
    return create_dataset(
        "prices",
        x,
        y,
        input_scaling="z-score",
        target_scaling="z-score",
        test_fraction=0.2,
    )


def ring() -> Dataset:
    rng = np.random.default_rng(2)
    x = rng.normal(5, 3, (300, 2))
    inside = (((x - 5) ** 2).sum(axis=1) < 12)[:, np.newaxis]
    return create_dataset(
        "ring", x, inside, kind="binary", input_scaling="z-score", test_fraction=0.2
    )


def test_that_numbers_are_learned() -> None:
    problem = suggested_problem(regression())
    assert (problem.output_activation, problem.loss) == ("linear", "half-squared-error")
    learned = Learned(problem, 100)
    assert learned.deviation(learned.dataset.held_out) < 0.1


def test_that_two_classes_are_learned() -> None:
    problem = suggested_problem(ring())
    assert (problem.output_activation, problem.loss) == ("sigmoid", "cross-entropy")
    learned = Learned(problem, 100)
    assert learned.right(learned.dataset.held_out) >= 0.93


@pytest.mark.parametrize(("key", "sweeps"), [("iris", 60), ("digits", 15)])
def test_that_several_classes_are_learned(key: str, sweeps: int) -> None:
    dataset = PROBLEMS[key].make().with_scaling("z-score")
    problem = suggested_problem(dataset)
    assert (problem.output_activation, problem.loss) == ("softmax", "cross-entropy")
    learned = Learned(problem, sweeps)
    assert learned.right(dataset.held_out) >= 0.93


def test_that_a_truth_table_is_learned() -> None:
    dataset = PROBLEMS["xor"].make().with_scaling("z-score")
    assert Learned(suggested_problem(dataset), 200).largest_error < 0.2


def test_that_the_problem_gives_the_data_back() -> None:
    dataset = ring()
    assert suggested_problem(dataset).make() is dataset
