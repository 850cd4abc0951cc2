"""Networks that every export format is tested with: shapes, activations, scalings, hard values.

Each is made anew by a function of no arguments, named for what is hard about it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import FloatArray
from bpgui.core.initialisation import initialise
from bpgui.core.layer import Layer
from bpgui.core.network import Network, create_network, zero_network
from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.data.scaling import Scaling
from bpgui.formats.weights_file import WeightsFile

HARD_VALUES = (-0.0, 5e-324, -2.2250738585072014e-308, 1e300, -1e300, 0.1, 1 / 3, -1e-300)
HARD_NAMES = (
    "quote \" and ' and \\",
    "*/ int main(void) { /*",
    "trigraph ??/ ??= ??'",
    "line\nbreak\r\n\ttab",
    "Größe in °C, | & % $ # _ ^ ~ {x}",
    "温度",
    "حرارة \u202e reversed",
    "🙂 \u200b\ufeff",
    "a b",
    "a_b",
    "a-b",
    "$(rm -rf ~) `x` <b>",
    "\\end{document}",
    "| --- |",
    "1st; 2nd",
    '"""',
)


def _weighted(network: Network, seed: int = 3) -> Network:
    return initialise(network, Initialisation(scale=1.0, seed=seed))


def _scaled(network: Network, inputs: str = "z-score", targets: str = "0-1") -> WeightsFile:
    rng = np.random.default_rng(5)
    return WeightsFile(
        network,
        Scaling.fit(inputs, rng.normal(20, 7, (9, network.n_inputs))),  # type: ignore[arg-type]
        Scaling.fit(targets, rng.normal(-3, 50, (9, network.n_outputs))),  # type: ignore[arg-type]
        settings=TrainingSettings(),
        dataset_name="Water & wine",
    )


def _plain(network: Network) -> WeightsFile:
    return WeightsFile(
        network, Scaling.identity(network.n_inputs), Scaling.identity(network.n_outputs)
    )


def _activations(hidden: str, output: str) -> WeightsFile:
    network = _weighted(create_network((3, 4, 3), hidden=hidden, output=output))
    weights = _plain(network)
    if output == "linear":
        return _scaled(weights.network)
    if output == "softmax":  # no class wins everywhere
        for unit, bias in enumerate((0.3, -0.1, 0.2)):
            network = network.with_parameter(network.bias_index(2, unit), bias)
        weights = _plain(network)
    return replace(weights, classes=("red", "green", "blue"))


def _binary() -> WeightsFile:
    """Return one whose outputs are on both sides of one half."""
    network = _weighted(create_network((2, 3, 1)))
    network = network.with_parameter(network.bias_index(2, 0), 0.48)
    return replace(_plain(network), classes=("no", "yes"))


def _skipping() -> WeightsFile:
    return _scaled(_weighted(create_network((2, 3, 1, 2, 2), output="linear", skip=True)))


def _some_biases() -> WeightsFile:
    network = create_network((2, 3, 2, 1), hidden="tanh")
    layers = tuple(replace(layer, bias=k != 2) for k, layer in enumerate(network.layers))
    return _plain(_weighted(zero_network(layers)))


def _gaps() -> WeightsFile:
    """Return one with a third of its parameters gone, a whole unit cut off, and some locked."""
    network = _weighted(create_network((4, 5, 3), skip=True))
    rng = np.random.default_rng(8)
    present = rng.random(network.n_parameters) < 0.7
    network.as_matrix(present, 1)[2] = False
    locked = rng.random(network.n_parameters) < 0.2
    values = np.where(present, network.parameters, 0.0)
    return _scaled(Network(network.layers, values, present, locked))


def _hard_values() -> WeightsFile:
    network = create_network((3, 4, 2), hidden="tanh")
    values = np.resize(HARD_VALUES, network.n_parameters)
    return _plain(network.with_parameters(values))


def _hard_scaling() -> WeightsFile:
    network = _weighted(create_network((3, 2, 2), output="linear"))
    return WeightsFile(
        network,
        Scaling("0-1", np.array([1e300, -1e-300, -0.0]), np.array([1e299, 5e-324, 1e-9])),
        Scaling("z-score", np.array([-1e12, 0.1]), np.array([1e-12, 1e150])),
    )


def _mixed_scaling() -> WeightsFile:
    network = _weighted(create_network((2, 2, 1), output="linear"))
    scaling = Scaling("mixed", np.array([0.0, 2.5]), np.array([1.0, 4.0]))
    return WeightsFile(network, scaling, Scaling.identity(1))


def _hard_names() -> WeightsFile:
    hidden, outputs = HARD_NAMES[::-1][:5], HARD_NAMES[:3]
    layers = (
        Layer("*/ Input \n | #", HARD_NAMES),
        Layer("名前 \\ ??/", hidden, "sigmoid", (0,)),
        Layer("Output_1 & 100%", outputs, "softmax", (0, 1)),
    )
    network = _weighted(zero_network(layers))
    return WeightsFile(
        network,
        Scaling.identity(16),
        Scaling.identity(3),
        classes=HARD_NAMES[3:6],
        dataset_name='*/ "ночь" \n ??/',
        target_names=HARD_NAMES[-3:],
    )


def _same_names() -> WeightsFile:
    network = _weighted(create_network((2, 2, 2, 1), skip=True))
    layers = tuple(replace(layer, name="Layer") for layer in network.layers)
    return _plain(Network(layers, network.parameters, network.present, network.locked))


def _directly_connected() -> WeightsFile:
    return _scaled(_weighted(create_network((2, 1), output="linear")), "none", "none")


def _untrained() -> WeightsFile:
    return _plain(create_network((2, 2, 1)))


EXPORTED: dict[str, Callable[[], WeightsFile]] = {
    **{
        f"{hidden} and {output}": partial(_activations, hidden, output)
        for hidden, output in zip(
            ("sigmoid", "tanh", "relu", "linear", "tanh"), ACTIVATIONS, strict=True
        )
    },
    "a binary output": _binary,
    "connections that skip layers": _skipping,
    "biases in some layers": _some_biases,
    "absent and locked connections": _gaps,
    "hard values": _hard_values,
    "hard scaling": _hard_scaling,
    "mixed scaling": _mixed_scaling,
    "hard names": _hard_names,
    "layers of one name": _same_names,
    "no hidden layer": _directly_connected,
    "all weights 0": _untrained,
}


def patterns_for(weights: WeightsFile, count: int = 7) -> FloatArray:
    """Return raw inputs about where the scaling has its data, (count, inputs)."""
    rng = np.random.default_rng(2)
    scaled = rng.normal(0.3, 1.0, (count, weights.network.n_inputs))
    with np.errstate(all="ignore"):
        return weights.input_scaling.undo(scaled)
