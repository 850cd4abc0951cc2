"""A shuffled order uses every pattern once and depends on seed, sweep and size alone."""

import numpy as np
import pytest

from bpgui.core import Trainer, TrainingSettings, create_network
from bpgui.core.sweep_order import sweep_order
from tests.core.topologies import patterns


@pytest.mark.parametrize("n", [1, 4, 250, 1024, 5000])
def test_that_every_sweep_takes_each_pattern_once_in_an_order_of_its_own(n: int) -> None:
    settings = TrainingSettings(shuffle=True, seed=3)
    orders = [sweep_order(settings, n, sweep).tolist() for sweep in range(600 if n < 9 else 20)]
    assert all(sorted(order) == list(range(n)) for order in orders)
    if n > 4:
        assert len({tuple(order) for order in orders}) == len(orders)
    if n == 4:  # all 24 orders, about as often as the others
        counts = np.unique(orders, axis=0, return_counts=True)[1]
        assert len(counts) == 24
        assert counts.max() < 50


@pytest.mark.parametrize("n", [4, 1500])
def test_that_an_order_does_not_depend_on_those_asked_for_before(n: int) -> None:
    settings = TrainingSettings(shuffle=True, seed=3)
    forwards = [sweep_order(settings, n, sweep).tolist() for sweep in range(700)]
    for sweep in (699, 3, 512, 0):
        assert sweep_order(settings, n, sweep).tolist() == forwards[sweep]
    other = TrainingSettings(shuffle=True, seed=4)
    assert [sweep_order(other, n, sweep).tolist() for sweep in range(700)] != forwards


def test_that_patterns_keep_their_order_unless_they_are_shuffled() -> None:
    assert sweep_order(TrainingSettings(), 5, 7).tolist() == [0, 1, 2, 3, 4]


def test_that_an_update_with_all_patterns_adds_them_up_in_the_same_order_every_sweep() -> None:
    x, y = patterns(11)
    network = create_network([3, 4, 2])
    settings = TrainingSettings(update="mini-batch", batch_size=4, shuffle=True)
    trainer = Trainer(network, x, y, settings)
    trainer.advance(1)
    trainer.settings = TrainingSettings(update="sweep", shuffle=True)
    assert sorted([*trainer.order(0)[:4], *trainer.batch()]) == list(range(11))
    trainer.advance(3)  # the rest of the first sweep, and two more
    assert (trainer.sweep, trainer.position) == (3, 0)
    again = Trainer(network, x, y, trainer.settings, trainer.state())
    trainer.advance(5)
    again.advance(5)
    assert trainer.state().parameters.tobytes() == again.state().parameters.tobytes()
