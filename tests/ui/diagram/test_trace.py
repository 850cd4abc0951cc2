"""A path that is lit: seen in violet along its connections and around its units."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bpgui.core.network import create_network
from bpgui.session.session import Session
from bpgui.session.trace import Trace
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import appearance
from tests.ui.diagram.hands import W23, picture_of, show

X1_TO_H2 = 3
TRACE = Trace(((0, 0), (1, 1), (2, 0)), (X1_TO_H2, W23))


def colour_along(view: DiagramView, image: QImage, k: int, share: float) -> int:
    """Return the colour on the line of a connection."""
    line = view.layout_shown.connections.lines[k]
    x, y = line[0] + share * (line[-1] - line[0])
    seen = view.camera.to_screen(QRectF(x, y, 0, 0)).topLeft()
    return int(image.pixelColor(seen.toPoint()).rgb())


def ring_colour(view: DiagramView, image: QImage, layer: int, unit: int) -> int:
    spot = view.layout_shown.layers[layer]
    at = spot.centre(unit) + QPointF(0.0, -spot.radius)
    seen = view.camera.to_screen(QRectF(at, at)).topLeft()
    return int(image.pixelColor(seen.toPoint()).rgb())


def test_that_a_lit_path_is_violet_and_its_neighbours_are_not(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    connections = view.layout_shown.connections
    violet = appearance.theme.selection.rgb()
    lines = {index: connections.by_index[index] for index in (X1_TO_H2, W23, 0, 9)}
    session.light(TRACE)
    image = picture_of(view)
    for index, k in lines.items():
        assert (colour_along(view, image, k, 0.85) == violet) == (index in TRACE.parameters)
    for layer, unit, lit in ((0, 0, True), (0, 1, False), (1, 1, True), (1, 0, False)):
        assert (ring_colour(view, image, layer, unit) == violet) == lit
    session.light(None)
    image = picture_of(view)
    assert all(colour_along(view, image, k, 0.85) != violet for k in lines.values())
    del qtbot


def test_that_a_new_light_is_painted_at_once(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    seen: list[Trace | None] = []
    paint = view._paint

    def noted(painter: object) -> None:
        seen.append(session.trace)
        paint(painter)  # type: ignore[arg-type]

    view._paint = noted  # type: ignore[method-assign]
    session.light(TRACE)
    qtbot.waitUntil(lambda: TRACE in seen)


def test_that_a_path_leads_through_cells_of_matrices_and_skips(
    session: Session, qtbot: QtBot
) -> None:
    network = create_network((2, 30, 30, 1), skip=True)
    network = network.with_parameters(np.linspace(-1, 1, network.n_parameters))
    session.load_network(network, session.dataset, "Test")
    panel: DiagramPanel = show(session, qtbot)
    view = panel.view
    matrix = next(m for m in view.layout_shown.matrices if (m.target, m.source) == (2, 1))
    index = network.weight_index(2, 3, 1, 4)
    units, parameters = ((1, 4), (2, 3), (3, 0)), (index, network.weight_index(3, 0, 2, 3))
    before = picture_of(view)
    session.light(Trace(units, parameters))
    after = picture_of(view)
    violet = appearance.theme.selection.rgb()
    seen = view.camera.to_screen(matrix.rect).toRect()

    def count(image: QImage) -> int:
        return sum(
            image.pixelColor(x, y).rgb() == violet
            for x in range(seen.left(), seen.right())
            for y in range(seen.top(), seen.bottom())
        )

    assert count(after) > count(before) + 20
    direct = Trace(((0, 0), (3, 0)), (network.weight_index(3, 0, 0, 0),))
    session.light(direct)
    assert picture_of(view) != after


@pytest.mark.parametrize(
    "trace", [Trace(((3, 0),), ()), Trace(((1, 7),), ()), Trace(((0, 0),), (99,))]
)
def test_that_a_path_of_another_network_is_not_lit(
    view: DiagramView, session: Session, trace: Trace
) -> None:
    before = picture_of(view)
    session.light(trace)
    assert session.trace is None
    assert picture_of(view) == before
