"""The loss around a moment, computed beside the window: first roughly, then finely."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import FloatArray
from bpgui.core.landscape import loss_along, loss_over
from bpgui.core.network import Network
from bpgui.core.passes import backward, forward
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.session.background import Background, Report
from bpgui.session.excerpt import cost
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.plots.ranges import Range

_COST_OF_CURVE, _COST_OF_MAP = 20_000_000, 500_000
"""Patterns times their `cost` that one point of a curve, and of a map, may take."""
_FEWEST = 32
_WORK = 10_000_000_000
"""Points times patterns times parameters of a drawing as fine as it gets: 5 to 10 seconds."""
LARGEST_WEIGHT = 1e9
"""Around a weight beyond this nothing is drawn: a range of 1 has hardly any numbers in it."""


@dataclass(frozen=True, eq=False)
class Place:
    """The moment around which the loss is looked at."""

    network: Network
    dataset: Dataset
    settings: TrainingSettings

    def same(self, other: "Place | None") -> bool:
        """Whether another is the same moment under the same rules."""
        return (
            other is not None
            and self.network is other.network
            and self.dataset is other.dataset
            and self.settings == other.settings
        )

    def has_weights_of(self, network: Network) -> bool:
        """Whether the numbers of a network's parameters are those of this one's."""
        return self.network.n_parameters == network.n_parameters

    def patterns(self, most_cost: int) -> tuple[FloatArray, FloatArray, float]:
        """Return inputs and targets of so many training patterns, and what their sum stands for."""
        rows = self.dataset.train
        most = self._most_patterns(most_cost)
        chosen = rows
        if len(rows) > most:
            chosen = rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]
        share = len(rows) / max(1, len(chosen)) if self.settings.reduction == "sum" else 1.0
        return self.dataset.x_of(chosen), self.dataset.y[chosen], share

    def most_on_curve(self) -> int:
        """Return how many points a curve may have to be there within seconds."""
        return self._most_points(_COST_OF_CURVE)

    def most_on_side(self) -> int:
        """Return the same for the side of a map."""
        return math.isqrt(self._most_points(_COST_OF_MAP))

    def _most_points(self, most_cost: int) -> int:
        patterns = min(len(self.dataset.train), self._most_patterns(most_cost))
        return _WORK // max(1, patterns * self.network.n_parameters)

    def _most_patterns(self, most_cost: int) -> int:
        return max(_FEWEST, most_cost // cost(self.network))


@dataclass(frozen=True, eq=False)
class LossCurve:
    """The loss over the values of one parameter, with the tangent where it is.

    Attributes
    ----------
    values, losses
        Of the curve, (m,) each.
    at, loss, slope
        The parameter as it is, the loss there and dL/dw there.
    """

    values: FloatArray
    losses: FloatArray
    at: float
    loss: float
    slope: float

    def loss_at(self, value: float) -> float:
        """Return the loss at a value on the curve, between its points."""
        return float(np.interp(value, self.values, self.losses))

    def tangent(self, value: float) -> float:
        """Return what the gradient promises for a value."""
        return self.loss + self.slope * (value - self.at)


@dataclass(frozen=True, eq=False)
class LossMap:
    """The loss over two parameters, (n, n), the second upwards; its gradient at the moment."""

    first: FloatArray
    second: FloatArray
    losses: FloatArray
    gradient: tuple[float, float]


def compute_curve(place: Place, index: int, across: Range, count: int, report: Report) -> LossCurve:
    """Return the loss at `count` values of a parameter, and at the one it has."""
    x, y, share = place.patterns(_COST_OF_CURVE)
    network, settings = place.network, place.settings
    at = float(network.parameters[index])
    values = np.unique(np.append(np.linspace(*across, count), at))
    found = backward(network, forward(network, x), y, settings)
    losses = loss_along(network, x, y, settings, index, values, lambda: report(0))
    slope = float(found.gradient[index])
    return LossCurve(values, on_linear(losses * share), at, found.loss * share, slope * share)


def compute_map(
    place: Place, indices: tuple[int, int], across: Range, up: Range, count: int, report: Report
) -> LossMap:
    """Return the loss over a grid of two parameters, `count` a side."""
    x, y, share = place.patterns(_COST_OF_MAP)
    network, settings = place.network, place.settings
    first, second = np.linspace(*across, count), np.linspace(*up, count)
    found = backward(network, forward(network, x), y, settings)
    losses = loss_over(network, x, y, settings, indices, (first, second), lambda: report(0))
    a, b = (float(found.gradient[k]) * share for k in indices)
    return LossMap(first, second, on_linear(losses * share), (a, b))


class Refinement(QObject):
    """Computes a thing beside the window in ever more points, until something else is wanted."""

    arrived = Signal(object)

    def __init__(self, counts: tuple[int, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._counts = counts
        self._left: list[int] = []
        self._compute: Callable[[int, Report], object] | None = None
        self.background = Background(self)
        self.background.finished.connect(self._on_finished)

    def start(self, compute: Callable[[int, Report], object], *, most: int = 0) -> None:
        """Compute anew with the first of the counts, then with each that is not above `most`."""
        self._compute = compute
        first, *finer = self._counts
        self._left = [first, *(count for count in finer if count <= most)]
        self._go_on()

    def cancel(self) -> None:
        """Compute no more."""
        self._left.clear()
        self.background.cancel()

    def stop(self) -> None:
        """Compute no more and wait for the thread."""
        self._left.clear()
        self.background.shut_down()

    def _go_on(self) -> None:
        compute = self._compute
        if compute is not None and self._left:
            count = self._left.pop(0)
            self.background.start(lambda report: compute(count, report), at_once=False)

    def _on_finished(self, result: object) -> None:
        self.arrived.emit(result)
        self._go_on()
