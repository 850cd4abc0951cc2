"""Paints connections: lines of the weights' colour and width, and boxes with their numbers."""

from collections import defaultdict

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from bpgui.ui.diagram.canvas import CENTRE, Canvas
from bpgui.ui.diagram.geometry import Connections, Floats, Integers, Layout
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.theme import weight_width

_STEP = 0.25
_MOST_ABSENT = 64
_DASHES = [3.5, 2.5]


def paint_lines(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw every line softened, those with the same pen at once."""
    connections = layout.connections
    if not len(connections.index):
        return
    weights = shown.network.parameters[connections.index]
    groups: dict[tuple[bool, int], list[int]] = defaultdict(list)
    widths = _widths(weights, line_scale(layout))
    for k, (negative, width) in enumerate(zip((weights < 0).tolist(), widths, strict=True)):
        groups[negative, width].append(k)
    for (negative, width), members in groups.items():
        colour = canvas.theme.connection_colour(-1.0 if negative else 1.0)
        canvas.painter.setPen(_pen(canvas, colour, width * _STEP, negative=negative))
        canvas.painter.drawLines(
            [straight(connections, k) for k in members if k not in connections.paths]
        )
        if connections.paths:
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            for k in members:
                if k in connections.paths:
                    canvas.painter.drawPath(connections.paths[k])


def paint_strong_lines(
    canvas: Canvas, layout: Layout, shown: Shown, members: Integers | list[int]
) -> None:
    """Draw some lines again in their full colour."""
    connections = layout.connections
    for k in members:
        weight = float(shown.network.parameters[connections.index[k]])
        width = weight_width(weight) * line_scale(layout)
        colour = canvas.theme.weight_colour(weight)
        canvas.painter.setPen(_pen(canvas, colour, width, negative=weight < 0))
        _draw(canvas, connections, int(k))


def paint_halo(canvas: Canvas, layout: Layout, shown: Shown, k: int) -> None:
    """Draw the violet glow below the selected line."""
    weight = float(shown.network.parameters[layout.connections.index[k]])
    width = weight_width(weight) * line_scale(layout) + 0.4 * canvas.em
    canvas.painter.setPen(QPen(canvas.theme.blend(canvas.theme.selection, 0.3), width))
    _draw(canvas, layout.connections, k)


def paint_boxes(canvas: Canvas, layout: Layout, shown: Shown, places: dict[int, Floats]) -> None:
    """Draw the boxes of connections at places, those of all frames at once."""
    size, theme = layout.label_size, canvas.theme
    rects = {
        k: QRectF(x - size.width() / 2, y - size.height() / 2, size.width(), size.height())
        for k, (x, y) in places.items()
    }
    frames = QPainterPath()
    for rect in rects.values():
        frames.addRoundedRect(rect, 0.4 * canvas.em, 0.4 * canvas.em)
    canvas.painter.setPen(QPen(theme.border, canvas.em / 12))
    canvas.painter.setBrush(theme.field if not theme.dark else theme.panel)
    canvas.painter.drawPath(frames)
    scale = layout.connections.label_scale
    for k, rect in rects.items():
        index = int(layout.connections.index[k])
        colour = _number_colour(canvas, shown, index)
        _number(canvas, rect, shown.label(index), colour, scale)


def paint_selected_box(canvas: Canvas, rect: QRectF, shown: Shown, index: int) -> None:
    """Draw the box of the selected weight: violet frame, bold number."""
    theme, em = canvas.theme, canvas.em
    canvas.rounded(rect, theme.panel, theme.selection, em / 6.5, 0.4 * em)
    if shown.focused:
        outer = rect.adjusted(-0.25 * em, -0.25 * em, 0.25 * em, 0.25 * em)
        canvas.painter.setPen(QPen(theme.blend(theme.selection, 0.45), em / 12))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(outer, 0.55 * em, 0.55 * em)
    colour = _number_colour(canvas, shown, index)
    canvas.text(rect, CENTRE, shown.label(index), canvas.fonts.selected_label, colour)


def paint_absent(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Dot the absent connections of the selected or hovered unit into and from its blocks."""
    network = shown.network
    pen = QPen(canvas.theme.muted, canvas.em / 12, Qt.PenStyle.DotLine)
    for layer, unit in shown.lit_units:
        pairs = [(layer, source) for source in network.sources(layer)]
        pairs += [(target, layer) for target in network.targets_of(layer)]
        for target, source in pairs:
            present = network.present_block(target, source)
            absent = np.flatnonzero(~(present[unit] if target == layer else present[:, unit]))
            other = layout.layers[source if target == layer else target]
            start = layout.layers[layer].centre(unit)
            canvas.painter.setPen(pen)
            canvas.painter.drawLines(
                [QLineF(start, other.centre(k)) for k in absent[:_MOST_ABSENT].tolist()]
            )


def paint_lock(canvas: Canvas, at: QPointF) -> None:
    """Draw a small padlock around a point."""
    u = canvas.em / 12
    theme, painter = canvas.theme, canvas.painter
    canvas.disc(at, 6.2 * u, theme.panel)
    painter.setPen(QPen(theme.muted, 1.4 * u))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(at.x() - 2.2 * u, at.y() - 4.8 * u, 4.4 * u, 6 * u), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.muted)
    painter.drawRoundedRect(QRectF(at.x() - 3.6 * u, at.y() - 1.4 * u, 7.2 * u, 5.4 * u), u, u)


def straight(connections: Connections, k: int) -> QLineF:
    """Return the line of a connection that does not bend."""
    (x1, y1), (x2, y2) = connections.lines[k]
    return QLineF(float(x1), float(y1), float(x2), float(y2))


def line_scale(layout: Layout) -> float:
    """Return how wide lines are compared with the theme's: less where units are small."""
    radii = [spot.radius for spot in layout.layers if spot.grid is None]
    share = min(radii, default=layout.measures.radius) / layout.measures.radius
    return float(layout.measures.em / 12.0 * min(1.0, max(0.3, share**1.3)))


def _widths(weights: Floats, scale: float) -> list[int]:
    """Return the width of each line in quarters of a pixel; `weight_width` for arrays."""
    with np.errstate(all="ignore"):
        sizes = np.where(np.isfinite(weights), np.minimum(np.abs(weights) / 5.0, 1.0), 1.0)
    widths = np.rint((1.0 + 5.5 * sizes) * scale / _STEP).astype(int)
    return [max(2, width) for width in widths.tolist()]


def _pen(canvas: Canvas, colour: QColor, width: float, *, negative: bool) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if negative and canvas.negative_dashed:
        dashes = max(1.0, 2.0 * canvas.em / 12 / width)
        pen.setDashPattern([share * dashes for share in _DASHES])
    return pen


def _draw(canvas: Canvas, connections: Connections, k: int) -> None:
    if k in connections.paths:
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawPath(connections.paths[k])
    else:
        canvas.painter.drawLine(straight(connections, k))


def _number_colour(canvas: Canvas, shown: Shown, index: int) -> QColor:
    if shown.check is not None:
        return shown.check.colour(canvas.theme, index)
    if shown.shows_derivatives:
        return canvas.theme.selection
    return canvas.theme.number_colour(float(shown.network.parameters[index]))


def _number(canvas: Canvas, rect: QRectF, text: str, colour: QColor, scale: float) -> None:
    if scale == 1.0:
        canvas.text(rect, CENTRE, text, canvas.fonts.label, colour)
    else:
        canvas.scaled_text(rect, text, canvas.fonts.label, colour, scale)
