"""The chain rule written out: every path by which an error reaches a weight, as a product.

The backward pass (1986, eqs. 4 to 7) sums at each unit over all that it feeds. Multiplied out, that
is one sum over all paths through the network, from the unit that a weight leads into to an output:

    dL/dw = sum over paths of  delta_out * w * f'(z) * w * f'(z) * ... * f'(z) * a

where delta_out is dL/dz of the output at the path's end, and a the activation that the weight
passes on (1 for a bias). The number of paths explodes with the depth, so they are counted
beforehand, and of very many only the largest are looked for, the best first.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import ForwardPass, sent_back
from bpgui.core.path_search import PathSearch, Unit, Way

MOST_MULTIPLIED = 2048
"""Paths that are all multiplied out; of more, the largest are searched for."""
MOST_NUMBERS = 2_000_000
"""Paths times patterns that are multiplied out."""
_ROUNDING = 256 * float(np.finfo(np.float64).eps)
"""Of the sum of all sizes: what two sums of the same products may be apart."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way from an output's error to a weight, and what the error becomes on it.

    Attributes
    ----------
    units
        The units on it, each as (layer, place in the layer): first the one that the weight leads
        into, last the output.
    connections
        The connections between them, as places in the parameter vector.
    signal
        The product without the weights, summed over the patterns, times their share.
    product
        The whole product.
    size
        The sum of the sizes that the patterns add to the product: what its rounding depends on.
    """

    units: tuple[Unit, ...]
    connections: tuple[int, ...]
    signal: float
    product: float
    size: float


@dataclass(frozen=True, eq=False)
class Blame:
    """The derivative of the loss as a sum over paths.

    Attributes
    ----------
    paths
        The paths with the largest products, the largest first. Empty where there are too many for
        so many patterns.
    count
        How many paths there are.
    total
        The derivative, or what one output contributes to it, as the backward pass has it.
    added
        The sum of the products of all paths; None where not all were multiplied out.
    rest
        The sum over the paths that are not among `paths`.
    size
        The sum of the sizes of what was added.
    """

    paths: tuple[Path, ...]
    count: int
    total: float
    added: float | None
    rest: float
    size: float

    @property
    def remaining(self) -> int:
        """How many paths are not among `paths`."""
        return self.count - len(self.paths)

    @property
    def agrees(self) -> bool:
        """Whether the sum over all paths is the derivative, up to rounding."""
        if self.added is None or not math.isfinite(self.added):
            return False
        return abs(self.added - self.total) <= _ROUNDING * self.size + float(np.finfo(float).tiny)


@dataclass(frozen=True, eq=False)
class Entry:
    """Where a weight or bias enters the network.

    Attributes
    ----------
    unit
        The unit that it leads into: its layer, not the first, and its place there.
    a
        What the weight passes on in each pattern, shape (n,); ones for a bias.
    share
        What the loss of each pattern is multiplied by.
    """

    unit: Unit
    a: FloatArray
    share: float = 1.0


@np.errstate(all="ignore")
def trace_blame(
    network: Network,
    forward_pass: ForwardPass,
    delta: Sequence[FloatArray],
    entry: Entry,
    *,
    output: int | None = None,
    most: int = 200,
) -> Blame:
    """Write out the derivative of the loss with respect to a weight, path by path.

    Parameters
    ----------
    forward_pass
        Of n patterns.
    delta
        dL/dz of each layer, as the backward pass of these patterns has it.
    output
        The output whose error is asked for; all of them when None.
    most
        How many paths to return.
    """
    if output is not None:
        delta, _ = sent_back(network, forward_pass, _only(delta[-1], output))
    layer, unit = entry.unit
    total = float(delta[layer][:, unit] @ entry.a) * entry.share
    search = PathSearch(network, forward_pass, delta[-1], entry.unit, output)
    count, patterns = search.count, len(delta[-1])
    few = count <= MOST_MULTIPLIED and count * patterns <= MOST_NUMBERS
    if not few and patterns > 1:
        return Blame((), count, total, None, total, 0.0)
    found = [_multiplied(search, way, entry) for way in search.best(count if few else most)]
    found.sort(key=lambda path: -_sortable(path.product))
    shown = found[:most]
    size = _sum(path.size for path in found)
    if few:
        added = _sum(path.product for path in found)
        rest = _sum(path.product for path in found[most:])
        return Blame(tuple(shown), count, total, added, rest, size)
    rest = total - _sum(path.product for path in shown)
    return Blame(tuple(shown), count, total, None, rest, size)


def _only(delta_out: FloatArray, output: int) -> FloatArray:
    """Return the deltas of one output, 0 for all others; shape (n, outputs) both."""
    masked = np.zeros_like(delta_out)
    masked[:, output] = delta_out[:, output]
    return masked


def _multiplied(search: PathSearch, way: Way, entry: Entry) -> Path:
    """Multiply from the output's error back to the weight."""
    units, connections = way
    signals = search.delta_out[:, units[-1][1]]
    for layer, unit in reversed(units[:-1]):
        signals = signals * search.slopes[layer][:, unit]
    signals = signals * entry.a
    product = signal = float(signals.sum()) * entry.share
    size = float(np.abs(signals).sum()) * entry.share
    for weight in search.network.parameters[list(connections[::-1])].tolist():
        product *= weight
        size *= abs(weight)
    return Path(units, connections, signal, product, size)


def _sum(numbers: Iterable[float]) -> float:
    """Return the sum, rounded once; nan where it has none."""
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):  # a sum beyond the largest number, or of both infinities
        return math.nan


def _sortable(product: float) -> float:
    return math.inf if math.isnan(product) else abs(product)
