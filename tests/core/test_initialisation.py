"""The first parameters: their range, their spread, and that a seed repeats them."""

import math

import numpy as np
import pytest

from bpgui.core import Initialisation, Network, create_network, initialise
from bpgui.core.structure import remove_connection

WIDE = create_network([60, 80, 40], skip=True)


@pytest.mark.parametrize("scheme", ["uniform", "xavier", "he"])
def test_that_the_same_seed_draws_the_same_and_another_seed_others(scheme: str) -> None:
    first = initialise(WIDE, Initialisation(scheme, seed=1))
    again = initialise(WIDE, Initialisation(scheme, seed=1))
    other = initialise(WIDE, Initialisation(scheme, seed=2))
    assert first.parameters.tobytes() == again.parameters.tobytes()
    weights = WIDE.weight_index(1, 0, 0, 0)
    assert first.parameters[weights] != other.parameters[weights]


def test_that_uniform_fills_the_range() -> None:
    values = initialise(WIDE, Initialisation("uniform", scale=0.3)).parameters
    assert 0.299 < np.abs(values).max() <= 0.3
    assert abs(values.mean()) < 0.01
    assert values.std() == pytest.approx(0.3 / math.sqrt(3.0), rel=0.02)


def test_that_uniform_can_leave_the_biases_at_zero() -> None:
    network = initialise(WIDE, Initialisation("uniform", biases=False))
    assert not biases(network).any()
    assert biases(initialise(WIDE, Initialisation("uniform"))).all()


def test_that_xavier_follows_fan_in_and_fan_out() -> None:
    network = initialise(WIDE, Initialisation("xavier"))
    for layer, fan_in, fan_out in ((1, 60, 80), (2, 140, 40)):
        reach = math.sqrt(6.0 / (fan_in + fan_out))
        for source in network.sources(layer):
            weights = network.weights(layer, source)
            assert 0.97 * reach < np.abs(weights).max() <= reach
            assert weights.std() == pytest.approx(reach / math.sqrt(3.0), rel=0.05)
    assert not biases(network).any()


def test_that_he_follows_fan_in() -> None:
    network = initialise(WIDE, Initialisation("he"))
    for layer, fan_in in ((1, 60), (2, 140)):
        for source in network.sources(layer):
            weights = network.weights(layer, source)
            assert weights.std() == pytest.approx(math.sqrt(2.0 / fan_in), rel=0.05)
            assert abs(weights.mean()) < 0.01
    assert not biases(network).any()


def test_that_absent_connections_stay_away_and_locked_weights_keep_their_value() -> None:
    network = create_network([2, 2, 1]).with_parameter(4, 0.75).with_locked(4, locked=True)
    network = remove_connection(network, 1, 0, 0, 1).network
    drawn = initialise(network, Initialisation(seed=3))
    assert drawn.parameters[1] == 0.0
    assert drawn.parameters[4] == 0.75
    free = initialise(create_network([2, 2, 1]), Initialisation(seed=3))
    others = [0, 2, 3, 5, 6, 7, 8]
    np.testing.assert_array_equal(drawn.parameters[others], free.parameters[others])


def biases(network: Network) -> np.ndarray:
    return np.concatenate([network.matrix(layer)[:, -1] for layer in (1, 2)])
