"""Which weights of a file fit into the open network: laws over any two networks, and sentences."""

import numpy as np
import pytest
from hypothesis import given

from bpgui.core.network import Network, create_network
from bpgui.core.passes import predict
from bpgui.session.weights_differences import differences
from bpgui.session.weights_matching import Matching
from tests.strategies import networks


def filled(sizes: tuple[int, ...], seed: int = 0, **options: bool) -> Network:
    network = create_network(sizes, **options)  # type: ignore[arg-type]
    return network.with_parameters(np.random.default_rng(seed).normal(size=network.n_parameters))


def shown_pairs(theirs: Network, ours: Network) -> list[tuple[int | None, int | None]]:
    return [(pair.theirs, pair.ours) for pair in Matching.of(theirs, ours).pairs]


@given(theirs=networks(), ours=networks())
def test_that_every_layer_is_matched_once_and_in_order(theirs: Network, ours: Network) -> None:
    pairs = Matching.of(theirs, ours).pairs
    assert [p.theirs for p in pairs if p.theirs is not None] == list(range(len(theirs.layers)))
    assert [p.ours for p in pairs if p.ours is not None] == list(range(len(ours.layers)))
    assert pairs[0] == pairs[0].__class__(0, 0)
    assert (pairs[-1].theirs, pairs[-1].ours) == (len(theirs.layers) - 1, len(ours.layers) - 1)


@given(theirs=networks(), ours=networks())
def test_that_a_weight_is_taken_only_between_the_same_units(theirs: Network, ours: Network) -> None:
    matching = Matching.of(theirs, ours)
    merged = matching.merged()
    for index in range(ours.n_parameters):
        here = ours.address(index)
        if index not in matching.taken:
            assert merged.parameters[index] == ours.parameters[index]
            continue
        there = theirs.address(int(matching.origin[index]))
        assert matching.partner(here.layer) == there.layer
        assert (here.unit, here.source_unit) == (there.unit, there.source_unit)
        if here.source is not None:
            assert matching.partner(here.source) == there.source
        assert merged.parameters[index] == theirs.parameters[matching.origin[index]]


@given(network=networks())
def test_that_a_network_fits_into_itself_whole_with_nothing_to_say(network: Network) -> None:
    other = network.with_parameters(np.where(network.present, 0.25, 0.0))
    matching = Matching.of(network, other)
    assert matching.is_whole
    assert matching.same_topology
    assert differences(matching) == ()
    assert np.array_equal(matching.merged().parameters, network.parameters)
    for layer in range(1, len(network.layers)):
        taken, all_of_them = matching.fitting(layer)
        assert taken == all_of_them == np.count_nonzero(network.present[network.span(layer)])


@given(theirs=networks(), ours=networks())
def test_that_networks_with_nothing_to_say_between_them_compute_the_same(
    theirs: Network, ours: Network
) -> None:
    matching = Matching.of(theirs, ours)
    if differences(matching):
        return
    x = np.random.default_rng(1).normal(size=(3, ours.n_inputs))
    assert np.array_equal(predict(matching.merged(), x), predict(theirs, x))


def test_that_a_layer_of_other_size_is_named_with_both_sizes() -> None:
    matching = Matching.of(filled((2, 8, 1)), filled((2, 3, 1)))
    assert differences(matching) == ("Hidden 1 has 8 units in the file and 3 here.",)
    assert matching.fitting(1) == (0, 9)
    assert matching.fitting(2) == (1, 4)  # the bias of the output only


def test_that_a_layer_more_in_the_file_is_passed_over() -> None:
    theirs, ours = filled((4, 5, 3, 2)), filled((4, 3, 2))
    assert shown_pairs(theirs, ours) == [(0, 0), (1, None), (2, 1), (3, 2)]
    sentences = differences(Matching.of(theirs, ours))
    assert sentences[0] == "Hidden 1, with 5 units, is in the file only."
    assert "receives from Hidden 1 in the file and from Input here" in sentences[1]


def test_that_a_layer_more_here_is_passed_over() -> None:
    theirs, ours = filled((4, 3, 2)), filled((4, 1, 3, 2))
    assert shown_pairs(theirs, ours) == [(0, 0), (None, 1), (1, 2), (2, 3)]
    assert "Hidden 1, with 1 unit, is in the network here only." in differences(
        Matching.of(theirs, ours)
    )


def test_that_as_many_layers_are_matched_by_their_place() -> None:
    assert shown_pairs(filled((2, 8, 3, 1)), filled((2, 3, 8, 1))) == [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
    ]


def test_that_inputs_biases_activations_and_skips_are_told_apart() -> None:
    theirs = filled((3, 2, 1), skip=True, bias=False)
    ours = create_network((2, 2, 1), hidden="tanh")
    assert differences(Matching.of(theirs, ours)) == (
        "Input has 3 units in the file and 2 here.",
        "Hidden 1 is sigmoid in the file and tanh here.",
        "Hidden 1 has biases here and none in the file.",
        "Output has biases here and none in the file.",
        "Output receives from Input and Hidden 1 in the file and from Hidden 1 here.",
    )


@pytest.mark.parametrize("in_file", [True, False])
def test_that_a_missing_connection_is_told_and_keeps_its_weight(in_file: bool) -> None:
    whole = filled((2, 2, 1), seed=1)
    present = np.ones(whole.n_parameters, dtype=bool)
    present[0] = False
    gap = Network(whole.layers, whole.parameters * present, present, whole.locked)
    pair = (gap, whole) if in_file else (whole, gap)
    matching = Matching.of(*pair)
    (sentence,) = differences(matching)
    assert sentence == (
        "Hidden 1 has 1 connection in the network here that the file lacks."
        if in_file
        else "Hidden 1 has 1 connection in the file that the network here lacks."
    )
    assert matching.merged().parameters[0] == pair[1].parameters[0]
    assert not matching.same_topology
