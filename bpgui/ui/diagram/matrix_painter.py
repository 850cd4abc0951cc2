"""Paints dense blocks of weights as pictures, and one unit's or weight's place in them."""

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.check_painter import check_image
from bpgui.ui.diagram.geometry import LayerSpot, Layout, MatrixSpot
from bpgui.ui.diagram.hits import cell_rect
from bpgui.ui.diagram.matrix_image import weight_image
from bpgui.ui.diagram.shown import Shown

_MOST_RAYS = 80
_LEVELS = 4
"""Of a unit with more connections than this, only the strongest are drawn."""


def paint_matrices(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw every dense block, joined by thin lines to its two layers."""
    painter, theme = canvas.painter, canvas.theme
    for matrix in layout.matrices:
        painter.setPen(QPen(theme.border, 1.3 * canvas.em / 12))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(matrix.links)
        columns = shown.network.columns(matrix.target, matrix.source)
        if shown.check is None:
            values = shown.network.as_matrix(shown.values, matrix.target)[:, columns]
            if shown.walk is not None:
                values = np.nan_to_num(values)  # what is not found yet
            image = weight_image(values, theme)
        else:
            verdicts = shown.network.as_matrix(shown.check.verdicts, matrix.target)[:, columns]
            image = check_image(verdicts, theme)
        smooth = matrix.rect.width() * canvas.zoom < image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(matrix.rect, image)
        painter.setPen(QPen(theme.border, canvas.em / 12))
        painter.drawRect(matrix.rect)
        for layer, unit in shown.lit_units:
            _mark_unit(canvas, matrix, shown, layer, unit)
        for index in (shown.hovered_parameter, shown.parameter):
            if index is not None:
                mark_cell(canvas, matrix, shown, index)


def paint_rays(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw the connections of the selected or hovered unit that are otherwise in a matrix."""
    if shown.check is not None:
        return  # rays have the colours and widths of weights
    for layer, unit in shown.lit_units:
        for matrix in layout.matrices:
            if layer not in (matrix.source, matrix.target):
                continue
            weights = shown.network.weights(matrix.target, matrix.source)
            row = weights[unit] if layer == matrix.target else weights[:, unit]
            other = matrix.source if layer == matrix.target else matrix.target
            _rays(canvas, layout.layers[layer], unit, layout.layers[other], row)


def _rays(
    canvas: Canvas, spot: LayerSpot, unit: int, other: LayerSpot, weights: np.ndarray
) -> None:
    """Draw the strongest connections of one unit, fainter where they are weaker."""
    sizes = np.abs(np.nan_to_num(weights))
    strongest = np.argsort(-sizes, kind="stable")[:_MOST_RAYS]
    strongest = strongest[sizes[strongest] > 0]
    if not len(strongest):
        return
    levels = np.minimum((_LEVELS * sizes[strongest] / sizes.max()).astype(int), _LEVELS - 1)
    start = spot.centre(unit)
    for level in range(_LEVELS):
        for sign in (1.0, -1.0):
            members = strongest[(levels == level) & (np.signbit(weights[strongest]) == (sign < 0))]
            colour = canvas.theme.blend(canvas.theme.weight_colour(sign), 0.3 + 0.2 * level)
            canvas.painter.setPen(QPen(colour, (0.8 + 0.3 * level) * canvas.em / 12))
            canvas.painter.drawLines([QLineF(start, other.centre(k)) for k in members.tolist()])


def _mark_unit(canvas: Canvas, matrix: MatrixSpot, shown: Shown, layer: int, unit: int) -> None:
    """Frame the row or column of a unit."""
    if layer not in (matrix.source, matrix.target):
        return
    network = shown.network
    if layer == matrix.target:
        last = network.layers[matrix.source].units - 1
        rect = cell_rect(matrix, network, unit, 0).united(cell_rect(matrix, network, unit, last))
    else:
        last = network.layers[matrix.target].units - 1
        rect = cell_rect(matrix, network, 0, unit).united(cell_rect(matrix, network, last, unit))
    canvas.painter.setPen(QPen(canvas.theme.selection, 1.3 * canvas.em / 12))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRect(rect)


def mark_cell(canvas: Canvas, matrix: MatrixSpot, shown: Shown, index: int) -> None:
    """Frame the cell of a weight, larger than it is where it is tiny."""
    address = shown.network.address(index)
    if (address.layer, address.source) != (matrix.target, matrix.source):
        return
    rect = cell_rect(matrix, shown.network, address.unit, address.source_unit or 0)
    least = 0.5 * canvas.em
    grow_x, grow_y = max(0.0, least - rect.width()) / 2, max(0.0, least - rect.height()) / 2
    rect = rect.adjusted(-grow_x, -grow_y, grow_x, grow_y)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(canvas.theme.panel, 3.6 * canvas.em / 12))
    canvas.painter.drawRect(rect)
    canvas.painter.setPen(QPen(canvas.theme.selection, 2 * canvas.em / 12))
    canvas.painter.drawRect(rect)
