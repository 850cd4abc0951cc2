"""The loss as a function of one or two parameters, all others staying as they are.

Reads the textbook's loss (`bpgui.core.passes.loss_value`) at one value after another.
"""

from collections.abc import Callable

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import loss_value
from bpgui.core.settings import TrainingSettings

Between = Callable[[], None]
"""Called between two evaluations; may raise to end them."""


def loss_along(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    index: int,
    values: FloatArray,
    between: Between | None = None,
) -> FloatArray:
    """Return the loss at each of the values (m,) of one parameter, shape (m,).

    Raises
    ------
    ValueError
        When the parameter is absent, or patterns and network do not go together.
    """
    return _losses(network, inputs, targets, settings, (index,), values[:, None], between)


def loss_over(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    indices: tuple[int, int],
    values: tuple[FloatArray, FloatArray],
    between: Between | None = None,
) -> FloatArray:
    """Return the loss over a grid of two parameters, shape (n, m).

    Row i, column j belongs to the i-th of the n values of the second parameter and the j-th of
    the m values of the first, as a map is drawn. Raises as `loss_along`.
    """
    first, second = np.meshgrid(*values)
    points = np.column_stack([first.ravel(), second.ravel()])
    losses = _losses(network, inputs, targets, settings, indices, points, between)
    return losses.reshape(first.shape)


def contour(
    losses: FloatArray, first: FloatArray, second: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return where a map of losses (n, m) crosses a level: x and y, each of shape (2 k,).

    Each two points in turn are the ends of a piece of line. Every cell of the grid is cut into
    two triangles, in which the loss is taken for a plane. Cells with a value that is not finite
    have no line.
    """
    x, y = np.meshgrid(first, second)
    corners = np.stack([x, y, losses], axis=-1)
    a, b, c, d = corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]
    triangles = np.concatenate(
        [
            np.stack([a, b, c], axis=2).reshape(-1, 3, 3),
            np.stack([a, c, d], axis=2).reshape(-1, 3, 3),
        ]
    )
    triangles = triangles[np.isfinite(triangles).all(axis=(1, 2))]
    above = triangles[:, :, 2] > level
    crossed = triangles[above.any(axis=1) & ~above.all(axis=1)]
    ends = np.roll(crossed, -1, axis=1)
    cut = (crossed[:, :, 2] > level) != (ends[:, :, 2] > level)
    start, end = crossed[cut], ends[cut]  # two sides of each triangle, one after the other
    share = ((level - start[:, 2]) / (end[:, 2] - start[:, 2]))[:, None]
    points = start[:, :2] + share * (end[:, :2] - start[:, :2])
    return points[:, 0], points[:, 1]


def _losses(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    indices: tuple[int, ...],
    points: FloatArray,
    between: Between | None,
) -> FloatArray:
    for index in indices:
        network.address(index)
        if not network.present[index]:
            raise ValueError("This connection is absent; add it first.")
    losses = np.empty(len(points))
    vector = network.parameters.copy()
    for k, point in enumerate(points):
        if between is not None:
            between()
        vector[list(indices)] = point
        losses[k] = loss_value(network.with_parameters(vector), inputs, targets, settings)
    return losses
