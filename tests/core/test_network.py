"""The network as a value: its layout, its views, what it refuses."""

import numpy as np
import pytest

from bpgui.core import Layer, Network, create_network
from bpgui.core.network import zero_network


def test_that_the_vector_is_laid_out_as_documented() -> None:
    network = create_network([2, 2, 1], skip=True).with_parameters(np.arange(11.0))
    np.testing.assert_array_equal(network.matrix(1), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    np.testing.assert_array_equal(network.weights(1, 0), [[0.0, 1.0], [3.0, 4.0]])
    np.testing.assert_array_equal(network.biases(1), [2.0, 5.0])
    # Output: the two inputs, the two hidden units, the bias.
    np.testing.assert_array_equal(network.weights(2, 0), [[6.0, 7.0]])
    np.testing.assert_array_equal(network.weights(2, 1), [[8.0, 9.0]])
    np.testing.assert_array_equal(network.biases(2), [10.0])
    assert network.weight_index(2, 0, 1, 1) == 9
    assert network.bias_index(2, 0) == 10
    assert np.shares_memory(network.weights(2, 1), network.parameters)


def test_that_sizes_and_topology_are_told() -> None:
    network = create_network([3, 4, 2], skip=True)
    assert (network.n_inputs, network.n_outputs) == (3, 2)
    assert network.n_parameters == 4 * 4 + 2 * 8
    assert network.n_connections == 32
    assert network.sources(2) == (0, 1)
    assert network.targets_of(0) == (1, 2)
    assert network.targets_of(2) == ()
    assert create_network([3, 4, 2], bias=False).n_parameters == 20
    assert create_network([3, 4, 2], bias=False).biases(1) is None
    assert network.biases(0) is None


def test_that_units_and_layers_have_names() -> None:
    one, several = create_network([2, 12, 1]), create_network([2, 2, 2, 2])
    assert one.layers[0].unit_names == ("x₁", "x₂")
    assert one.layers[1].unit_names[10:] == ("h₁₁", "h₁₂")
    assert one.layers[2].unit_names == ("ŷ",)
    assert several.layers[2].unit_names == ("h2.1", "h2.2")
    assert several.layers[3].unit_names == ("ŷ₁", "ŷ₂")
    assert [layer.name for layer in several.layers] == ["Input", "Hidden 1", "Hidden 2", "Output"]
    named = create_network([2, 1], input_names=["a", "b"], output_names=["sum"])
    assert named.layers[0].unit_names == ("a", "b")
    assert named.layers[1].unit_names == ("sum",)


def test_that_arrays_are_read_only_and_shared_between_values() -> None:
    network = create_network([2, 2, 1])
    for array in (network.parameters, network.present, network.locked, network.matrix(1)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    changed = network.with_parameter(3, 2.5)
    assert changed.parameters[3] == 2.5
    assert network.parameters[3] == 0.0
    assert changed.present is network.present
    locked = network.with_locked(3, locked=True)
    assert locked.locked[3]
    assert not locked.trainable[3]
    assert locked.parameters is network.parameters


def test_that_a_value_does_not_follow_the_array_it_was_made_from() -> None:
    vector = np.ones(9)
    view = vector[:]
    view.flags.writeable = False
    network = create_network([2, 2, 1]).with_parameters(view)
    vector[:] = 5.0
    assert (network.parameters == 1.0).all()


def test_that_an_absent_connection_has_no_weight() -> None:
    network = create_network([2, 1])
    present = np.array([False, True, True])
    absent = Network(network.layers, np.array([0.0, 1.0, 1.0]), present, network.locked)
    assert absent.n_connections == 2
    with pytest.raises(ValueError, match="absent; add it first"):
        absent.with_parameter(0, 1.0)
    with pytest.raises(ValueError, match="must have the weight 0"):
        absent.with_parameters(np.ones(3))


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([Layer("Input", ("a",))], "needs an input layer and an output layer"),
        ([Layer("Input", ("a",)), Layer("Output", ("b",))], "at least one earlier layer"),
        ([Layer("Input", ("a",)), Layer("Output", ("b",), sources=(1,))], "earlier layers only"),
        ([Layer("Input", ("a",)), Layer("Output", ("b",), sources=(0, 0))], "each once"),
        ([Layer("Input", ("a",)), Layer("Output", ("b",), sources=(-1,))], "does not exist"),
        (
            [
                Layer("Input", ("a",)),
                Layer("Hidden 1", ("b",), "softmax", (0,)),
                Layer("Output", ("c",), "sigmoid", (1,)),
            ],
            "Softmax belongs to the output layer",
        ),
    ],
)
def test_that_an_impossible_topology_is_refused(layers: list[Layer], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        zero_network(tuple(layers))


def test_that_impossible_requests_are_said_in_a_sentence() -> None:
    network = create_network([2, 2, 1])
    with pytest.raises(ValueError, match="Output receives nothing from Input"):
        network.weights(2, 0)
    with pytest.raises(ValueError, match="Hidden 1 has no unit 3"):
        network.weight_index(1, 2, 0, 0)
    with pytest.raises(ValueError, match="There is no parameter 9"):
        network.address(9)
    with pytest.raises(ValueError, match="There is no parameter -1"):
        network.with_locked(-1, locked=True)
    with pytest.raises(ValueError, match="have 9 parameters"):
        network.with_parameters(np.zeros(8))
    with pytest.raises(ValueError, match="has no biases"):
        create_network([2, 1], bias=False).bias_index(1, 0)
    with pytest.raises(ValueError, match="cannot have 1 and 1 names"):
        create_network([2, 1], input_names=["a"])
    with pytest.raises(ValueError, match="at least one unit"):
        create_network([2, 0, 1])
