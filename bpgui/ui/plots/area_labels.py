"""Where in a stack of areas there is room for their names."""

from typing import NamedTuple

import numpy as np

from bpgui.core.arrays import FloatArray

_STEPS = 96
"""Places across a plot at which a name may stand."""
_FAITHFUL = 0.6
"""The share of the most room with which a name stays where it was."""


class Spot(NamedTuple):
    """The middle of a name, in the coordinates of the plot, and the height there is for it."""

    x: float
    y: float
    room: float


def roomiest(
    x: FloatArray,
    low: FloatArray,
    high: FloatArray,
    across: tuple[float, float],
    width: float,
    former: Spot | None = None,
) -> Spot | None:
    """Return the place inside an area at which a name of some width has most room, if any.

    Parameters
    ----------
    x, low, high : ndarray of shape (k,)
        The area reaches from `low` to `high`, with straight lines between the values; there is
        none where `low` is above.
    across : (float, float)
        The part of the horizontal axis that may be used.
    width : float
        Of the name, in units of `x`.
    former : Spot or None
        Where the name stood; it stays near there while there is still much room.
    """
    if len(x) < 2 or across[1] - across[0] <= width:
        return None
    grid = np.linspace(*across, _STEPS)
    known = (grid >= x[0]) & (grid <= x[-1])
    low = np.where(known, np.interp(grid, x, low), np.inf)
    high = np.where(known, np.interp(grid, x, high), -np.inf)
    half = int(np.ceil(0.5 * width / (grid[1] - grid[0])))
    span = 2 * half + 1
    if span > _STEPS:
        return None
    floors = np.lib.stride_tricks.sliding_window_view(low, span).max(axis=1)
    ceilings = np.lib.stride_tricks.sliding_window_view(high, span).min(axis=1)
    room = ceilings - floors
    best = int(room.argmax())
    if former is not None:
        near = int(np.clip(np.abs(grid - former.x).argmin() - half, 0, len(room) - 1))
        best = near if room[near] >= _FAITHFUL * room[best] else best
    if not room[best] > 0:
        return None
    middle = 0.5 * (floors[best] + ceilings[best])
    return Spot(float(grid[best + half]), float(middle), float(room[best]))
