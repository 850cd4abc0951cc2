"""What the values of an ONNX graph stand for, seen as a network of layers."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray


class Unsupported(ValueError):  # noqa: N818 - a node is that, which need not be an error
    """A node computes something a dense network does not; `str()` of it names the node."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """The inputs, (raw − offset) / scale; None where they are as they come."""

    offset: FloatArray | None = None
    scale: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Units:
    """The activations of some layers, side by side; layer 0 is the inputs."""

    layers: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Sum:
    """z = Σ W a + b of a layer that has no activation yet: a matrix a source, and biases."""

    blocks: dict[int, FloatArray]
    bias: FloatArray | None = None

    @property
    def units(self) -> int:
        """How many units the layer has."""
        return len(next(iter(self.blocks.values())))


@dataclass(frozen=True, eq=False)
class Answer:
    """The activations of one layer, scaled back: a · scale + offset."""

    layer: int
    scale: FloatArray
    offset: FloatArray


@dataclass(frozen=True, eq=False)
class Label:
    """A class, by number or by name: it is no part of the network."""


@dataclass(frozen=True, eq=False)
class Constant:
    """Numbers or names the graph holds."""

    values: np.ndarray

    def vector(self, length: int | None) -> FloatArray:
        """Return the numbers as one for each unit; `length` None takes any number of them."""
        values = self.values
        if values.dtype == object or values.size != max(values.shape[-1:], default=1):
            raise Unsupported("its numbers are not one for each unit")
        numbers = np.asarray(values.reshape(-1), np.float64)
        if not np.isfinite(numbers).all():
            raise Unsupported("it has a number that is not finite")
        if length is not None and len(numbers) not in {1, length}:
            raise Unsupported(f"it has {len(numbers)} numbers for {length} units")
        return numbers if length is None else np.broadcast_to(numbers, length)

    def matrix(self) -> FloatArray:
        """Return the numbers as a matrix."""
        if self.values.dtype == object or self.values.ndim != 2:
            raise Unsupported("its weights are no matrix")
        numbers = np.asarray(self.values, np.float64)
        if not np.isfinite(numbers).all():
            raise Unsupported("it has a weight that is not finite")
        return numbers


@dataclass(frozen=True, eq=False)
class Unknown:
    """What no dense network computes; a sentence says which node does."""

    sentence: str


Value = Inputs | Units | Sum | Answer | Label | Constant | Unknown
