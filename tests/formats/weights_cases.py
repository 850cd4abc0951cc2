"""The networks that every exporter is tested with, beside the programs that read its files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.initialisation import initialise
from bpgui.core.layer import Layer
from bpgui.core.network import Network, create_network, zero_network
from bpgui.core.settings import Initialisation
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.formats.weights import WeightsFile

SCRIPTS = ("naïve Größe", "花弁, 幅", "طول\n«س»", '🌸 "x"/y', "−0\t%s", "Ελλ#άς")
"""Names with what breaks formats: commas, quotes, line ends, and letters of any script."""


@dataclass(frozen=True)
class Case:
    """Weights, with raw inputs to compare the outputs for.

    Attributes
    ----------
    fits_32
        Whether every number fits into 32 bits.
    """

    name: str
    weights: WeightsFile
    rows: np.ndarray
    fits_32: bool = True


def _drawn(network: Network, seed: int = 5) -> Network:
    return initialise(network, Initialisation(scale=1.0, seed=seed))


def _case(
    name: str,
    network: Network,
    kinds: tuple[ScalingKind, ScalingKind] = ("none", "none"),
    classes: Sequence[str] | None = None,
    centre: float = 3.0,
) -> Case:
    rng = np.random.default_rng(11)
    rows = rng.normal(centre, 2.0, (23, network.n_inputs))
    targets = rng.normal(-4.0, 50.0, (23, network.n_outputs))
    weights = WeightsFile(
        network,
        Scaling.fit(kinds[0], rows),
        Scaling.fit(kinds[1], targets),
        None if classes is None else tuple(classes),
        dataset_name=name,
    )
    return Case(name, weights, rows)


def _masked() -> Network:
    """Return a network with absent and locked weights and biases."""
    network = _drawn(create_network((3, 4, 2), hidden="relu", output="linear", skip=True))
    rng = np.random.default_rng(2)
    present, locked = (rng.random(network.n_parameters) < share for share in (0.6, 0.4))
    return Network(network.layers, network.parameters * present, present, locked)


def _odd() -> Network:
    """Return layers that receive from the ones before in all ways, one of which leads nowhere."""
    layers = (
        Layer("In", ("a", "b")),
        Layer("Same", ("u",), "linear", (0,), bias=False),
        Layer("Same", ("u", "w"), "tanh", (0, 1)),
        Layer("Dead end", ("d",), "relu", (1,)),
        Layer("Out", ("y", "z"), "sigmoid", (0, 1, 2), bias=False),
    )
    return _drawn(zero_network(layers))


def _named() -> Network:
    layers = (
        Layer(SCRIPTS[0], SCRIPTS[1:4]),
        Layer(SCRIPTS[4], SCRIPTS[:5], "tanh", (0,)),
        Layer(SCRIPTS[5], SCRIPTS, "softmax", (1,)),
    )
    return _drawn(zero_network(layers))


def _hard(values: Sequence[float]) -> Network:
    network = create_network((2, 3, 1), hidden="tanh", output="sigmoid")
    return network.with_parameters(np.resize(values, network.n_parameters))


def _cases() -> list[Case]:
    chain = _drawn(create_network((2, 3, 1)))
    deep = _drawn(create_network((3, 4, 3, 2), hidden="tanh", output="linear", skip=True))
    bare = _drawn(create_network((2, 3, 2), hidden="relu", output="sigmoid", bias=False))
    softmax = _drawn(create_network((4, 5, 3), hidden="tanh", output="softmax"))
    huge = _case("1e300", _hard([1e300, -1e300, 0.5, 1e-300]))
    return [
        _case("chain", chain),
        _case("skip", deep, ("z-score", "0-1")),
        _case("absent and locked", _masked(), ("0-1", "z-score")),
        _case("no bias", bare, ("none", "z-score")),
        _case("single unit", _drawn(create_network((1, 1), output="linear")), ("z-score", "none")),
        _case("odd sources", _odd(), ("z-score", "z-score")),
        _case("classes", softmax, ("z-score", "none"), ("röd", "花", "b, c")),
        _case("two classes", chain, ("0-1", "none"), ("no", "yes")),
        _case("any script", _named(), ("0-1", "none"), SCRIPTS),
        _case("-0.0", _hard([-0.0, 0.0, 1.0, -0.0, -1.0])),
        _case("denormal", _hard([5e-324, 2.2e-308, -1e-45, 0.25, 1e-40])),
        _case("linear only", _drawn(create_network((2, 2), output="linear", bias=False))),
        replace(huge, fits_32=False),
        _case("far from 0", chain, ("z-score", "z-score"), centre=1e6),
    ]


CASES = _cases()
CASE_IDS = [case.name for case in CASES]


def digits_case() -> Case:
    """Return a network as large as those that read handwriting: 784-128-10."""
    network = _drawn(create_network((784, 128, 10), hidden="relu", output="softmax"))
    return _case("784-128-10", network, ("z-score", "none"), [str(digit) for digit in range(10)])


def wanted_labels(case: Case, outputs: np.ndarray) -> list[str]:
    """Return the class of every row of outputs; none where the outputs are no classes."""
    classes = case.weights.classes
    if classes is None:
        return []
    if outputs.shape[1] == 1:
        return [classes[int(row[0] > 0.5)] for row in outputs]
    return [classes[row] for row in outputs.argmax(axis=1)]
