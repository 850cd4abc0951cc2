import numpy as np

from bpgui.core.network import create_network
from bpgui.ui.plots.weight_summary import BandCache, largest_movers, layer_quantiles


def test_that_the_largest_movers_are_found_in_order_of_their_place() -> None:
    initial = np.zeros(6)
    now = np.array([0.1, -5.0, 0.2, 3.0, np.nan, -0.3])
    assert largest_movers(now, initial, 2).tolist() == [1, 3]
    assert largest_movers(now, initial, 99).tolist() == [0, 1, 2, 3, 4, 5]


def test_that_quantiles_leave_out_what_is_absent_or_not_a_number() -> None:
    network = create_network((1, 5, 1), bias=False)
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 7.0, 7.0, 7.0, np.nan])
    quantiles = layer_quantiles(network, values)
    assert quantiles[0].tolist() == [1.4, 3.0, 4.6]
    assert quantiles[1].tolist() == [7.0, 7.0, 7.0]


def test_that_bands_are_completed_over_several_calls_and_notice_edits() -> None:
    network = create_network((3, 4, 2))
    states = np.random.default_rng(0).normal(size=(10, network.n_parameters))
    sweeps, rows = np.arange(10.0), np.arange(10)
    cache = BandCache()
    for _ in range(5):
        known, _, complete = cache.update(network, sweeps, states, rows, 60)
        assert known[-1] == 9.0
        assert complete == (len(known) == 10)
    known, quantiles, complete = cache.update(network, sweeps, states, rows, 60)
    assert complete
    assert known.tolist() == sweeps.tolist()
    states = states.copy()
    states[4] += 1.0
    _, edited, complete = cache.update(network, sweeps, states, rows, 60)
    assert complete
    assert np.allclose(edited[4], quantiles[4] + 1.0)
    assert np.array_equal(edited[5], quantiles[5])


def test_that_bands_are_of_the_moments_that_are_wanted() -> None:
    network = create_network((3, 4, 2))
    states = np.random.default_rng(0).normal(size=(10, network.n_parameters))
    kept = np.array([1, 5, 9])
    known, quantiles, complete = BandCache().update(network, np.arange(10.0), states, kept, 999)
    assert complete
    assert known.tolist() == [1.0, 5.0, 9.0]
    assert np.array_equal(quantiles[1], layer_quantiles(network, states[5]))


def test_that_bands_of_another_topology_are_forgotten_where_moments_cannot_tell() -> None:
    before, after = create_network((3, 6, 2)), create_network((3, 3, 3, 2))
    cache, sweeps, rows = BandCache(), np.arange(3.0), np.arange(3)
    for network in (before, after):
        states = np.zeros((3, network.n_parameters))
        states[:2, 0] = np.nan  # as of a weight that was added later
        _, quantiles, complete = cache.update(network, sweeps, states, rows, 10**6)
        assert complete
        assert quantiles.shape == (3, len(network.layers) - 1, 3)


def test_that_moments_before_a_weight_was_added_are_told_apart() -> None:
    network, cache = create_network((3, 4, 2)), BandCache()
    states = np.ones((2, network.n_parameters))
    states[:, 0] = np.nan
    sweeps, rows = np.array([5.0, 5.0]), np.arange(2)
    states[1] *= 3.0  # an edit at the same sweep
    _, quantiles, _ = cache.update(network, sweeps, states, rows, 10**6)
    assert quantiles[:, 0, 1].tolist() == [1.0, 3.0]
