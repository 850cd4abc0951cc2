"""Paints the row below the units: names of layers, activations, and round buttons."""

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPen

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.network import Network
from bpgui.ui.diagram.canvas import CENTRE, LEFT, Canvas
from bpgui.ui.diagram.geometry import ButtonSpot, Layout
from bpgui.ui.diagram.hits import ButtonHit, CaptionHit
from bpgui.ui.diagram.shown import Shown


def paint_captions(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw the name and description of every layer."""
    theme, fonts = canvas.theme, canvas.fonts
    for caption in layout.captions:
        name = shown.network.layers[caption.layer].name
        colour = theme.selection if shown.layer == caption.layer else theme.text
        elided = canvas.elided(name, fonts.caption, caption.name.width())
        canvas.text(caption.name, CENTRE, elided, fonts.caption, colour)
        hovered = shown.hovered == CaptionHit(caption.layer, "description")
        colour = theme.text if hovered and caption.layer else theme.muted
        text = describe_layer(shown.network, caption.layer)
        canvas.text(caption.description, CENTRE, text, fonts.detail, colour)


def paint_buttons(canvas: Canvas, layout: Layout, shown: Shown) -> None:
    """Draw the round − and + buttons."""
    for button in layout.buttons:
        hovered = shown.hovered == ButtonHit(button.action, button.layer)
        _button(canvas, button, hovered=hovered)
        if button.text is not None:
            colour = canvas.theme.text if hovered else canvas.theme.muted
            canvas.text(button.text, LEFT, "layer", canvas.fonts.detail, colour)


def describe_layer(network: Network, layer: int) -> str:
    """Return what stands below a layer's name, such as "3 · sigmoid ▾"."""
    units = network.layers[layer].units
    if layer == 0:
        return f"{units} units" if units > 1 else "1 unit"
    label = ACTIVATIONS[network.layers[layer].activation].label
    return f"{units} · {label if label.isupper() or label == 'ReLU' else label.lower()} ▾"


def _button(canvas: Canvas, button: ButtonSpot, *, hovered: bool) -> None:
    theme, painter = canvas.theme, canvas.painter
    canvas.disc(button.centre, button.radius, theme.border if hovered else theme.chip)
    painter.setPen(
        QPen(theme.text, 1.5 * canvas.em / 12, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    )
    arm = 0.42 * button.radius
    across, down = QPointF(arm, 0), QPointF(0, arm)
    lines = [QLineF(button.centre - across, button.centre + across)]
    if button.action != "remove unit":
        lines.append(QLineF(button.centre - down, button.centre + down))
    painter.drawLines(lines)
