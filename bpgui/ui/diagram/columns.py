"""Where the layers stand: a column of discs each, or a grid of cells when there are many units."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from bpgui.core.network import Network
from bpgui.ui.diagram.geometry import LayerSpot, Measures

MOST_DISCS = 16
"""Layers with more units than this are drawn as a grid."""
_PITCH = 11.5
_SMALLEST_PITCH = 1.8
_GAP_OF_LINES = (9.0, 19.0)
_LINK = 2.4
_FEW_LAYERS = 5
"""Beyond so many layers, units and gaps give way so that all stay readable."""


@dataclass(frozen=True)
class Column:
    """The size of one layer before it has a place, in pixels."""

    units: int
    radius: float
    pitch: float
    grid: tuple[int, int] | None
    numbers: bool
    details: bool
    pills: bool

    @property
    def size(self) -> QSizeF:
        """The discs' or cells' extent."""
        if self.grid is not None:
            rows, columns = self.grid
            return QSizeF(columns * self.pitch, rows * self.pitch)
        return QSizeF(2 * self.radius, (self.units - 1) * self.pitch + 2 * self.radius)


def column_height(available: QSizeF, measures: Measures) -> float:
    """Return the height that the units of a layer may take."""
    return max(available.height() - 9.0 * measures.em, 22.0 * measures.em)


def create_columns(
    network: Network, measures: Measures, height: float, image_shape: tuple[int, int] | None
) -> list[Column]:
    """Return the size of every layer; layers of discs have radii of a similar size."""
    columns = []
    for position, layer in enumerate(network.layers):
        if layer.units > MOST_DISCS:
            shape = _grid_shape(layer.units, image_shape if position == 0 else None)
            columns.append(_grid(layer.units, shape, measures, height))
        else:
            columns.append(_discs(layer.units, measures, height))
    radii = [column.radius for column in columns if column.grid is None]
    largest = 1.35 * min(radii, default=measures.radius)
    if len(columns) > _FEW_LAYERS:
        largest = min(largest, 1.8 * measures.em)
    return [_shrunk(column, largest, measures) for column in columns]


def _discs(units: int, measures: Measures, height: float) -> Column:
    em = measures.em
    below = measures.detail.height() + 0.7 * em
    pitch = max(_SMALLEST_PITCH * em, min(_PITCH * em, height / units))
    radius = min(measures.radius, (pitch - below) / 2)
    if radius >= 1.6 * em or units == 1:
        radius = max(radius, 1.6 * em)
        pills = pitch >= 2 * radius + below + measures.pill.height()
        return Column(units, radius, pitch, None, numbers=True, details=True, pills=pills)
    radius = min(1.75 * em, (pitch - 0.45 * em) / 2)
    numbers = radius >= 1.3 * em
    return Column(units, radius, pitch, None, numbers=numbers, details=False, pills=False)


def _shrunk(column: Column, largest: float, measures: Measures) -> Column:
    if column.grid is not None or column.radius <= largest:
        return column
    numbers = largest >= 1.3 * measures.em
    return Column(column.units, largest, column.pitch, None, numbers, column.details, column.pills)


def _grid(units: int, shape: tuple[int, int], measures: Measures, height: float) -> Column:
    rows, columns = shape
    em = measures.em
    cell = min(0.8 * height / rows, 16 * em / columns, 1.35 * em)
    cell = max(cell, 0.35 * em)
    return Column(units, cell / 2, cell, shape, numbers=False, details=False, pills=False)


def _grid_shape(units: int, image_shape: tuple[int, int] | None) -> tuple[int, int]:
    if image_shape is not None and image_shape[0] * image_shape[1] == units:
        return image_shape
    root = math.sqrt(units)
    for columns in range(int(root), max(1, int(root / 2.3)), -1):
        if units % columns == 0:
            return units // columns, columns
    columns = math.ceil(root)
    return math.ceil(units / columns), columns


def place_columns(
    network: Network,
    columns: list[Column],
    measures: Measures,
    available: QSizeF,
    matrix_widths: dict[int, float],
) -> list[LayerSpot]:
    """Return the layers from left to right, spread over the available width.

    `matrix_widths` has the width of the matrix picture before layer l, where there is one.
    """
    gaps = _gaps(columns, measures, available, matrix_widths)
    spots = []
    x = 0.0
    for position, column in enumerate(columns):
        x += gaps[position]
        names = network.layers[position].unit_names
        side = "right" if position == len(columns) - 1 else "left"
        spots.append(_spot(position, column, x, names, side, measures))
        x += column.size.width()
    return spots


def _gaps(
    columns: list[Column], measures: Measures, available: QSizeF, matrix_widths: dict[int, float]
) -> list[float]:
    em = measures.em
    smallest, largest = [0.0], [0.0]
    for position, (left, right) in enumerate(itertools.pairwise(columns), start=1):
        inner = (left.size.width() + right.size.width()) / 2
        least, most = (share * em for share in _GAP_OF_LINES)
        if len(columns) > _FEW_LAYERS:
            least = 6 * em
        if position in matrix_widths:
            least = matrix_widths[position] + 2 * _LINK * em
            most = least + 4 * em
        smallest.append(max(least, 9.2 * em - inner))
        largest.append(max(most, smallest[-1]))
    room = available.width() - 14 * em - sum(c.size.width() for c in columns) - sum(smallest)
    spread = sum(largest) - sum(smallest)
    share = min(1.0, max(0.0, room / spread)) if spread > 0 else 0.0
    return [a + share * (b - a) for a, b in zip(smallest, largest, strict=True)]


def _spot(
    position: int,
    column: Column,
    left: float,
    names: tuple[str, ...],
    side: str,
    measures: Measures,
) -> LayerSpot:
    size = column.size
    rect = QRectF(left, -size.height() / 2, size.width(), size.height())
    number = np.arange(column.units, dtype=np.float64)
    if column.grid is not None:
        row, place = np.divmod(number, column.grid[1])
        x = left + (place + 0.5) * column.pitch
        y = rect.top() + (row + 0.5) * column.pitch
        names = ()
    else:
        x = np.full(column.units, left + column.radius, np.float64)
        y = rect.top() + column.radius + number * column.pitch
    centres = np.column_stack([x, y]).astype(np.float64)
    if side == "left" and position and column.radius < 1.3 * measures.em:
        names = ()
    return LayerSpot(
        position,
        centres,
        column.radius,
        rect,
        column.grid,
        column.numbers,
        column.details,
        column.pills,
        tuple(
            _name_rect(centre, column.radius, name, side, measures)
            for centre, name in zip(centres, names, strict=False)
        ),
    )


def _name_rect(
    centre: np.ndarray, radius: float, name: str, side: str, measures: Measures
) -> QRectF:
    em = measures.em
    x, y = float(centre[0]), float(centre[1])
    width = min(measures.name_width(name), 9 * em) + 0.2 * em
    if side == "right":
        return QRectF(x + radius + 0.8 * em, y - 0.75 * em, width, 1.5 * em)
    return QRectF(x - radius - 0.9 * em - width, y - 0.75 * em, width, 1.5 * em)
