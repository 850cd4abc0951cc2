from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.plots import WeightChangesPanel
from bpgui.ui.theme import appearance
from tests.ui.plots.conftest import Show
from tests.ui.plots.mouse import click, hover
from tests.ui.plots.training import train


def ends(curve: object) -> np.ndarray:
    """Return the last height of each of the curves in an item, ascending."""
    _, y = curve.getData()  # type: ignore[attr-defined]
    joined = curve.opts["connect"]  # type: ignore[attr-defined]
    return np.sort(y[joined == 0]) if y is not None else np.empty(0)


def test_that_an_empty_plot_says_how_to_fill_it(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    assert panel.chart.sentence.startswith("Press Run")


def test_that_every_weight_has_a_curve_in_the_colour_of_its_sign(
    session: Session, show: Show
) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 40)
    panel.synchronize()
    weights = session.network.parameters
    assert ends(panel._weights._positive).tolist() == np.sort(weights[weights >= 0]).tolist()
    assert ends(panel._weights._negative).tolist() == np.sort(weights[weights < 0]).tolist()
    theme = appearance.theme
    assert panel._weights._positive.opts["pen"].color() == theme.connection_colour(1.0)
    assert panel._weights._negative.opts["pen"].color() == theme.connection_colour(-1.0)
    assert panel.subtitle == "each weight over sweeps · selected in bold"


def test_that_a_curve_goes_through_the_history_of_its_weight(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 12)
    session.select(ParameterSelection(4))
    panel.synchronize()
    x, y = panel._weights._selected.getData()
    sweeps, values = session.history.parameters(np.array([4]))
    assert x.tolist() == sweeps.tolist()
    assert y.tolist() == values[:, 0].tolist()


def test_that_the_selected_weight_is_bold_and_violet(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 12)
    panel.synchronize()
    assert not len(ends(panel._weights._selected))
    session.select(ParameterSelection(2))
    qtbot.waitUntil(lambda: len(ends(panel._weights._selected)) == 1)
    assert ends(panel._weights._selected)[0] == session.network.parameters[2]
    pen = panel._weights._selected.opts["pen"]
    assert pen.color() == appearance.theme.selection
    assert pen.widthF() == 3


def test_that_curves_of_a_network_that_is_gone_do_not_answer_the_mouse(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 200)
    panel.synchronize()
    ends = session.network.parameters
    panel.redraw._timer.blockSignals(True)  # however slow the machine is
    session.remove_unit(1, 0)
    for end in ends:
        hover(panel.chart, 200, float(end))
        assert panel.chart.readout.text == ""
        click(panel.chart, 200, float(end))
        assert session.selection is None
    panel.redraw._timer.blockSignals(False)
    panel.redraw.mark()
    qtbot.waitUntil(lambda: not panel.chart.outdated)


def test_that_a_click_near_a_curve_selects_its_weight(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 200)
    panel.synchronize()
    largest = int(session.network.parameters.argmax())
    smallest = int(session.network.parameters.argmin())
    for index in (largest, smallest):
        click(panel.chart, 200, float(session.network.parameters[index]))
        assert session.selection == ParameterSelection(index)


def test_that_a_click_away_from_all_curves_selects_nothing(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 40)
    panel.synchronize()
    click(panel.chart, 1, panel.chart.axes.y[1])
    assert session.selection is None


def test_that_the_weight_under_the_cursor_is_named(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 200)
    panel.synchronize()
    index = int(session.network.parameters.argmax())
    hover(panel.chart, 200, float(session.network.parameters[index]))
    assert panel.chart.readout.text.startswith(session.parameter_name(index) + " · ")
    assert panel.chart.readout.text.endswith("sweep 200")
    QApplication.sendEvent(panel.chart.viewport, QEvent(QEvent.Type.Leave))
    assert panel.chart.readout.text == ""


def test_that_an_absent_connection_has_no_curve(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    before = len(panel._weights.indices)
    session.remove_connection(1, 0, 0, 0)
    panel.synchronize()
    assert len(panel._weights.indices) == before - 1


def test_that_an_added_unit_begins_its_curves_where_it_was_added(
    session: Session, show: Show
) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 10)
    session.add_unit(1)
    train(session, 10)
    panel.synchronize()
    added = session.network.weight_index(2, 0, 1, 3)
    session.select(ParameterSelection(added))
    panel.synchronize()
    curve = panel._weights._selected
    x, _ = curve.getData()
    joined = curve.opts["connect"]
    assert x[joined.astype(bool)].min() >= 10
    assert joined.any()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e308])
