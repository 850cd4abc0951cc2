"""The works, from exclusive or to 60,000 pictures."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import DTypeLike

from bpgui.core.arrays import FloatArray
from bpgui.core.initialisation import initialise
from bpgui.core.network import Network, create_network
from bpgui.core.settings import Initialisation
from bpgui.data.point_sets import circle, spirals
from bpgui.data.real_sets import digits
from tests.benchmarks.large_data import large_dataset
from tests.benchmarks.training.work import Work

_PEOPLE, _RELATIONS = 24, 12


def xor() -> Work:
    """W1."""
    x = np.array(list(product((0.0, 1.0), repeat=2)))
    y = (x.sum(axis=1, keepdims=True) == 1.0).astype(float)
    network = _drawn(create_network((2, 2, 1)))
    return Work("W1", "XOR 2-2-1, all 4 patterns", network, x, y, 4, 1 / 4, _SQUARED, 400)


def one_by_one() -> Work:
    """W2."""
    x, y = circle(seed=1, count=250)
    network = _drawn(create_network((2, 4, 1)))
    return Work("W2", "circle 2-4-1, 1 of 250 patterns", network, x, y, 1, 1 / 64, _SQUARED, 1000)


def two_spirals() -> Work:
    """W3."""
    x, y = spirals(seed=1, count=250)
    network = _drawn(create_network((2, 8, 8, 1), hidden="tanh"), "xavier")
    title = "spirals 2-8-8-1 tanh, 10 of 250 patterns"
    return Work("W3", title, network, x, y, 10, 1 / 256, _ENTROPY, 500)


def symmetry() -> Work:
    """W4."""
    x = np.array(list(product((0.0, 1.0), repeat=6)))
    y = (x == x[:, ::-1]).all(axis=1, keepdims=True).astype(float)
    network = _drawn(create_network((6, 2, 1)))
    return Work("W4", "symmetry 6-2-1, all 64 patterns", network, x, y, 64, 1 / 256, _SQUARED, 500)


def family_trees() -> Work:
    """W5: a person and a relation, each with hidden units of its own, and who is meant."""
    rng = np.random.default_rng(1)
    pairs = rng.permutation(_PEOPLE * _RELATIONS)[:100]
    people, relations = np.eye(_PEOPLE), np.eye(_RELATIONS)
    x = np.concatenate([people[pairs // _RELATIONS], relations[pairs % _RELATIONS]], axis=1)
    y = people[rng.integers(0, _PEOPLE, len(pairs))]
    plain = create_network((_PEOPLE + _RELATIONS, 12, 12, 6, _PEOPLE))
    present = plain.present.copy()
    first = plain.as_matrix(present, 1)
    first[:6, _PEOPLE : _PEOPLE + _RELATIONS] = False
    first[6:, :_PEOPLE] = False
    network = _drawn(replace(plain, present=present))
    title = "family trees 36-12-12-6-24, all 100 patterns"
    return Work("W5", title, network, x, y, 100, 1 / 1024, _SQUARED, 200)


def handwritten_digits() -> Work:
    """W6."""
    data = digits()
    x, y = _whole_batches(data.x, data.y, 32)
    network = _drawn(create_network((64, 32, 10), output="softmax"), "xavier")
    title = "digits 64-32-10, 32 of 1,792 patterns"
    return Work("W6", title, network, x, y, 32, 1 / 256, _ENTROPY, 280)


def pictures(precision: DTypeLike) -> Work:
    """W7, in single or double precision."""
    data = large_dataset(60_000)
    x, y = (part.astype(precision) for part in _whole_batches(data.x, data.y, 128))
    sizes = (784, 256, 128, 10)
    network = _drawn(create_network(sizes, hidden="tanh", output="softmax"), "xavier")
    key = "W7-single" if np.dtype(precision) == np.float32 else "W7-double"
    title = f"784-256-128-10 tanh, 128 of {len(x):,} patterns"
    return Work(key, title, network, x, y, 128, 1 / 4096, _ENTROPY, 20)


WORKS: dict[str, Callable[[], Work]] = {
    "W1": xor,
    "W2": one_by_one,
    "W3": two_spirals,
    "W4": symmetry,
    "W5": family_trees,
    "W6": handwritten_digits,
    "W7-single": lambda: pictures(np.float32),
    "W7-double": lambda: pictures(np.float64),
}
"""Makes a work, by its key."""

_SQUARED, _ENTROPY = "half-squared-error", "cross-entropy"


def _drawn(network: Network, scheme: str = "uniform") -> Network:
    return initialise(network, Initialisation(scheme=scheme, seed=7))


def _whole_batches(x: FloatArray, y: FloatArray, batch: int) -> tuple[FloatArray, FloatArray]:
    """Leave out the last rows that fill no batch."""
    rows = len(x) // batch * batch
    return x[:rows], y[:rows]
