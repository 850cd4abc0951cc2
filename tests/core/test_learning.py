"""Small tasks of 1986 are learned, and the two that need direct links are not without them."""

import itertools

import numpy as np
import pytest

from bpgui.core import (
    Initialisation,
    Trainer,
    TrainingSettings,
    create_network,
    initialise,
    predict,
)
from bpgui.core.arrays import FloatArray

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def solved(
    sizes: list[int], x: FloatArray, y: FloatArray, *, skip: bool, eta: float, seed: int
) -> bool:
    """Whether every output is on the right side within 3,000 sweeps from U(-.5, .5)."""
    network = initialise(create_network(sizes, skip=skip), Initialisation(seed=seed))
    trainer = Trainer(network, x, y, TrainingSettings(eta, 0.9, update="sweep"))
    for _ in range(30):
        trainer.advance(100)
        if np.array_equal(trainer.outputs(x) > 0.5, y > 0.5):
            return True
    return False


def count(*args: object, starts: int, **kwargs: object) -> int:
    return sum(solved(*args, **kwargs, seed=seed) for seed in range(starts))  # type: ignore[arg-type]


def test_that_exclusive_or_is_learned_with_one_hidden_unit_and_direct_links() -> None:
    assert count([2, 1, 1], XOR_X, XOR_Y, skip=True, eta=0.5, starts=10) >= 9


def test_that_exclusive_or_is_not_learned_with_one_hidden_unit_alone() -> None:
    assert count([2, 1, 1], XOR_X, XOR_Y, skip=False, eta=0.5, starts=5) == 0


def test_that_the_encoder_finds_a_code_of_three_units() -> None:
    assert count([8, 3, 8], np.eye(8), np.eye(8), skip=False, eta=0.1, starts=4) == 4


def test_that_negation_needs_direct_links() -> None:
    x = np.array(list(itertools.product((0.0, 1.0), repeat=4)))
    y = np.not_equal(x[:, 1:], x[:, :1]).astype(float)
    assert count([4, 3, 3], x, y, skip=True, eta=0.1, starts=6) >= 5
    assert count([4, 3, 3], x, y, skip=False, eta=0.1, starts=3) == 0


@pytest.mark.parametrize("loss", ["half-squared-error", "cross-entropy"])
def test_that_a_softmax_network_learns_three_classes(loss: str) -> None:
    rng = np.random.default_rng(0)
    y = np.eye(3)[rng.integers(0, 3, 60)]
    x = y @ np.array([[0.0, 2.0], [2.0, 0.0], [-2.0, -2.0]]) + rng.normal(0.0, 0.3, (60, 2))
    network = initialise(
        create_network([2, 4, 3], hidden="tanh", output="softmax"), Initialisation()
    )
    settings = TrainingSettings(
        0.3, 0.5, update="mini-batch", loss=loss, reduction="mean", shuffle=True
    )
    trainer = Trainer(network, x, y, settings)
    before = trainer.loss()
    trainer.advance(600)
    assert trainer.loss() < 0.1 * before
    outputs = predict(trainer.network, x)
    assert (outputs.argmax(axis=1) == y.argmax(axis=1)).all()


def test_that_a_line_is_fitted_exactly() -> None:
    x = np.linspace(-1.0, 1.0, 9)[:, None]
    trainer = Trainer(
        create_network([1, 1], output="linear"),
        x,
        3.0 * x - 1.0,
        TrainingSettings(0.05, 0.5, update="sweep"),
    )
    trainer.advance(300)
    np.testing.assert_allclose(trainer.state().parameters, [3.0, -1.0], atol=1e-10)
