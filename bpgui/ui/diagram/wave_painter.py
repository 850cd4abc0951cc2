"""Paints where an update is at work: a glow along connections, arrowheads on them, rings."""

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.connection_painter import line_scale, straight
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.diagram.wave import Wave

_MOST_ARROWS = 160
_START, _END = 0.08, 0.8
"""Between which shares of a line its arrowhead travels, and where it stays."""


def paint_glow(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw a glow below the connections the wave runs along, and around such pictures."""
    wave = shown.wave
    if wave is None:
        return
    connections, painter = layout.connections, canvas.painter
    width = 0.85 * canvas.em * max(0.5, line_scale(layout) * 12 / canvas.em)
    painter.setPen(QPen(canvas.theme.blend(_colour(canvas, wave), 0.28), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    along = wave.runs_along(connections).tolist()
    painter.drawLines([straight(connections, k) for k in along if k not in connections.paths])
    for k in along:
        if k in connections.paths:
            painter.drawPath(connections.paths[k])
    for matrix in layout.matrices:
        if wave.runs_through(matrix):
            painter.drawRect(matrix.rect)


def paint_arrows(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw an arrowhead on each connection the wave runs along, the way it runs."""
    wave = shown.wave
    if wave is None:
        return
    along = wave.runs_along(layout.connections)
    if len(along) > _MOST_ARROWS:
        return
    share = _START + (_END - _START) * canvas.wave_progress
    size = 0.62 * canvas.em * max(0.6, min(1.0, line_scale(layout) * 12 / canvas.em))
    canvas.painter.setPen(QPen(canvas.theme.panel, canvas.em / 12))
    canvas.painter.setBrush(_colour(canvas, wave))
    for k in along.tolist():
        line = layout.connections.lines[k]
        canvas.painter.drawPolygon(_arrow(line[::-1] if wave.backward else line, share, size))


def paint_wave_rings(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw a ring around every unit at work."""
    wave = shown.wave
    if wave is None or wave.layer < 0:
        return
    spot, painter = layout.layers[wave.layer], canvas.painter
    width = min(3.4 * canvas.em / 12, 0.35 * spot.radius)
    painter.setPen(QPen(_colour(canvas, wave), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if spot.grid is not None:
        painter.drawRect(spot.rect.adjusted(-width, -width, width, width))
        return
    for unit in wave.units:
        painter.drawEllipse(spot.square(unit))


def _colour(canvas: Canvas, wave: Wave) -> QColor:
    return canvas.theme.selection if wave.backward else canvas.theme.wave


def _arrow(line: Floats, share: float, size: float) -> QPolygonF:
    """Return an arrowhead whose middle is at a share of a polyline."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    piece = int(np.clip(np.searchsorted(length, share * length[-1]) - 1, 0, len(steps) - 1))
    way = line[piece + 1] - line[piece]
    within = (share * length[-1] - length[piece]) / max(steps[piece], 1e-9)
    x, y = (line[piece] + within * way).tolist()
    along = hypot(*way) or 1.0
    dx, dy = (size * way / along).tolist()
    return QPolygonF(
        [
            QPointF(x + 0.6 * dx, y + 0.6 * dy),
            QPointF(x - 0.5 * dx - 0.55 * dy, y - 0.5 * dy + 0.55 * dx),
            QPointF(x - 0.5 * dx + 0.55 * dy, y - 0.5 * dy - 0.55 * dx),
        ]
    )
