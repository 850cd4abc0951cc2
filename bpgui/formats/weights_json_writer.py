"""Writing weights as JSON for people: one row of weights a line, null where none is."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.core.network import Network
from bpgui.formats.weights_description import (
    FORMAT,
    VERSION,
    describe,
    describe_scaling,
    encoded,
)
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile

LARGEST_JSON = 64 * 2**20


def to_json(weights: WeightsFile) -> bytes:
    """Return a weights file as JSON; every number comes back to the same bits.

    Raises
    ------
    WeightsError
        If it would be larger than `LARGEST_JSON`.
    """
    parts = [
        f'"format": {_dump(FORMAT)}',
        f'"version": {VERSION}',
        *(f"{_dump(key)}: {_dump(value)}" for key, value in describe(weights).items()),
        f'"input_scaling": {_dump(describe_scaling(weights.input_scaling))}',
        f'"target_scaling": {_dump(describe_scaling(weights.target_scaling))}',
        '"layers": [\n' + ",\n".join(_layers(weights.network)) + "\n  ]",
    ]
    data = encoded("{\n  " + ",\n  ".join(parts) + "\n}\n")
    if len(data) > LARGEST_JSON:
        raise WeightsError(
            f"These weights make more than {LARGEST_JSON // 2**20} MB of JSON; export them as .npz."
        )
    return data


def source_keys(names: Sequence[str]) -> list[str]:
    """Return what a layer is called in "weights": its name, or its number where names repeat."""
    if len(set(names)) == len(names):
        return list(names)
    return [str(index) for index in range(len(names))]


def _dump(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _layers(network: Network) -> list[str]:
    keys = source_keys([layer.name for layer in network.layers])
    return [_layer(network, index, keys) for index in range(len(network.layers))]


def _layer(network: Network, index: int, keys: Sequence[str]) -> str:
    layer = network.layers[index]
    lines = [
        f'"name": {_dump(layer.name)}',
        f'"units": {layer.units}',
        f'"unit_names": {_dump(list(layer.unit_names))}',
        f'"activation": {_dump(layer.activation)}',
    ]
    if index:
        blocks = [
            f"{_dump(keys[source])}: {_matrix(network, index, source)}" for source in layer.sources
        ]
        lines.append('"weights": {\n        ' + ",\n        ".join(blocks) + "\n      }")
        lines.append(f'"biases": {_biases(network, index)}')
        lines.extend(_locked(network, index, keys))
    return "    {\n      " + ",\n      ".join(lines) + "\n    }"


def _matrix(network: Network, layer: int, source: int) -> str:
    rows = zip(network.weights(layer, source), network.present_block(layer, source), strict=True)
    return "[\n          " + ",\n          ".join(_row(*row) for row in rows) + "\n        ]"


def _row(values: FloatArray, present: BoolArray) -> str:
    row = [
        value if there else None
        for value, there in zip(values.tolist(), present.tolist(), strict=True)
    ]
    return _dump(row)


def _biases(network: Network, layer: int) -> str:
    biases = network.biases(layer)
    if biases is None:
        return "null"
    return _row(biases, network.as_matrix(network.present, layer)[:, -1])


def _locked(network: Network, index: int, keys: Sequence[str]) -> list[str]:
    """Return the locked weights as pairs (unit, source unit), and the units of locked biases."""
    layer = network.layers[index]
    lines = []
    pairs = {
        keys[source]: np.argwhere(network.locked_block(index, source)).tolist()
        for source in layer.sources
    }
    if any(pairs.values()):
        lines.append(f'"locked_weights": {_dump({k: v for k, v in pairs.items() if v})}')
    locked_biases = network.as_matrix(network.locked, index)[:, -1] & layer.bias
    if locked_biases.any():
        lines.append(f'"locked_biases": {_dump(np.flatnonzero(locked_biases).tolist())}')
    return lines
