"""Which blocks of connections are drawn line by line, and which as one picture of a matrix."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from bpgui.core.network import Network
from bpgui.ui.diagram.columns import Column
from bpgui.ui.diagram.geometry import LayerSpot, MatrixSpot, Measures

_MOST_LINES = 300
_MOST_LINES_OF_A_GRID = 48
_MOST_LINES_IN_ALL = 900


@dataclass(frozen=True)
class Blocks:
    """The (target, source) pairs of layers drawn in either way."""

    lines: tuple[tuple[int, int], ...]
    matrices: tuple[tuple[int, int], ...]


def choose_blocks(network: Network, columns: list[Column]) -> Blocks:
    """Decide how each block of connections is drawn."""
    counts = {
        (target, source): int(np.count_nonzero(network.present_block(target, source)))
        for target in range(1, len(network.layers))
        for source in network.sources(target)
    }
    matrices = set()
    for (target, source), count in counts.items():
        has_grid = columns[target].grid is not None or columns[source].grid is not None
        if count > (_MOST_LINES_OF_A_GRID if has_grid else _MOST_LINES):
            matrices.add((target, source))
    lines = [pair for pair in counts if pair not in matrices]
    while lines and sum(counts[pair] for pair in lines) > _MOST_LINES_IN_ALL:
        most = max(lines, key=lambda pair: counts[pair])
        lines.remove(most)
        matrices.add(most)
    return Blocks(tuple(lines), tuple(pair for pair in counts if pair in matrices))


def matrix_size(target_units: int, source_units: int, measures: Measures, height: float) -> QSizeF:
    """Return the size of a matrix's picture: a row a target unit, a column a source unit."""
    em = measures.em
    width = min(max(0.3 * em * source_units, 5 * em), 14 * em)
    tall = min(max(1.1 * em * target_units, 5 * em), 0.6 * height)
    return QSizeF(width, tall)


def place_matrices(
    network: Network,
    blocks: Blocks,
    spots: list[LayerSpot],
    measures: Measures,
    height: float,
    top: float,
) -> list[MatrixSpot]:
    """Place the pictures: between neighbouring layers, or above those that a block skips.

    `top` is the upper edge of everything else.
    """
    placed = []
    for target, source in blocks.matrices:
        a, b = spots[source].rect, spots[target].rect
        units = (network.layers[target].units, network.layers[source].units)
        size = matrix_size(*units, measures, height)
        middle = QPointF((a.right() + b.left()) / 2, 0.0)
        if target - source > 1:
            size = QSizeF(size.width(), min(size.height(), 6 * measures.em))
            middle.setY(top - 1.2 * measures.em - size.height() / 2)
            top = middle.y() - size.height() / 2
        corner = middle - QPointF(size.width() / 2, size.height() / 2)
        rect = QRectF(corner, size)
        placed.append(MatrixSpot(target, source, rect, _links(a, rect, b)))
    return placed


def _links(source: QRectF, picture: QRectF, target: QRectF) -> QPainterPath:
    path = QPainterPath()
    for start, end in (
        (source.topRight(), picture.topLeft()),
        (source.bottomRight(), picture.bottomLeft()),
        (picture.topRight(), target.topLeft()),
        (picture.bottomRight(), target.bottomLeft()),
    ):
        bend = 0.5 * (end.x() - start.x())
        path.moveTo(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path
