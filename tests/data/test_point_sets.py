from collections.abc import Callable

import numpy as np
import pytest

from bpgui.data import point_sets

Generator = Callable[[int], tuple[np.ndarray, np.ndarray]]
PLANE = [point_sets.circle, point_sets.moons, point_sets.spirals]


@pytest.mark.parametrize("generate", [*PLANE, point_sets.noisy_sine])
def test_that_the_same_seed_gives_the_same_points(generate: Generator) -> None:
    first, second, other = generate(5), generate(5), generate(6)
    for a, b in zip(first, second, strict=True):
        assert a.tobytes() == b.tobytes()
    assert first[0].tobytes() != other[0].tobytes()


@pytest.mark.parametrize("generate", PLANE)
def test_that_both_kinds_are_equally_many_and_mixed(generate: Generator) -> None:
    inputs, targets = generate(1)
    assert inputs.shape == (200, 2)
    assert targets.sum() == 100
    assert 20 < targets[:100].sum() < 80
    assert np.abs(inputs).max() < 1.5


def test_that_the_circle_leaves_a_gap() -> None:
    inputs, targets = point_sets.circle(1)
    distance = np.hypot(*inputs.T)
    assert distance[targets[:, 0] == 1].max() < distance[targets[:, 0] == 0].min() - 0.05


def test_that_the_sine_is_measured_with_noise() -> None:
    angle, value = point_sets.noisy_sine(1)
    assert 0.05 < (value - np.sin(angle)).std() < 0.15
