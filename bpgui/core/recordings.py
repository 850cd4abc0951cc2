"""The patterns cut into pieces, and what an update does with each piece, recorded.

Up to `MOST_RECORDINGS` pieces a sweep read a copy of the patterns where it lies, so that nothing
is moved between two updates; with more, each piece is first copied into buffers.
"""

import math
import threading
from collections.abc import Iterable
from functools import partial

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.backward_calls import record_backward
from bpgui.core.forward_calls import record_forward
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.passes import batch_share, counted
from bpgui.core.settings import TrainingSettings
from bpgui.core.workspace import Workspace

Piece = tuple[Call, ...]

MOST_RECORDINGS = 256
LARGEST_COPY = 4_000_000  # numbers
# An estimate of what a pattern costs, and what a piece may: it is the time an abort has to wait.
SECONDS_PER_PIECE = 5e-3
SECONDS_PER_PARAMETER = 0.15e-9
SECONDS_PER_UNIT = 20e-9
PIECE_SIZES = (16, 4096)


def piece_size(network: Network) -> int:
    """Return how many patterns of a batch are processed in one go, from the shapes alone."""
    units = sum(layer.units for layer in network.layers[1:])
    cost = SECONDS_PER_PARAMETER * network.n_parameters + SECONDS_PER_UNIT * units
    smallest, largest = PIECE_SIZES
    return max(smallest, min(largest, int(SECONDS_PER_PIECE / cost)))


class Recordings:
    """Updates on any part of the patterns, as pieces of calls."""

    def __init__(
        self,
        network: Network,
        inputs: FloatArray,
        targets: FloatArray,
        settings: TrainingSettings,
    ) -> None:
        self.parameters = ParameterBuffer(network)
        self._apply = self.parameters.record_update(settings.decay)
        self._network, self._settings = network, settings
        self._inputs, self._targets = inputs, targets
        self._order: IntArray | None = None
        self._longest = piece_size(network)
        self._total = np.zeros(network.n_parameters)
        self._workspaces: dict[int, Workspace] = {}
        self._buffered: dict[int, Buffered] = {}
        self._kept: dict[tuple[int, int], tuple[Piece, ...]] = {}
        step = min(self._longest, settings.patterns_per_update(len(inputs)))
        few = len(inputs) <= MOST_RECORDINGS * step and inputs.size <= LARGEST_COPY
        self._x = with_ones(inputs) if few else None
        self._y: dict[tuple[int, int], FloatArray] = {}

    def arrange(self, order: IntArray) -> None:
        """Take the patterns in this order from now on."""
        self._order = order
        if self._x is not None:
            self._x[:, :-1] = self._inputs[order]
            for (start, stop), y in self._y.items():
                y[:] = self._targets[order[start:stop]].T

    # ---- an update -------------------------------------------------------------------------

    def update(self, start: int, stop: int) -> Iterable[Piece]:
        """Return the pieces of the update on patterns `start` to `stop` of the order.

        Their calls are to be made one after another. Only those of the last piece change
        parameters and velocity.
        """
        if self._x is None:
            return self._pieces(start, stop)
        if (start, stop) not in self._kept:
            self._kept[start, stop] = tuple(self._pieces(start, stop))
        return self._kept[start, stop]

    def _pieces(self, start: int, stop: int) -> Iterable[Piece]:
        if stop - start <= self._longest:
            yield (*self._piece(start, stop), *self._apply)
            return
        g, total = self.parameters.g, self._total
        yield (partial(total.fill, 0.0),)
        for first in range(start, stop, self._longest):
            piece = self._piece(first, min(first + self._longest, stop))
            yield (*piece, partial(np.add, total, g, total))
        yield (partial(np.copyto, g, total), *self._apply)

    def _piece(self, start: int, stop: int) -> Piece:
        rows = slice(start, stop) if self._order is None else self._order[start:stop]
        if self._x is None:
            buffered = self._buffer(stop - start)
            return (partial(self._copy_in, buffered, rows), *buffered.forward, *buffered.backward)
        x, y = self._x[start:stop].T, self._targets[rows].T.copy()
        self._y[start, stop] = y
        workspace = self._workspace(stop - start)
        forward = record_forward(workspace, self.parameters, x)
        return (*forward, *record_backward(workspace, self.parameters, x, y))

    def _workspace(self, size: int) -> Workspace:
        if size not in self._workspaces:
            self._workspaces[size] = Workspace(self._network, self._settings, size)
        return self._workspaces[size]

    def _buffer(self, size: int) -> "Buffered":
        if size not in self._buffered:
            self._buffered[size] = Buffered(self.parameters, self._workspace(size))
        return self._buffered[size]

    def _copy_in(self, buffered: "Buffered", rows: slice | IntArray) -> None:
        buffered.x[:-1].T[:] = self._inputs[rows]
        buffered.y[:] = self._targets[rows].T

    # ---- the loss --------------------------------------------------------------------------

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns, in their own order; nan when aborted."""
        n, total = len(self._inputs), 0.0
        for start in range(0, n, self._longest):
            if start and abort is not None and abort.is_set():
                return math.nan
            rows = slice(start, min(start + self._longest, n))
            buffered = self._buffer(rows.stop - rows.start)
            self._copy_in(buffered, rows)
            for call in buffered.forward:
                call()
            total += buffered.loss()
        return total * batch_share(n, self._settings)


class Buffered:
    """Buffers for as many patterns as a workspace takes, and both passes recorded on them."""

    def __init__(self, parameters: ParameterBuffer, workspace: Workspace) -> None:
        network = workspace.network
        self._workspace = workspace
        self.x = np.ones((workspace.size, network.n_inputs + 1)).T
        self.y = np.zeros((network.n_outputs, workspace.size))
        self.forward = record_forward(workspace, parameters, self.x)
        self.backward = record_backward(workspace, parameters, self.x, self.y)

    def loss(self) -> float:
        """Return the summed loss of the patterns that went forward last."""
        settings = self._workspace.settings
        activation = self._workspace.network.layers[-1].activation
        z, a, y = self._workspace.z[-1].T, self._workspace.a[-1].T, self.y.T
        if activation == "sigmoid":
            z = -z
        terms = LOSSES[settings.loss].terms(z, a, y, activation)
        if settings.margin:
            terms = np.where(counted(a, y, settings.margin), terms, 0.0)
        return float(terms.sum())


def with_ones(inputs: FloatArray) -> FloatArray:
    """Return a copy of the patterns with a last column of ones, for the biases."""
    return np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)
