"""Every path's product, against plain Python, and their sum, against the backward pass."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network, create_network, zero_network
from bpgui.core.passes import BackwardPass, ForwardPass, backward, batch_share, forward
from bpgui.core.path_search import PathSearch, Unit
from bpgui.core.paths import MOST_MULTIPLIED, Blame, Entry, trace_blame
from bpgui.core.settings import TrainingSettings
from tests.core.topologies import TOPOLOGIES, patterns, topology
from tests.strategies import HIDDEN_ACTIVATIONS, Case, cases

SETTINGS = TrainingSettings()


def entry_of(network: Network, passed: ForwardPass, index: int, share: float = 1.0) -> Entry:
    at = network.address(index)
    a = np.ones(len(passed.a[0]))
    if at.source is not None:
        a = passed.a[at.source][:, at.source_unit or 0]
    return Entry((at.layer, at.unit), a, share)


def blame_of(case: Case, index: int, output: int | None = None, most: int = 10_000) -> Blame:
    network, settings = case.network, case.settings
    passed = forward(network, case.inputs)
    found = backward(network, passed, case.targets, settings)
    entry = entry_of(network, passed, index, batch_share(len(case.inputs), settings))
    return trace_blame(network, passed, found.delta, entry, output=output, most=most)


def gradient_of(case: Case) -> np.ndarray:
    passed = forward(case.network, case.inputs)
    return backward(case.network, passed, case.targets, case.settings).gradient


def walked(network: Network, start: Unit) -> list[tuple[Unit, ...]]:
    """Return every path to an output by walking along every connection that is present."""
    last = len(network.layers) - 1
    if start[0] == last:
        return [(start,)]
    return [
        (start, *rest)
        for target in network.targets_of(start[0])
        for k in range(network.layers[target].units)
        if network.present[network.weight_index(target, k, *start)]
        for rest in walked(network, (target, k))
    ]


def product_of(
    case: Case, units: tuple[Unit, ...], passed: ForwardPass, found: BackwardPass, row: int
) -> float:
    """Multiply a path out, factor by factor, in plain Python."""
    network = case.network
    product = float(found.delta[-1][row, units[-1][1]])
    for source, target in zip(units[-2::-1], units[:0:-1], strict=True):
        product *= float(network.parameters[network.weight_index(*target, *source)])
        f = ACTIVATIONS[network.layers[source[0]].activation]
        z, a = (values[source[0]][row, source[1]] for values in (passed.z, passed.a))
        product *= float(f.derivative(z, a))
    return product


@given(cases(), st.data())
def test_that_the_products_add_up_to_the_gradient(case: Case, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, case.network.n_parameters - 1))
    if not case.network.present[index]:
        return
    blame = blame_of(case, index)
    gradient = float(gradient_of(case)[index])
    assert blame.added is not None
    assert blame.agrees
    assert abs(blame.added - gradient) <= 32 * np.finfo(float).eps * blame.size
    assert math.fsum(path.product for path in blame.paths) == blame.added


@given(cases(), st.data())
def test_that_the_paths_are_those_of_a_walk_through_the_network(
    case: Case, data: st.DataObject
) -> None:
    network = case.network
    index = data.draw(st.integers(0, network.n_parameters - 1))
    at = network.address(index)
    passed = forward(network, case.inputs)
    found = backward(network, passed, case.targets, case.settings)
    entry = entry_of(network, passed, index, batch_share(len(case.inputs), case.settings))
    blame = blame_of(case, index)

    expected = walked(network, (at.layer, at.unit))
    assert blame.count == len(expected)
    assert {path.units for path in blame.paths} == set(expected)
    for path in blame.paths:
        ends = list(zip(path.units[:-1], path.units[1:], strict=True))
        assert path.connections == tuple(network.weight_index(*b, *a) for a, b in ends)
    assert len(blame.paths) == len(expected)
    sizes = [abs(path.product) for path in blame.paths]
    assert sizes == sorted(sizes, reverse=True)
    for path in blame.paths:
        terms = [
            product_of(case, path.units, passed, found, row) * float(entry.a[row])
            for row in range(len(case.inputs))
        ]
        expected_product = math.fsum(terms) * entry.share
        assert path.product == pytest.approx(expected_product, rel=1e-12, abs=1e-14 * path.size)


@given(cases(), st.data())
def test_that_the_parts_of_the_outputs_add_up_to_the_whole(case: Case, data: st.DataObject) -> None:
    network = case.network
    index = data.draw(st.integers(0, network.n_parameters - 1))
    whole = blame_of(case, index)
    parts = [blame_of(case, index, output) for output in range(network.n_outputs)]
    last = len(network.layers) - 1
    for output, part in enumerate(parts):
        assert all(path.units[-1] == (last, output) for path in part.paths)
        assert part.agrees
    assert sum(part.count for part in parts) == whole.count
    total = math.fsum(part.total for part in parts)
    assert total == pytest.approx(whole.total, rel=1e-12, abs=1e-13 * (1 + whole.size))


@given(cases(), st.data())
def test_that_a_search_finds_the_largest_in_order(case: Case, data: st.DataObject) -> None:
    network = case.network
    layer = data.draw(st.integers(1, len(network.layers) - 1))
    start = (layer, data.draw(st.integers(0, network.layers[layer].units - 1)))
    most = data.draw(st.integers(1, 6))
    one = Case(network, case.inputs[:1], case.targets[:1], case.settings)
    passed = forward(network, one.inputs)
    found = backward(network, passed, one.targets, one.settings)

    search = PathSearch(network, passed, found.delta[-1], start)
    units = [units for units, _ in search.best(most)]
    products = [abs(product_of(one, path, passed, found, 0)) for path in units]
    every = walked(network, start)
    sizes = sorted((abs(product_of(one, path, passed, found, 0)) for path in every), reverse=True)
    assert len(set(units)) == len(units) == min(most, len(every))
    np.testing.assert_allclose(products, sizes[:most], rtol=1e-12)


@pytest.mark.parametrize("name", TOPOLOGIES)
@pytest.mark.parametrize("hidden", HIDDEN_ACTIVATIONS)
@pytest.mark.parametrize(
    ("loss", "output"),
    [(name, output) for name, loss in LOSSES.items() for output in ACTIVATIONS
     if loss.admits(output)],
)  # fmt: skip
def test_that_the_sum_is_the_gradient_whatever_the_network(
    name: str, hidden: str, loss: str, output: str
) -> None:
    network = topology(name, hidden, output)
    x, y = patterns(1)
    case = Case(network, x, y, TrainingSettings(loss=loss))
    gradient = gradient_of(case)
    for index in np.flatnonzero(network.present).tolist():
        blame = blame_of(case, index)
        assert blame.added is not None
        assert abs(blame.added - gradient[index]) <= 8 * np.finfo(float).eps * blame.size


def test_that_the_worked_example_has_one_path_a_weight() -> None:
    network = create_network((2, 1, 1), bias=False).with_parameters((0.5, 0.3, 0.8))
    case = Case(network, np.array([[1.0, 2.0]]), np.array([[1.0]]), SETTINGS)
    # delta = -0.08105, through 0.8 and 0.7503 (1 - 0.7503) to the weight of x2 = 2.
    (path,) = blame_of(case, 1).paths
    assert path.units == ((1, 0), (2, 0))
    assert path.connections == (2,)
    assert path.product == pytest.approx(-0.02429885969208656, rel=1e-14)
    assert path.signal * 0.8 == path.product


def deep(units: int, layers: int, seed: int = 1) -> Case:
    random = np.random.default_rng(seed)
    network = create_network((2, *(units,) * layers, 3), hidden="tanh")
    network = network.with_parameters(random.normal(size=network.n_parameters) / units**0.5)
    return Case(network, random.normal(size=(1, 2)), random.random((1, 3)), SETTINGS)


def test_that_very_many_paths_are_counted_and_the_rest_is_exact() -> None:
    case = deep(30, 12)
    blame = blame_of(case, 0, most=200)
    assert blame.count == 30**11 * 3
    assert blame.added is None
    assert len(blame.paths) == 200
    gradient = float(gradient_of(case)[0])
    shown = math.fsum(path.product for path in blame.paths)
    assert shown + blame.rest == pytest.approx(gradient, rel=1e-14)
    sizes = [abs(path.product) for path in blame.paths]
    assert sizes == sorted(sizes, reverse=True)
    assert blame.remaining == blame.count - 200


def test_that_a_search_among_many_finds_what_multiplying_all_finds() -> None:
    case = deep(12, 4)
    assert blame_of(case, 0).count > MOST_MULTIPLIED
    searched = blame_of(case, 0, most=50).paths
    passed = forward(case.network, case.inputs)
    found = backward(case.network, passed, case.targets, case.settings)
    a = float(passed.a[0][0, 0])
    every = [product_of(case, path, passed, found, 0) * a for path in walked(case.network, (1, 0))]
    every.sort(key=abs, reverse=True)
    np.testing.assert_allclose([path.product for path in searched], every[:50], rtol=1e-12)


def test_that_equal_weights_do_not_make_the_search_wander() -> None:
    network = create_network((1, *(40,) * 20, 1), hidden="linear", output="linear", bias=False)
    network = network.with_parameters(np.full(network.n_parameters, 0.1))
    case = Case(network, np.ones((1, 1)), np.zeros((1, 1)), SETTINGS)
    blame = blame_of(case, 0, most=100)
    assert len({path.units for path in blame.paths}) == 100


def test_that_dead_units_pass_nothing_on_and_their_paths_come_last() -> None:
    network = create_network((1, 2, 2, 1), hidden="relu", output="linear")
    weights = np.ones(network.n_parameters)
    weights[network.bias_index(2, 0)] = -100.0
    case = Case(network.with_parameters(weights), np.ones((1, 1)), np.zeros((1, 1)), SETTINGS)
    blame = blame_of(case, 0)
    assert [path.product == 0.0 for path in blame.paths] == [False, True]
    assert blame.paths[1].units[1] == (2, 0)
    assert blame.agrees


def test_that_too_many_paths_over_many_patterns_are_left_to_the_backward_pass() -> None:
    case = deep(12, 4)
    several = Case(case.network, np.ones((3, 2)), np.zeros((3, 3)), case.settings)
    blame = blame_of(several, 0)
    assert blame.paths == ()
    assert blame.count > MOST_MULTIPLIED
    assert blame.rest == blame.total == pytest.approx(float(gradient_of(several)[0]), rel=1e-12)


def test_that_what_patterns_take_back_from_each_other_counts_as_nothing() -> None:
    network = create_network((1, 1, 2), hidden="linear", output="linear", bias=False)
    network = network.with_parameters((1.0, 1.0, 1.0))  # so that both outputs are 1
    targets = np.array([[6.0, 0.0], [-4.0, 0.0]])  # deltas -5 and 5, 1 and 1
    blame = blame_of(Case(network, np.ones((2, 1)), targets, SETTINGS), 0)
    assert [path.product for path in blame.paths] == [2.0, 0.0]
    assert [path.size for path in blame.paths] == [2.0, 10.0]


def test_that_no_path_ends_before_an_output() -> None:
    network = create_network((1, 2, 2, 1), skip=True)
    layers = list(network.layers)
    layers[3] = replace(layers[3], sources=(1,))  # the second hidden layer feeds nobody
    blind = zero_network(tuple(layers))  # and every product is 0
    blame = blame_of(Case(blind, np.ones((1, 1)), np.ones((1, 1)), SETTINGS), 0)
    assert [path.units for path in blame.paths] == [((1, 0), (3, 0))]


def test_that_a_unit_that_leads_nowhere_has_no_path() -> None:
    network = create_network((2, 2, 1))
    present = network.present.copy()
    present[network.weight_index(2, 0, 1, 1)] = False
    network = Network(network.layers, network.parameters, present, network.locked)
    case = Case(network, np.ones((1, 2)), np.zeros((1, 1)), SETTINGS)
    blame = blame_of(case, network.weight_index(1, 1, 0, 0))
    assert (blame.count, blame.paths, blame.total, blame.added) == (0, (), 0.0, 0.0)


@pytest.mark.parametrize("value", [math.inf, math.nan, 1e200])
def test_that_numbers_without_end_give_paths_and_no_agreement(value: float) -> None:
    network = create_network((2, 3, 3, 2), hidden="linear", output="linear")
    weights = np.linspace(-1, 1, network.n_parameters)
    weights[12:15] = value
    case = Case(network.with_parameters(weights), np.ones((1, 2)), np.zeros((1, 2)), SETTINGS)
    blame = blame_of(case, 0)
    assert len(blame.paths) == blame.count == 6
    assert not (blame.agrees and not math.isfinite(blame.total))
