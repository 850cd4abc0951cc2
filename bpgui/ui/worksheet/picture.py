"""The picture of a network on paper: light, without what a learner is to work out."""

import math

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter

from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.fonts import Fonts
from bpgui.ui.diagram.geometry import Layout
from bpgui.ui.diagram.layout import create_layout
from bpgui.ui.diagram.painter import paint_diagram
from bpgui.ui.diagram.shown import Shown
from bpgui.ui.picture import svg_picture
from bpgui.ui.theme import LIGHT
from bpgui.ui.worksheet.contents import Draft

_ROOM = QSizeF(760.0, 400.0)


def network_picture(draft: Draft) -> str:
    """Return the network of a worksheet as an SVG element, the asked numbers left blank."""
    fonts = Fonts.create()
    shown, evidence = _shown(draft), draft.scene.presented
    layout = create_layout(evidence.network, fonts.measures(), _ROOM)
    bounds = layout.bounds
    size = QSize(math.ceil(bounds.width()), math.ceil(bounds.height()))

    def paint(painter: QPainter) -> None:
        painter.translate(-bounds.topLeft())
        _paint(painter, fonts, layout, shown, bounds)

    picture = svg_picture(size, LIGHT.panel, paint, "Network")
    return picture.replace("▾", "")  # nothing opens on paper


def _paint(painter: QPainter, fonts: Fonts, layout: Layout, shown: Shown, bounds: QRectF) -> None:
    canvas = Canvas(painter, LIGHT, fonts, layout.measures.em, 1.0, bounds)
    canvas.negative_dashed = True  # the sign is seen without colour too
    paint_diagram(canvas, layout, shown, {}, buttons=False)


def _shown(draft: Draft) -> Shown:
    evidence = draft.scene.presented
    network = evidence.network
    return Shown(
        network,
        [row[0] for row in evidence.forward.z],
        [row[0] for row in evidence.forward.a],
        None,
        evidence.targets[0],
        "forward",
        network.parameters,
        hidden=draft.hidden,
        mark="",
    )
