"""The way each connection takes: straight between neighbours, bent around the layers it skips."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from bpgui.core.network import Network
from bpgui.ui.diagram.geometry import Connections, Floats, LayerSpot, Measures

_POINTS_OF_A_CURVE = 24
_LANE = 1.9


@dataclass
class _Corridor:
    """A free strip beside the units of a layer, through which connections can pass."""

    low: float
    high: float
    outwards: int
    capacity: int
    passing: list[int] = field(default_factory=list)

    def distance(self, y: float) -> float:
        return max(self.low - y, y - self.high, 0.0)


def route(
    network: Network,
    blocks: tuple[tuple[int, int], ...],
    spots: list[LayerSpot],
    measures: Measures,
) -> Connections:
    """Return the lines of all connections of the blocks, labels not yet placed."""
    rows = [_rows(network, target, source) for target, source in blocks]
    table = np.vstack(rows) if rows else np.zeros((0, 5), np.intp)
    index, target, unit, source, source_unit = table.T
    lines, paths = _straight_lines(table, spots), {}
    skipping = [k for k in range(len(table)) if target[k] - source[k] > 1]
    for k, points in _ways_around(skipping, lines, table, spots, measures).items():
        paths[k] = _curve(points)
        lines[k] = _flattened(paths[k])
    middles = [line[len(line) // 2 - 1 : len(line) // 2 + 1].mean(axis=0) for line in lines]
    labels = np.array(middles).reshape(-1, 2)
    none = np.zeros(len(table), np.bool_)
    return Connections(index, target, unit, source, source_unit, tuple(lines), paths, labels, none)


def _rows(network: Network, target: int, source: int) -> np.ndarray:
    """Return (index, target, unit, source, source unit) of each present connection."""
    unit, source_unit = np.nonzero(network.present_block(target, source))
    first = network.weight_index(target, 0, source, 0)
    width = network.matrix(target).shape[1]
    index = first + unit * width + source_unit
    same = np.ones_like(unit)
    order = np.lexsort((unit, source_unit))
    return np.column_stack([index, same * target, unit, same * source, source_unit])[order]


def _straight_lines(table: np.ndarray, spots: list[LayerSpot]) -> list[Floats]:
    lines = []
    for _, target, unit, source, source_unit in table:
        lines.append(_from_rim_to_rim(spots[source], source_unit, spots[target], unit))
    return lines


def _from_rim_to_rim(a: LayerSpot, i: int, b: LayerSpot, j: int) -> Floats:
    start, end = a.centres[i], b.centres[j]
    step = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    return np.vstack([start + a.radius * step, end - b.radius * step])


def _ways_around(
    skipping: list[int],
    lines: list[Floats],
    table: np.ndarray,
    spots: list[LayerSpot],
    measures: Measures,
) -> dict[int, list[QPointF]]:
    """Return, for each connection that skips layers, the points it passes through."""
    corridors = {m: _corridors(spot, measures) for m, spot in enumerate(spots)}
    taken: dict[int, dict[int, _Corridor]] = defaultdict(dict)
    for k in skipping:
        for m in range(table[k, 3] + 1, table[k, 1]):
            y = _height_at(lines[k], float(spots[m].rect.center().x()))
            corridor = _best(corridors[m], y, measures)
            corridor.passing.append(k)
            taken[k][m] = corridor
    ways = {}
    for k in skipping:
        a, b = spots[table[k, 3]], spots[table[k, 1]]
        points = [a.centre(table[k, 4])]
        for m, corridor in sorted(taken[k].items()):
            y = _lane(corridor, k, lines, spots[m], measures)
            rect = spots[m].rect
            points += [QPointF(rect.left(), y), QPointF(rect.right(), y)]
        ways[k] = [*points, b.centre(table[k, 2])]
    return ways


def _corridors(spot: LayerSpot, measures: Measures) -> list[_Corridor]:
    em = measures.em
    above = 0.5 * em + (measures.pill.height() if spot.pills else 0.0)
    below = 0.5 * em + (measures.detail.height() if spot.details else 0.0)
    top, bottom = spot.rect.top() - above, spot.rect.bottom() + below
    found = [_Corridor(-np.inf, top, -1, 10_000), _Corridor(bottom, np.inf, 1, 10_000)]
    if spot.grid is None:
        for y, following in zip(spot.centres[:-1, 1], spot.centres[1:, 1], strict=True):
            low, high = y + spot.radius + below, following - spot.radius - 0.5 * em
            if high - low > 0.6 * em:
                found.append(_Corridor(low, high, 0, int((high - low) / (0.6 * em))))
    return found


def _best(corridors: list[_Corridor], y: float, measures: Measures) -> _Corridor:
    free = [c for c in corridors if len(c.passing) < c.capacity]
    crowded = 0.8 * measures.em
    return min(free, key=lambda c: c.distance(y) + crowded * len(c.passing))


def _lane(
    corridor: _Corridor, k: int, lines: list[Floats], spot: LayerSpot, measures: Measures
) -> float:
    """Return the height of one connection in a corridor shared by several."""
    x = float(spot.rect.center().x())
    order = sorted(corridor.passing, key=lambda other: _height_at(lines[other], x))
    place = order.index(k)
    if corridor.outwards == 0:
        share = (place + 1) / (len(order) + 1)
        return corridor.low + share * (corridor.high - corridor.low)
    lane = max(0.75, _LANE * min(1.0, 4 / len(order))) * measures.em
    if corridor.outwards < 0:
        return corridor.high - (len(order) - place - 0.4) * lane
    return corridor.low + (place + 0.6) * lane


def _height_at(line: Floats, x: float) -> float:
    (x1, y1), (x2, y2) = line[0], line[-1]
    return float(y1 + (y2 - y1) * (x - x1) / max(x2 - x1, 1e-9))


def _curve(points: list[QPointF]) -> QPainterPath:
    """Return a smooth curve that is level wherever it passes a layer."""
    path = QPainterPath(points[0])
    last = len(points) - 1
    for number, (a, b) in enumerate(itertools.pairwise(points)):
        if number % 2 == 1:
            path.lineTo(b)
            continue
        step = b - a
        leave, arrive = QPointF(0.45 * step.x(), 0.0), QPointF(0.45 * step.x(), 0.0)
        if number == 0:
            leave = QPointF(0.3 * step.x(), 0.75 * step.y())
        if number + 1 == last:
            arrive = QPointF(0.3 * step.x(), 0.75 * step.y())
        path.cubicTo(a + leave, b - arrive, b)
    return path


def _flattened(path: QPainterPath) -> Floats:
    count = _POINTS_OF_A_CURVE * max(1, path.elementCount() // 4)
    points = [path.pointAtPercent(i / count) for i in range(count + 1)]
    return np.array([(point.x(), point.y()) for point in points])
