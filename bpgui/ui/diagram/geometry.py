"""What a laid-out diagram consists of: places and sizes, no widgets, no colours, no numbers.

All lengths are in the diagram's own pixels: those of the screen while the diagram is neither
zoomed in nor out. y grows downwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True)
class Measures:
    """The sizes of texts, from which every other length follows.

    Attributes
    ----------
    em
        Size of the font, in pixels.
    label
        The box of a weight's number.
    detail
        The line "z −0.09 b 0.52" under a unit.
    pill
        The violet "δ −0.0165" over a unit.
    name_width
        Returns the width of a unit's or layer's name.
    """

    em: float
    label: QSizeF
    detail: QSizeF
    pill: QSizeF
    name_width: Callable[[str], float]

    @property
    def radius(self) -> float:
        """The radius of a unit that has all the room it wants."""
        return 2.4 * self.em


@dataclass(frozen=True, eq=False)
class LayerSpot:
    """Where one layer stands.

    Attributes
    ----------
    layer
        Its place in the network.
    centres
        Middles of its units, (units, 2).
    radius
        Of a unit's disc, or half a cell of a grid.
    rect
        Around all its discs or cells.
    grid
        (rows, columns) where the units stand as a grid of cells instead of a column of discs.
    numbers, details
        Whether there is room for the activation in the units, and for z and b below them.
    pills
        Whether there is room for a pill over every unit.
    names
        Where the units' names stand, one rectangle a unit; empty where there is no room.
    """

    layer: int
    centres: Floats
    radius: float
    rect: QRectF
    grid: tuple[int, int] | None = None
    numbers: bool = True
    details: bool = True
    pills: bool = True
    names: tuple[QRectF, ...] = ()

    def centre(self, unit: int) -> QPointF:
        """Return the middle of a unit."""
        x, y = self.centres[unit]
        return QPointF(float(x), float(y))

    def square(self, unit: int) -> QRectF:
        """Return the square around a unit."""
        x, y = self.centres[unit]
        return QRectF(x - self.radius, y - self.radius, 2 * self.radius, 2 * self.radius)


@dataclass(frozen=True, eq=False)
class Connections:
    """Every connection drawn as a line of its own; k counts them.

    Attributes
    ----------
    index
        Place of each weight in the network's parameter vector, (k,).
    target, unit, source, source_unit
        Which units each joins, (k,) each.
    lines
        Polylines along which each runs, (points, 2), from source to target; two points if
        straight.
    paths
        The curve to draw, for those that bend.
    labels
        Middles of the boxes of their numbers, (k, 2).
    labelled
        Which of them have room for their number at all times, (k,).
    label_scale
        Size of the boxes, compared with `Measures.label`.
    """

    index: Integers
    target: Integers
    unit: Integers
    source: Integers
    source_unit: Integers
    lines: tuple[Floats, ...]
    paths: dict[int, QPainterPath]
    labels: Floats
    labelled: NDArray[np.bool_]
    label_scale: float = 1.0

    @cached_property
    def by_index(self) -> dict[int, int]:
        """Which connection shows a parameter."""
        return {int(index): k for k, index in enumerate(self.index)}

    @cached_property
    def segments(self) -> tuple[Floats, Integers]:
        """All straight pieces, (pieces, 4) as x1 y1 x2 y2, and which connection each is of."""
        pieces = [np.hstack([line[:-1], line[1:]]) for line in self.lines]
        owners = [np.full(len(piece), k) for k, piece in enumerate(pieces)]
        if not pieces:
            return np.zeros((0, 4)), np.zeros(0, np.intp)
        return np.vstack(pieces), np.concatenate(owners).astype(np.intp)

    def of_unit(self, layer: int, unit: int) -> Integers:
        """Return which connections begin or end at a unit."""
        into = (self.target == layer) & (self.unit == unit)
        out = (self.source == layer) & (self.source_unit == unit)
        return np.flatnonzero(into | out)


@dataclass(frozen=True, eq=False)
class MatrixSpot:
    """Where the picture of a dense block of weights stands.

    Attributes
    ----------
    target, source
        The layers it joins.
    rect
        The picture: a row for each unit of the target, a column for each unit of the source.
    links
        Thin lines from the source to the picture and from the picture to the target.
    """

    target: int
    source: int
    rect: QRectF
    links: QPainterPath


@dataclass(frozen=True)
class CaptionSpot:
    """Where a layer's name and description stand below it."""

    layer: int
    name: QRectF
    description: QRectF


ButtonAction = Literal["add unit", "remove unit", "add layer"]


@dataclass(frozen=True)
class ButtonSpot:
    """A small round button; `layer` is the one it changes, or before which it inserts one."""

    action: ButtonAction
    layer: int
    centre: QPointF
    radius: float
    text: QRectF | None = None


@dataclass(frozen=True, eq=False)
class Layout:
    """A whole diagram."""

    measures: Measures
    layers: tuple[LayerSpot, ...]
    connections: Connections
    matrices: tuple[MatrixSpot, ...]
    captions: tuple[CaptionSpot, ...]
    buttons: tuple[ButtonSpot, ...]
    bounds: QRectF

    @property
    def label_size(self) -> QSizeF:
        """The size of a weight's box in this diagram."""
        return self.measures.label * self.connections.label_scale

    def label_rect(self, k: int) -> QRectF:
        """Return the box of the number of connection `k`."""
        return box_around(self.connections.labels[k], self.label_size)

    def detail_rect(self, layer: int, unit: int) -> QRectF:
        """Return where z and b of a unit stand: below it, or right of it where it is narrow."""
        spot, size = self.layers[layer], self.measures.detail
        x, y = spot.centres[unit]
        if not spot.details:
            left = x + spot.radius + 0.4 * self.measures.em
            return QRectF(left, y - size.height() / 2, size.width(), size.height())
        top = y + spot.radius + 0.25 * self.measures.em
        return QRectF(x - size.width() / 2, top, size.width(), size.height())

    def bias_rect(self, layer: int, unit: int) -> QRectF:
        """Return where b of a unit stands: the right half of its details."""
        rect = self.detail_rect(layer, unit)
        return rect.adjusted(rect.width() / 2, 0, 0, 0)

    def pill_rect(self, layer: int, unit: int) -> QRectF:
        """Return where delta of a unit stands: above it, or left of it where it is narrow."""
        spot, size = self.layers[layer], self.measures.pill
        x, y = spot.centres[unit]
        if not spot.pills:
            right = x - spot.radius - 0.5 * self.measures.em
            return QRectF(right - size.width(), y - size.height() / 2, size.width(), size.height())
        bottom = y - spot.radius - 0.4 * self.measures.em
        return QRectF(x - size.width() / 2, bottom - size.height(), size.width(), size.height())


def box_around(centre: Floats, size: QSizeF) -> QRectF:
    """Return the rectangle of a size around a point."""
    x, y = centre
    return QRectF(x - size.width() / 2, y - size.height() / 2, size.width(), size.height())
