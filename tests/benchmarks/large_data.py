"""A network and synthetic data of the size of handwritten digits at full resolution."""

import numpy as np

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.session.session import Session

LARGE = {"large": 20_000, "huge": 60_000}
"""Patterns by name."""
_INPUTS, _HIDDEN, _CLASSES = 784, 128, 10


def large_dataset(patterns: int) -> Dataset:
    """Return patterns of 28 by 28 pixels around one random centre a class, none held out."""
    rng = np.random.default_rng(1)
    centres = rng.random((_CLASSES, _INPUTS))
    labels = rng.integers(0, _CLASSES, patterns)
    x = np.clip(centres[labels] + rng.normal(0.0, 0.3, (patterns, _INPUTS)), 0.0, 1.0)
    return create_dataset(
        f"{patterns:,} synthetic pictures",
        x,
        np.eye(_CLASSES)[labels],
        classes=[str(k) for k in range(_CLASSES)],
        kind="classes",
        image_shape=(28, 28),
    )


def open_large(session: Session, patterns: int) -> None:
    """Open a 784-128-10 network on so many patterns."""
    session.load_dataset(large_dataset(patterns))
    plain = create_network([_INPUTS, _HIDDEN, _CLASSES], hidden="tanh", output="softmax")
    network = initialise(plain, Initialisation(scheme="xavier", seed=7))
    session.load_network(network, session.dataset, "Open a large network")
