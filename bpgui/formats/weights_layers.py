"""From the layers of a weights file to a network: what both readable formats share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.formats.weights_error import WeightsError

MOST_LAYERS = 1_000
MOST_UNITS = 100_000
MOST_PARAMETERS = 16_000_000


@dataclass(frozen=True, eq=False)
class LayerRecord:
    """One layer after the input layer, as a file says it.

    Attributes
    ----------
    layer
        Its units, activation and sources.
    values, present, locked
        (units, fan-in + 1 if it has biases), laid out as `Network.matrix`.
    """

    layer: Layer
    values: FloatArray
    present: BoolArray
    locked: BoolArray

    @classmethod
    def empty(cls, layer: Layer, fan_in: int) -> "LayerRecord":
        """Return a record to be filled in: all values 0, present and unlocked."""
        shape = (layer.units, fan_in + layer.bias)
        return cls(layer, np.zeros(shape), np.ones(shape, np.bool_), np.zeros(shape, np.bool_))


def network_of(first: Layer, records: Sequence[LayerRecord]) -> Network:
    """Return the network of these layers.

    Raises
    ------
    WeightsError
        If they do not make one; the sentence names the layer.
    """
    try:
        return Network(
            (first, *(record.layer for record in records)),
            _flat([record.values for record in records]),
            _flat([record.present for record in records]),
            _flat([record.locked for record in records]),
        )
    except ValueError as error:
        raise WeightsError(f"The layers do not make a network: {error}") from error


def make_layer(
    names: tuple[str, tuple[str, ...]], activation: str, sources: tuple[int, ...], *, bias: bool
) -> Layer:
    """Return a layer.

    Parameters
    ----------
    names
        Of the layer, and of its units.
    activation, sources, bias
        As in `Layer`.

    Raises
    ------
    WeightsError
        If there is no such activation, or the names are not all different.
    """
    try:
        return Layer(names[0], names[1], activation, sources, bias)
    except ValueError as error:
        raise WeightsError(f"Layer “{names[0]}”: {error}") from error


def check_sizes(units: Sequence[int], sources: Sequence[Sequence[int]]) -> None:
    """Raise a WeightsError if a network of such layers is larger than this program takes.

    Parameters
    ----------
    units
        Of each layer, the input layer first.
    sources
        The layers each receives from; none for the input layer.
    """
    if not 2 <= len(units) <= MOST_LAYERS:
        raise WeightsError(f"A network has 2 to {MOST_LAYERS:,} layers, not {len(units):,}.")
    if not 1 <= min(units) <= max(units) <= MOST_UNITS:
        raise WeightsError(f"A layer has 1 to {MOST_UNITS:,} units.")
    for index, layer_sources in enumerate(sources):
        if any(not 0 <= source < index for source in layer_sources):
            raise WeightsError(f"Layer {index + 1} can receive from earlier layers only.")
    total = sum(
        units[index] * (sum(units[source] for source in layer_sources) + 1)
        for index, layer_sources in enumerate(sources)
    )
    if total > MOST_PARAMETERS:
        raise WeightsError(f"This network has more than {MOST_PARAMETERS:,} weights.")


def make_scaling(kind: str, offset: FloatArray, scale: FloatArray, where: str) -> Scaling:
    """Return a scaling, or raise a WeightsError that says where it is wrong."""
    try:
        return Scaling(cast(ScalingKind, kind), offset, scale)  # which checks the kind
    except ValueError as error:
        raise WeightsError(f"{where}: {error}") from error


def _flat(matrices: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([matrix.ravel() for matrix in matrices])
