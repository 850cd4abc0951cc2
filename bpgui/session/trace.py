"""A path through the network that is lit in the diagram."""

from dataclasses import dataclass

from bpgui.core.network import Network


@dataclass(frozen=True, slots=True)
class Trace:
    """Some units, one after another, and the weights and biases that belong to the path.

    Attributes
    ----------
    units : tuple of (layer, unit)
        Both counted from 0, in the order of the forward pass.
    parameters : tuple of int
        Places in the network's vector: of each connection between two of the units, and of others
        that are to be lit with them.
    """

    units: tuple[tuple[int, int], ...]
    parameters: tuple[int, ...]

    def fits(self, network: Network) -> bool:
        """Whether all of it exists in a network."""
        layers = network.layers
        return all(
            0 <= layer < len(layers) and 0 <= unit < layers[layer].units
            for layer, unit in self.units
        ) and all(0 <= index < network.n_parameters for index in self.parameters)
