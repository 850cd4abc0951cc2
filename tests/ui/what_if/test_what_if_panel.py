"""The loss over a weight and over two, asked by mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bpgui.session.inspection import gradient_of
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import prepare_application
from bpgui.ui.what_if.panel import WhatIfPanel
from tests.ui.plots.training import train

LEFT = Qt.MouseButton.LeftButton
INDEX = 9


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    session = Session()
    train(session, 5)
    session.select(ParameterSelection(INDEX))
    return session


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> WhatIfPanel:
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    panel.resize(420, 640)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: panel.curve.curve is not None and len(panel.curve.curve.values) > 150)
    qtbot.waitUntil(lambda: panel.map.map is not None and len(panel.map.map.first) == 61)
    return panel


def drag(widget: QWidget, start: QPoint, way: QPoint) -> None:
    QTest.mousePress(widget, LEFT, pos=start)
    for k in (1, 2, 3):
        QTest.mouseMove(widget, start + way * k / 3)
    QTest.mouseRelease(widget, LEFT, pos=start + way)


def test_that_tangent_and_arrow_have_the_gradient(panel: WhatIfPanel, session: Session) -> None:
    gradient = gradient_of(session.document, session.settings)
    curve, chart = panel.curve.curve, panel.map.map
    assert curve is not None
    assert chart is not None
    assert panel.map.indices is not None
    assert curve.slope == pytest.approx(gradient[INDEX], rel=1e-12)
    assert curve.loss == pytest.approx(session.loss, rel=1e-12)
    assert chart.gradient == pytest.approx(gradient[list(panel.map.indices)], rel=1e-12)


def test_that_dragging_the_point_moves_the_weight_and_undo_brings_it_back(
    panel: WhatIfPanel, session: Session, qtbot: QtBot
) -> None:
    before, entries = session.network.parameters.copy(), session.undo_stack.count()
    curve, point = panel.curve.curve, panel.curve.point()
    assert curve is not None
    assert point is not None
    drag(panel.curve.chart.viewport, point.toPoint(), QPoint(60, 0))

    value = float(session.network.parameters[INDEX])
    assert value > before[INDEX] + 0.3
    assert session.undo_stack.count() == entries + 1
    edit = session.what_if
    assert edit is not None
    assert curve.tangent(value) == pytest.approx(edit.predicted(value), rel=1e-12)
    assert curve.loss_at(value) == pytest.approx(session.loss, abs=1e-3)
    work = panel.curve.work.background
    qtbot.waitUntil(lambda: not panel.redraw.marked and not work.busy)
    assert panel.curve.curve is curve  # the tangent stays where the drag began
    session.undo()
    assert (session.network.parameters == before).all()


def test_that_a_curve_moved_by_hand_comes_back_when_the_weight_is_elsewhere(
    panel: WhatIfPanel, session: Session, qtbot: QtBot
) -> None:
    chart = panel.curve.chart
    place = chart.axes.plot.bottomRight().toPoint() - QPoint(20, 20)
    drag(chart.viewport, place, QPoint(-30, 0))
    assert not chart.follows
    train(session, 400)
    value = float(session.network.parameters[INDEX])
    assert not chart.axes.x[0] < value < chart.axes.x[1]
    qtbot.waitUntil(lambda: chart.axes.x[0] < value < chart.axes.x[1])


def test_that_the_path_is_the_history(panel: WhatIfPanel, session: Session) -> None:
    assert panel.map.indices is not None
    _, states = session.history.parameters(np.array(panel.map.indices))
    assert len(states) > 3
    np.testing.assert_array_equal(panel.map.path, states)


def test_that_a_click_on_the_map_sets_both_weights_as_one_entry(
    panel: WhatIfPanel, session: Session
) -> None:
    entries, chart = session.undo_stack.count(), panel.map.chart
    place = chart.axes.plot.center().toPoint()
    wanted = chart.axes.value(place.toPointF())
    QTest.mouseClick(chart.viewport, LEFT, pos=place)

    assert panel.map.indices is not None
    assert session.network.parameters[list(panel.map.indices)] == pytest.approx(wanted, abs=1e-3)
    assert session.undo_stack.count() == entries + 1


def test_that_a_closer_range_is_computed_anew(panel: WhatIfPanel, qtbot: QtBot) -> None:
    before = panel.curve.curve
    assert before is not None
    QTest.mouseClick(panel.closer, LEFT)
    qtbot.waitUntil(lambda: panel.curve.curve is not before)
    after = panel.curve.curve
    assert after is not None
    assert np.ptp(after.values) == pytest.approx(np.ptp(before.values) / 2)


def test_that_what_comes_too_late_for_another_network_is_left_aside(
    panel: WhatIfPanel, session: Session
) -> None:
    curve, chart = panel.curve.curve, panel.map.map
    session.load_problem("worked-example")
    assert session.network.n_parameters <= INDEX
    panel.curve.work.arrived.emit(curve)
    panel.map.work.arrived.emit(chart)
    panel.redraw.refresh()
    assert panel.curve.chart.sentence.startswith("Select a weight")


@pytest.mark.parametrize("size", [1e20, 1e200])
def test_that_what_is_beyond_all_bounds_is_not_drawn_but_said_to_be(
    panel: WhatIfPanel, session: Session, qtbot: QtBot, size: float
) -> None:
    session.load_problem("sine")
    session.select(ParameterSelection(3))
    signs = np.where(np.arange(session.network.n_parameters) % 2, size, -size)
    session.set_parameters(dict(enumerate(signs.tolist())), "Set all")
    qtbot.waitUntil(lambda: "too large" in panel.curve.chart.sentence)
    assert panel.grab().size() == panel.size()
    session.undo()
    qtbot.waitUntil(lambda: panel.curve.chart.sentence == "")
    qtbot.waitUntil(lambda: panel.map.map is not None and len(panel.map.map.first) == 61)
    assert panel.grab().size() == panel.size()


def test_that_nothing_selected_is_answered_by_a_hint(
    panel: WhatIfPanel, session: Session, qtbot: QtBot
) -> None:
    session.select(None)
    qtbot.waitUntil(lambda: panel.curve.chart.sentence.startswith("Select a weight"))


def test_that_a_drag_in_the_diagram_tests_the_promise(session: Session, qtbot: QtBot) -> None:
    view = DiagramView(session)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    before, loss = session.network, session.loss
    slope = float(gradient_of(session.document, session.settings)[INDEX])
    rect = view.parameter_rect(INDEX)
    assert rect is not None
    drag(view, view.camera.to_screen(rect).center().toPoint(), QPoint(45, 0))

    change = float(session.network.parameters[INDEX] - before.parameters[INDEX])
    edit = session.what_if
    assert edit is not None
    assert change > 0.5
    promise = edit.promise(float(session.network.parameters[INDEX]), session.loss)
    assert promise.predicted == pytest.approx(loss + slope * change, rel=1e-9)
    assert promise.really == session.loss
    session.undo()
    assert session.what_if is None
    assert (session.network.parameters == before.parameters).all()


def test_that_curve_and_map_keep_a_height_in_a_low_panel(panel: WhatIfPanel, qtbot: QtBot) -> None:
    panel.resize(290, 200)
    least = 6 * panel.fontMetrics().height()
    qtbot.waitUntil(lambda: panel.height() == 200)
    assert panel.curve.chart.height() > least
    assert panel.map.chart.height() > least


def test_that_what_was_being_computed_for_another_network_is_let_go(
    panel: WhatIfPanel, session: Session, qtbot: QtBot
) -> None:
    session.set_parameter(0, 2.0)
    panel.redraw.draw_now()
    assert panel.curve.work.background.busy
    assert panel.map.work.background.busy
    session.load_problem("worked-example")

    assert session.network.n_parameters < INDEX
    assert panel.curve.point() is None
    for view in (panel.curve, panel.map):
        assert not view.work.background.busy
    session.select(ParameterSelection(2))
    qtbot.waitUntil(lambda: panel.curve.curve is not None and panel.map.map is not None)
    assert panel.curve.index == 2
