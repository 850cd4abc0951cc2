"""Where the numbers of connections stand: on their lines, clear of one another and of units.

Places depend on the topology only, never on the numbers, so that nothing moves while a network
learns. A block of connections for which there is too little room shows no numbers at all; those
of the selected or hovered unit are then placed by themselves.
"""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from bpgui.ui.diagram.geometry import Connections, Floats, Integers, LayerSpot, Measures

_SCALES = (1.0, 0.86)
_MOST_IN_A_BLOCK = 160
_ENOUGH = 0.95
_FULL = 0.6
_FEW = 8
_ATTEMPTS = 5
_MOST_TO_AVOID = 120
_POINTS_OF_A_LINE = 100
_TIMES = np.linspace(0.1, 0.9, 41)


def place_labels(
    connections: Connections, spots: list[LayerSpot], measures: Measures
) -> Connections:
    """Return the connections with a place for the number of each, where there is room."""
    obstacles = _obstacles(spots, measures)
    best = connections
    for scale in _SCALES:
        size = measures.label * scale
        labels, placed = _place_all(connections, obstacles, size, measures.em)
        found = replace(
            connections,
            labels=labels,
            labelled=_whole_blocks(connections, placed),
            label_scale=scale,
        )
        if best is connections or found.labelled.sum() > best.labelled.sum():
            best = found
        if found.labelled.all():
            break
    return best


def place_around_unit(
    connections: Connections,
    chosen: Integers,
    spots: tuple[LayerSpot, ...],
    measures: Measures,
    hub: Floats,
) -> dict[int, Floats]:
    """Return the places of the numbers of one unit's connections, those that find room.

    The lines fan out from the unit at `hub`, so the numbers stand near their far ends.
    """
    size = measures.label * connections.label_scale
    boxes = [
        _edges(spot.square(unit))
        for spot in spots
        if spot.grid is None
        for unit in range(len(spot.centres))
    ]
    placed = {}
    for k in chosen:
        if connections.labelled[k]:
            placed[int(k)] = connections.labels[k]
            boxes.append(_edges_around(connections.labels[k], size))
    for k in chosen:
        if int(k) in placed:
            continue
        line = connections.lines[k]
        starts_here = np.hypot(*(line[0] - hub)) < np.hypot(*(line[-1] - hub))
        candidates = _along(line, _by_distance(0.66 if starts_here else 0.34))
        free = _free(candidates, np.array(boxes).reshape(-1, 4), size, gap=1.0)
        if free.any():
            spot = candidates[int(np.argmax(free))]
            placed[int(k)] = spot
            boxes.append(_edges_around(spot, size))
    return placed


def _place_all(
    connections: Connections, obstacles: Floats, size: QSizeF, em: float
) -> tuple[Floats, np.ndarray]:
    """Place one number after another; those that found no room come first at the next try."""
    labels = connections.labels.copy()
    placed = np.zeros(len(labels), np.bool_)
    order = [int(k) for k in np.flatnonzero(~_hopeless(connections, size))]
    spots = {
        k: _ranked(connections, k, preferred, size)
        for k, preferred in _preferences(connections, order).items()
    }
    for _attempt in range(_ATTEMPTS):
        boxes, failed = obstacles, []
        placed[:] = False
        for k in order:
            free = _free(spots[k], boxes, size, gap=0.25 * em)
            if free.any():
                labels[k] = spots[k][int(np.argmax(free))]
                placed[k] = True
                boxes = np.vstack([boxes, _edges_around(labels[k], size)])
            else:
                failed.append(k)
        if not failed or len(failed) > 0.3 * len(order):
            break
        order = failed + [k for k in order if k not in failed]
    return labels, placed


def _ranked(connections: Connections, k: int, preferred: float, size: QSizeF) -> Floats:
    """Return the places for a number, the best first: near the preferred, off other lines."""
    candidates = _along(connections.lines[k], _TIMES)
    pieces, owners = connections.segments
    others = pieces[owners != k]
    crossed = np.zeros(len(candidates))
    if len(others) <= _MOST_TO_AVOID:
        start, step = others[:, :2], others[:, 2:] - others[:, :2]
        offset = candidates[:, None, :] - start
        length = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip((offset * step).sum(axis=2) / length, 0.0, 1.0)
        away = np.abs(offset - share[:, :, None] * step)
        near = (away[:, :, 0] < 0.4 * size.width()) & (away[:, :, 1] < 0.6 * size.height())
        crossed = near.sum(axis=1)
    cost = np.abs(_TIMES - preferred) + 0.07 * crossed
    return np.asarray(candidates[np.argsort(cost, kind="stable")])


def _hopeless(connections: Connections, size: QSizeF) -> np.ndarray:
    """Return which connections are in blocks whose numbers would fill too much of their area."""
    blocks = _blocks(connections)
    hopeless = np.zeros(len(blocks), np.bool_)
    for block in _distinct(blocks):
        members = blocks == block
        count = int(members.sum())
        ends = np.vstack([connections.lines[k] for k in np.flatnonzero(members)])
        width, height = np.maximum(np.ptp(ends, axis=0), [size.width(), size.height()])
        crowded = count * size.width() * size.height() > _FULL * width * height
        hopeless[members] = count > _MOST_IN_A_BLOCK or (crowded and count > _FEW)
    return hopeless


