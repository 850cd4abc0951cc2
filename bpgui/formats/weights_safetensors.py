"""Weights as safetensors: names and shapes as those of a list of PyTorch's `nn.Linear`."""

from bpgui.formats.weights_dense import dense_layers, lost_marks
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_header import as_text, describe_all, masks_of, scalings_of
from bpgui.formats.weights_safetensors_reader import (
    begins,
    from_safetensors,
    into_network,
)
from bpgui.formats.weights_torch_script import torch_script

__all__ = ["FORMAT", "from_safetensors", "to_safetensors"]


def to_safetensors(weights: WeightsFile) -> bytes:
    """Return a safetensors file of 64-bit numbers.

    `layers.0.weight`, of shape (units, fan-in), and `layers.0.bias` belong to the first layer after
    the inputs, and so on. The entry "bpgui" of the metadata is a JSON object with the rest: layers,
    activations, sources, names, scaling, settings, absent and locked connections.
    """
    from safetensors.numpy import save

    tensors = {}
    for index, dense in enumerate(dense_layers(weights.network)):
        tensors[f"layers.{index}.weight"] = dense.kernel
        if dense.bias is not None:
            tensors[f"layers.{index}.bias"] = dense.bias
    described = {**describe_all(weights), **scalings_of(weights), **masks_of(weights.network)}
    # One entry only: safetensors writes several in an order that changes from call to call.
    data: bytes = save(tensors, {"bpgui": as_text(described)})
    return data


def _losses(weights: WeightsFile) -> tuple[str, ...]:
    return lost_marks(weights, "PyTorch", "the metadata of the file tell which")


FORMAT = WeightsFormat(
    key="safetensors",
    title="safetensors, for PyTorch",
    suffix=".safetensors",
    description="For PyTorch and others: named as nn.Linear layers, 64-bit, to the bit.",
    write=to_safetensors,
    read_back=into_network,
    losses=_losses,
    read=from_safetensors,
    companions=torch_script,
    recognises=begins,
)
