"""Which layer of a weights file is which layer of the open network, and which weights fit.

Layers are matched from input to output. Where both networks have as many, each is matched with the
one in its place; otherwise so that as many as possible find one of their size, in order. A weight
fits where both layers it joins are matched with layers of the same size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.session.carrying import has_same_shape

NOWHERE = -1
_OF_SAME_SIZE, _OF_OTHER_SIZE = 1_000_000, 1
"""How good a match is: one size is worth more than any number of other matches."""


@dataclass(frozen=True)
class LayerPair:
    """A layer of the file beside one of the open network; None where there is no such layer.

    Attributes
    ----------
    theirs
        The index of the layer in the file's network.
    ours
        The index of the layer in the open network.
    """

    theirs: int | None
    ours: int | None


@dataclass(frozen=True, eq=False)
class Matching:
    """How the network of a file and the open one go together.

    Attributes
    ----------
    theirs, ours
        The network of the file, and the open one.
    pairs
        Every layer of both, in order.
    origin
        For each parameter of `ours`, where it stands in `theirs`, or -1; shape (P_ours,).
    """

    theirs: Network
    ours: Network
    pairs: tuple[LayerPair, ...]
    origin: IntArray

    @classmethod
    def of(cls, theirs: Network, ours: Network) -> "Matching":
        """Match the layers of two networks."""
        pairs = tuple(_paired(theirs.layers, ours.layers))
        return cls(theirs, ours, pairs, _origin(theirs, ours, pairs))

    @cached_property
    def is_whole(self) -> bool:
        """Whether every weight of each network has its place in the other."""
        return has_same_shape(self.theirs, self.ours)

    @cached_property
    def taken(self) -> IntArray:
        """Which parameters of the open network get a value: those that both networks have."""
        places = np.flatnonzero(self.origin != NOWHERE)
        both = self.ours.present[places] & self.theirs.present[self.origin[places]]
        return places[both]

    @property
    def same_topology(self) -> bool:
        """Whether the open network with the weights taken computes what the file's does."""
        return (
            self.is_whole
            and np.array_equal(self.theirs.present, self.ours.present)
            and all(
                a.activation == b.activation
                for a, b in zip(self.theirs.layers, self.ours.layers, strict=True)
            )
        )

    def fitting(self, layer: int) -> tuple[int, int]:
        """Return how many weights and biases into a layer here are taken, and how many it has."""
        span = self.ours.span(layer)
        taken = int(
            np.searchsorted(self.taken, span.stop) - np.searchsorted(self.taken, span.start)
        )
        return taken, int(np.count_nonzero(self.ours.present[span]))

    def merged(self) -> Network:
        """Return the open network with the weights that fit."""
        parameters = self.ours.parameters.copy()
        parameters[self.taken] = self.theirs.parameters[self.origin[self.taken]]
        return self.ours.with_parameters(parameters)

    def partner(self, layer: int) -> int | None:
        """Return the layer of the file that one of the open network is matched with."""
        return next(pair.theirs for pair in self.pairs if pair.ours == layer)


def _paired(theirs: tuple[Layer, ...], ours: tuple[Layer, ...]) -> Iterator[LayerPair]:
    yield LayerPair(0, 0)
    hidden = [layer.units for layer in theirs[1:-1]], [layer.units for layer in ours[1:-1]]
    for left, right in _aligned(*hidden):
        yield LayerPair(
            None if left is None else left + 1,
            None if right is None else right + 1,
        )
    yield LayerPair(len(theirs) - 1, len(ours) - 1)


def _aligned(left: list[int], right: list[int]) -> list[tuple[int | None, int | None]]:
    """Return pairs of places in two lists of sizes, each list in its order."""
    if len(left) == len(right):
        return [(place, place) for place in range(len(left))]
    best = _best_scores(left, right)
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if best[i, j] == _score(left[i], right[j]) + best[i + 1, j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    pairs += [(k, None) for k in range(i, len(left))]
    return pairs + [(None, k) for k in range(j, len(right))]


def _best_scores(left: list[int], right: list[int]) -> IntArray:
    """Return how well the rests from (i, j) on can be aligned, shape (n + 1, m + 1)."""
    best = np.zeros((len(left) + 1, len(right) + 1), dtype=np.intp)
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            together = _score(left[i], right[j]) + best[i + 1, j + 1]
            best[i, j] = max(together, best[i + 1, j], best[i, j + 1])
    return best


def _score(left: int, right: int) -> int:
    return _OF_SAME_SIZE if left == right else _OF_OTHER_SIZE


def _origin(theirs: Network, ours: Network, pairs: tuple[LayerPair, ...]) -> IntArray:
    partners = {pair.ours: pair.theirs for pair in pairs if None not in (pair.ours, pair.theirs)}
    origin = np.full(ours.n_parameters, NOWHERE, dtype=np.intp)
    places = np.arange(theirs.n_parameters, dtype=np.intp)

    def same_size(layer: int) -> int | None:
        partner = partners.get(layer)
        fits = partner is not None and theirs.layers[partner].units == ours.layers[layer].units
        return partner if fits else None

    for k in range(1, len(ours.layers)):
        partner = same_size(k)
        if partner is None:
            continue
        here, there = ours.as_matrix(origin, k), theirs.as_matrix(places, partner)
        for source in ours.sources(k):
            other = same_size(source)
            if other is not None and other in theirs.sources(partner):
                here[:, ours.columns(k, source)] = there[:, theirs.columns(partner, other)]
        if ours.layers[k].bias and theirs.layers[partner].bias:
            here[:, -1] = there[:, -1]
    return origin
