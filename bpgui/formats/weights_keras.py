"""Weights as a Keras 3 model: the archive that `keras.saving.load_model` opens.

It is written without Keras: a zip archive of two JSON files, which describe a functional model, and
an HDF5 file of its weights. Files of others are not read, as loading one can run code.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.layer import Layer
from bpgui.data.scaling import Scaling
from bpgui.formats.keras_config import dense_numbers, keras_model, reciprocal
from bpgui.formats.weights_dense import Dense, dense_layers, lost_marks, network_like
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_header import as_text, describe_all, masks_of, scalings_of

__all__ = ["FORMAT", "to_keras"]

# The first version that has all the layers used; newer ones read what older ones wrote.
_KERAS_VERSION = "3.0.0"
_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"

_NAMES = (
    "Keras answers with numbers; the names of the classes are in metadata.json inside the file, "
    "under “bpgui”."
)

_SINGLE = (
    "The file holds every digit, but Keras computes with 32-bit numbers, about 7 digits, except on "
    "TensorFlow."
)
_LARGE = (
    "Some weights are too large for 32 bits: except on TensorFlow, Keras takes them as infinite."
)


def to_keras(weights: WeightsFile) -> bytes:
    """Return a .keras file of 64-bit numbers, with the scaling inside.

    Raises
    ------
    WeightsError
        If a scale is so small that Keras cannot divide by it.
    """
    described = {**describe_all(weights), **scalings_of(weights), **masks_of(weights.network)}
    metadata = {"keras_version": _KERAS_VERSION, "bpgui": json.loads(as_text(described))}
    model = keras_model(weights)
    members = {
        _METADATA: encoded(json.dumps(metadata, ensure_ascii=False)),
        _CONFIG: encoded(json.dumps(model, ensure_ascii=False, allow_nan=False)),
        _WEIGHTS: _weights_file(weights, dense_numbers(model)),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _weights_file(weights: WeightsFile, numbers: Sequence[int]) -> bytes:
    """Return the HDF5 file: a group a layer, with its kernel (fan-in, units) and its biases."""
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w") as tree:
        layers = dense_layers(weights.network)
        for place, number in enumerate(numbers):
            dense = layers[number - 1]
            variables = tree.create_group(_variables(place))
            variables.create_dataset("0", data=np.ascontiguousarray(dense.kernel.T))
            if dense.bias is not None:
                variables.create_dataset("1", data=dense.bias)
    return file.getvalue()


def _variables(place: int) -> str:
    """Return where the variables of a dense layer are: Keras numbers them in its own order."""
    return f"layers/dense_{place}/vars" if place else "layers/dense/vars"


# ---- reading back --------------------------------------------------------------------------


def keras_read_back(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return what our own .keras file says: numbers and scaling; the rest is checked to be given.

    Raises
    ------
    WeightsError
        If it says another network.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        config = json.loads(archive.read(_CONFIG))
        if config != keras_model(given):
            raise WeightsError("The Keras file does not say the network that was written.")
        found = _dense(archive.read(_WEIGHTS), given, dense_numbers(config))
    layers = {layer["name"]: layer["config"] for layer in config["config"]["layers"]}
    return replace(
        given,
        network=network_like(given.network, found, "The Keras file"),
        input_scaling=_input_scaling(layers, given.input_scaling),
        target_scaling=_target_scaling(layers, given.target_scaling),
    )


def _dense(data: bytes, given: WeightsFile, numbers: Sequence[int]) -> list[Dense]:
    """Return what the HDF5 file says of each layer; what leads to no output is as it was given."""
    import h5py

    found = list(dense_layers(given.network))
    with h5py.File(io.BytesIO(data), "r") as tree:
        for place, number in enumerate(numbers):
            kernel = _numbers(tree, f"{_variables(place)}/0")
            bias = given.network.layers[number].bias
            found[number - 1] = Dense(
                np.ascontiguousarray(kernel.T),
                _numbers(tree, f"{_variables(place)}/1") if bias else None,
            )
    return found


def _numbers(tree: Any, name: str) -> FloatArray:  # noqa: ANN401 - an HDF5 file
    return np.asarray(tree[name][()], np.float64)


def _input_scaling(layers: dict[str, Any], given: Scaling) -> Scaling:
    if given.kind == "none":
        return given
    offset = -np.array(layers["moved"]["offset"])
    scale = reciprocal(np.array(layers["scaled"]["scale"]))
    return replace(given, offset=offset, scale=scale)


def _target_scaling(layers: dict[str, Any], given: Scaling) -> Scaling:
    if given.kind == "none":
        return given
    outputs = layers["outputs"]
    return replace(given, offset=np.array(outputs["offset"]), scale=np.array(outputs["scale"]))


def _losses(weights: WeightsFile) -> tuple[str, ...]:
    ends = _dead_ends(weights.network.layers)
    names = "” and “".join(ends)
    left_out = (f"“{names}” leads to no output, and Keras leaves it out.",) if ends else ()
    large = np.abs(weights.network.parameters).max() > np.finfo(np.float32).max
    return (
        _SINGLE,
        *((_LARGE,) if large else ()),
        *(() if weights.classes is None else (_NAMES,)),
        *left_out,
        *lost_marks(weights, "Keras", "metadata.json inside the file tells which"),
    )


def _dead_ends(layers: Sequence[Layer]) -> list[str]:
    """Return the names of the layers that lead to no output."""
    leading = {len(layers) - 1}
    for number in range(len(layers) - 1, 0, -1):
        if number in leading:
            leading |= set(layers[number].sources)
    return [layer.name for k, layer in enumerate(layers) if k and k not in leading]


def _begins(data: bytes) -> bool:
    return data.startswith(b"PK") and (
        _CONFIG.encode() in data[:256] or _METADATA.encode() in data[:256]
    )


FORMAT = WeightsFormat(
    key="keras",
    title="Keras model",
    suffix=".keras",
    description="For Keras 3 with any backend: a functional model, 64-bit, scaling inside.",
    write=to_keras,
    read_back=keras_read_back,
    losses=_losses,
    precision=1e-9,
    recognises=_begins,
)
