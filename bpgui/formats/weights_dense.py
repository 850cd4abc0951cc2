"""A network as the dense layers of other libraries: one matrix a layer, over all its sources.

Where a layer receives from several layers, its matrix has their blocks of columns side by side, as
if their activations were concatenated in that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile


@dataclass(frozen=True, eq=False)
class Dense:
    """What one layer computes with: a = f(W a_sources + b).

    Attributes
    ----------
    kernel
        W, (units, fan-in).
    bias
        b, (units,), or None if the layer has none.
    """

    kernel: FloatArray
    bias: FloatArray | None


def dense_layers(network: Network) -> tuple[Dense, ...]:
    """Return what every layer after the input layer computes with; 0 where a weight is absent."""
    # WORKAROUND: safetensors writes wrong numbers, and says nothing, for arrays that are not
    # contiguous; the columns of a matrix without its biases are not.
    return tuple(
        Dense(
            np.ascontiguousarray(network.matrix(k)[:, :-1] if layer.bias else network.matrix(k)),
            np.ascontiguousarray(network.matrix(k)[:, -1]) if layer.bias else None,
        )
        for k, layer in enumerate(network.layers[1:], start=1)
    )


def network_like(network: Network, found: Sequence[Dense], where: str) -> Network:
    """Return the network with the numbers of other dense layers.

    Parameters
    ----------
    network
        Whose layers hold, and whose connections are absent and locked; one that is absent is there
        again if the others have a weight for it.
    found
        One a layer after the input layer.
    where
        What they are from, for the sentences.

    Raises
    ------
    WeightsError
        If a shape does not fit; the sentence names the layer.
    """
    if len(found) != len(network.layers) - 1:
        raise WeightsError(
            f"{where} has {len(found)} matrices of weights, and the network has "
            f"{len(network.layers) - 1} layers after its inputs."
        )
    matrices = [_matrix(network, k, dense, where) for k, dense in enumerate(found, start=1)]
    vector = np.concatenate([matrix.ravel() for matrix in matrices])
    if not np.isfinite(vector).all():
        layer = network.layers[network.address(int(np.argmin(np.isfinite(vector)))).layer]
        raise WeightsError(f"{where}: “{layer.name}” has a weight that is not a finite number.")
    present = network.present | (vector != 0)
    return replace(network, parameters=np.where(present, vector, 0.0), present=present)


def _matrix(network: Network, index: int, dense: Dense, where: str) -> FloatArray:
    layer = network.layers[index]
    wanted = (layer.units, sum(network.layers[source].units for source in layer.sources))
    if dense.kernel.shape != wanted:
        raise WeightsError(
            f"{where}: the weights of “{layer.name}” are {_size(dense.kernel.shape)} where the "
            f"network has {_size(wanted)} (units × sources)."
        )
    if not layer.bias:
        if dense.bias is not None and dense.bias.any():
            raise WeightsError(f"{where} has biases for “{layer.name}”, which has none.")
        return dense.kernel
    bias = np.zeros(layer.units) if dense.bias is None else dense.bias
    if bias.shape != (layer.units,):
        raise WeightsError(
            f"{where}: {_size(bias.shape)} biases for “{layer.name}”, which has {layer.units} "
            "units."
        )
    return np.hstack([dense.kernel, bias[:, np.newaxis]])


def _size(shape: Sequence[int]) -> str:
    return " × ".join(str(length) for length in shape)


# ---- what other libraries do not know ------------------------------------------------------


def lost_marks(weights: WeightsFile, reader: str, kept: str = "") -> tuple[str, ...]:
    """Return sentences on locked and absent connections, which dense layers do not know.

    Parameters
    ----------
    weights
        What is written.
    reader
        The library that reads the file.
    kept
        Where the file notes them all the same; empty if it does not.
    """
    network = weights.network
    absent = int(np.count_nonzero(~network.present))
    locked = int(np.count_nonzero(network.locked))
    note = f" ({kept})" if kept else ""
    sentences = []
    if absent:
        sentences.append(
            f"{reader} knows no absent connections: {_many(absent, 'weight')} written as 0{note}."
        )
    if locked:
        sentences.append(
            f"{reader} knows no locked weights: {_many(locked, 'weight')} written as any "
            f"other{note}."
        )
    return tuple(sentences)


def _many(count: int, noun: str) -> str:
    return f"1 {noun} is" if count == 1 else f"{count:,} {noun}s are"
