"""The loss along one weight and over two: its slope is the gradient, its contours are level."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.core.landscape import contour, loss_along, loss_over
from bpgui.core.network import Network, create_network
from bpgui.core.passes import backward, forward, loss_value
from bpgui.core.settings import TrainingSettings

SETTINGS = TrainingSettings()


def example(seed: int) -> tuple[Network, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    network = create_network((2, 3, 2), hidden="tanh")
    network = network.with_parameters(random.normal(size=network.n_parameters))
    return network, random.normal(size=(5, 2)), random.uniform(size=(5, 2))


@given(seed=st.integers(0, 10_000), index=st.integers(0, 16))
@settings(max_examples=40, deadline=None)
def test_that_the_slope_is_the_gradient_and_the_error_of_second_order(
    seed: int, index: int
) -> None:
    network, x, y = example(seed)
    found = backward(network, forward(network, x), y, SETTINGS)
    steps = np.array([-1e-5, 1e-5, 1e-2, 5e-3])
    at = network.parameters[index]
    losses = loss_along(network, x, y, SETTINGS, index, at + steps)

    slope = (losses[1] - losses[0]) / 2e-5
    assert slope == pytest.approx(found.gradient[index], rel=1e-5, abs=1e-8)
    off = np.abs(losses - (found.loss + found.gradient[index] * steps))
    assert (off <= 5.0 * steps**2 + 1e-12).all()


def test_that_a_map_has_the_second_parameter_upwards() -> None:
    network, x, y = example(3)
    first, second = np.array([-1.0, 0.0, 2.0]), np.array([0.5, 1.5])
    losses = loss_over(network, x, y, SETTINGS, (1, 4), (first, second))

    assert losses.shape == (2, 3)
    vector = network.parameters.copy()
    vector[1], vector[4] = 2.0, 0.5
    assert losses[0, 2] == loss_value(network.with_parameters(vector), x, y, SETTINGS)


def test_that_an_absent_connection_is_refused_with_a_sentence() -> None:
    network, x, y = example(1)
    present = network.present.copy()
    present[2] = False
    vector = network.parameters.copy()
    vector[2] = 0.0
    cut = Network(network.layers, vector, present, network.locked)
    with pytest.raises(ValueError, match="absent"):
        loss_along(cut, x, y, SETTINGS, 2, np.zeros(1))


def test_that_contours_lie_on_their_level() -> None:
    first, second = np.linspace(-2, 2, 81), np.linspace(-2, 2, 61)
    a, b = np.meshgrid(first, second)
    x, y = contour(a**2 + b**2, first, second, 1.0)
    assert len(x) == len(y) > 100
    assert len(x) % 2 == 0
    assert np.hypot(x, y) == pytest.approx(1.0, abs=2e-3)
    pieces = np.hypot(x[::2] - x[1::2], y[::2] - y[1::2])
    assert pieces.sum() == pytest.approx(2 * np.pi, rel=1e-2)


def test_that_a_contour_leaves_out_what_is_not_finite() -> None:
    losses = np.arange(9.0).reshape(3, 3)
    losses[1, 1] = np.nan
    x, _ = contour(losses, np.arange(3.0), np.arange(3.0), 3.5)
    assert np.isfinite(x).all()
