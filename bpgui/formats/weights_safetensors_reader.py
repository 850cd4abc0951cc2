"""Reading weights from safetensors: our own, and any sequence of linear layers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bpgui.core.network import Network
from bpgui.formats import strict_json as strict
from bpgui.formats.safetensors_file import TensorPlace, begins, read_tensors
from bpgui.formats.weights_dense import Dense, network_like
from bpgui.formats.weights_description import check_format
from bpgui.formats.weights_error import WeightsError, WeightsIncomplete
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_header import (
    LARGEST_HEADER,
    assemble_all,
    read_masks,
    read_network,
)

__all__ = ["begins", "from_safetensors", "into_network"]

_DIGITS = re.compile(r"(\d{1,9})")
_NAME = "weights.safetensors"


def from_safetensors(data: bytes, name: str) -> WeightsFile:
    """Return the weights file in a safetensors file.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsIncomplete
        If it has linear layers and does not say activations and scaling, as other programs write.
    WeightsError
        Wherever else it is damaged or not what `to_safetensors` writes; the sentence names the
        layer or tensor.
    """
    tensors, metadata = read_tensors(data, name)
    if "bpgui" in metadata:
        return _described(tensors, metadata["bpgui"], name)
    found = _sequence(tensors, name)
    chain = " – ".join(str(dense.kernel.shape[0]) for _, dense in found)
    raise WeightsIncomplete(
        f"“{name}” has the weights of layers of {chain} units but does not say the activations and "
        "the scaling. Import it while a network with the same layers is open, which tells them."
    )


def into_network(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return what a file says, and what it does not say from a present file.

    Raises
    ------
    WeightsError
        If its layers are not those of the network; the sentence names the layer.
    """
    tensors, metadata = read_tensors(data, _NAME)
    if "bpgui" in metadata:
        return _described(tensors, metadata["bpgui"], _NAME)
    found = _matched(given.network, _sequence(tensors, _NAME))
    return replace(given, network=network_like(given.network, found, "The file"))


def _described(tensors: Mapping[str, TensorPlace], described: str, name: str) -> WeightsFile:
    if len(described) > LARGEST_HEADER:
        raise WeightsError(f"The description in “{name}” is too long.")
    entries = strict.parse_object(described, f"{name}: description")
    check_format(entries, name)
    stored = sum(len(tensor.content) for tensor in tensors.values())
    network = read_network(entries, stored // 2, name)
    found = [_layer(tensors, network, index) for index in range(1, len(network.layers))]
    if len(tensors) != sum(1 + (dense.bias is not None) for dense in found):
        raise WeightsError(f"“{name}” has tensors that belong to none of its layers.")
    filled = network_like(network, found, f"“{name}”")
    present, locked = read_masks(entries, network.n_parameters)
    if filled.parameters[~present].any():
        raise WeightsError(f"“{name}” has a weight that is not 0 where it says there is none.")
    return assemble_all(entries, replace(filled, present=present, locked=locked))


def _layer(tensors: Mapping[str, TensorPlace], network: Network, index: int) -> Dense:
    layer = network.layers[index]
    wanted = ["weight", "bias"] if layer.bias else ["weight"]
    for part in wanted:
        if f"layers.{index - 1}.{part}" not in tensors:
            raise WeightsError(
                f"The tensor “layers.{index - 1}.{part}” of “{layer.name}” is missing."
            )
    bias = tensors[f"layers.{index - 1}.bias"].values() if layer.bias else None
    return Dense(tensors[f"layers.{index - 1}.weight"].values(), bias)


# ---- files of other programs ---------------------------------------------------------------


def _sequence(tensors: Mapping[str, TensorPlace], name: str) -> list[tuple[str, Dense]]:
    """Return the linear layers of any file, in the order of their names, numbers as numbers."""
    found = []
    used = set()
    for key in sorted(tensors, key=_in_order):
        if len(tensors[key].shape) != 2 or not key.endswith("weight"):
            continue
        bias = f"{key.removesuffix('weight')}bias"
        used |= {key, bias}
        values = tensors[bias].values() if bias in tensors else None
        found.append((key, Dense(tensors[key].values(), values)))
    left = [key for key in tensors if key not in used]
    if left:
        raise WeightsError(
            f"“{name}” has the tensor “{left[0][:80]}” of shape "
            f"{list(tensors[left[0]].shape)}, which is neither the matrix of a linear layer "
            "(….weight) nor its biases (….bias)."
        )
    if not found:
        raise WeightsError(f"“{name}” has no weights in it.")
    return found


def _in_order(key: str) -> tuple[tuple[int, int, str], ...]:
    parts = _DIGITS.split(key)
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in parts)


def _matched(network: Network, found: Sequence[tuple[str, Dense]]) -> list[Dense]:
    """Return the layers in the order of the network: that of their names, else by their shapes."""
    wanted = [
        (layer.units, sum(network.layers[source].units for source in layer.sources))
        for layer in network.layers[1:]
    ]
    shapes = [dense.kernel.shape for _, dense in found]
    if shapes != wanted and sorted(shapes) == sorted(wanted) and len(set(wanted)) == len(wanted):
        return [found[shapes.index(shape)][1] for shape in wanted]
    return [dense for _, dense in found]
