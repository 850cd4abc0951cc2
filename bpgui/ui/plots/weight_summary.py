"""Networks of thousands of weights in a few curves: bands a layer, and the largest movers."""

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.network import Network

SHARES = (0.1, 0.5, 0.9)
"""The lower edge of a band, its middle, and its upper edge, as shares of the weights."""


def largest_movers(now: FloatArray, initial: FloatArray, count: int) -> IntArray:
    """Return the `count` parameters that are furthest from their initial value, in order."""
    with np.errstate(all="ignore"):
        moved = np.nan_to_num(np.abs(now - initial), nan=0.0)
    count = min(count, len(moved))
    chosen = np.argpartition(moved, len(moved) - count)[len(moved) - count :]
    return np.asarray(np.sort(chosen), dtype=np.intp)


_Key = tuple[float, float]


class BandCache:
    """The 10, 50 and 90 % quantiles of each layer's weights at the kept moments.

    A moment is computed once; what it was computed from is told by its sweep and a sum over its
    parameters, each times another number, so that an edited history is noticed. Those of another
    topology are forgotten.
    """

    def __init__(self) -> None:
        self._network: Network | None = None
        self._known: dict[_Key, FloatArray] = {}
        self._factors: FloatArray = np.empty(0)

    def update(
        self,
        network: Network,
        sweeps: FloatArray,
        states: FloatArray,
        kept: IntArray,
        most_values: int,
    ) -> tuple[FloatArray, FloatArray, bool]:
        """Return the quantiles that are known by now.

        Parameters
        ----------
        network : Network
            Says which parameters are a layer's, and present.
        sweeps, states : ndarray of shape (m,), (m, P)
            The moments there are; not copied, as they may be large.
        kept : ndarray of shape (k,)
            Which of them are wanted, ascending.
        most_values : int
            About how many parameters to look at in this call; at least one moment is done.

        Returns
        -------
        ndarray of shape (k,)
            The sweeps of the known moments.
        ndarray of shape (k, layers - 1, 3)
            Their quantiles.
        bool
            Whether all moments are known.
        """
        if self._network is None or not _have_same_weights(network, self._network):
            self._known.clear()
        self._network = network
        keys = self._keys(sweeps, states, kept)
        self._known = {key: self._known[key] for key in keys if key in self._known}
        missing = [k for k, key in enumerate(keys) if key not in self._known]
        at_once = max(1, most_values // max(1, states.shape[1]))
        for k in missing[-1:] + missing[: at_once - 1]:
            self._known[keys[k]] = layer_quantiles(network, states[kept[k]])
        done = [k for k, key in enumerate(keys) if key in self._known]
        quantiles = [self._known[keys[k]] for k in done]
        shape = (len(done), len(network.layers) - 1, len(SHARES))
        return sweeps[kept[done]], np.array(quantiles).reshape(shape), len(missing) <= at_once

    def _keys(self, sweeps: FloatArray, states: FloatArray, kept: IntArray) -> list[_Key]:
        if len(self._factors) != states.shape[1]:
            self._factors = np.asarray(np.random.default_rng(0).random(states.shape[1]))
        with np.errstate(all="ignore"):
            sums = [self._sum(states[k]) for k in kept.tolist()]
        return list(zip(sweeps[kept].tolist(), sums, strict=True))

    def _sum(self, state: FloatArray) -> float:
        """Return what tells a state: of what is finite, where a parameter is not."""
        found = float(state @ self._factors)
        if np.isfinite(found):
            return found
        known = np.isfinite(state)
        return float(np.nan_to_num(state[known] @ self._factors[known]))


def _have_same_weights(one: Network, other: Network) -> bool:
    """Whether their layers have the same parameters, and the same of them are present."""
    if one.layers is not other.layers:
        shapes = [
            [(k.units, k.sources, k.bias) for k in network.layers] for network in (one, other)
        ]
        if shapes[0] != shapes[1]:
            return False
    return one.present is other.present or np.array_equal(one.present, other.present)


def layer_quantiles(network: Network, parameters: FloatArray) -> FloatArray:
    """Return the quantiles of each layer's weights and biases, shape (layers - 1, 3)."""
    result = np.full((len(network.layers) - 1, len(SHARES)), np.nan)
    for layer in range(1, len(network.layers)):
        values = network.as_matrix(parameters, layer)[network.as_matrix(network.present, layer)]
        values = np.sort(values[np.isfinite(values)])
        if len(values):
            places = np.array(SHARES) * (len(values) - 1)
            result[layer - 1] = np.interp(places, np.arange(len(values)), values)
    return result