def _distinct(values: Integers) -> list[int]:
    """Return each value once, in order; without `np.unique`, which loads NumPy's masked arrays."""
    return sorted(set(values.tolist()))


def _blocks(connections: Connections) -> Integers:
    """Return a number for the block that each connection belongs to."""
    return connections.target * 10_000 + connections.source


def _whole_blocks(connections: Connections, placed: np.ndarray) -> np.ndarray:
    """Hide the numbers of a block in which too many found no room."""
    result = placed.copy()
    block = _blocks(connections)
    for value in _distinct(block):
        members = block == value
        if placed[members].mean() < _ENOUGH:
            result[members] = False
    return result


def _preferences(connections: Connections, order: list[int]) -> dict[int, float]:
    """Return how far along its line each number stands best: sources take turns."""
    blocks = _blocks(connections)
    preferences = {}
    for block in _distinct(blocks[order]) if order else []:
        members = np.flatnonzero(blocks == block)
        sources = _distinct(connections.source_unit[members])
        alone = len(sources) == 1 or len(_distinct(connections.unit[members])) == 1
        for k in members.tolist():
            turn = np.searchsorted(sources, connections.source_unit[k]) / max(1, len(sources) - 1)
            preferences[k] = 0.5 if alone else 0.3 + 0.36 * float(turn)
    return preferences


def _by_distance(preferred: float) -> Floats:
    return np.asarray(_TIMES[np.argsort(np.abs(_TIMES - preferred), kind="stable")])


def _along(line: Floats, times: Floats) -> Floats:
    """Return the points at these shares of a polyline's length, (times, 2)."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    at = times * length[-1]
    return np.column_stack([np.interp(at, length, line[:, 0]), np.interp(at, length, line[:, 1])])


def _free(candidates: Floats, boxes: Floats, size: QSizeF, gap: float) -> np.ndarray:
    """Return at which candidates a box of this size would touch none of the boxes."""
    if not len(boxes):
        return np.ones(len(candidates), np.bool_)
    half_width, half_height = size.width() / 2 + gap, size.height() / 2 + gap
    x, y = candidates[:, :1], candidates[:, 1:]
    apart = (
        (x + half_width <= boxes[:, 0])
        | (x - half_width >= boxes[:, 2])
        | (y + half_height <= boxes[:, 1])
        | (y - half_height >= boxes[:, 3])
    )
    return np.asarray(apart.all(axis=1))


def _obstacles(spots: list[LayerSpot], measures: Measures) -> Floats:
    boxes = []
    for spot in spots:
        if spot.grid is not None:
            boxes.append(_edges(spot.rect))
            continue
        pill, detail = measures.pill, measures.detail
        for unit in range(len(spot.centres)):
            square = spot.square(unit)
            boxes.append(_edges(square))
            if spot.layer and spot.details:
                x, bottom = spot.centres[unit][0], square.bottom()
                half = detail.width() / 2
                boxes.append([x - half, bottom, x + half, bottom + detail.height()])
            if spot.layer and spot.pills:
                x, top = spot.centres[unit][0], square.top()
                half = pill.width() / 2
                boxes.append([x - half, top - pill.height() - 0.4 * measures.em, x + half, top])
        boxes.extend(_edges(rect) for rect in spot.names)
    return np.array(boxes, np.float64).reshape(-1, 4)


def _edges(rect: QRectF) -> list[float]:
    return [rect.left(), rect.top(), rect.right(), rect.bottom()]


def _edges_around(centre: Floats, size: QSizeF) -> list[float]:
    x, y = float(centre[0]), float(centre[1])
    w, h = size.width() / 2, size.height() / 2
    return [x - w, y - h, x + w, y + h]


def place_names(
    spots: list[LayerSpot], connections: Connections, measures: Measures
) -> list[LayerSpot]:
    """Return the layers with each hidden unit's name left of it, or higher where lines cross it."""
    times = np.linspace(0.0, 1.0, _POINTS_OF_A_LINE)
    points = [_along(line, times) for line in connections.lines]
    tracks = np.array(points).reshape(-1, _POINTS_OF_A_LINE, 2)
    moved = []
    for spot in spots:
        is_hidden = 0 < spot.layer < len(spots) - 1
        names = tuple(_clear_of_lines(rect, spot, tracks, measures) for rect in spot.names)
        moved.append(replace(spot, names=names) if is_hidden and names else spot)
    return moved


def _clear_of_lines(rect: QRectF, spot: LayerSpot, tracks: Floats, measures: Measures) -> QRectF:
    right = 0.9 * measures.em + spot.radius * 0.32
    choices = [
        rect,
        rect.translated(0.1 * spot.radius, -0.45 * spot.radius),
        rect.translated(right, -spot.radius * 0.95),
    ]
    if not spot.details:
        choices.append(rect.translated(right, spot.radius * 0.8))
    crossings = [_crossings(choice, tracks) for choice in choices]
    return choices[int(np.argmin(crossings))]


def _crossings(rect: QRectF, tracks: Floats) -> int:
    """Return how many lines, given as points, run through the middle of a rectangle."""
    x, y = tracks[..., 0], tracks[..., 1]
    inner = rect.adjusted(0, 0.15 * rect.height(), 0, -0.15 * rect.height())
    inside = (x > inner.left()) & (x < inner.right()) & (y > inner.top()) & (y < inner.bottom())
    return int(inside.any(axis=1).sum())
