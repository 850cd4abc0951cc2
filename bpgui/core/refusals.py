"""What an edit of the structure refuses: ValueError with a sentence for the person who asked."""

from bpgui.core.network import Network


def check_layer(network: Network, layer: int) -> None:
    """Refuse a layer that does not exist."""
    if not 0 <= layer < len(network.layers):
        raise ValueError(f"There is no layer {layer}; there are {len(network.layers)}.")


def check_unit(network: Network, layer: int, unit: int) -> None:
    """Refuse a unit that does not exist."""
    check_layer(network, layer)
    if not 0 <= unit < network.layers[layer].units:
        raise ValueError(f"{network.layers[layer].name} has no unit {unit + 1}.")


def check_hidden(network: Network, layer: int, what: str) -> None:
    """Refuse to `what` the input or the output layer."""
    check_layer(network, layer)
    if layer in {0, len(network.layers) - 1}:
        end = "inputs" if layer == 0 else "outputs"
        raise ValueError(
            f"You cannot {what} the layer {network.layers[layer].name}: the data set decides how "
            f"many {end} there are."
        )


def check_receives_from(network: Network, layer: int, source: int) -> None:
    """Refuse a connection that leads back or stays in its layer."""
    check_layer(network, layer)
    check_layer(network, source)
    if source >= layer:
        raise ValueError(
            f"{network.layers[layer].name} cannot receive from {network.layers[source].name}: "
            f"connections lead from an earlier layer to a later one."
        )


def check_block(network: Network, layer: int, source: int) -> None:
    """Refuse a pair of layers that is not connected."""
    check_receives_from(network, layer, source)
    if source not in network.sources(layer):
        raise ValueError(
            f"{network.layers[layer].name} does not receive from {network.layers[source].name}."
        )
