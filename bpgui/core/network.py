"""A network as an immutable value: layers, and one flat vector of all their parameters.

The vector holds, for each layer after the input layer, one row-major matrix of shape
(units, fan-in + 1): a block of columns for each source layer, in order, and the biases as the
last column (none when the layer has no biases).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bpgui.core.arrays import BoolArray, FloatArray, Scalar, read_only
from bpgui.core.layer import Layer, check_topology, default_layers

__all__ = ["Address", "Layer", "Network", "create_network"]


@dataclass(frozen=True)
class Address:
    """Where a parameter belongs: a connection into `unit` of `layer`, or its bias (no source)."""

    layer: int
    unit: int
    source: int | None
    source_unit: int | None


@dataclass(frozen=True, eq=False)
class Network:
    """Layers and the parameters between them.

    Attributes
    ----------
    layers
        The first is the input layer, the last the output layer. A layer receives from any set of
        earlier layers.
    parameters
        Every weight and bias, shape (P,), read-only. 0 where absent.
    present, locked
        Which parameters exist, and which are kept as they are by training; shape (P,), read-only.
    """

    layers: tuple[Layer, ...]
    parameters: FloatArray
    present: BoolArray
    locked: BoolArray
    _starts: tuple[int, ...] = field(init=False, repr=False)
    _columns: tuple[dict[int, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_topology(self.layers)
        starts = [0, 0]
        columns: list[dict[int, int]] = [{}]
        for layer in self.layers[1:]:
            first: dict[int, int] = {}
            fan_in = 0
            for s in layer.sources:
                first[s] = fan_in
                fan_in += self.layers[s].units
            columns.append(first)
            starts.append(starts[-1] + layer.units * (fan_in + layer.bias))
        object.__setattr__(self, "_starts", tuple(starts))
        object.__setattr__(self, "_columns", tuple(columns))
        object.__setattr__(self, "parameters", read_only(self.parameters, np.float64))
        object.__setattr__(self, "present", read_only(self.present, np.bool_))
        object.__setattr__(self, "locked", read_only(self.locked, np.bool_))
        self._check_vectors()

    def _check_vectors(self) -> None:
        for what in ("parameters", "present", "locked"):
            shape = getattr(self, what).shape
            if shape != (self.n_parameters,):
                raise ValueError(
                    f"These layers have {self.n_parameters} parameters, and the vector "
                    f"{what!r} has the shape {shape}."
                )
        if self.parameters[~self.present].any():
            raise ValueError("An absent connection must have the weight 0.")

    # ---- sizes -----------------------------------------------------------------------------

    @property
    def n_inputs(self) -> int:
        """How many units the input layer has."""
        return self.layers[0].units

    @property
    def n_outputs(self) -> int:
        """How many units the output layer has."""
        return self.layers[-1].units

    @property
    def n_parameters(self) -> int:
        """The length of the parameter vector, absent connections included."""
        return self._starts[-1]

    @property
    def n_connections(self) -> int:
        """How many weights and biases are present."""
        return int(np.count_nonzero(self.present))

    @property
    def trainable(self) -> BoolArray:
        """Which parameters training changes, shape (P,)."""
        trainable: BoolArray = self.present & ~self.locked
        return trainable

    # ---- topology --------------------------------------------------------------------------

    def sources(self, layer: int) -> tuple[int, ...]:
        """Return the layers that `layer` receives from, ascending."""
        return self.layers[layer].sources

    def targets_of(self, layer: int) -> tuple[int, ...]:
        """Return the layers that receive from `layer`, ascending."""
        return tuple(t for t, other in enumerate(self.layers) if layer in other.sources)

    # ---- views of the parameters -----------------------------------------------------------

    def span(self, layer: int) -> slice:
        """Return where the parameters of `layer` lie in the vector."""
        return slice(self._starts[layer], self._starts[layer + 1])

    def columns(self, layer: int, source: int) -> slice:
        """Return the columns of `matrix(layer)` that hold the weights from `source`."""
        if source not in self._columns[layer]:
            raise ValueError(
                f"{self.layers[layer].name} receives nothing from {self._layer_name(source)}."
            )
        first = self._columns[layer][source]
        return slice(first, first + self.layers[source].units)

    def matrix(self, layer: int) -> FloatArray:
        """Return W of `layer` with its biases as last column: a view (units, fan-in [+ 1])."""
        return self.as_matrix(self.parameters, layer)

    def weights(self, layer: int, source: int) -> FloatArray:
        """Return the weights from `source` into `layer`: a view (units, units of source)."""
        return self.matrix(layer)[:, self.columns(layer, source)]

    def biases(self, layer: int) -> FloatArray | None:
        """Return the biases of `layer`, a view (units,), or None when it has none."""
        return self.matrix(layer)[:, -1] if layer and self.layers[layer].bias else None

    def present_block(self, layer: int, source: int) -> BoolArray:
        """Return which connections from `source` into `layer` exist: a view."""
        return self.as_matrix(self.present, layer)[:, self.columns(layer, source)]

    def locked_block(self, layer: int, source: int) -> BoolArray:
        """Return which connections from `source` into `layer` are locked: a view."""
        return self.as_matrix(self.locked, layer)[:, self.columns(layer, source)]

    def as_matrix(self, vector: NDArray[Scalar], layer: int) -> NDArray[Scalar]:
        """Return the part of any (P,) vector that belongs to `layer`, shaped as its matrix."""
        return vector[self.span(layer)].reshape(self.layers[layer].units, -1)

    # ---- one parameter ---------------------------------------------------------------------

    def weight_index(self, layer: int, unit: int, source: int, source_unit: int) -> int:
        """Return the place in the vector of one weight."""
        self._check_unit(layer, unit)
        self._check_unit(source, source_unit)
        column = int(self.columns(layer, source).start) + source_unit
        return self._starts[layer] + unit * self._width(layer) + column

    def bias_index(self, layer: int, unit: int) -> int:
        """Return the place in the vector of one bias."""
        self._check_unit(layer, unit)
        if not layer or not self.layers[layer].bias:
            raise ValueError(f"{self.layers[layer].name} has no biases.")
        return self._starts[layer] + (unit + 1) * self._width(layer) - 1

    def address(self, index: int) -> Address:
        """Return what the parameter at `index` of the vector is."""
        if not 0 <= index < self.n_parameters:
            raise ValueError(f"There is no parameter {index}; there are {self.n_parameters}.")
        layer = int(np.searchsorted(self._starts, index, side="right")) - 1
        unit, column = divmod(index - self._starts[layer], self._width(layer))
        for s in self.layers[layer].sources:
            if column in range(*self.columns(layer, s).indices(self._width(layer))):
                return Address(layer, unit, s, column - self.columns(layer, s).start)
        return Address(layer, unit, None, None)

    # ---- new values ------------------------------------------------------------------------

    def with_parameters(self, vector: ArrayLike) -> "Network":
        """Return this network with another parameter vector, shape (P,)."""
        return replace(self, parameters=read_only(vector, np.float64))

    def with_parameter(self, index: int, value: float) -> "Network":
        """Return this network with one parameter changed."""
        address = self.address(index)
        if not self.present[index]:
            name = self.layers[address.layer].unit_names[address.unit]
            raise ValueError(f"This connection into {name} is absent; add it first.")
        vector = self.parameters.copy()
        vector[index] = value
        return self.with_parameters(vector)

    def with_locked(self, index: int, locked: bool) -> "Network":
        """Return this network with one parameter locked or unlocked."""
        self.address(index)
        mask = self.locked.copy()
        mask[index] = locked
        return replace(self, locked=mask)

    def _width(self, layer: int) -> int:
        units = self.layers[layer].units
        return (self._starts[layer + 1] - self._starts[layer]) // units

    def _layer_name(self, layer: int) -> str:
        return self.layers[layer].name if 0 <= layer < len(self.layers) else f"layer {layer}"

    def _check_unit(self, layer: int, unit: int) -> None:
        if not 0 <= layer < len(self.layers):
            raise ValueError(f"There is no layer {layer}; there are {len(self.layers)}.")
        if not 0 <= unit < self.layers[layer].units:
            raise ValueError(f"{self.layers[layer].name} has no unit {unit + 1}.")


def create_network(
    sizes: Sequence[int],
    *,
    hidden: str = "sigmoid",
    output: str = "sigmoid",
    bias: bool = True,
    skip: bool = False,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Network:
    """Return a network with every parameter 0.

    Parameters
    ----------
    sizes
        The number of units in each layer, inputs first.
    hidden, output
        The activations (keys of `ACTIVATIONS`) of the hidden layers and of the output layer.
    bias
        Whether the layers have biases.
    skip
        Whether a layer receives from every earlier layer instead of the one before it only.
    input_names, output_names
        Names of the units; x₁, x₂ … and ŷ or ŷ₁, ŷ₂ … when not given.

    Examples
    --------
    >>> network = create_network([2, 3, 1], hidden="tanh", skip=True)
    >>> network.n_parameters, network.sources(2)
    (15, (0, 1))
    >>> network.weights(2, 0).shape
    (1, 2)
    >>> network = network.with_parameter(network.weight_index(2, 0, 0, 1), 0.25)
    >>> network.weights(2, 0).tolist()
    [[0.0, 0.25]]
    """
    layers = default_layers(sizes, hidden, output, input_names, output_names)
    layers = tuple(
        replace(layer, bias=bias, sources=tuple(range(k)) if skip else (k - 1,)) if k else layer
        for k, layer in enumerate(layers)
    )
    return zero_network(layers)


def zero_network(layers: tuple[Layer, ...]) -> Network:
    """Return a network of these layers with every connection present, unlocked and 0."""
    check_topology(layers)
    size = sum(
        layer.units * (sum(layers[s].units for s in layer.sources) + layer.bias)
        for layer in layers[1:]
    )
    return Network(layers, np.zeros(size), np.ones(size, bool), np.zeros(size, bool))
