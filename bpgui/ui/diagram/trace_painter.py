"""Paints a lit path: its connections violet with arrows along them, its units ringed."""

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF

from bpgui.session.trace import Trace
from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.connection_painter import line_scale, straight
from bpgui.ui.diagram.geometry import Layout
from bpgui.ui.diagram.matrix_painter import mark_cell
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.theme import weight_width

_GLOW = 0.3
_LEAST = 2.2
"""Pixels that a lit line is wide at least, at the usual size."""
_ARROW_AT = 0.72
"""Where on a line its arrow stands: beyond the middle, where its number does not cover it."""


def paint_trace_lines(canvas: Canvas, layout: Layout, shown: Shown, trace: Trace) -> None:
    """Draw the connections of a path over all others, each with an arrow on to the output."""
    for index in trace.parameters:
        address = shown.network.address(index)
        if address.source is None or address.source_unit is None:
            continue
        k = layout.connections.by_index.get(index)
        if k is not None and k in layout.connections.paths:
            path = layout.connections.paths[k]
        elif k is not None:
            path = _along(straight(layout.connections, k))
        else:
            start = layout.layers[address.source].centre(address.source_unit)
            path = _along(QLineF(start, layout.layers[address.layer].centre(address.unit)))
        scale = line_scale(layout) if k is not None else canvas.em / 12
        weight = float(shown.network.parameters[index]) if k is not None else 0.0
        _paint_line(canvas, path, max(_LEAST, weight_width(weight)) * scale)
        for matrix in layout.matrices:
            mark_cell(canvas, matrix, shown, index)


def paint_trace_units(canvas: Canvas, layout: Layout, trace: Trace) -> None:
    """Draw a ring around each unit of a path, or a frame where units are cells."""
    painter, colour = canvas.painter, canvas.theme.selection
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for layer, unit in trace.units:
        spot = layout.layers[layer]
        width = min(3.4 * canvas.em / 12, 0.35 * spot.radius)
        square = spot.square(unit)
        if spot.grid is not None:
            least = 0.4 * canvas.em
            grow = max(1.0, (least - square.width()) / 2)
            painter.setPen(QPen(colour, 2 * canvas.em / 12))
            painter.drawRect(square.adjusted(-grow, -grow, grow, grow))
            continue
        painter.setPen(QPen(canvas.theme.blend(colour, _GLOW), width))
        painter.drawEllipse(_grown(square, 1.5 * width))
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(square)


def _paint_line(canvas: Canvas, path: QPainterPath, width: float) -> None:
    painter, colour, em = canvas.painter, canvas.theme.selection, canvas.em
    painter.setBrush(Qt.BrushStyle.NoBrush)
    glow = QPen(canvas.theme.blend(colour, _GLOW), width + 0.45 * em)
    glow.setCapStyle(Qt.PenCapStyle.FlatCap)
    for pen in (glow, QPen(colour, width)):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(_arrow(path, 0.35 * em + width))


def _arrow(path: QPainterPath, size: float) -> QPolygonF:
    """Return a triangle on a path that points along it."""
    at = path.pointAtPercent(_ARROW_AT)
    angle = math.radians(path.angleAtPercent(_ARROW_AT))
    ahead = QPointF(math.cos(angle), -math.sin(angle)) * size
    aside = QPointF(-ahead.y(), ahead.x()) * 0.6
    return QPolygonF([at + ahead, at - ahead * 0.4 + aside, at - ahead * 0.4 - aside])


def _along(line: QLineF) -> QPainterPath:
    path = QPainterPath(line.p1())
    path.lineTo(line.p2())
    return path


def _grown(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)
