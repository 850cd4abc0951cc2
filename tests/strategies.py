"""Hypothesis strategies: random networks, patterns and settings that go together."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import FloatArray
from bpgui.core.initialisation import initialise
from bpgui.core.layer import Layer
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network, zero_network
from bpgui.core.settings import REDUCTIONS, UPDATES, Initialisation, RateChange, TrainingSettings

HIDDEN_ACTIVATIONS = [name for name in ACTIVATIONS if name != "softmax"]


@dataclass(frozen=True)
class Case:
    """A network, patterns for it and settings it can be trained with."""

    network: Network
    inputs: FloatArray
    targets: FloatArray
    settings: TrainingSettings


@st.composite
def networks(draw: st.DrawFn, *, masked: bool = True, largest_layer: int = 4) -> Network:
    """Any topology of two to five layers; with absent and locked parameters where `masked`."""
    sizes = draw(st.lists(st.integers(1, largest_layer), min_size=2, max_size=5))
    layers = [Layer("Input", tuple(f"x{i}" for i in range(sizes[0])))]
    for k, units in enumerate(sizes[1:], start=1):
        last = k == len(sizes) - 1
        sources = draw(st.sets(st.integers(0, k - 1), min_size=1))
        layers.append(
            Layer(
                "Output" if last else f"Hidden {k}",
                tuple(f"u{k}.{i}" for i in range(units)),
                draw(st.sampled_from(list(ACTIVATIONS) if last else HIDDEN_ACTIVATIONS)),
                tuple(sorted(sources)),
                draw(st.booleans()),
            )
        )
    network = zero_network(tuple(layers))
    seed = draw(st.integers(0, 2**20))
    network = initialise(network, Initialisation(scale=1.0, seed=seed))
    if not masked or not draw(st.booleans()):
        return network
    rng = np.random.default_rng(seed)
    present = rng.random(network.n_parameters) < 0.8
    locked = rng.random(network.n_parameters) < 0.2
    return Network(network.layers, network.parameters * present, present, locked)


@st.composite
def settings_for(draw: st.DrawFn, network: Network) -> TrainingSettings:
    """Settings that the network can be trained with, with rates that do not make it diverge."""
    losses = [name for name, loss in LOSSES.items() if loss.admits(network.layers[-1].activation)]
    schedule = st.just(()) | st.just((RateChange(1, 0.003, 0.5), RateChange(3, 0.001, 0.2)))
    return TrainingSettings(
        learning_rate=draw(st.sampled_from([0.001, 0.01])),
        momentum=draw(st.sampled_from([0.0, 0.5, 0.9])),
        decay=draw(st.sampled_from([0.0, 0.01])),
        update=draw(st.sampled_from(UPDATES)),
        batch_size=draw(st.integers(1, 5)),
        loss=draw(st.sampled_from(losses)),
        reduction=draw(st.sampled_from(REDUCTIONS)),
        margin=draw(st.sampled_from([0.0, 0.2])),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(0, 100)),
        schedule=draw(schedule),
    )


@st.composite
def cases(draw: st.DrawFn, *, masked: bool = True) -> Case:
    """A network with patterns and settings."""
    network = draw(networks(masked=masked))
    n = draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**20)))
    return Case(
        network,
        rng.normal(size=(n, network.n_inputs)),
        rng.random((n, network.n_outputs)),
        draw(settings_for(network)),
    )
