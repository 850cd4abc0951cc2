"""The diagram is panned, zoomed and connected with the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.hits import ParameterHit, cell_rect
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView
from tests.ui.diagram.hands import (
    LEFT,
    NO_KEYS,
    W23,
    drag,
    let_go,
    place_of,
    place_of_button,
    place_of_unit,
    show,
    wheel,
)

EMPTY = QPoint(6, 6)


def test_that_dragging_empty_ground_pans_and_keeps_the_selection(
    view: DiagramView, session: Session
) -> None:
    session.select(ParameterSelection(W23))
    before = QPointF(view.camera.offset)

    drag(view, [EMPTY, EMPTY + QPoint(30, 10), EMPTY + QPoint(60, 20)])

    assert view.camera.offset - before == QPointF(60, 20)
    assert session.selection == ParameterSelection(W23)


def test_that_a_click_on_empty_ground_selects_nothing(view: DiagramView, session: Session) -> None:
    session.select(UnitSelection(1, 0))

    QTest.mouseClick(view, LEFT, NO_KEYS, EMPTY)

    assert session.selection is None


def test_that_the_wheel_keeps_what_is_under_the_pointer(view: DiagramView) -> None:
    at = QPoint(300, 200)
    before = view.camera.to_diagram(QPointF(at))

    wheel(view, at, 3)

    after = view.camera.to_diagram(QPointF(at))
    assert after.x() == pytest.approx(before.x())
    assert after.y() == pytest.approx(before.y())
    assert view.camera.zoom > 1.3


def is_all_seen(view: DiagramView) -> bool:
    room = view.rect().toRectF().adjusted(-1, -1, 1, 1)
    return room.contains(view.camera.to_screen(view.layout_shown.bounds))


def test_that_the_diagram_is_fitted_until_the_user_zooms(panel: DiagramPanel) -> None:
    view = panel.view

    panel.resize(1100, 700)
    assert is_all_seen(view)
    centre = view.camera.to_screen(view.layout_shown.bounds).center()
    assert centre.x() == pytest.approx(view.width() / 2, abs=1)

    panel.zoom_in()
    zoom = view.camera.zoom
    panel.resize(700, 450)
    assert view.camera.zoom == zoom
    panel.fit()
    assert is_all_seen(view)
    fitted = view.camera.zoom
    panel.zoom_out()
    assert view.camera.zoom < fitted


def test_that_dragging_from_the_rim_connects_with_a_later_unit(
    view: DiagramView, session: Session
) -> None:
    source = view.layout_shown.layers[0]
    rim = source.square(0).center() + QPointF(source.radius - 2, 0)
    start = (
        view.camera.to_screen(source.square(0)).center()
        + (rim - source.centre(0)) * view.camera.zoom
    )

    drag(view, [start.toPoint(), QPoint(300, 60), place_of_unit(view, 2, 0)])

    network = session.network
    assert network.sources(2) == (0, 1)
    assert network.present_block(2, 0).tolist() == [[True, False]]
    assert network.weights(2, 1).tolist() == [[-1.65, 4.98, 5.44]]
    assert view.thread_shown is None
    assert network.weight_index(2, 0, 0, 0) in view.layout_shown.connections.by_index


def test_that_dragging_with_alt_connects_too_and_escape_stops_it(
    view: DiagramView, session: Session
) -> None:
    way = [place_of_unit(view, 0, 1), QPoint(300, 60), place_of_unit(view, 2, 0)]
    alt = Qt.KeyboardModifier.AltModifier

    drag(view, way, modifiers=alt, let_go=False)
    assert view.thread_shown is not None
    QTest.keyClick(view, Qt.Key.Key_Escape)
    let_go(view, way[-1])
    assert session.network.sources(2) == (1,)

    drag(view, way, modifiers=alt)
    assert session.network.present_block(2, 0).tolist() == [[False, True]]


def test_that_units_of_one_layer_are_not_connected_but_told_why(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    way = [place_of_unit(view, 1, 0), QPoint(300, 60), place_of_unit(view, 1, 2)]

    with qtbot.waitSignal(session.message) as told:
        drag(view, way, modifiers=Qt.KeyboardModifier.AltModifier)

    assert "later layer" in told.args[0]
    assert session.undo_stack.count() == 0


def test_that_a_click_selects_a_unit_or_layer(view: DiagramView, session: Session) -> None:
    QTest.mouseClick(view, LEFT, NO_KEYS, place_of_unit(view, 1, 2))
    unit = session.selection
    assert unit == UnitSelection(1, 2)

    caption = view.layout_shown.captions[1].name
    QTest.mouseClick(view, LEFT, NO_KEYS, place_of(view, caption))
    assert session.selection == LayerSelection(1)


def test_that_the_round_buttons_change_units_and_layers(
    view: DiagramView, session: Session
) -> None:
    weights = session.network.weights(1, 0).copy()

    QTest.mouseClick(view, LEFT, NO_KEYS, place_of_button(view, "add unit", 1))
    assert [layer.units for layer in session.network.layers] == [2, 4, 1]
    np.testing.assert_array_equal(session.network.weights(1, 0)[:3], weights)
    assert len(view.layout_shown.layers[1].centres) == 4

    QTest.mouseClick(view, LEFT, NO_KEYS, place_of_button(view, "remove unit", 1))
    assert [layer.units for layer in session.network.layers] == [2, 3, 1]

    QTest.mouseClick(view, LEFT, NO_KEYS, place_of_button(view, "add layer", 2))
    assert [layer.units for layer in session.network.layers] == [2, 3, 3, 1]
    assert len(view.layout_shown.layers) == 4


def test_that_what_the_session_refuses_becomes_a_message(
    view: DiagramView, session: Session, qtbot: QtBot
) -> None:
    session.remove_unit(1, 0)
    session.remove_unit(1, 0)
    units = [layer.units for layer in session.network.layers]

    with qtbot.waitSignal(session.message) as told:
        QTest.mouseClick(view, LEFT, NO_KEYS, place_of_button(view, "remove unit", 1))

    assert told.args[0].endswith(".")
    assert [layer.units for layer in session.network.layers] == units


def test_that_a_weight_in_a_matrix_is_selected_by_a_click(qtbot: QtBot, session: Session) -> None:
    session.load_problem("digits")
    panel = show(session, qtbot)
    view = panel.view
    cell = cell_rect(view.layout_shown.matrices[0], session.network, 20, 40)
    assert QSizeF(cell.size()).width() * view.camera.zoom >= 2

    QTest.mouseClick(view, LEFT, NO_KEYS, place_of(view, cell))

    assert session.selection == ParameterSelection(session.network.weight_index(1, 20, 0, 40))


def test_that_a_selected_cell_shows_its_number_and_is_edited_by_a_second_click(
    qtbot: QtBot, session: Session
) -> None:
    session.load_problem("digits")
    panel = show(session, qtbot)
    view, network = panel.view, session.network
    at = place_of(view, cell_rect(view.layout_shown.matrices[0], network, 20, 40))
    index = network.weight_index(1, 20, 0, 40)

    QTest.mouseClick(view, LEFT, NO_KEYS, at)
    box = view.parameter_rect(index)
    assert view.hit_at(QPointF(place_of(view, box))) == ParameterHit(index, "label")
    drag(view, [at, at - QPoint(0, 50)])
    assert session.network.parameters[index] == pytest.approx(
        round(float(network.parameters[index]) + 1.0, 4)
    )
    QTest.mouseClick(view, LEFT, NO_KEYS, at)
    assert view.editing.editor.is_open
    view.editing.editor.cancel()


def test_that_dragging_a_dense_block_pans(qtbot: QtBot, session: Session) -> None:
    session.load_problem("digits")
    panel = show(session, qtbot)
    view = panel.view
    at = place_of(view, view.layout_shown.matrices[0].rect)
    before = QPointF(view.camera.offset)

    drag(view, [at, at + QPoint(20, 0), at + QPoint(40, 5)])

    assert view.camera.offset - before == QPointF(40, 5)
    assert session.selection is None
