"""The textbook passes against plain Python, and where they must not overflow."""

import numpy as np
import pytest
from hypothesis import given

from bpgui.core import (
    LOSSES,
    TrainingSettings,
    backward,
    create_network,
    forward,
    loss_value,
    predict,
)
from bpgui.core.network import zero_network
from tests import reference
from tests.core.topologies import patterns, topology
from tests.strategies import Case, cases


@given(cases())
def test_that_both_passes_equal_plain_python(case: Case) -> None:
    network, settings = case.network, case.settings
    final = forward(network, case.inputs)
    result = backward(network, final, case.targets, settings)
    for row, (x, y) in enumerate(zip(case.inputs, case.targets, strict=True)):
        expected = reference.pattern_pass(network, list(x), list(y), settings)
        for k in range(len(network.layers)):
            np.testing.assert_allclose(final.a[k][row], expected.a[k], rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(
                result.delta[k][row], expected.delta[k], rtol=1e-11, atol=1e-13
            )
        np.testing.assert_allclose(
            result.pattern_losses[row], expected.loss, rtol=1e-11, atol=1e-13
        )
    loss, gradient = reference.batch_pass(
        network, case.inputs.tolist(), case.targets.tolist(), settings
    )
    np.testing.assert_allclose(result.gradient, gradient, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(result.loss, loss, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(
        loss_value(network, case.inputs, case.targets, settings), loss, rtol=1e-11, atol=1e-13
    )
    np.testing.assert_array_equal(predict(network, case.inputs), final.a[-1])


@given(cases())
def test_that_absent_connections_have_no_gradient_and_locked_ones_keep_theirs(case: Case) -> None:
    network = case.network
    result = backward(network, forward(network, case.inputs), case.targets, case.settings)
    assert not result.gradient[~network.present].any()
    unlocked = type(network)(
        network.layers, network.parameters, network.present, np.zeros_like(network.locked)
    )
    free = backward(unlocked, forward(unlocked, case.inputs), case.targets, case.settings)
    np.testing.assert_array_equal(result.gradient, free.gradient)


def test_that_outputs_within_the_margin_contribute_nothing() -> None:
    # Linear outputs 0 and 1 for targets 0.2 and 0.5: with a margin of 0.2 only the second counts.
    network = create_network([1, 2], output="linear").with_parameters([0.0, 0.0, 0.0, 1.0])
    x, y = np.array([[1.0]]), np.array([[0.2, 0.5]])
    result = backward(network, forward(network, x), y, TrainingSettings(margin=0.2))
    assert result.loss == 0.125
    np.testing.assert_array_equal(result.dloss_da, [[0.0, 0.5]])
    np.testing.assert_array_equal(result.delta[-1], [[0.0, 0.5]])
    np.testing.assert_array_equal(result.gradient, [0.0, 0.0, 0.5, 0.5])


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_that_cross_entropy_never_overflows(output: str) -> None:
    network = create_network([1, 2], output=output, bias=False).with_parameters([800.0, -800.0])
    x = np.array([[1.0], [-1.0], [0.5]])
    y = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    with np.errstate(all="raise", under="ignore"):
        result = backward(network, forward(network, x), y, TrainingSettings(loss="cross-entropy"))
        value = loss_value(network, x, y, TrainingSettings(loss="cross-entropy"))
    # The first pattern is wrong by 1,600 (each sigmoid output by 800; the softmax by 800 + 800).
    np.testing.assert_allclose(result.pattern_losses, [1600.0, 0.0, 0.0], atol=1e-12)
    assert value == result.loss
    np.testing.assert_allclose(result.delta[-1], [[1.0, -1.0], [0.0, 0.0], [0.0, 0.0]], atol=1e-12)
    assert np.isfinite(result.dloss_da).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_that_a_single_pattern_gives_the_same_summed_and_averaged(loss: str) -> None:
    network = topology("skip", "tanh", "sigmoid")
    x, y = patterns(1)
    final = forward(network, x)
    summed = backward(network, final, y, TrainingSettings(loss=loss, reduction="sum"))
    averaged = backward(network, final, y, TrainingSettings(loss=loss, reduction="mean"))
    np.testing.assert_array_equal(summed.gradient, averaged.gradient)


def test_that_a_dead_end_layer_has_no_delta() -> None:
    network = topology("skip", "tanh", "sigmoid")
    layers = list(network.layers)
    layers[3] = type(layers[3])("Output", ("a", "b"), "sigmoid", (0, 1))
    network = zero_network(tuple(layers))
    network = network.with_parameters(np.linspace(-1.0, 1.0, network.n_parameters))
    x, y = patterns()
    result = backward(network, forward(network, x), y, TrainingSettings())
    assert not result.delta[2].any()
    assert result.delta[1].any()


def test_that_wrong_shapes_and_targets_are_said_in_a_sentence() -> None:
    network = create_network([2, 1])
    with pytest.raises(ValueError, match="has 2 inputs"):
        forward(network, np.zeros((4, 3)))
    final = forward(network, np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"outputs have the shape \(4, 1\)"):
        backward(network, final, np.zeros((4, 2)), TrainingSettings())
    with pytest.raises(ValueError, match="targets from 0 to 1"):
        backward(network, final, np.full((4, 1), 1.5), TrainingSettings(loss="cross-entropy"))
    with pytest.raises(ValueError, match="must be a number"):
        backward(network, final, np.full((4, 1), np.nan), TrainingSettings())
    linear = create_network([2, 1], output="linear")
    with pytest.raises(ValueError, match="needs a sigmoid or softmax output"):
        loss_value(
            linear, np.zeros((4, 2)), np.zeros((4, 1)), TrainingSettings(loss="cross-entropy")
        )


def test_that_huge_weights_give_numbers_that_are_not_finite_and_no_warning() -> None:
    network = create_network([1, 1, 1], hidden="relu", output="linear")
    network = network.with_parameters(np.full(4, 1e200))
    x, y = np.full((2, 1), 10.0), np.zeros((2, 1))
    result = backward(network, forward(network, x), y, TrainingSettings())
    assert not np.isfinite(result.loss)
    assert not np.isfinite(loss_value(network, x, y, TrainingSettings()))
