"""Paints a whole diagram, layer upon layer of ink, in one go."""

import numpy as np
from PySide6.QtCore import QPointF

from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.caption_painter import paint_buttons, paint_captions
from bpgui.ui.diagram.check_painter import paint_check, paint_checked_lines
from bpgui.ui.diagram.connection_painter import (
    paint_absent,
    paint_boxes,
    paint_halo,
    paint_lines,
    paint_lock,
    paint_selected_box,
    paint_strong_lines,
)
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.ghost_painter import paint_ghost
from bpgui.ui.diagram.matrix_painter import paint_matrices, paint_rays
from bpgui.ui.diagram.pointed_painter import (
    paint_pointed,
    paint_pointed_halo,
    pointed_lines,
)
from bpgui.ui.diagram.selected import parameter_rect
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.diagram.trace_painter import paint_trace_lines, paint_trace_units
from bpgui.ui.diagram.unit_painter import paint_pills, paint_selected_bias, paint_units
from bpgui.ui.diagram.wave_painter import paint_arrows, paint_glow, paint_wave_rings

_MOST_LOCKS = 200


def paint_diagram(
    canvas: Canvas, layout: Layout, shown: Shown, extra: dict[int, Floats], *, buttons: bool = True
) -> None:
    """Paint a diagram.

    Parameters
    ----------
    canvas
        To paint on, in the diagram's pixels.
    layout, shown
        Where everything stands, and what it says.
    extra
        Places of the boxes shown for the moment, beside those that always show, by connection.
    buttons
        Whether the buttons show; a picture in a document has none.
    """
    connections = layout.connections
    selected = connections.by_index.get(shown.parameter) if shown.parameter is not None else None
    paint_rays(canvas, layout, shown)
    paint_matrices(canvas, layout, shown)
    paint_absent(canvas, layout, shown)
    paint_glow(canvas, layout, shown)
    _paint_all_lines(canvas, layout, shown)
    strong = [int(k) for lit in shown.lit_units for k in connections.of_unit(*lit)]
    if shown.hovered_parameter in connections.by_index:
        strong.append(connections.by_index[shown.hovered_parameter])
    if selected is not None:
        paint_halo(canvas, layout, shown, selected)
        strong.append(selected)
    paint_pointed_halo(canvas, layout, shown)
    strong.extend(pointed_lines(layout, shown))
    _paint_some_lines(canvas, layout, shown, strong)
    paint_arrows(canvas, layout, shown)
    if shown.trace is not None:
        paint_trace_lines(canvas, layout, shown, shown.trace)
    paint_units(canvas, layout, shown)
    paint_wave_rings(canvas, layout, shown)
    if shown.trace is not None:
        paint_trace_units(canvas, layout, shown.trace)
    places = {int(k): connections.labels[k] for k in np.flatnonzero(connections.labelled)}
    paint_boxes(canvas, layout, shown, {k: p for k, p in places.items() if k != selected})
    if extra:
        paint_boxes(canvas, layout, shown, {k: p for k, p in extra.items() if k != selected})
    _paint_selected(canvas, layout, shown, extra)
    _paint_locks(canvas, layout, shown)
    paint_pills(canvas, layout, shown)
    paint_pointed(canvas, layout, shown, extra)
    paint_captions(canvas, layout, shown)
    if shown.ghost is not None:
        paint_ghost(canvas, layout, shown.network, shown.ghost, extra)
    if shown.check is not None:
        paint_check(canvas, layout, shown, shown.check, extra)
    if buttons:
        paint_buttons(canvas, layout, shown)


def _paint_all_lines(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    if shown.check is None:
        paint_lines(canvas, layout, shown)
    else:
        paint_checked_lines(canvas, layout, shown.check)


def _paint_some_lines(canvas: Canvas, layout: Layout, shown: Shown, members: list[int]) -> None:
    if shown.check is None:
        paint_strong_lines(canvas, layout, shown, members)
    else:
        paint_checked_lines(canvas, layout, shown.check, members)


def _paint_selected(canvas: Canvas, layout: Layout, shown: Shown, extra: dict[int, Floats]) -> None:
    """Draw the number of the selected weight or bias over everything else."""
    paint_selected_bias(canvas, layout, shown)
    index = shown.parameter
    if index is None or shown.network.address(index).source is None:
        return
    rect = parameter_rect(layout, shown.network, index, extra)
    if rect is not None:
        paint_selected_box(canvas, rect, shown, index)


def _paint_locks(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw a padlock at every locked connection and bias."""
    locked = np.flatnonzero(shown.network.locked & shown.network.present)[:_MOST_LOCKS]
    connections = layout.connections
    for index in locked.tolist():
        if index in connections.by_index:
            k = connections.by_index[index]
            x, y = connections.labels[k]
            if connections.labelled[k]:
                x -= layout.label_size.width() / 2
            paint_lock(canvas, QPointF(x, y))
            continue
        address = shown.network.address(index)
        spot = layout.layers[address.layer]
        if address.source is None and spot.details:
            rect = layout.bias_rect(address.layer, address.unit)
            paint_lock(canvas, QPointF(rect.right() + 0.3 * canvas.em, rect.center().y()))
