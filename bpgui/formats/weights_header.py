"""All of a weights file but the numbers, as one JSON object for the files that carry such.

NPZ has it as an array of text, CSV as a comment, safetensors and ONNX among their metadata.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from bpgui.core.arrays import BoolArray
from bpgui.core.layer import Layer
from bpgui.core.network import Network, zero_network
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_description import (
    FORMAT,
    VERSION,
    assemble,
    describe,
    describe_scaling,
    encoded,
    read_scaling,
)
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_layers import check_sizes, make_layer

LARGEST_HEADER = 16 * 2**20


def describe_all(weights: WeightsFile) -> dict[str, Any]:
    """Return format, version, names, settings and layers, ready for JSON; no scaling."""
    layers = [
        {
            "name": layer.name,
            "units": layer.units,
            "unit_names": list(layer.unit_names),
            "activation": layer.activation,
            "sources": list(layer.sources),
            "bias": bool(layer.bias and index),
        }
        for index, layer in enumerate(weights.network.layers)
    ]
    return {"format": FORMAT, "version": VERSION, **describe(weights), "layers": layers}


def as_text(described: Mapping[str, Any]) -> str:
    """Return a description as one line of JSON."""
    return encoded(json.dumps(described, ensure_ascii=False, allow_nan=False)).decode()


def scalings_of(weights: WeightsFile) -> dict[str, Any]:
    """Return both scalings, ready for JSON."""
    return {
        "input_scaling": describe_scaling(weights.input_scaling),
        "target_scaling": describe_scaling(weights.target_scaling),
    }


def masks_of(network: Network) -> dict[str, list[int]]:
    """Return the places of absent and locked parameters in the vector, ready for JSON."""
    places = {"absent": ~network.present, "locked": network.locked}
    return {key: np.flatnonzero(mask).tolist() for key, mask in places.items() if mask.any()}


def read_masks(entries: strict.Object, size: int) -> tuple[BoolArray, BoolArray]:
    """Return which of `size` parameters are present and which are locked, from a description."""
    absent, locked = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    for key, mask in (("absent", absent), ("locked", locked)):
        places = strict.as_many(entries.get(key, []), strict.as_whole, f"“{key}”")
        if places and max(places) >= size:
            raise WeightsError(
                f"“{key}” names the parameter {max(places):,}, and there are {size:,}."
            )
        mask[np.array(places, np.intp)] = True
    return ~absent, locked


def assemble_all(entries: strict.Object, network: Network) -> WeightsFile:
    """Return the weights file of a network and a description with both scalings."""
    scalings = [read_scaling(entries, f"{end}_scaling") for end in ("input", "target")]
    return assemble(entries, network, scalings)


def read_layers(entries: strict.Object) -> list[Layer]:
    """Return the layers that a description holds, no larger than this program takes."""
    described = strict.as_many(
        strict.member(entries, "layers", "The header"), strict.as_object, "“layers”"
    )
    parts = [_read_head(layer, f"Layer {i}") for i, layer in enumerate(described, start=1)]
    check_sizes([len(names[1]) for names, *_ in parts], [sources for _, _, sources, _ in parts])
    layers = [
        make_layer(names, activation, sources, bias=bias)
        for names, activation, sources, bias in parts
    ]
    first = make_layer(parts[0][0], "linear", (), bias=True)
    return [first, *layers[1:]]


def read_network(entries: strict.Object, most: int, name: str) -> Network:
    """Return a network of zeros with the described layers.

    Parameters
    ----------
    entries
        As `describe_all` returns them, from an untrusted file.
    most
        How many parameters the file can hold, so that nothing larger is made on its word.
    name
        Of the file, for the sentence.
    """
    layers = tuple(read_layers(entries))
    count = sum(
        layer.units * (sum(layers[source].units for source in layer.sources) + layer.bias)
        for layer in layers[1:]
    )
    if count > most:
        raise WeightsError(f"“{name}” is too short for the {count:,} weights it describes.")
    try:
        return zero_network(layers)
    except ValueError as error:
        raise WeightsError(f"The layers do not make a network: {error}") from error


def _read_head(
    layer: strict.Object, where: str
) -> tuple[tuple[str, tuple[str, ...]], str, tuple[int, ...], bool]:
    """Return names, activation, sources, and whether there are biases."""
    name = strict.as_text(strict.member(layer, "name", where), f"{where}, “name”,")
    where = f"{where} (“{name}”)"
    names = strict.as_many(strict.member(layer, "unit_names", where), strict.as_text, where)
    if strict.as_whole(strict.member(layer, "units", where), where) != len(names):
        raise WeightsError(f"{where} has another number of units than of unit names.")
    sources = strict.as_many(strict.member(layer, "sources", where), strict.as_whole, where)
    activation = strict.as_text(strict.member(layer, "activation", where), where)
    return (name, names), activation, sources, strict.as_truth(layer.get("bias"), where)
