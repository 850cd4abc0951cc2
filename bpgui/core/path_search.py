"""Looking for paths from a unit to the outputs: how many there are, and the largest of them.

Best first: the largest completion of every beginning of a path is known beforehand, from the
outputs back, so the search goes straight to the largest path, then to the next, and so on. What it
costs depends on how many are wanted, not on how many there are.
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import ForwardPass

Unit = tuple[int, int]
"""A unit: its layer and its place in the layer, counted from 0."""
Way = tuple[tuple[Unit, ...], tuple[int, ...]]
"""The units of a path, and the connections between them, as places in the parameter vector."""
_Waiting = tuple[float, int, Way, float, int]
"""A beginning of a path: minus the size of its best completion, when it was found, the way itself,
the size of its product, and which of the connections that leave its last unit it takes next."""
_EXACT = 2**53
"""Below this, floating-point numbers count exactly."""


@dataclass(frozen=True, eq=False, slots=True)
class _Leaving:
    """The connections of a unit that lead on to an output, the one on the largest path first.

    Attributes
    ----------
    sizes
        |w| times the largest completion behind it, descending.
    weights
        |w| of each.
    targets
        Where each leads to.
    connections
        The place of each in the parameter vector.
    """

    sizes: list[float]
    weights: list[float]
    targets: list[Unit]
    connections: list[int]


class PathSearch:
    """Finds the paths from one unit to the outputs whose error is asked for.

    Parameters
    ----------
    network, forward_pass
        What the paths lead through; of several patterns, their mean sizes order the search.
    delta_out
        dL/dz of the outputs, (n, outputs).
    start
        Where the paths begin; not an input.
    output
        The only output that they lead to, or None for all.

    Attributes
    ----------
    slopes
        f'(z) of the hidden layers from the start on, (n, units) a layer; empty elsewhere.
    """

    def __init__(
        self,
        network: Network,
        forward_pass: ForwardPass,
        delta_out: FloatArray,
        start: Unit,
        output: int | None = None,
    ) -> None:
        self.network = network
        self.delta_out = delta_out
        self.start = start
        self._last = len(network.layers) - 1
        self._output = output
        self.slopes = [
            self._slope(forward_pass, k) if start[0] <= k < self._last else np.zeros((1, 0))
            for k in range(self._last + 1)
        ]
        self._mean_slopes: list[list[float]] = [
            _sizes(np.abs(slopes).mean(axis=0)).tolist() for slopes in self.slopes
        ]
        self._counts = self._count_paths()
        self._leads_on = [(counts > 0).astype(np.bool_) for counts in self._counts]
        self._largest = self._largest_completions()
        self._known: dict[Unit, _Leaving] = {}

    @property
    def count(self) -> int:
        """How many paths there are."""
        return int(self._counts[self.start[0]][self.start[1]])

    def best(self, most: int) -> Iterator[Way]:
        """Yield the paths from the largest on, `most` of them at most."""
        return islice(self._ranked(), most)

    def _ranked(self) -> Iterator[Way]:
        """Complete the best beginning, keep its siblings for later, and so on.

        With equal sizes the order of finding decides.
        """
        if not self.count:
            return
        order = count()
        way: Way = ((self.start,), ())
        waiting: list[_Waiting] = [(0.0, next(order), way, self._mean_slope(self.start), 0)]
        while waiting:
            _, _, (units, connections), before, rank = heapq.heappop(waiting)
            while units[-1][0] != self._last:
                leaving = self._leaving(units[-1])
                if rank + 1 < len(leaving.sizes):
                    size = -_sized(before * leaving.sizes[rank + 1])
                    sibling = (size, next(order), (units, connections), before, rank + 1)
                    heapq.heappush(waiting, sibling)
                target = leaving.targets[rank]
                before = _sized(before * leaving.weights[rank] * self._mean_slope(target))
                connections = (*connections, leaving.connections[rank])
                units, rank = (*units, target), 0
            yield units, connections

    def _leaving(self, unit: Unit) -> _Leaving:
        found = self._known.get(unit)
        if found is None:
            found = self._known[unit] = self._ordered(unit)
        return found

    def _ordered(self, unit: Unit) -> _Leaving:
        layer, place = unit
        network = self.network
        sizes: list[FloatArray] = []
        weights: list[FloatArray] = []
        targets: list[Unit] = []
        connections: list[int] = []
        for t in network.targets_of(layer):
            leads = network.present_block(t, layer)[:, place] & self._leads_on[t]
            chosen = leads.nonzero()[0]
            w = np.abs(network.weights(t, layer)[chosen, place])
            weights.append(w)
            sizes.append(_sizes(w * self._largest[t][chosen]))
            targets.extend((t, k) for k in chosen.tolist())
            first, width = network.weight_index(t, 0, layer, place), network.matrix(t).shape[1]
            connections.extend((first + width * chosen).tolist())
        all_sizes, all_weights = np.concatenate(sizes), np.concatenate(weights)
        order = np.argsort(-all_sizes, kind="stable")
        return _Leaving(
            all_sizes[order].tolist(),
            all_weights[order].tolist(),
            [targets[k] for k in order.tolist()],
            [connections[k] for k in order.tolist()],
        )

    # ---- what is known beforehand, from the outputs back -----------------------------------

    def _slope(self, forward_pass: ForwardPass, k: int) -> FloatArray:
        f = ACTIVATIONS[self.network.layers[k].activation]
        return f.derivative(forward_pass.z[k], forward_pass.a[k])

    def _count_paths(self) -> list[NDArray[Any]]:
        """Return for each layer from the start on how many paths lead on from each unit."""
        layers = self.network.layers
        beyond = [layer.units + 1 for layer in layers[self.start[0] + 1 :]]
        kind = np.float64 if math.prod(beyond) < _EXACT else np.object_
        counts: list[NDArray[Any]] = [np.zeros(layer.units, kind) for layer in layers]
        counts[-1][slice(None) if self._output is None else self._output] = 1
        for k in range(self._last - 1, self.start[0] - 1, -1):
            for t in self.network.targets_of(k):
                counts[k] = counts[k] + self.network.present_block(t, k).T.astype(kind) @ counts[t]
        return counts

    def _largest_completions(self) -> list[FloatArray]:
        """Return for each layer from the start on the largest product from each unit on."""
        largest = [np.zeros(layer.units) for layer in self.network.layers]
        largest[-1] = _sizes(np.abs(self.delta_out).mean(axis=0))
        for k in range(self._last - 1, self.start[0] - 1, -1):
            for t in self.network.targets_of(k):
                sizes = _sizes(np.abs(self.network.weights(t, k)) * largest[t][:, None])
                leads = self.network.present_block(t, k) & self._leads_on[t][:, None]
                best = np.where(leads, sizes, 0.0).max(axis=0)
                largest[k] = np.maximum(largest[k], best)
            largest[k] = _sizes(largest[k] * np.asarray(self._mean_slopes[k]))
        return largest

    def _mean_slope(self, unit: Unit) -> float:
        layer, place = unit
        if layer == self._last:
            return 1.0  # that of an output is part of its delta
        return self._mean_slopes[layer][place]


def _sizes(values: FloatArray) -> FloatArray:
    """Return sizes that can be ordered: what is no number could be anything."""
    return np.where(np.isnan(values), np.inf, values)


def _sized(value: float) -> float:
    return math.inf if math.isnan(value) else value
