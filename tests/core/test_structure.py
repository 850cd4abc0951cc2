"""Edits of the structure: what stays keeps its value, its lock and its presence."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core import Address, Edit, Initialisation, Network, create_network, initialise
from bpgui.core.edit import NEW
from bpgui.core.structure import (
    add_block,
    add_connection,
    add_layer,
    add_unit,
    remove_block,
    remove_connection,
    remove_layer,
    remove_unit,
    rename_layer,
    rename_unit,
    resize_ends,
    set_activation,
    set_bias,
)
from tests.strategies import networks


def example(*, skip: bool = False) -> Network:
    network = create_network([2, 3, 2, 1], skip=skip)
    return initialise(network, Initialisation(seed=1))


def same(a: Network, b: Network) -> bool:
    return (
        a.layers == b.layers
        and np.array_equal(a.parameters, b.parameters)
        and np.array_equal(a.present, b.present)
        and np.array_equal(a.locked, b.locked)
    )


def connections(network: Network) -> dict[tuple[str, ...], tuple[float, bool, bool]]:
    """Every parameter by the names of its ends: value, present, locked."""
    found = {}
    for index in range(network.n_parameters):
        address = network.address(index)
        ends = [network.layers[address.layer].unit_names[address.unit]]
        if address.source is not None and address.source_unit is not None:
            ends.append(network.layers[address.source].unit_names[address.source_unit])
        found[tuple(ends)] = (
            float(network.parameters[index]),
            bool(network.present[index]),
            bool(network.locked[index]),
        )
    return found


def uniquely_named(network: Network) -> Network:
    """Give every unit a name that no default name equals, so that edits do not rename it."""
    for k, layer in enumerate(network.layers):
        for i in range(layer.units):
            network = rename_unit(network, k, i, f"unit {k} {i}").network
    return network


def random_edit(network: Network, draw: Callable[[int, int], int]) -> Edit:
    """Return the network after one edit that `draw` chooses; some choices raise ValueError."""
    layer, source = draw(0, len(network.layers) - 1), draw(0, len(network.layers) - 1)
    unit = draw(0, network.layers[layer].units - 1)
    source_unit = draw(0, network.layers[source].units - 1)
    edits: list[Callable[[], Edit]] = [
        lambda: add_unit(network, layer),
        lambda: remove_unit(network, layer, unit),
        lambda: add_layer(network, layer, 2),
        lambda: remove_layer(network, layer),
        lambda: add_block(network, layer, source),
        lambda: remove_block(network, layer, source),
        lambda: add_connection(network, layer, unit, source, source_unit, 0.5),
        lambda: remove_connection(network, layer, unit, source, source_unit),
        lambda: set_bias(network, layer, on=not network.layers[layer].bias),
        lambda: resize_ends(network, network.n_inputs + 1, network.n_outputs),
    ]
    return edits[draw(0, len(edits) - 1)]()


@given(networks(), st.data())
def test_that_every_surviving_parameter_keeps_value_lock_and_presence(
    network: Network, data: st.DataObject
) -> None:
    before = uniquely_named(network)
    try:
        edit = random_edit(before, lambda low, high: data.draw(st.integers(low, high)))
    except ValueError:
        return
    after, old = connections(edit.network), connections(before)
    names = list(after)
    assert len(names) == edit.network.n_parameters == len(edit.origin)
    old_names = list(old)
    for index, origin in enumerate(edit.origin):
        if origin == NEW:
            continue
        assert after[names[index]] == old[old_names[origin]]
    kept = [origin for origin in edit.origin if origin != NEW]
    assert len(set(kept)) == len(kept)


@given(networks(), st.data())
def test_that_a_parameter_between_units_that_stay_is_not_lost(
    network: Network, data: st.DataObject
) -> None:
    before = uniquely_named(network)
    hidden = list(range(1, len(before.layers) - 1))
    if not hidden:
        return
    layer = data.draw(st.sampled_from(hidden))
    after = connections(add_unit(before, layer).network)
    assert {ends: after[ends] for ends in connections(before)} == connections(before)


@given(networks(), st.data())
def test_that_carrying_the_parameters_gives_the_new_ones(
    network: Network, data: st.DataObject
) -> None:
    try:
        edit = random_edit(network, lambda low, high: data.draw(st.integers(low, high)))
    except ValueError:
        return
    carried = edit.carry(network.parameters, fill=7.0)
    new = edit.origin == NEW
    np.testing.assert_array_equal(carried[~new], edit.network.parameters[~new])
    assert (carried[new] == 7.0).all()


# ---- adding and then removing gives back what there was ----------------------------------------


@given(networks(), st.data())
def test_that_adding_then_removing_a_unit_is_the_identity(
    network: Network, data: st.DataObject
) -> None:
    if len(network.layers) == 2:
        return
    layer = data.draw(st.integers(1, len(network.layers) - 2))
    wider = add_unit(network, layer, rng=np.random.default_rng(0)).network
    back = remove_unit(wider, layer, wider.layers[layer].units - 1).network
    assert same(back, network)


@given(networks(), st.data())
def test_that_adding_then_removing_a_block_or_a_connection_is_the_identity(
    network: Network, data: st.DataObject
) -> None:
    free = [
        (layer, source)
        for layer in range(1, len(network.layers))
        for source in range(layer)
        if source not in network.sources(layer)
    ]
    if not free:
        return
    layer, source = data.draw(st.sampled_from(free))
    assert same(
        remove_block(add_block(network, layer, source).network, layer, source).network, network
    )
    connected = add_connection(network, layer, 0, source, 0, 1.5).network
    assert connected.parameters[connected.weight_index(layer, 0, source, 0)] == 1.5
    assert connected.n_connections == network.n_connections + 1
    assert same(remove_connection(connected, layer, 0, source, 0).network, network)


def test_that_adding_then_removing_a_layer_gives_the_topology_back() -> None:
    for network in (example(), example(skip=True)):
        for before in (1, 2, 3):
            edit = add_layer(network, before, 2)
            back = remove_layer(edit.network, before)
            assert back.network.layers == network.layers
            replaced = (before, before - 1)
            for layer in (1, 2, 3):
                for source in network.sources(layer):
                    weights = back.network.weights(layer, source)
                    if (layer, source) == replaced:
                        assert not weights.any()
                    else:
                        np.testing.assert_array_equal(weights, network.weights(layer, source))


# ---- each verb -----------------------------------------------------------------------------------


def test_that_a_new_unit_is_connected_to_all_and_its_weights_are_zero_or_drawn() -> None:
    network = example()
    edit = add_unit(network, 1)
    assert edit.network.layers[1].unit_names == ("h1.1", "h1.2", "h1.3", "h1.4")
    np.testing.assert_array_equal(edit.network.weights(1, 0)[3], [0.0, 0.0])
    assert edit.network.present.all()
    drawn = add_unit(network, 1, rng=np.random.default_rng(3), scale=0.1).network
    values = np.concatenate([drawn.matrix(1)[3], drawn.weights(2, 1)[:, 3]])
    assert (np.abs(values) <= 0.1).all()
    assert values.all()
    named = add_unit(network, 1, name="mine").network
    assert named.layers[1].unit_names[-1] == "mine"


def test_that_a_freed_name_is_not_given_twice() -> None:
    network = remove_unit(example(), 1, 0).network
    assert network.layers[1].unit_names == ("h1.2", "h1.3")
    names = add_unit(network, 1).network.layers[1].unit_names
    assert len(set(names)) == 3


def test_that_a_new_layer_takes_the_place_of_the_nearest_source_only() -> None:
    network = example(skip=True)
    edit = add_layer(network, 3, 2, "tanh", rng=np.random.default_rng(0))
    new = edit.network
    assert [layer.sources for layer in new.layers] == [(), (0,), (0, 1), (0, 1, 2), (0, 1, 3)]
    assert new.layers[3].activation == "tanh"
    assert [layer.name for layer in new.layers[1:]] == [
        "Hidden 1",
        "Hidden 2",
        "Hidden 3",
        "Output",
    ]
    np.testing.assert_array_equal(new.weights(4, 0), network.weights(3, 0))
    np.testing.assert_array_equal(new.weights(4, 1), network.weights(3, 1))
    np.testing.assert_array_equal(new.matrix(4)[:, -1], network.matrix(3)[:, -1])
    assert new.weights(4, 3).all()
    assert new.weights(3, 2).all()


def test_that_removing_a_layer_links_its_receivers_to_its_sources() -> None:
    network = example()
    edit = remove_layer(network, 2, rng=np.random.default_rng(0))
    assert [layer.sources for layer in edit.network.layers] == [(), (0,), (1,)]
    np.testing.assert_array_equal(edit.network.matrix(1), network.matrix(1))
    np.testing.assert_array_equal(edit.network.matrix(2)[:, -1], network.matrix(3)[:, -1])
    assert edit.network.weights(2, 1).all()
    assert edit.network.layers[1].unit_names == ("h₁", "h₂", "h₃")


def test_that_default_names_follow_the_layers_and_given_names_stay() -> None:
    network = rename_unit(create_network([2, 2, 1]), 1, 0, "edge").network
    network = rename_layer(network, 1, "Detectors").network
    new = add_layer(network, 1, 1).network
    assert [layer.name for layer in new.layers] == ["Input", "Hidden 1", "Detectors", "Output"]
    assert new.layers[2].unit_names == ("edge", "h₂")
    default = add_layer(create_network([2, 2, 1]), 1, 1).network
    assert [layer.name for layer in default.layers] == ["Input", "Hidden 1", "Hidden 2", "Output"]
    assert default.layers[2].unit_names == ("h2.1", "h2.2")


def test_that_two_layers_never_share_a_name() -> None:
    network = rename_layer(create_network([2, 2, 1]), 1, "Hidden 2").network
    names = [layer.name for layer in add_layer(network, 2, 1).network.layers]
    assert names == ["Input", "Hidden 2", "Hidden 2 (2)", "Output"]


def test_that_a_connection_can_go_and_come_back() -> None:
    network = example().with_locked(0, locked=True)
    edit = remove_connection(network, 1, 0, 0, 0)
    assert edit.origin[0] == NEW
    assert (edit.network.present[0], edit.network.locked[0]) == (False, False)
    assert edit.network.parameters[0] == 0.0
    assert edit.network.n_connections == network.n_connections - 1
    back = add_connection(edit.network, 1, 0, 0, 0, -2.0)
    assert back.network.parameters[0] == -2.0
    assert back.network.n_connections == network.n_connections
    assert back.origin[0] == NEW


def test_that_a_single_connection_makes_a_block_with_the_others_absent() -> None:
    edit = add_connection(example(), 3, 0, 0, 1, 4.0)
    assert edit.network.sources(3) == (0, 2)
    np.testing.assert_array_equal(edit.network.present_block(3, 0), [[False, True]])
    np.testing.assert_array_equal(edit.network.weights(3, 0), [[0.0, 4.0]])


def test_that_biases_can_be_taken_away_and_given_back() -> None:
    network = example()
    without = set_bias(network, 2, on=False)
    assert without.network.biases(2) is None
    np.testing.assert_array_equal(without.network.weights(2, 1), network.weights(2, 1))
    again = set_bias(without.network, 2, on=True)
    biases = again.network.biases(2)
    assert biases is not None
    assert not biases.any()
    np.testing.assert_array_equal(again.network.weights(2, 1), network.weights(2, 1))


def test_that_the_ends_follow_a_data_set() -> None:
    network = example(skip=True)
    edit = resize_ends(network, 3, 2, ["a", "b", "c"], ["p", "q"])
    new = edit.network
    assert (new.n_inputs, new.n_outputs) == (3, 2)
    assert new.layers[0].unit_names == ("a", "b", "c")
    np.testing.assert_array_equal(new.weights(1, 0)[:, :2], network.weights(1, 0))
    np.testing.assert_array_equal(new.matrix(2)[:, 3:], network.matrix(2)[:, 2:])
    np.testing.assert_array_equal(new.weights(3, 2)[:1], network.weights(3, 2))
    narrower = resize_ends(network, 1, 1).network
    np.testing.assert_array_equal(narrower.weights(1, 0), network.weights(1, 0)[:, :1])
    assert narrower.layers[-1].unit_names == ("ŷ",)


def test_that_renaming_and_activations_change_no_parameter() -> None:
    network = example()
    edits = [
        rename_unit(network, 1, 0, "edge"),
        rename_layer(network, 1, "First"),
        set_activation(network, 1, "relu"),
        set_activation(network, 3, "softmax"),
    ]
    for edit in edits:
        np.testing.assert_array_equal(edit.network.parameters, network.parameters)
        np.testing.assert_array_equal(edit.origin, np.arange(network.n_parameters))
    assert edits[0].network.layers[1].unit_names[0] == "edge"
    assert edits[1].network.layers[1].name == "First"
    assert edits[2].network.layers[1].activation == "relu"


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda n: add_unit(n, 0), "data set decides how many inputs"),
        (lambda n: add_unit(n, 3), "data set decides how many outputs"),
        (lambda n: remove_unit(n, 3, 0), "data set decides how many outputs"),
        (lambda n: remove_unit(remove_unit(n, 2, 0).network, 2, 0), "has only this unit"),
        (lambda n: remove_unit(n, 1, 9), "has no unit 10"),
        (lambda n: remove_layer(n, 0), "cannot remove the layer Input"),
        (lambda n: remove_layer(n, 7), "There is no layer 7"),
        (lambda n: add_layer(n, 0, 1), "before the input layer"),
        (lambda n: add_layer(n, 1, 0), "at least one unit"),
        (lambda n: add_layer(n, 1, 1, "softmax"), "Softmax belongs to the output layer"),
        (lambda n: add_layer(n, 1, 1, "step"), "no activation 'step'"),
        (lambda n: set_activation(n, 1, "softmax"), "Softmax belongs to the output layer"),
        (lambda n: set_activation(n, 0, "tanh"), "passes the pattern on"),
        (lambda n: set_bias(n, 0, on=False), "have no biases"),
        (lambda n: add_block(n, 1, 0), "already"),
        (lambda n: add_block(n, 1, 2), "from an earlier layer to a later one"),
        (lambda n: remove_block(n, 1, 0), "connect it to another layer first"),
        (lambda n: remove_block(n, 3, 0), "does not receive from"),
        (lambda n: add_connection(n, 1, 0, 0, 0), "connected already"),
        (lambda n: remove_connection(n, 3, 0, 0, 0), "does not receive from"),
        (lambda n: rename_unit(n, 1, 0, "h1.2"), "different names"),
        (lambda n: rename_unit(n, 1, 0, " "), "cannot be empty"),
        (lambda n: rename_layer(n, 1, "Output"), "has the name Output already"),
        (lambda n: resize_ends(n, 1, 1, ["a", "b"]), "needs a name"),
    ],
)
def test_that_what_cannot_be_done_is_said_in_a_sentence(
    edit: Callable[[Network], Edit], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as error:
        edit(example())
    assert str(error.value).endswith(".")


def test_that_addresses_and_indices_agree() -> None:
    network = example(skip=True)
    for index in range(network.n_parameters):
        address = network.address(index)
        if address.source is None:
            assert network.bias_index(address.layer, address.unit) == index
        else:
            assert address.source_unit is not None
            assert index == network.weight_index(
                address.layer, address.unit, address.source, address.source_unit
            )
    assert network.address(0) == Address(1, 0, 0, 0)