def test_that_a_diverged_weight_leaves_the_axes_finite(
    session: Session, show: Show, value: float
) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 5)
    states = session.history.parameters(None)[1]
    states.flags.writeable = True
    states[3, 2] = value
    for mode in ("weights", "layers"):
        panel.mode = mode
        panel.synchronize()
        assert all(np.isfinite(end) for end in (*panel.chart.axes.x, *panel.chart.axes.y))
        assert not panel.grab().isNull()


def test_that_the_button_shows_the_size_of_the_change_a_layer(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 20)
    panel.synchronize()
    panel.chips.set_wanted(True)
    button = panel.findChild(QToolButton)
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.subtitle.startswith("size of the change a layer")
    assert [key.text for key in panel.chart.readout.legend] == ["Hidden 1", "Output"]
    _, y = panel._layers._lines[1].getData()
    assert y[-1] == pytest.approx(np.log10(session.history.changes[-1, 1]))
    hover(panel.chart, 20, float(y[-1]))
    assert panel.chart.readout.text.startswith("sweep 20 · Hidden 1 ")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.subtitle.startswith("each weight")
    assert not panel.chart.readout.legend
    assert len(panel._weights.indices) == 13


def test_that_the_menu_switches_the_mode(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    action = next(a for a in panel.menu().actions() if a.text().startswith("Size"))
    action.trigger()
    assert panel.mode == "layers"


def test_that_an_unknown_mode_is_refused(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    with pytest.raises(ValueError, match="weights, layers"):
        panel.mode = "heat"  # type: ignore[assignment]


def test_that_drawing_again_adds_no_items(session: Session, show: Show) -> None:
    panel = WeightChangesPanel(session)
    show(panel)
    train(session, 5)
    for mode in ("weights", "layers", "weights"):
        panel.mode = mode
        panel.synchronize()
    before = panel.chart.item_count
    for k in range(200):
        panel.mode = "weights" if k % 2 else "layers"
        panel.redraw.draw_now()
    assert panel.chart.item_count == before


class TestOfThousands:
    @pytest.fixture
    def digits(self, qapp: object) -> Session:  # noqa: ARG002 - signals need an application
        session = Session("digits")
        train(session, 3)
        return session

    def test_that_bands_and_movers_stand_for_the_weights(self, digits: Session, show: Show) -> None:
        panel = WeightChangesPanel(digits)
        show(panel)
        assert panel.subtitle == "20 largest movers of 2,410 · bands 10–90 % a layer"
        assert len(panel._weights.indices) == 20
        moved = np.abs(digits.network.parameters - digits.initial.parameters)
        assert set(panel._weights.indices) == set(np.argsort(moved)[-20:])
        _, middle = panel._layers._lines[0].getData()
        hidden = digits.network.matrix(1)
        assert middle[-1] == pytest.approx(np.quantile(hidden, 0.5))
        x, edge = panel._layers._bands[0].getData()
        assert len(x) == 8
        assert edge[3] == pytest.approx(np.quantile(hidden, 0.1))
        assert edge[4] == pytest.approx(np.quantile(hidden, 0.9))

    def test_that_a_selected_weight_is_drawn_beside_the_movers(
        self, digits: Session, show: Show
    ) -> None:
        panel = WeightChangesPanel(digits)
        show(panel)
        still = int(np.abs(digits.network.parameters - digits.initial.parameters).argmin())
        digits.select(ParameterSelection(still))
        panel.synchronize()
        assert len(panel._weights.indices) == 21
        assert ends(panel._weights._selected).tolist() == [digits.network.parameters[still]]

    def test_that_the_bands_are_told_under_the_cursor(self, digits: Session, show: Show) -> None:
        panel = WeightChangesPanel(digits)
        show(panel)
        hover(panel.chart, 0.2, panel.chart.axes.y[1] * 0.97)
        lines = panel.chart.readout.text.split("\n")
        assert lines[0] == "sweep 0"
        assert lines[1].startswith("Hidden 1: median ")
        assert lines[2].startswith("Output: median ")

    def test_that_drawing_again_adds_no_items(self, digits: Session, show: Show) -> None:
        panel = WeightChangesPanel(digits)
        show(panel)
        before = panel.chart.item_count
        for _ in range(50):
            panel.redraw.draw_now()
        assert panel.chart.item_count == before
        assert len(panel._summary._bands._known) == len(digits.history.parameters(None)[0])

    def test_that_pictures_can_be_saved(self, digits: Session, show: Show, tmp_path: Path) -> None:
        panel = WeightChangesPanel(digits)
        show(panel)
        for name in ("weights.png", "weights.svg"):
            panel.save_picture(tmp_path / name)
            assert (tmp_path / name).stat().st_size > 2000
        assert "<path" in (tmp_path / "weights.svg").read_text(encoding="utf-8")
