"""Paints units: discs or cells filled by their activation, and the numbers around them."""

from math import isnan

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from bpgui.ui.diagram.canvas import CENTRE, LEFT, RIGHT, Canvas
from bpgui.ui.diagram.geometry import LayerSpot, Layout
from bpgui.ui.diagram.matrix_image import number_image
from bpgui.ui.diagram.pills import chosen_units, pill_units
from bpgui.ui.diagram.shown import Shown, compact
from bpgui.ui.numbers import format_number, format_significant

_READABLE = 26.0
"""Screen pixels from which a cell or a small disc has room for a number."""


def paint_units(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw the units of all layers with their names and numbers."""
    for spot in layout.layers:
        if spot.grid is not None:
            _paint_grid(canvas, spot, shown)
        else:
            _paint_names(canvas, spot, layout, shown)
            _paint_discs(canvas, spot, shown)
        if spot.layer and spot.details:
            for unit in range(len(spot.centres)):
                _paint_details(canvas, layout, spot, unit, shown)


def paint_pills(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw delta over hidden and output units: over all with room, over the selected always."""
    for layer, unit in pill_units(layout, shown):
        rect = layout.pill_rect(layer, unit)
        canvas.rounded(rect, canvas.theme.selection, None, 0.0, rect.height() / 2)
        delta = _delta_text(_delta(shown, layer, unit))
        text = f"δ {shown.mark if shown.hidden.hides_unit('delta', layer, unit) else delta}"
        canvas.text(rect, CENTRE, text, canvas.fonts.pill, canvas.theme.on_selection)


def _delta(shown: Shown, layer: int, unit: int) -> float:
    return 0.0 if shown.delta is None else float(shown.delta[layer][unit])


def _delta_text(delta: float) -> str:
    if np.isfinite(delta) and 0 < abs(delta) < 0.00005:
        return format_significant(delta, 1)
    return compact(delta, 4)


def _largest(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return max(1.0, float(np.abs(finite).max(initial=0.0)))


def _paint_discs(canvas: Canvas, spot: LayerSpot, shown: Shown) -> None:
    theme, painter = canvas.theme, canvas.painter
    values = shown.a[spot.layer]
    largest = _largest(values)
    edge = QPen(theme.border, 1.6 * canvas.em / 12)
    font = canvas.fonts.number if spot.radius > 2.1 * canvas.em else canvas.fonts.small_number
    signed = shown.network.layers[spot.layer].activation in ("tanh", "linear")
    roomy = spot.radius > (2.0 if signed else 1.6) * canvas.em
    decimals = 3 if roomy else 2
    readable = spot.numbers or 2 * spot.radius * canvas.zoom > _READABLE
    known = shown.known("a", spot.layer)
    _paint_blank_discs(canvas, spot, range(known, len(values)))
    for unit, value in enumerate(values[:known].tolist()):
        rect = spot.square(unit)
        hidden = shown.hidden.hides_unit("a", spot.layer, unit)
        fill = theme.panel if hidden else theme.activation_colour(value, largest)
        colour = theme.selection if hidden else theme.text_on(fill)
        painter.setPen(edge)
        painter.setBrush(fill)
        painter.drawEllipse(rect)
        if spot.numbers:
            text = shown.mark if hidden else _fitting(value, decimals)
            canvas.text(rect, CENTRE, text, font, colour)
        elif readable:
            scale = 2 * spot.radius / (3.6 * canvas.em)
            text = shown.mark if hidden else format_number(value, 2)
            canvas.scaled_text(rect, text, canvas.fonts.label, colour, scale)
    _paint_rings(canvas, spot, shown)


def _paint_blank_discs(canvas: Canvas, spot: LayerSpot, units: range) -> None:
    """Draw the units whose activation is not known yet."""
    pen = QPen(canvas.theme.muted, 1.3 * canvas.em / 12, Qt.PenStyle.DashLine)
    for unit in units:
        canvas.painter.setPen(pen)
        canvas.painter.setBrush(canvas.theme.panel)
        canvas.painter.drawEllipse(spot.square(unit))


def _paint_rings(canvas: Canvas, spot: LayerSpot, shown: Shown) -> None:
    """Draw the violet ring of the selected unit, and a grey one where the pointer is."""
    painter, theme = canvas.painter, canvas.theme
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = min(3.4 * canvas.em / 12, 0.35 * spot.radius)
    for layer, unit in shown.lit_units:
        if layer == spot.layer and (layer, unit) != shown.unit:
            painter.setPen(QPen(theme.muted, 0.5 * width))
            painter.drawEllipse(spot.square(unit))
            _paint_handle(canvas, spot, unit, shown)
    ringed = chosen_units(shown) if shown.delta is not None else []
    if shown.unit is not None:
        ringed = [shown.unit]
    for layer, unit in ringed:
        if layer == spot.layer:
            painter.setPen(QPen(theme.selection, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot.square(unit))
            if shown.focused and shown.unit is not None:
                grown = spot.square(unit).adjusted(-width, -width, width, width)
                painter.setPen(QPen(theme.blend(theme.selection, 0.45), canvas.em / 12))
                painter.drawEllipse(grown.adjusted(-1, -1, 1, 1))


def _paint_handle(canvas: Canvas, spot: LayerSpot, unit: int, shown: Shown) -> None:
    """Draw the handle at the rim from which a new connection can be drawn."""
    if spot.layer == len(shown.network.layers) - 1 or spot.radius < canvas.em:
        return
    at = spot.centre(unit) + QPointF(spot.radius, 0)
    canvas.disc(at, 0.42 * canvas.em, canvas.theme.panel)
    canvas.disc(at, 0.3 * canvas.em, canvas.theme.selection)


def _fitting(value: float, decimals: int) -> str:
    """Format so that it fits into a disc."""
    size = abs(value)
    if not np.isfinite(size):
        return format_number(value)
    if size >= 1000:
        return format_significant(value, 1) if size >= 1e4 else format_number(value, 0)
    places = max(0, decimals - (size >= 10) - (size >= 100) - (value < 0 and size >= 10))
    return format_number(value, places)


def _short(value: float) -> str:
    """Format a target without trailing zeros: 1, not 1.00."""
    text = format_significant(value, 3)
    return text.rstrip("0").rstrip(".") if "." in text and "·" not in text else text


def _paint_names(canvas: Canvas, spot: LayerSpot, layout: Layout, shown: Shown) -> None:
    names = shown.network.layers[spot.layer].unit_names
    is_output = spot.layer == len(layout.layers) - 1
    for unit, rect in enumerate(spot.names):
        name = canvas.elided(names[unit], canvas.fonts.name, 9 * canvas.em)
        if not is_output:
            canvas.patch(rect)
            canvas.text(rect, RIGHT, name, canvas.fonts.name, canvas.theme.muted)
            continue
        desired = float(shown.targets[unit])
        target = f"y = {'–' if isnan(desired) else _short(desired)}"
        two_lines = spot.radius > 1.3 * canvas.em
        if not two_lines:
            canvas.text(rect, LEFT, name, canvas.fonts.name, canvas.theme.muted)
            continue
        upper = rect.translated(0, -0.55 * rect.height())
        canvas.text(upper, LEFT, name, canvas.fonts.name, canvas.theme.muted)
        lower = rect.translated(0, 0.45 * rect.height())
        canvas.text(lower, LEFT, target, canvas.fonts.name, canvas.theme.text)


def paint_selected_bias(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw the details of the unit whose bias is selected, where there is no room for others."""
    if shown.parameter is None:
        return
    at = shown.network.address(shown.parameter)
    if at.source is None and not layout.layers[at.layer].details:
        _paint_details(canvas, layout, layout.layers[at.layer], at.unit, shown)


def _paint_details(
    canvas: Canvas, layout: Layout, spot: LayerSpot, unit: int, shown: Shown
) -> None:
    """Draw "z −0.09  b 0.52" below a unit, z and b each at a place of its own."""
    rect = layout.detail_rect(spot.layer, unit)
    theme, font = canvas.theme, canvas.fonts.detail
    canvas.patch(rect)
    z, z_colour = "", theme.muted
    if shown.hidden.hides_unit("z", spot.layer, unit):
        z, z_colour = f"z {shown.mark}", theme.selection
    elif unit < shown.known("z", spot.layer):
        z = f"z {compact(float(shown.z[spot.layer][unit]), 2)}"
    if not shown.network.layers[spot.layer].bias:
        canvas.text(rect, CENTRE, z, font, z_colour)
        return
    gap = 0.2 * canvas.em
    index = shown.network.bias_index(spot.layer, unit)
    left = QRectF(rect.left(), rect.top(), rect.width() / 2 - gap, rect.height())
    right = QRectF(rect.center().x() + gap, rect.top(), rect.width() / 2 - gap, rect.height())
    canvas.text(left, RIGHT, z, font, z_colour)
    colour, bias_font = theme.muted, font
    if index == shown.hovered_parameter:
        colour = theme.text
    if shown.shows_derivatives:
        colour = theme.selection
    if shown.check is not None:
        colour = shown.check.colour(theme, index)
    if index == shown.parameter:
        colour, bias_font = theme.selection, canvas.fonts.selected_label
        frame = right.adjusted(-0.5 * gap, 0, 0, 0)
        canvas.rounded(frame, theme.panel, theme.selection, canvas.em / 8, 0.3 * canvas.em)
    canvas.text(right.adjusted(gap, 0, 0, 0), LEFT, f"b {shown.label(index)}", bias_font, colour)


def _paint_grid(canvas: Canvas, spot: LayerSpot, shown: Shown) -> None:
    """Draw a layer of many units as a picture with a cell a unit."""
    rows, columns = spot.grid or (1, 1)
    values = shown.a[spot.layer].copy()
    values[shown.known("a", spot.layer) :] = 0.0
    padded = np.zeros(rows * columns)
    padded[: len(values)] = values
    image = number_image(padded.reshape(rows, columns), _largest(values), canvas.theme)
    painter, theme = canvas.painter, canvas.theme
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    if len(values) == rows * columns:
        painter.drawImage(spot.rect, image)
    else:  # clipping takes longer than all the rest
        painter.save()
        painter.setClipPath(_outline(spot, len(values)))
        painter.drawImage(spot.rect, image)
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if 2 * spot.radius * canvas.zoom >= 6:
        painter.setPen(QPen(theme.panel, canvas.em / 12))
        painter.drawLines(_grid_lines(spot))
    painter.setPen(QPen(theme.border, canvas.em / 12))
    painter.drawPath(_outline(spot, len(values)))
    if 2 * spot.radius * canvas.zoom > _READABLE:
        _paint_cell_numbers(canvas, spot, values, shown)
    for layer, unit in shown.lit_units:
        if layer == spot.layer:
            colour = theme.selection if (layer, unit) == shown.unit else theme.text
            _frame_cell(canvas, spot.square(unit), colour)


def _frame_cell(canvas: Canvas, rect: QRectF, colour: QColor) -> None:
    grown = rect.adjusted(-1, -1, 1, 1)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(canvas.theme.panel, 3.6 * canvas.em / 12))
    canvas.painter.drawRect(grown)
    canvas.painter.setPen(QPen(colour, 2 * canvas.em / 12))
    canvas.painter.drawRect(grown)


def _paint_cell_numbers(canvas: Canvas, spot: LayerSpot, values: np.ndarray, shown: Shown) -> None:
    largest, scale = _largest(values), 2 * spot.radius / (3.4 * canvas.em)
    for unit, value in enumerate(values.tolist()):
        rect = spot.square(unit)
        if rect.intersects(canvas.visible):
            colour = canvas.theme.text_on(canvas.theme.activation_colour(value, largest))
            text = format_number(value, 2) if abs(value) < 100 else _fitting(value, 1)
            text = shown.mark if shown.hidden.hides_unit("a", spot.layer, unit) else text
            canvas.scaled_text(rect, text, canvas.fonts.label, colour, scale)


def _outline(spot: LayerSpot, units: int) -> QPainterPath:
    """Return the edge of a grid, whose last row may be shorter."""
    columns = (spot.grid or (1, 1))[1]
    cell = 2 * spot.radius
    full, rest = divmod(units, columns)
    path = QPainterPath()
    path.addRect(QRectF(spot.rect.left(), spot.rect.top(), columns * cell, full * cell))
    if rest:
        last = QPainterPath()
        last.addRect(QRectF(spot.rect.left(), spot.rect.top() + full * cell, rest * cell, cell))
        path = path.united(last)
    return path


def _grid_lines(spot: LayerSpot) -> list[QLineF]:
    rows, columns = spot.grid or (1, 1)
    rect, cell = spot.rect, 2 * spot.radius
    upright = [
        QLineF(rect.left() + i * cell, rect.top(), rect.left() + i * cell, rect.bottom())
        for i in range(1, columns)
    ]
    level = [
        QLineF(rect.left(), rect.top() + i * cell, rect.right(), rect.top() + i * cell)
        for i in range(1, rows)
    ]
    return upright + level
