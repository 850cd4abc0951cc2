"""Dragging through time in the plots over the sweeps, with a real mouse."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.plots import LossPanel
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.weight_panel import WeightChangesPanel
from bpgui.ui.theme import appearance
from tests.session.fingerprint import document_bits
from tests.training.finishing import run_sweeps
from tests.ui.plots.conftest import Show
from tests.ui.plots.mouse import click, drag, hover, pixel


@pytest.fixture(params=[LossPanel, WeightChangesPanel])
def panel(request: pytest.FixtureRequest, session: Session, show: Show) -> PlotPanel:
    panel: PlotPanel = request.param(session)
    run_sweeps(Runner(session), session, 30)
    show(panel)
    return panel


def middle(panel: PlotPanel, sweep: float) -> QPoint:
    chart = panel._shown_chart()
    assert chart is not None
    return pixel(chart, sweep, sum(chart.axes.y) / 2)


def drag_to(panel: PlotPanel, *sweeps: float, release: bool = True) -> None:
    chart = panel._shown_chart()
    assert chart is not None
    for start, end in pairwise(sweeps):
        drag(chart, middle(panel, start), middle(panel, end), release=release)


def test_that_a_drag_leads_to_the_sweep_under_it_as_one_entry(
    session: Session, panel: PlotPanel
) -> None:
    entries, end = session.undo_stack.count(), document_bits(session.document)
    expected = document_bits(session.document_at(40))
    drag_to(panel, 25, 10)
    assert (session.sweep, session.position) == (10, 0)
    assert document_bits(session.document) == expected
    assert session.undo_stack.count() == entries + 1
    chart = panel._shown_chart()
    assert chart is not None
    assert chart.readout.now == 10.0
    assert chart.readout.text == ""
    assert chart.follows
    session.undo()
    assert document_bits(session.document) == end


def test_that_every_sweep_can_be_reached(session: Session, panel: PlotPanel) -> None:
    for sweep in range(1, 31):
        drag_to(panel, (sweep + 13.4) % 30, sweep)
        assert session.sweep == sweep


def test_that_the_readout_tells_sweep_and_loss_while_dragging(
    session: Session, panel: PlotPanel
) -> None:
    drag_to(panel, 25, 12, release=False)
    chart = panel._shown_chart()
    assert chart is not None
    assert chart.readout.text.startswith(f"sweep 12 · loss {session.loss:.3f}")
    assert chart.readout.x == 12.0
    assert chart.viewport.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseRelease(chart.viewport, Qt.MouseButton.LeftButton, pos=middle(panel, 12))
    assert chart.viewport.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_that_escape_leaves_a_drag_without_a_trace(session: Session, panel: PlotPanel) -> None:
    entries, end = session.undo_stack.count(), session.updates
    drag_to(panel, 25, 12, release=False)
    assert session.updates != end
    chart = panel._shown_chart()
    assert chart is not None
    QTest.keyClick(chart.viewport, Qt.Key.Key_Escape)
    assert session.updates == end
    assert session.undo_stack.count() == entries
    drag(chart, middle(panel, 12), middle(panel, 12))
    assert session.updates == end


def test_that_a_drag_beyond_the_ends_stays_at_them(session: Session, panel: PlotPanel) -> None:
    drag_to(panel, 5, -3)
    assert session.updates == 0
    drag_to(panel, 5, 34)
    assert session.updates == session.newest_update


def test_that_the_future_is_faded_and_the_past_is_not(session: Session, panel: PlotPanel) -> None:
    session.select(ParameterSelection(1))
    panel.synchronize()
    before = panel.grab().toImage()
    session.go_to(4 * 15)
    panel.synchronize()
    after = panel.grab().toImage()
    accents = (appearance.theme.accent, appearance.theme.selection)
    left, right, ratio = middle(panel, 1).x(), middle(panel, 29).x(), before.devicePixelRatio()
    now = middle(panel, 15).x()

    def inks(image: object, first: int, last: int) -> int:
        return sum(
            QColor(image.pixelColor(round(x * ratio), y)) in accents  # type: ignore[attr-defined]
            for x in range(first, last)
            for y in range(before.height())
        )

    assert inks(after, left, now - 8) == inks(before, left, now - 8) > 0
    assert inks(before, now + 8, right) > 0
    assert inks(after, now + 8, right) == 0
    session.go_to(session.newest_update)
    panel.synchronize()
    assert inks(panel.grab().toImage(), now + 8, right) > 0


def test_that_a_click_still_selects_a_weight_and_a_hover_still_reads(
    session: Session, show: Show
) -> None:
    panel = WeightChangesPanel(session)
    run_sweeps(Runner(session), session, 30)
    show(panel)
    end = session.updates
    values = session.network.parameters
    at = int(np.abs(values).argmax())
    hover(panel.chart, 29, values[at])
    assert "sweep" in panel.chart.readout.text
    click(panel.chart, 29.5, values[at])
    assert session.selection == ParameterSelection(at)
    assert session.updates == end
