import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.plots import LossPanel
from bpgui.ui.theme import appearance
from tests.double_click import double_click
from tests.ui.plots.conftest import Show
from tests.ui.plots.mouse import drag, hover, pixel
from tests.ui.plots.training import record, train


def drawn(curve: object) -> tuple[np.ndarray, np.ndarray]:
    x, y = curve.getData()  # type: ignore[attr-defined]
    return (np.empty(0), np.empty(0)) if x is None else (x, y)


def test_that_an_empty_plot_says_how_to_fill_it(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    assert panel.chart.sentence == "Press Run: the loss of each sweep appears here."
    train(session, 2)
    panel.synchronize()
    assert panel.chart.sentence == ""


def test_that_the_loss_of_each_sweep_is_drawn(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 30)
    panel.synchronize()
    x, y = drawn(panel._train_curve)
    assert x.tolist() == list(range(31))
    assert y[-1] == pytest.approx(np.log10(session.loss))
    assert panel.subtitle == "train · log scale · drag to any sweep"
    assert not panel.chart.readout.legend


def test_that_an_edit_while_paused_shows_without_the_windows_timer(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 3)
    qtbot.waitUntil(lambda: len(drawn(panel._train_curve)[0]) == 4)


def test_that_a_step_within_a_sweep_shows_at_its_share_of_the_sweep(
    session: Session, show: Show
) -> None:
    from bpgui.training.runner import Runner

    panel = LossPanel(session)
    show(panel)
    runner = Runner(session)
    runner.step("update")
    panel.synchronize()
    runner.shutdown()
    x, y = drawn(panel._train_curve)
    assert x.tolist() == [0.0, 0.25]
    assert y[-1] == pytest.approx(np.log10(session.loss))


def test_that_a_running_session_is_not_made_to_compute_its_loss(
    session: Session, show: Show
) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 3)
    session.set_running(True)
    session._losses = None
    panel.synchronize()
    session.set_running(False)
    assert session._losses is None
    assert len(drawn(panel._train_curve)[0]) == 4


def test_that_held_out_patterns_have_a_curve_and_a_legend(show: Show) -> None:
    session = Session("moons")
    panel = LossPanel(session)
    show(panel)
    train(session, 5)
    panel.synchronize()
    assert len(drawn(panel._test_curve)[0]) == 6
    assert panel.subtitle == "train and test · log scale · drag to any sweep"
    assert [key.text for key in panel.chart.readout.legend] == ["train", "test"]


def test_that_zeros_infinities_and_nan_do_not_disturb_the_axis(
    session: Session, show: Show
) -> None:
    panel = LossPanel(session)
    show(panel)
    record(session, [0.5, 0.0, np.nan, np.inf, 1e308, 0.1], [1.0, np.nan, 0.0, 1.0, 1.0, 1.0])
    for log in (True, False):
        panel.log_scale = log
        panel.synchronize()
        assert all(np.isfinite(end) for end in panel.chart.axes.y)
        assert panel.chart.axes.y[0] < panel.chart.axes.y[1]
        assert not panel.grab().isNull()
    panel.log_scale = True
    assert panel.chart.axes.y == (-16.0, 100.0)


def test_that_the_button_switches_the_scale(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 20)
    panel.synchronize()
    QApplication.sendEvent(panel, _enter())
    button = panel.findChild(QToolButton)
    assert isinstance(button, QToolButton)
    assert button.isVisible()
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.log_scale
    assert panel.subtitle == "train · linear scale · drag to any sweep"
    assert panel.chart.axes.y[0] == 0.0
    assert drawn(panel._train_curve)[1][0] == pytest.approx(session.history.loss[0])


