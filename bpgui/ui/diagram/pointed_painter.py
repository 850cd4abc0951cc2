"""Paints where the number is that is pointed at in a formula: calm violet rings and frames."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen

from bpgui.session.quantity import Quantity
from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.connection_painter import paint_halo
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.matrix_painter import mark_cell
from bpgui.ui.diagram.pills import pill_units
from bpgui.ui.diagram.selected import parameter_rect
from bpgui.ui.diagram.shown import Shown

_GLOW = 0.3


def pointed_lines(layout: Layout, shown: Shown) -> list[int]:
    """Return the connection of the weight that is pointed at, if it is drawn as a line."""
    index = -1 if shown.pointed is None else shown.pointed.index
    return [layout.connections.by_index[index]] if index in layout.connections.by_index else []


def paint_pointed_halo(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw a glow below the connection that is pointed at."""
    for k in pointed_lines(layout, shown):
        paint_halo(canvas, layout, shown, k)


def paint_pointed(canvas: Canvas, layout: Layout, shown: Shown, extra: dict[int, Floats]) -> None:
    """Mark the unit, the pill or the number of a weight that is pointed at."""
    pointed = shown.pointed
    if pointed is None:
        return
    for layer, unit in _units(shown, pointed):
        _ring(canvas, layout, layer, unit)
    for rect in _boxes(layout, shown, pointed, extra):
        _frame(canvas, rect)
    if 0 <= pointed.index < shown.network.n_parameters:
        for matrix in layout.matrices:
            mark_cell(canvas, matrix, shown, pointed.index)


def _units(shown: Shown, pointed: Quantity) -> Iterator[tuple[int, int]]:
    layers = shown.network.layers
    if pointed.kind == "loss":  # it belongs to all outputs together
        yield from ((len(layers) - 1, unit) for unit in range(layers[-1].units))
    elif 0 <= pointed.layer < len(layers) and 0 <= pointed.unit < layers[pointed.layer].units:
        yield pointed.layer, pointed.unit


def _boxes(
    layout: Layout, shown: Shown, pointed: Quantity, extra: dict[int, Floats]
) -> Iterator[QRectF]:
    """Yield where the number itself stands in the diagram, beside the unit or connection."""
    if 0 <= pointed.index < shown.network.n_parameters:
        rect = parameter_rect(layout, shown.network, pointed.index, extra)
        k = layout.connections.by_index.get(pointed.index)
        seen = k is None or bool(layout.connections.labelled[k]) or k in extra
        address = shown.network.address(pointed.index)
        if address.source is None:
            seen = layout.layers[address.layer].details
        if rect is not None and seen and (k is not None or address.source is None):
            yield rect
        return
    at = (pointed.layer, pointed.unit)
    if pointed.kind == "delta" and at in pill_units(layout, shown):
        yield layout.pill_rect(*at)
    elif pointed.kind == "z" and pointed.layer > 0 and layout.layers[pointed.layer].details:
        rect = layout.detail_rect(*at)
        has_bias = shown.network.layers[pointed.layer].bias
        yield rect.adjusted(0, 0, -rect.width() / 2 if has_bias else 0, 0)
    elif pointed.kind == "target" and layout.layers[pointed.layer].names:
        name = layout.layers[pointed.layer].names[pointed.unit]
        two_lines = layout.layers[pointed.layer].radius > 1.3 * layout.measures.em
        yield name.translated(0, 0.45 * name.height()) if two_lines else name


def _ring(canvas: Canvas, layout: Layout, layer: int, unit: int) -> None:
    spot, painter, theme = layout.layers[layer], canvas.painter, canvas.theme
    width = min(2.2 * canvas.em / 12, 0.3 * spot.radius)
    away = 2.2 * width
    square = spot.square(unit).adjusted(-away, -away, away, away)
    draw = painter.drawEllipse if spot.grid is None else painter.drawRect
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, pen_width in (
        (theme.blend(theme.selection, _GLOW), 3 * width),
        (theme.selection, width),
    ):
        painter.setPen(QPen(colour, pen_width))
        draw(square)


def _frame(canvas: Canvas, rect: QRectF) -> None:
    painter, theme, gap = canvas.painter, canvas.theme, 0.16 * canvas.em
    around = rect.adjusted(-gap, -gap, gap, gap)
    corner = min(around.height() / 2, 0.5 * canvas.em)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (
        (theme.blend(theme.selection, _GLOW), 0.4 * canvas.em),
        (theme.selection, canvas.em / 7),
    ):
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(around, corner, corner)
