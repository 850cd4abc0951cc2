"""What a contestant is given, and what it must be able to do."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network

FloatingArray = NDArray[np.floating]
"""Numbers of the precision of a work."""


@dataclass(frozen=True, eq=False)
class Work:
    """A network, its patterns and its update rule.

    Every mini-batch has the same size and comes in the order of the rows, sweep after sweep, so
    that all contestants see the same ones.

    Attributes
    ----------
    key, title
        W1 to W7-double, and what people read.
    network
        Fully connected from layer to layer but for absent connections, biases everywhere, with the
        first parameters; all hidden layers have the same activation.
    x, y
        The patterns, (n, inputs) and (n, outputs), in the precision of the work; n is a multiple
        of `batch`.
    batch
        The patterns of an update.
    learning_rate, momentum
        Of velocity = -learning_rate * gradient + momentum * velocity, where the loss is summed over
        the patterns of a batch.
    loss
        "half-squared-error" or "cross-entropy".
    checked
        After so many updates all contestants must agree.
    """

    key: str
    title: str
    network: Network
    x: FloatingArray
    y: FloatingArray
    batch: int
    learning_rate: float
    loss: str
    checked: int
    momentum: float = 0.9

    def __post_init__(self) -> None:
        if len(self.x) % self.batch:
            raise ValueError(f"{len(self.x)} patterns are no whole batches of {self.batch}.")

    @property
    def sizes(self) -> tuple[int, ...]:
        """The units of each layer, inputs first."""
        return tuple(layer.units for layer in self.network.layers)

    @property
    def hidden(self) -> str:
        """The activation of the hidden layers."""
        return self.network.layers[1].activation

    @property
    def output(self) -> str:
        """The activation of the output layer."""
        return self.network.layers[-1].activation

    @property
    def batches(self) -> int:
        """How many updates make a sweep."""
        return len(self.x) // self.batch

    @property
    def single(self) -> bool:
        """Whether the numbers have single precision."""
        return bool(self.x.dtype == np.float32)

    @property
    def has_absent(self) -> bool:
        """Whether some connections of a layer to the next are absent."""
        return not bool(self.network.present.all())

    def batch_rows(self, update: int) -> slice:
        """Return the rows that this update uses, counted from 0."""
        start = update % self.batches * self.batch
        return slice(start, start + self.batch)

    def matrices(self) -> list[FloatingArray]:
        """Return the first parameters of each layer, (units, fan-in + 1), biases last."""
        layers = range(1, len(self.sizes))
        return [self.network.matrix(k).astype(self.x.dtype) for k in layers]

    def present(self) -> list[FloatingArray]:
        """Return 1 where a parameter exists and 0 where it is absent, shaped as `matrices`."""
        network, layers = self.network, range(1, len(self.sizes))
        return [network.as_matrix(network.present, k).astype(self.x.dtype) for k in layers]

    def parameters(self, matrices: list[FloatingArray]) -> FloatArray:
        """Return matrices like `matrices` as the vector of the network, (P,)."""
        return np.concatenate([matrix.ravel() for matrix in matrices]).astype(np.float64)

    # ---- what those do who cannot do it all --------------------------------------------------

    def with_cross_entropy(self) -> "Work":
        """Return this work with the cross-entropy as its loss."""
        return replace(self, loss="cross-entropy")

    def without_momentum(self) -> "Work":
        """Return this work without momentum."""
        return replace(self, momentum=0.0)

    def with_all_connections(self) -> "Work":
        """Return this work with the absent connections present, first 0."""
        every = np.ones_like(self.network.present)
        return replace(self, network=replace(self.network, present=every))


class Timed(Protocol):
    """Something whose updates are timed."""

    def advance(self, updates: int) -> None:
        """Make so many updates, and return when they are done."""


class Training(Timed, Protocol):
    """A network in training."""

    def parameters(self) -> FloatArray:
        """Return the parameters in the order of the network's vector, (P,)."""


class Contestant(Protocol):
    """Who can train a network.

    Attributes
    ----------
    name
        The head of its column.
    package
        What must be installed for it, as people say it.
    """

    name: str
    package: str

    def is_installed(self) -> bool:
        """Whether it can be used on this machine."""

    def variant(self, work: Work) -> Work | None:
        """Return what it does instead of this work, the work itself if it can, None for nothing."""

    def prepare(self, work: Work) -> Training:
        """Get ready for a work that `variant` returned."""
