"""What of a diagram lies under a point."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from bpgui.core.network import Network
from bpgui.ui.diagram.geometry import ButtonAction, LayerSpot, Layout, MatrixSpot


@dataclass(frozen=True)
class UnitHit:
    """A unit; `rim` where the handle is from which a connection can be drawn."""

    layer: int
    unit: int
    rim: bool = False


@dataclass(frozen=True)
class ParameterHit:
    """A weight or bias: the box of its number, its line, or its cell in a matrix picture."""

    index: int
    part: Literal["label", "line", "bias", "cell"]


@dataclass(frozen=True)
class CaptionHit:
    """A layer's name, or the description with its activation."""

    layer: int
    part: Literal["name", "description"]


@dataclass(frozen=True)
class ButtonHit:
    """A round button."""

    action: ButtonAction
    layer: int


Hit = UnitHit | ParameterHit | CaptionHit | ButtonHit


def find_hit(
    layout: Layout,
    network: Network,
    point: QPointF,
    *,
    extra_labels: dict[int, QRectF] | None = None,
    reach: float = 5.0,
) -> Hit | None:
    """Return what lies under a point, the topmost first, or None on empty ground.

    Parameters
    ----------
    layout, network
        The diagram, and the network it was made for.
    point
        In the diagram's pixels.
    extra_labels
        Boxes shown for the moment beside the permanent ones, by parameter.
    reach
        How near a line counts as on it.
    """
    return (
        _button(layout, point)
        or _label(layout, point, extra_labels or {})
        or _unit(layout, network, point)
        or _caption(layout, point)
        or _cell(layout, network, point)
        or _line(layout, point, reach)
    )


def _button(layout: Layout, point: QPointF) -> Hit | None:
    for button in layout.buttons:
        offset = point - button.centre
        near = np.hypot(offset.x(), offset.y()) <= 1.25 * button.radius
        if near or (button.text is not None and button.text.contains(point)):
            return ButtonHit(button.action, button.layer)
    return None


def _label(layout: Layout, point: QPointF, extra: dict[int, QRectF]) -> Hit | None:
    for index, rect in extra.items():
        if rect.contains(point):
            return ParameterHit(index, "label")
    connections, size = layout.connections, layout.label_size
    if not len(connections.index):
        return None
    inside = (
        connections.labelled
        & (np.abs(connections.labels[:, 0] - point.x()) <= size.width() / 2)
        & (np.abs(connections.labels[:, 1] - point.y()) <= size.height() / 2)
    )
    if not inside.any():
        return None
    return ParameterHit(int(connections.index[int(np.argmax(inside))]), "label")


def _unit(layout: Layout, network: Network, point: QPointF) -> Hit | None:
    for spot in layout.layers:
        if spot.grid is not None:
            unit = _grid_unit(spot, point)
            if unit is not None:
                return UnitHit(spot.layer, unit)
            continue
        distances = np.hypot(spot.centres[:, 0] - point.x(), spot.centres[:, 1] - point.y())
        unit = int(np.argmin(distances))
        if distances[unit] <= spot.radius + 1.0:
            on_right = point.x() - spot.centres[unit, 0] > 0.75 * spot.radius
            is_last = spot.layer == len(layout.layers) - 1
            return UnitHit(spot.layer, unit, rim=bool(on_right) and not is_last)
        if spot.layer and spot.details and network.layers[spot.layer].bias:
            for each in range(len(spot.centres)):
                if layout.bias_rect(spot.layer, each).contains(point):
                    return ParameterHit(network.bias_index(spot.layer, each), "bias")
    return None


def _grid_unit(spot: LayerSpot, point: QPointF) -> int | None:
    if spot.grid is None or not spot.rect.contains(point):
        return None
    cell = 2 * spot.radius
    column = min(int((point.x() - spot.rect.left()) / cell), spot.grid[1] - 1)
    row = min(int((point.y() - spot.rect.top()) / cell), spot.grid[0] - 1)
    unit = row * spot.grid[1] + column
    return unit if unit < len(spot.centres) else None


def _caption(layout: Layout, point: QPointF) -> Hit | None:
    for caption in layout.captions:
        if caption.name.contains(point):
            return CaptionHit(caption.layer, "name")
        if caption.description.contains(point):
            return CaptionHit(caption.layer, "description")
    return None


def _cell(layout: Layout, network: Network, point: QPointF) -> Hit | None:
    for matrix in layout.matrices:
        if matrix.rect.contains(point):
            unit, source_unit = cell_at(matrix, network, point)
            if not network.present_block(matrix.target, matrix.source)[unit, source_unit]:
                return None
            index = network.weight_index(matrix.target, unit, matrix.source, source_unit)
            return ParameterHit(index, "cell")
    return None


def cell_at(matrix: MatrixSpot, network: Network, point: QPointF) -> tuple[int, int]:
    """Return (unit, source unit) of the cell of a matrix picture under a point in it."""
    units = network.layers[matrix.target].units
    source_units = network.layers[matrix.source].units
    row = int((point.y() - matrix.rect.top()) / matrix.rect.height() * units)
    column = int((point.x() - matrix.rect.left()) / matrix.rect.width() * source_units)
    return min(max(row, 0), units - 1), min(max(column, 0), source_units - 1)


def cell_rect(matrix: MatrixSpot, network: Network, unit: int, source_unit: int) -> QRectF:
    """Return where the cell of one weight is."""
    width = matrix.rect.width() / network.layers[matrix.source].units
    height = matrix.rect.height() / network.layers[matrix.target].units
    left = matrix.rect.left() + source_unit * width
    return QRectF(left, matrix.rect.top() + unit * height, width, height)


def _line(layout: Layout, point: QPointF, reach: float) -> Hit | None:
    pieces, owners = layout.connections.segments
    if not len(pieces):
        return None
    start, step = pieces[:, :2], pieces[:, 2:] - pieces[:, :2]
    offset = np.array([point.x(), point.y()]) - start
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip((offset * step).sum(axis=1) / length, 0.0, 1.0)
    away = np.hypot(*(offset - share[:, None] * step).T)
    nearest = int(np.argmin(away))
    if away[nearest] > reach:
        return None
    return ParameterHit(int(layout.connections.index[owners[nearest]]), "line")
