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


class BandCache:
    """The 10, 50 and 90 % quantiles of each layer's weights at the kept moments.

    A moment is computed once; what it was computed from is told by its sweep and two sums over
    its parameters, so that an edited history is noticed.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[float, float, float], FloatArray] = {}

    def update(
        self, network: Network, sweeps: FloatArray, states: FloatArray, most_values: int
    ) -> tuple[FloatArray, FloatArray, bool]:
        """Return the quantiles that are known by now.

        Parameters
        ----------
        network : Network
            Says which parameters are a layer's, and present.
        sweeps, states : ndarray of shape (m,), (m, P)
            The kept moments.
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
        keys = self._keys(sweeps, states)
        self._known = {key: self._known[key] for key in keys if key in self._known}
        missing = [k for k, key in enumerate(keys) if key not in self._known]
        at_once = max(1, most_values // max(1, states.shape[1]))
        for k in missing[-1:] + missing[: at_once - 1]:
            self._known[keys[k]] = layer_quantiles(network, states[k])
        done = [k for k, key in enumerate(keys) if key in self._known]
        quantiles = [self._known[keys[k]] for k in done]
        shape = (len(done), len(network.layers) - 1, len(SHARES))
        return sweeps[done], np.array(quantiles).reshape(shape), len(missing) <= at_once

    @staticmethod
    def _keys(sweeps: FloatArray, states: FloatArray) -> list[tuple[float, float, float]]:
        """Return what tells moments apart, from every seventh parameter and from the sum."""
        with np.errstate(all="ignore"):
            sums = np.nan_to_num(states.sum(axis=1))
            parts = np.nan_to_num(states[:, ::7].sum(axis=1))
        return list(zip(sweeps.tolist(), sums.tolist(), parts.tolist(), strict=True))


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
