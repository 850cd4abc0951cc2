import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from bpgui.core.network import create_network
from bpgui.core.passes import predict
from bpgui.data.creation import create_dataset
from bpgui.session.session import Session
from bpgui.ui.plots import OutputPanel
from bpgui.ui.plots.comparison_view import CurveView, ScatterView
from bpgui.ui.plots.confusion_view import ConfusionView
from bpgui.ui.plots.pattern_marks import MOST_MARKS
from bpgui.ui.plots.surface_view import SurfaceView
from bpgui.ui.theme import appearance
from tests.ui.plots.conftest import Show
from tests.ui.plots.mouse import click, hover
from tests.ui.plots.training import train


def surface_of(panel: OutputPanel) -> SurfaceView:
    view = panel.view
    assert isinstance(view, SurfaceView)
    return view


def matrix_of(panel: OutputPanel) -> ConfusionView:
    view = panel.view
    assert isinstance(view, ConfusionView)
    return view


class TestSurface:
    def test_that_its_colours_are_those_of_the_outputs(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        train(session, 300)
        panel.synchronize()
        view = surface_of(panel)
        image, axes = view._surface.image, view.chart.axes
        theme = appearance.theme
        for pattern in range(4):
            x, y = session.dataset.inputs[pattern]
            column = int((x - axes.x[0]) / (axes.x[1] - axes.x[0]) * image.width())
            row = int((y - axes.y[0]) / (axes.y[1] - axes.y[0]) * image.height())
            pixel = image.pixelColor(column, row)
            output = session.outputs(np.array([pattern]))[0, 0]
            warm = pixel.red() > pixel.blue()
            assert warm == (output < 0.5), (pattern, output)
        assert theme.blend(theme.positive, 0.75).blue() >= image.pixelColor(0, 0).blue() - 60
        assert panel.title == "Output surface"
        assert panel.subtitle == "ŷ over x₁, x₂"

    def test_that_the_plot_is_square(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        plot = surface_of(panel).chart.axes.plot
        assert plot.width() == pytest.approx(plot.height(), abs=2)

    def test_that_axes_are_in_the_units_of_the_data(self, show: Show) -> None:
        session = Session("xor")
        inputs = np.array([[100, 5], [100, 7], [200, 5], [200, 7]])
        data = create_dataset("raw", inputs, [[0], [1], [1], [0]], kind="binary")
        session.replace_dataset(data.with_scaling("0-1", "none"), "Scale")
        panel = OutputPanel(session)
        show(panel)
        view = surface_of(panel)
        assert view.chart.axes.x == (75.0, 225.0)
        assert view.chart.axes.y == (4.5, 7.5)
        hover(view.chart, 150, 6)
        value = predict(session.network, np.array([[0.5, 0.5]]))[0, 0]
        name, shown = view.chart.readout.text.split("\n")[1].split(" ")
        assert name == "ŷ"
        assert float(shown) == pytest.approx(value, abs=0.02)

    def test_that_a_click_on_a_pattern_presents_it(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        click(surface_of(panel).chart, 1, 0)
        assert session.pattern == 2
        click(surface_of(panel).chart, 0.5, 0.5)
        assert session.pattern == 2

    def test_that_the_presented_pattern_has_a_ring(
        self, session: Session, show: Show, qtbot: QtBot
    ) -> None:
        panel = OutputPanel(session)
        show(panel)
        ring = surface_of(panel)._marks._ring
        session.present(1)
        qtbot.waitUntil(lambda: ring.getData()[1].tolist() == [1.0])
        assert ring.getData()[0].tolist() == [0.0]

    def test_that_held_out_patterns_look_different(self, show: Show) -> None:
        session = Session("moons")
        panel = OutputPanel(session)
        show(panel)
        marks = surface_of(panel)._marks
        assert len(marks._train.getData()[0]) == len(session.dataset.train)
        assert len(marks._test.getData()[0]) == len(session.dataset.held_out)
        assert {point.symbol() for point in marks._train.points()} == {"o"}
        assert {point.symbol() for point in marks._test.points()} == {"s"}

    def test_that_it_is_coarser_while_training_runs(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        panel.synchronize()
        paused = surface_of(panel).cells
        session.set_running(True)
        panel.synchronize()
        running = surface_of(panel).cells
        session.set_running(False)
        assert running <= 48
        assert paused > running

    def test_that_edits_show_without_the_windows_timer(
        self, session: Session, show: Show, qtbot: QtBot
    ) -> None:
        panel = OutputPanel(session)
        show(panel)
        before = surface_of(panel)._surface.image
        session.set_parameter(session.network.bias_index(2, 0), 6.0)
        qtbot.waitUntil(
            lambda: surface_of(panel)._surface.image.pixelColor(5, 5) != before.pixelColor(5, 5)
        )

    def test_that_one_of_several_outputs_is_chosen_by_menu(self, show: Show) -> None:
        session = Session("xor")
        inputs = np.random.default_rng(0).normal(size=(30, 2))
        data = create_dataset(
            "three", inputs, np.eye(3)[np.arange(30) % 3], classes=("a", "b", "c"), kind="classes"
        )
        network = create_network((2, 3, 3), output="softmax", output_names=("a", "b", "c"))
        session.load_network(network, data, "Load")
        panel = OutputPanel(session)
        show(panel)
        assert panel.subtitle.startswith("a over")
        next(action for action in panel.menu().actions() if action.text() == "c").trigger()
        assert panel.output == 2
        assert panel.subtitle.startswith("c over")
        with pytest.raises(ValueError, match="no output 4"):
            panel.output = 3

    def test_that_nan_weights_leave_a_picture(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        nan = session.network.with_parameters(np.full(13, np.nan))
        session.load_network(nan, session.dataset, "Load")
        panel.synchronize()
        assert not panel.grab().isNull()

    def test_that_drawing_again_adds_no_items(self, session: Session, show: Show) -> None:
        panel = OutputPanel(session)
        show(panel)
        before = surface_of(panel).chart.item_count
        for _ in range(200):
            panel.redraw.draw_now()
        assert surface_of(panel).chart.item_count == before

    def test_that_it_comes_to_rest(self, session: Session, show: Show, qtbot: QtBot) -> None:
        panel = OutputPanel(session)
        show(panel)
        qtbot.waitUntil(lambda: not panel.redraw.marked)
        panel.synchronize()
        assert not panel.redraw.marked

    def test_that_pictures_hold_surface_and_axes(
        self, session: Session, show: Show, tmp_path: Path
    ) -> None:
        panel = OutputPanel(session)
        show(panel)
        for name in ("surface.png", "surface.svg"):
            panel.save_picture(tmp_path / name)
            assert (tmp_path / name).stat().st_size > 3000
        tree = ET.parse(tmp_path / "surface.svg")  # noqa: S314 - written above
        tags = {element.tag.split("}")[-1] for element in tree.iter()}
        assert {"image", "text", "path"} <= tags


class TestConfusion:
    @pytest.fixture
    def iris(self, qapp: object) -> Session:  # noqa: ARG002 - signals need an application
        session = Session("iris")
        train(session, 30)
        return session

    def test_that_counts_and_accuracy_are_shown(self, iris: Session, show: Show) -> None:
        panel = OutputPanel(iris)
        show(panel)
        data = iris.dataset
        table = matrix_of(panel).table
        assert table is not None
        assert table.counts.sum() == len(data.train)
        right = data.class_indices(iris.outputs(data.train)) == data.class_indices(data.y_train)
        assert panel.title == "Target and output"
        assert panel.subtitle.startswith(f"train {100 * right.mean():.1f} % · test ")

    def test_that_the_button_counts_the_held_out_patterns(self, iris: Session, show: Show) -> None:
        panel = OutputPanel(iris)
        show(panel)
        panel.chips.set_wanted(True)
        button = next(b for b in panel.findChildren(QToolButton) if b.text() == "test")
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        table = matrix_of(panel).table
        assert panel.shows_test
        assert table is not None
        assert table.counts.sum() == len(iris.dataset.held_out)

    def test_that_a_click_on_a_cell_presents_its_patterns_in_turn(
        self, iris: Session, show: Show
    ) -> None:
        panel = OutputPanel(iris)
        show(panel)
        view = matrix_of(panel)
        assert view.table is not None
        rows = view.table.patterns(0, 0)
        iris.present(int(rows[-1]))
        for row in rows[:2]:
            QTest.mouseClick(
                view, Qt.MouseButton.LeftButton, pos=view.cell_rect(0, 0).center().toPoint()
            )
            assert iris.pattern == row

    def test_that_cells_stay_inside_the_panel(self, iris: Session, show: Show) -> None:
        panel = OutputPanel(iris)
        show(panel)
        for size in ((330, 190), (240, 130), (900, 500)):
            panel.resize(*size)
            view = matrix_of(panel)
            area = view.rect()
            for k in range(3):
                assert area.contains(view.cell_rect(k, k).toRect())

    def test_that_pictures_hold_the_names(self, iris: Session, show: Show, tmp_path: Path) -> None:
        panel = OutputPanel(iris)
        show(panel)
        panel.save_picture(tmp_path / "matrix.svg")
        text = (tmp_path / "matrix.svg").read_text(encoding="utf-8")
        assert all(name in text for name in (*(iris.dataset.classes or ()), "target", "output"))


def test_that_one_input_gives_a_curve_through_the_patterns(show: Show) -> None:
    session = Session("sine")
    session.replace_dataset(session.dataset.with_scaling("z-score", "0-1"), "Scale")
    panel = OutputPanel(session)
    show(panel)
    view = panel.view
    assert isinstance(view, CurveView)
    assert panel.title == "Output curve"
    x, y = view._curve.getData()
    data = session.dataset
    expected = predict(session.network, data.input_scaling.apply(x.reshape(-1, 1)))
    assert y == pytest.approx(data.target_scaling.undo(expected)[:, 0])
    row = int(data.train[3])
    click(view.chart, float(data.inputs[row, 0]), float(data.targets[row, 0]))
    near = data.inputs[session.pattern, 0]
    assert near == pytest.approx(data.inputs[row, 0], abs=0.3)
    assert session.pattern != 0


def test_that_other_regressions_give_a_scatter_over_the_target(show: Show) -> None:
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(40, 3))
    targets = 50 + 10 * inputs[:, :1]
    data = create_dataset(
        "plane",
        inputs,
        targets,
        input_scaling="z-score",
        target_scaling="z-score",
        test_fraction=0.25,
        seed=1,
    )
    session = Session("xor")
    session.load_network(create_network((3, 2, 1), output="linear"), data, "Load")
    panel = OutputPanel(session)
    show(panel)
    view = panel.view
    assert isinstance(view, ScatterView)
    assert panel.title == "Target and output"
    x, y = view._marks._train.getData()
    assert x.tolist() == data.targets[data.train, 0].tolist()
    assert y == pytest.approx(np.full(30, data.target_scaling.undo([[0.0]])[0, 0]))
    assert len(view._marks._test.getData()[0]) == 10
    assert view.chart.axes.x == view.chart.axes.y


def test_that_the_view_follows_the_data(session: Session, show: Show) -> None:
    panel = OutputPanel(session)
    show(panel)
    for key, kind in (("iris", ConfusionView), ("sine", CurveView), ("xor", SurfaceView)):
        session.load_problem(key)
        panel.synchronize()
        assert isinstance(panel.view, kind)
        assert panel._stack.currentWidget() is panel.view.widget


def test_that_of_very_many_patterns_some_are_marked_and_the_presented_one(show: Show) -> None:
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(3 * MOST_MARKS, 3))
    data = create_dataset("many", inputs, inputs[:, :1], test_fraction=0.5, seed=1)
    session = Session("xor")
    session.load_network(create_network((3, 2, 1), output="linear"), data, "Load")
    panel = OutputPanel(session)
    show(panel)
    view = panel.view
    assert isinstance(view, ScatterView)
    session.present(1)
    panel.synchronize()
    shown = [*view._marks._train.getData()[0], *view._marks._test.getData()[0]]
    assert len(shown) == MOST_MARKS + 1
    assert data.targets[1, 0] in shown
    assert view._marks._ring.getData()[0].tolist() == [data.targets[1, 0]]
    assert panel.subtitle == "output over target · 2,001 of 6,000"
    row = int(view._marks._rows[700])
    click(view.chart, float(data.targets[row, 0]), 0.0)
    assert session.pattern in view._marks._rows
