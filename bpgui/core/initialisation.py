"""Drawing the first parameters of a network."""

import math

import numpy as np

from bpgui.core.network import Network
from bpgui.core.settings import Initialisation


def initialise(network: Network, initialisation: Initialisation) -> Network:
    """Return the network with parameters drawn from a seeded generator.

    Absent connections stay 0 and locked parameters keep their value; every draw is made all the
    same, so that locking one weight leaves the values of the others as they were.

    Examples
    --------
    >>> from bpgui.core import Initialisation, create_network
    >>> drawn = initialise(create_network([2, 1]), Initialisation(scheme="xavier", seed=3))
    >>> again = initialise(create_network([2, 1]), Initialisation(scheme="xavier", seed=3))
    >>> drawn.parameters.tolist() == again.parameters.tolist()
    True
    >>> drawn.biases(1).tolist()
    [0.0]

    Notes
    -----
    "uniform" draws U(-r, r), as Rumelhart, Hinton & Williams (1986) did with r = 0.3. "xavier"
    draws weights from U(-r, r) with r = sqrt(6 / (fan in + fan out)) (Glorot & Bengio 2010,
    eq. 16), "he" from N(0, 2 / fan in) (He et al. 2015, eq. 10); both leave biases at 0. The fan
    in of a layer counts the units of all its sources.
    """
    rng = np.random.default_rng(initialisation.seed)
    vector = np.zeros(network.n_parameters)
    for k, layer in enumerate(network.layers[1:], start=1):
        fan_in = sum(network.layers[s].units for s in layer.sources)
        matrix = network.as_matrix(vector, k)
        if initialisation.scheme == "uniform":
            matrix[:] = rng.uniform(-initialisation.scale, initialisation.scale, matrix.shape)
            if layer.bias and not initialisation.biases:
                matrix[:, -1] = 0.0
        elif initialisation.scheme == "xavier":
            reach = math.sqrt(6.0 / (fan_in + layer.units))
            matrix[:, :fan_in] = rng.uniform(-reach, reach, (layer.units, fan_in))
        else:
            spread = math.sqrt(2.0 / fan_in)
            matrix[:, :fan_in] = rng.normal(0.0, spread, (layer.units, fan_in))
    vector = np.where(network.locked, network.parameters, vector)
    return network.with_parameters(np.where(network.present, vector, 0.0))
