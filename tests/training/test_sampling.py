"""A run samples every sweep at first, and fewer where that would take much of its time."""

import numpy as np
import pytest

from bpgui.core.network import create_network
from bpgui.core.settings import TrainingSettings
from bpgui.data.creation import create_dataset
from bpgui.session.sample import LOSS_SAMPLES, stride_at
from bpgui.session.session import Session
from bpgui.training.sampling import Sampling


def sampling_of(key: str) -> Sampling:
    session = Session(key)
    return Sampling(session.network, session.dataset, session.settings)


def sampled(sampling: Sampling, last: int) -> list[int]:
    sweeps, sweep = [], 0
    while (sweep := sampling.due_after(sweep)) <= last:
        sweeps.append(sweep)
    return sweeps


@pytest.mark.parametrize("key", ["xor", "iris", "digits"])
def test_that_the_next_sweep_is_the_first_that_is_due(key: str) -> None:
    sampling = sampling_of(key)
    due = [sweep for sweep in range(1, 5120) if sampling.is_due(sweep)]
    assert sampled(sampling, 5119) == due
    assert due[:8] == [1, 2, 3, 4, 5, 6, 7, 8]
    for sweep in range(5120):
        assert sampling.due_after(sweep) == next(s for s in [*due, 5120] if s > sweep or s == 5120)


@pytest.mark.parametrize("key", ["xor", "iris"])
def test_that_every_sweep_of_a_small_problem_is_sampled_at_first(key: str) -> None:
    sampling = sampling_of(key)
    assert [sampling.stride(sweep) for sweep in range(4000)] == [
        stride_at(sweep, LOSS_SAMPLES) for sweep in range(4000)
    ]


def test_that_digits_are_sampled_ever_less_up_to_a_limit() -> None:
    sampling = sampling_of("digits")
    strides = [sampling.stride(sweep) for sweep in range(2 * LOSS_SAMPLES)]
    assert strides == sorted(strides)
    assert set(strides) == {1, 2, 4, 8, 16}
    assert sampling.stride(LOSS_SAMPLES * 32) == 32


def test_that_a_sweep_that_takes_long_is_not_waited_for_many_times() -> None:
    rng = np.random.default_rng(1)
    data = create_dataset("Large", rng.random((20_000, 100)), rng.random((20_000, 2)))
    network = create_network((100, 3000, 2))
    settings = TrainingSettings(update="mini-batch", batch_size=100)
    assert {Sampling(network, data, settings).stride(sweep) for sweep in range(500)} == {1, 2}
