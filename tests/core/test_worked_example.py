"""The worked example by hand: x = (1, 2), y = 1, one hidden unit, one output, no biases.

    z1 = 0.5 * 1 + 0.3 * 2 = 1.1             h = 1 / (1 + e^-1.1) = 0.75026...
    z2 = 0.8 * h           = 0.60020...      y-hat = 1 / (1 + e^-z2) = 0.64570...

Half squared error: L = 1/2 (1 - y-hat)^2, dL/dy-hat = -(1 - y-hat) = -0.35429...
    delta output = -0.35429... * y-hat (1 - y-hat) = -0.35429... * 0.22877... = -0.08105...
    dL/dw3 = delta output * h = -0.06081...
    delta hidden = w3 * delta output * h (1 - h) = 0.8 * -0.08105... * 0.18736... = -0.01214...
    dL/dw1 = delta hidden * 1, dL/dw2 = delta hidden * 2
    w <- w - 0.1 dL/dw
Squared error: L = (1 - y-hat)^2; everything from dL/dy-hat on is twice as large.
"""

import numpy as np
import pytest

from bpgui.core import (
    Network,
    Trainer,
    TrainingSettings,
    backward,
    create_network,
    forward,
    loss_value,
    next_velocity,
    predict,
    updated,
)

X, Y = np.array([[1.0, 2.0]]), np.array([[1.0]])
H, Y_HAT = 0.7502601055951177, 0.6457039112315864

# loss, delta output, dL/dw3, delta hidden, new w3
EXPECTED = {
    "half-squared-error": (
        0.06276285925829779,
        -0.08105244740632095,
        -0.060810417749809074,
        -0.01214942984604328,
        0.806081041774981,
    ),
    "squared-error": (
        0.12552571851659558,
        -0.1621048948126419,
        -0.12162083549961815,
        -0.02429885969208656,
        0.8121620835499619,
    ),
}


def example() -> Network:
    return create_network([2, 1, 1], bias=False).with_parameters([0.5, 0.3, 0.8])


def close(actual: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol=0.0, atol=1e-12)


def test_that_the_forward_pass_gives_the_hand_computed_activations() -> None:
    final = forward(example(), X)
    close(final.z[1], [[1.1]])
    close(final.a[1], [[H]])
    close(final.z[2], [[0.8 * H]])
    close(final.a[2], [[Y_HAT]])
    close(predict(example(), X), [[Y_HAT]])


@pytest.mark.parametrize("loss", EXPECTED)
def test_that_the_backward_pass_gives_the_hand_computed_derivatives(loss: str) -> None:
    value, delta_output, dw3, delta_hidden, _ = EXPECTED[loss]
    settings = TrainingSettings(loss=loss)
    result = backward(example(), forward(example(), X), Y, settings)
    close(result.loss, value)
    close(result.pattern_losses, [value])
    close(loss_value(example(), X, Y, settings), value)
    factor = 1.0 if loss == "half-squared-error" else 2.0
    close(result.dloss_da, [[-factor * (1.0 - Y_HAT)]])
    close(result.delta[2], [[delta_output]])
    close(result.delta[1], [[delta_hidden]])
    close(result.gradient, [delta_hidden, 2.0 * delta_hidden, dw3])


@pytest.mark.parametrize("loss", EXPECTED)
def test_that_one_update_gives_the_hand_computed_weights(loss: str) -> None:
    _, _, _, delta_hidden, w3 = EXPECTED[loss]
    settings = TrainingSettings(learning_rate=0.1, momentum=0.0, loss=loss)
    weights = [0.5 - 0.1 * delta_hidden, 0.3 - 0.1 * 2.0 * delta_hidden, w3]

    trainer = Trainer(example(), X, Y, settings)
    trainer.advance(1)
    close(trainer.state().parameters, weights)

    gradient = backward(example(), forward(example(), X), Y, settings).gradient
    network = example()
    velocity = next_velocity(np.zeros(3), gradient, network.trainable, settings, sweep=0)
    close(updated(network.parameters, velocity, network.trainable, settings), weights)


def test_that_two_updates_with_momentum_and_decay_follow_the_rule() -> None:
    # One linear weight w = 1, no bias, x = 2, y = 1: z = 2w, dL/dw = (2w - 1) * 2.
    # 1: g = 2,      v = -0.1 * 2 = -0.2,                 w = 1 - 0.2 - 0.01 * 1 = 0.79
    # 2: g = 1.16,   v = -0.1 * 1.16 + 0.5 * -0.2 = -0.216, w = 0.79 - 0.216 - 0.0079 = 0.5661
    network = create_network([1, 1], output="linear", bias=False).with_parameters([1.0])
    settings = TrainingSettings(learning_rate=0.1, momentum=0.5, decay=0.01)
    trainer = Trainer(network, np.array([[2.0]]), np.array([[1.0]]), settings)
    trainer.advance(1)
    close(trainer.state().parameters, [0.79])
    trainer.advance(1)
    close(trainer.state().parameters, [0.5661])
    close(trainer.state().velocity, [-0.216])


def test_that_cross_entropy_gives_the_hand_computed_values() -> None:
    # Sigmoid output, z = 0: a = 1/2. y = 1: L = ln 2, delta = a - y = -1/2, dL/da = -1/a = -2.
    binary = create_network([1, 1], bias=False)
    settings = TrainingSettings(loss="cross-entropy")
    result = backward(binary, forward(binary, np.array([[3.0]])), np.array([[1.0]]), settings)
    close(result.loss, np.log(2.0))
    close(result.dloss_da, [[-2.0]])
    close(result.delta[-1], [[-0.5]])
    close(result.gradient, [-1.5])
    # Softmax output, z = (0, 0): p = (1/2, 1/2). y = (0, 1): L = ln 2, delta = p - y.
    classes = create_network([1, 2], output="softmax", bias=False)
    target = np.array([[0.0, 1.0]])
    result = backward(classes, forward(classes, np.array([[3.0]])), target, settings)
    close(result.loss, np.log(2.0))
    close(result.dloss_da, [[0.0, -2.0]])
    close(result.delta[-1], [[0.5, -0.5]])
    close(result.gradient, [1.5, -1.5])
