"""The topologies every law is tried on."""

import numpy as np

from bpgui.core.initialisation import initialise
from bpgui.core.network import Network, create_network
from bpgui.core.settings import Initialisation
from bpgui.core.structure import add_block, remove_connection, set_bias

TOPOLOGIES = ("no hidden layer", "chain", "skip", "absent", "no biases", "unit chain")


def topology(name: str, hidden: str, output: str) -> Network:
    """Return a network with three inputs and two outputs, its parameters drawn from U(-1, 1)."""
    if name == "no hidden layer":
        network = create_network([3, 2], output=output)
    elif name == "chain":
        network = create_network([3, 3, 2, 2], hidden=hidden, output=output)
    elif name == "skip":
        network = create_network([3, 2, 2, 2], hidden=hidden, output=output, skip=True)
    elif name == "absent":
        network = create_network([3, 3, 2], hidden=hidden, output=output, skip=True)
    elif name == "no biases":
        network = create_network([3, 3, 2], hidden=hidden, output=output)
        network = set_bias(network, 2, on=False).network
    else:  # order among hidden units is expressed with layers of one unit
        network = create_network([3, 1, 1, 1, 2], hidden=hidden, output=output)
        for layer, source in ((3, 1), (4, 1), (4, 0)):
            network = add_block(network, layer, source).network
    network = initialise(network, Initialisation(scale=1.0, seed=5))
    if name == "absent":
        for connection in ((1, 0, 0, 1), (1, 2, 0, 2), (2, 1, 1, 0), (2, 0, 0, 0)):
            network = remove_connection(network, *connection).network
        network = network.with_locked(1, locked=True)
    return network


def patterns(n: int = 5, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return n random patterns (n, 3) with targets (n, 2) from 0 to 1."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)), rng.random((n, 2))
