"""The weights printed in 1986 do what the authors say they do.

Sources: "PDP" is Rumelhart, Hinton & Williams, Parallel Distributed Processing vol. 1 ch. 8 (1986);
the symmetry network is Fig. 1 of their paper in Nature 323:533-536.
"""

import itertools

import numpy as np
import pytest

from bpgui.core import (
    Layer,
    Network,
    TrainingSettings,
    create_network,
    loss_value,
    predict,
)
from bpgui.core.arrays import FloatArray
from bpgui.core.network import zero_network
from bpgui.core.structure import remove_connection

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def every_pattern(bits: int) -> FloatArray:
    return np.array(list(itertools.product((0.0, 1.0), repeat=bits)))


def test_that_one_hidden_unit_and_direct_links_compute_exclusive_or() -> None:
    # PDP Fig. 3. Hidden: two inputs, bias; output: two inputs, hidden unit, bias.
    network = create_network([2, 1, 1], skip=True).with_parameters(
        [-6.4, -6.4, 2.2, -4.2, -4.2, -9.4, 6.3]
    )
    outputs = predict(network, XOR_X).ravel()
    np.testing.assert_allclose(outputs, [0.103, 0.877, 0.877, 0.109], atol=0.002)


def test_that_the_published_local_minimum_is_one() -> None:
    # PDP Fig. 5: stuck with two of four outputs at one half.
    network = create_network([2, 2, 1]).with_parameters(
        [-2.0, 9.2, 2.0, 4.3, 8.8, -0.1, -4.5, 5.3, -0.8]
    )
    outputs = predict(network, XOR_X).ravel()
    np.testing.assert_allclose(outputs, [0.096, 0.500, 0.898, 0.500], atol=0.003)
    assert loss_value(network, XOR_X, XOR_Y, TrainingSettings()) == pytest.approx(0.260, abs=5e-4)


def test_that_two_hidden_units_see_symmetry() -> None:
    # Weights mirror around the middle with opposite sign, in the ratio 1 : 2 : 4.
    network = create_network([6, 2, 1]).with_parameters(
        [
            *(-3.18, 6.32, -12.56, 12.56, -6.33, 3.17, -1.0),
            *(3.16, -6.34, 12.52, -12.51, 6.31, -3.17, -1.0),
            *(-9.44, -9.44, 6.89),
        ]
    )
    x = every_pattern(6)
    symmetric = (x == x[:, ::-1]).all(axis=1)
    outputs = predict(network, x).ravel()
    assert symmetric.sum() == 8
    assert outputs[symmetric].min() == pytest.approx(0.857, abs=0.002)
    assert outputs[~symmetric].max() == pytest.approx(0.169, abs=0.002)


def negation_network() -> Network:
    # PDP Fig. 12. n is the negation bit; h1 to h3 serve one output each; the rest is absent.
    hidden = Layer("Hidden 1", ("h1", "h2", "h3"), "sigmoid", (0,))
    output = Layer("Output", ("o1", "o2", "o3"), "sigmoid", (0, 1))
    layers = (Layer("Input", ("n", "x1", "x2", "x3")), hidden, output)
    network = zero_network(layers)
    #        bias, weight from n and x of the hidden unit; bias, from n and x, from h of the output
    figure = [(-8, 6, -1, 4, -10), (2, -6, 6, -4, -10), (2, -6, 6, -4, -10)]
    for i, (h_bias, h_weight, o_bias, o_weight, from_hidden) in enumerate(figure):
        for index, value in (
            (network.bias_index(1, i), h_bias),
            (network.weight_index(1, i, 0, 0), h_weight),
            (network.weight_index(1, i, 0, i + 1), h_weight),
            (network.bias_index(2, i), o_bias),
            (network.weight_index(2, i, 0, 0), o_weight),
            (network.weight_index(2, i, 0, i + 1), o_weight),
            (network.weight_index(2, i, 1, i), from_hidden),
        ):
            network = network.with_parameter(index, value)
    for i, j in itertools.product(range(3), repeat=2):
        if i != j:
            network = remove_connection(network, 1, i, 0, j + 1).network
            network = remove_connection(network, 2, i, 0, j + 1).network
            network = remove_connection(network, 2, i, 1, j).network
    return network


def test_that_the_negation_network_negates() -> None:
    network = negation_network()
    assert network.n_connections == 3 * 3 + 3 * 4
    x = every_pattern(4)
    targets = np.not_equal(x[:, 1:], x[:, :1])
    outputs = predict(network, x)
    np.testing.assert_array_equal(outputs > 0.5, targets)
