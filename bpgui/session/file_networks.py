"""Layers and networks in a session file and back."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_layers import check_sizes
from bpgui.session.file_pools import Catalogue, Pool, pick

Layers = tuple[Layer, ...]


class NetworksOut:
    """The networks that are written: layers, rows of layers, and vectors, each of them once.

    Parameters
    ----------
    vectors, masks
        Where parameters go, and which are present or locked.
    """

    def __init__(self, vectors: Pool, masks: Pool) -> None:
        self._vectors, self._masks = vectors, masks
        self._layers: Catalogue[Layer] = Catalogue(_said_layer)
        self._topologies: Catalogue[Layers] = Catalogue(self._said_topology)
        self._networks: Catalogue[Network] = Catalogue(self._said_network)

    def add(self, network: Network) -> int:
        """Return the number of a network."""
        return self._networks.add(network)

    def said(self) -> dict[str, Any]:
        """Return what JSON says of all of them."""
        return {
            "layers": self._layers.described,
            "topologies": self._topologies.described,
            "networks": self._networks.described,
        }

    def _said_topology(self, layers: Layers) -> list[int]:
        return [self._layers.add(layer) for layer in layers]

    def _said_network(self, network: Network) -> dict[str, int]:
        return {
            "topology": self._topologies.add(network.layers),
            "parameters": self._vectors.add(network.parameters),
            "present": self._masks.add(network.present),
            "locked": self._masks.add(network.locked),
        }


def read_networks(
    said: strict.Object, vectors: Sequence[np.ndarray], masks: Sequence[np.ndarray]
) -> list[Network]:
    """Return the networks that a file says, with the layers shared that were shared."""
    layers = strict.as_many(_list(said, "layers"), _read_layer, "“layers”")
    topologies = [_read_topology(one, layers) for one in _list(said, "topologies")]
    return [_read_network(one, topologies, vectors, masks) for one in _list(said, "networks")]


def _said_layer(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "unit_names": list(layer.unit_names),
        "activation": layer.activation,
        "sources": list(layer.sources),
        "bias": bool(layer.bias),
    }


def _read_layer(value: Any, where: str) -> Layer:  # noqa: ANN401 - any JSON
    said = strict.as_object(value, where)
    return Layer(
        strict.as_text(strict.member(said, "name", where), where),
        strict.as_many(strict.member(said, "unit_names", where), strict.as_text, where),
        strict.as_text(strict.member(said, "activation", where), where),
        strict.as_many(strict.member(said, "sources", where), strict.as_whole, where),
        strict.as_truth(strict.member(said, "bias", where), where),
    )


def _read_topology(value: Any, layers: Sequence[Layer]) -> Layers:  # noqa: ANN401 - any JSON
    where = "“topologies”"
    chosen = tuple(pick(layers, number, where) for number in strict.as_list(value, where))
    check_sizes([layer.units for layer in chosen], [layer.sources for layer in chosen])
    return chosen


def _read_network(
    value: Any,  # noqa: ANN401 - any JSON
    topologies: Sequence[Layers],
    vectors: Sequence[np.ndarray],
    masks: Sequence[np.ndarray],
) -> Network:
    where = "“networks”"
    said = strict.as_object(value, where)
    return Network(
        pick(topologies, strict.member(said, "topology", where), where),
        pick(vectors, strict.member(said, "parameters", where), where),
        pick(masks, strict.member(said, "present", where), where),
        pick(masks, strict.member(said, "locked", where), where),
    )


def _list(said: strict.Object, key: str) -> Sequence[Any]:
    return strict.as_list(strict.member(said, key, "The manifest"), f"“{key}”")
