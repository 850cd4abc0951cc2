"""Paints what was before a weight was dragged: the former outputs, and promise beside truth."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from bpgui.core.network import Network
from bpgui.ui.diagram.canvas import CENTRE, LEFT, RIGHT, Canvas
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.ghost import Ghost
from bpgui.ui.diagram.selected import parameter_rect
from bpgui.ui.numbers import format_number

_MOST_OUTPUTS = 12


def paint_ghost(
    canvas: Canvas, layout: Layout, network: Network, ghost: Ghost, extra: dict[int, Floats]
) -> None:
    """Paint the former outputs and the card beside the weight."""
    _paint_outputs(canvas, layout, ghost)
    place = parameter_rect(layout, network, ghost.index, extra)
    if place is not None:
        _paint_card(canvas, place, ghost.rows)


def _paint_outputs(canvas: Canvas, layout: Layout, ghost: Ghost) -> None:
    spot = layout.layers[-1]
    if spot.grid is not None or not spot.details or len(ghost.outputs) > _MOST_OUTPUTS:
        return
    painter, theme, em = canvas.painter, canvas.theme, canvas.em
    for unit, value in enumerate(ghost.outputs.tolist()):
        painter.setPen(QPen(theme.muted, em / 9, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = spot.radius + 0.32 * em
        painter.drawEllipse(spot.centre(unit), radius, radius)
        rect = layout.pill_rect(layout.layers[-1].layer, unit).translated(0, -1.1 * em)
        canvas.patch(rect)
        canvas.text(rect, CENTRE, f"was {format_number(value)}", canvas.fonts.detail, theme.muted)


def _paint_card(canvas: Canvas, place: QRectF, rows: tuple[tuple[str, str], ...]) -> None:
    """Draw a small table below the weight, or above it where the diagram ends."""
    em, theme, font = canvas.em, canvas.theme, canvas.fonts.detail
    metrics = QFontMetricsF(font)
    names = max(metrics.horizontalAdvance(name) for name, _ in rows)
    numbers = max(metrics.horizontalAdvance("off by 0.0 % of change"), 0.0)
    line = 1.35 * em
    card = QRectF(0, 0, names + numbers + 2.2 * em, len(rows) * line + 0.8 * em)
    card.moveCenter(place.center())
    card.moveTop(place.bottom() + 0.5 * em)
    room = canvas.visible.adjusted(0.3 * em, 0.3 * em, -0.3 * em, -0.3 * em)
    if card.bottom() > room.bottom():
        card.moveBottom(place.top() - 0.5 * em)
    card.moveLeft(max(room.left(), min(card.left(), room.right() - card.width())))
    canvas.rounded(card, theme.panel, theme.border, em / 12, 0.4 * em)
    inner = card.adjusted(0.7 * em, 0.4 * em, -0.7 * em, -0.4 * em)
    for k, (name, number) in enumerate(rows):
        rect = QRectF(inner.left(), inner.top() + k * line, inner.width(), line)
        canvas.text(rect, LEFT, name, font, theme.muted)
        colour = theme.selection if name == "predicted" else theme.text
        canvas.text(rect, RIGHT, number, font, colour)