def test_that_the_menu_offers_scale_view_and_picture(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    menu = panel.menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Logarithmic scale", "View all\tHome", "Save picture…"]
    _action(menu.actions(), "Logarithmic scale").trigger()
    assert not panel.log_scale
    saves: list[bool] = []
    panel.save_requested.connect(lambda: saves.append(True))
    _action(menu.actions(), "Save picture…").trigger()
    assert saves == [True]


def test_that_the_value_under_the_cursor_is_told(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    record(session, [0.5, 0.25, 0.125], [0.6, 0.3, 0.2])
    panel.synchronize()
    hover(panel.chart, 2.1, -0.5)
    assert panel.chart.readout.text == "sweep 2 · loss 0.250 · test 0.300"
    QApplication.sendEvent(panel.chart.viewport, QEvent(QEvent.Type.Leave))
    assert panel.chart.readout.text == ""


def test_that_a_zoomed_view_stays_until_a_double_click(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 20)
    panel.synchronize()
    chart = panel.chart
    start, end = pixel(chart, 10, -0.5), pixel(chart, 6, -0.5)
    drag(chart, start, end, Qt.KeyboardModifier.ShiftModifier)
    assert not chart.follows
    moved = chart.axes.x
    assert moved[0] == pytest.approx(4, abs=1)
    train(session, 30)
    panel.synchronize()
    assert chart.axes.x == moved
    double_click(chart.viewport, pos=end)
    assert chart.axes.x == (0.0, 50.0)


def test_that_home_shows_everything_again(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 20)
    panel.synchronize()
    chart = panel.chart
    shift = Qt.KeyboardModifier.ShiftModifier
    drag(chart, pixel(chart, 10, -0.5), pixel(chart, 6, -0.5), shift)
    QTest.keyClick(chart.viewport, Qt.Key.Key_Home)
    assert chart.follows
    assert chart.axes.x == (0.0, 20.0)


def test_that_going_back_marks_the_present_in_the_history(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 10)
    panel.synchronize()
    assert panel.chart.readout.now is None
    session.go_to(16)
    assert panel.chart.readout.now == 4.0  # at once, whenever the curves have their turn
    panel.synchronize()
    assert panel.chart.readout.now == 4.0
    assert len(drawn(panel._train_curve)[0]) == 11


def test_that_a_hidden_panel_draws_nothing_until_it_is_shown(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = LossPanel(session)
    show(panel)
    panel.hide()
    train(session, 3)
    panel.refresh()
    assert len(drawn(panel._train_curve)[0]) == 0 or panel.redraw.marked
    panel.show()
    qtbot.waitUntil(lambda: len(drawn(panel._train_curve)[0]) == 4)


def test_that_drawing_again_adds_no_items(session: Session, show: Show) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 5)
    panel.synchronize()
    before = panel.chart.item_count
    for _ in range(200):
        panel.redraw.draw_now()
    assert panel.chart.item_count == before


def test_that_colours_follow_the_theme(session: Session, show: Show, qtbot: QtBot) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 5)
    appearance.choose("dark")
    qtbot.waitUntil(lambda: panel._train_curve.opts["pen"].color() == appearance.theme.accent)
    picture = panel.grab().toImage()
    assert picture.pixelColor(2, 2) == appearance.theme.panel


def test_that_pictures_hold_the_curve(session: Session, show: Show, tmp_path: Path) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 30)
    panel.synchronize()
    panel.save_picture(tmp_path / "loss.png")
    image = QImage(str(tmp_path / "loss.png"))
    blue = appearance.theme.accent
    pixels = (image.pixelColor(x, y) for x in range(0, image.width(), 3) for y in range(300))
    assert any(colour == blue for colour in pixels)
    panel.save_picture(tmp_path / "loss.svg")
    tree = ET.parse(tmp_path / "loss.svg")  # noqa: S314 - written a line above
    texts = {"".join(element.itertext()).strip() for element in tree.iter() if _is(element, "text")}
    assert {"0", "0.1"} <= texts
    strokes = {element.get("stroke") for element in tree.iter()}
    assert blue.name() in strokes
    with pytest.raises(ValueError, match=r"\.gif"):
        panel.save_picture(tmp_path / "loss.gif")


def _is(element: ET.Element, name: str) -> bool:
    return element.tag.endswith("}" + name)


def _enter() -> QEvent:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QEnterEvent

    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def _action(actions: list[QAction], text: str) -> QAction:
    return next(action for action in actions if action.text() == text)


# ---- kept runs ------------------------------------------------------------------------------


def test_that_a_kept_run_stays_in_the_plot_while_another_is_trained(
    session: Session, show: Show
) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 30)
    run = session.keep_run()
    session.reset()
    train(session, 5)
    panel.synchronize()

    kept = panel._kept._same
    assert kept.yData[-2] == pytest.approx(np.log10(run.loss[-1]))
    assert panel.chart.axes.x[1] >= 30
    assert [name for *_, name in panel.chart.readout.ends] == ["A"]

    session.change_settings(loss="squared-error")
    panel.synchronize()
    assert np.isnan(kept.yData).all()
    assert np.isfinite(panel._kept._other.yData).any()

    session.show_run(session.kept_runs[0], False)
    panel.synchronize()
    assert panel.chart.readout.ends == []


def test_that_a_click_leaves_the_axis_free_and_the_keyboard_finds_the_button(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = LossPanel(session)
    show(panel)
    train(session, 5)
    panel.activateWindow()
    button = panel.findChild(QToolButton)
    assert isinstance(button, QToolButton)
    drag(panel.chart, pixel(panel.chart, 1, -0.5), pixel(panel.chart, 3, -0.5))
    qtbot.waitUntil(lambda: panel.chart.isAncestorOf(QApplication.focusWidget() or panel))
    panel.chips.set_wanted(True)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert not button.isVisible()

    focused = QApplication.focusWidget()
    assert focused is not None
    panel.setFocus()
    focused.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert button.isVisible()
