"""The control bar shows training and its settings, and its buttons and fields change them."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bpgui.core.stages import PHASES
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.control_bar import ControlBar
from bpgui.ui.controls.live_value import LiveValue
from bpgui.ui.theme import appearance
from tests.ui.controls.conftest import Show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(session: Session, runner: Runner, show: Show) -> ControlBar:
    bar = ControlBar(session, runner)
    show(bar, 1440, 48)
    return bar


def enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


# ---- buttons --------------------------------------------------------------------------------


def test_that_a_click_runs_and_another_pauses(
    session: Session, runner: Runner, bar: ControlBar, qtbot: QtBot
) -> None:
    width = bar.run_button.width()

    QTest.mouseClick(bar.run_button, LEFT)
    assert session.running
    assert bar.run_button.text() == "Pause"
    assert bar.run_button.width() == width

    def trained() -> bool:
        runner.poll()
        return session.updates > 0

    qtbot.waitUntil(trained)
    QTest.mouseClick(bar.run_button, LEFT)
    assert not session.running
    assert bar.run_button.text() == "Run"


def test_that_step_and_back_move_by_the_chosen_grain(session: Session, bar: ControlBar) -> None:
    assert bar.step_button.remark == "pattern"
    QTest.mouseClick(bar.step_button, LEFT, pos=QPoint(10, 10))
    assert session.updates == 1

    bar.step_button.menu().actions()[4].trigger()
    assert bar.step_button.remark == "sweep"
    QTest.mouseClick(bar.step_button, LEFT, pos=QPoint(10, 10))
    assert (session.sweep, session.updates) == (1, 4)

    QTest.mouseClick(bar.back_button, LEFT)
    assert session.updates == 0


def test_that_steps_by_phase_end_in_an_update_and_lead_back(
    session: Session, bar: ControlBar
) -> None:
    bar.set_grain("phase")
    seen = []

    while not session.updates:
        QTest.mouseClick(bar.step_button, LEFT, pos=QPoint(10, 10))
        seen.append(session.overlay)

    assert tuple(dict.fromkeys(seen)) == PHASES
    assert (session.overlay, session.walk) == ("forward", None)
    QTest.mouseClick(bar.back_button, LEFT)
    assert (session.overlay, session.updates) == ("update", 0)


def test_that_an_unknown_grain_is_refused(bar: ControlBar) -> None:
    with pytest.raises(ValueError, match="no step of a “year”"):
        bar.set_grain("year")


def test_that_reset_brings_the_initial_weights_back(session: Session, bar: ControlBar) -> None:
    initial = session.network.parameters
    bar.set_grain("sweep")
    bar.step()
    assert (session.network.parameters != initial).any()

    QTest.mouseClick(bar.reset_button, LEFT)

    assert (session.network.parameters == initial).all()
    assert bar.sweep_value.number.text() == "0"


def test_that_export_is_asked_for(bar: ControlBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.export_requested, timeout=1000):
        QTest.mouseClick(bar.export_button, LEFT)


def test_that_buttons_follow_the_actions_of_the_window(
    session: Session, runner: Runner, show: Show
) -> None:
    action = QAction("Reset")
    action.setToolTip("Start again (Ctrl+R)")
    triggered: list[bool] = []
    action.triggered.connect(lambda: triggered.append(True))
    bar = ControlBar(session, runner, {"reset": action})
    show(bar, 1440, 48)
    session.set_parameter(0, 5.0)

    QTest.mouseClick(bar.reset_button, LEFT)
    assert len(triggered) == 1
    assert session.network.parameters[0] == 5.0
    assert bar.reset_button.toolTip() == "Start again (Ctrl+R)"

    action.setEnabled(False)
    assert not bar.reset_button.isEnabled()


# ---- fields ---------------------------------------------------------------------------------


def test_that_the_rates_are_typed(session: Session, bar: ControlBar) -> None:
    enter(bar.rate.field, "0,1")
    enter(bar.momentum, "1/2")

    assert session.settings.learning_rate == 0.1
    assert session.settings.momentum == 0.5
    assert bar.rate.slider.number == pytest.approx(0.1)


def test_that_the_slider_moves_the_learning_rate(session: Session, bar: ControlBar) -> None:
    QTest.keyClick(bar.rate.slider, Qt.Key.Key_PageUp)

    assert session.settings.learning_rate == bar.rate.slider.number > 0.25
    assert bar.rate.field.value == session.settings.learning_rate


def test_that_a_wrong_rate_is_refused_with_a_sentence(
    session: Session, bar: ControlBar, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(session.message, timeout=1000) as told:
        enter(bar.momentum, "2")

    assert told.args == ["The momentum must be from 0 to 1."]
    assert session.settings.momentum == 0.9
    assert bar.momentum.property("invalid") is True


def test_that_mini_batches_show_their_size(session: Session, bar: ControlBar) -> None:
    assert not bar.update_group.batch_size.isVisible()
    bar.update_group.field.setFocus()

    QTest.keyClick(bar.update_group.field, Qt.Key.Key_Down)
    assert session.settings.update == "mini-batch"
    assert bar.update_group.batch_size.isVisible()
    enter(bar.update_group.batch_size, "3")
    assert session.settings.batch_size == 3

    QTest.keyClick(bar.update_group.field, Qt.Key.Key_Down)
    assert session.settings.update == "sweep"
    assert not bar.update_group.batch_size.isVisible()


def test_that_the_speed_is_the_runners(runner: Runner, bar: ControlBar) -> None:
    QTest.keyClick(bar.speed.slider, Qt.Key.Key_End)
    assert runner.speed == math.inf
    assert bar.speed.label.text() == "full speed"

    runner.speed = 10.0
    assert bar.speed.slider.speed == 10.0
    assert bar.speed.label.text() == "10 updates/s"


def test_that_the_loss_is_chosen(session: Session, bar: ControlBar) -> None:
    bar.loss.setFocus()

    QTest.keyClick(bar.loss, Qt.Key.Key_Down)

    assert session.settings.loss == "squared-error"


def test_that_cross_entropy_gives_a_tanh_network_sigmoid_outputs(
    session: Session, bar: ControlBar, qtbot: QtBot
) -> None:
    session.set_activation(2, "tanh")
    entries = session.undo_stack.count()
    bar.loss.setFocus()

    with qtbot.waitSignal(session.message, timeout=1000) as told:
        QTest.keyClick(bar.loss, Qt.Key.Key_End)

    assert session.settings.loss == "cross-entropy"
    assert session.network.layers[-1].activation == "sigmoid"
    assert told.args is not None
    assert "sigmoid outputs" in told.args[0]
    assert session.undo_stack.count() == entries + 1
    session.undo()
    assert session.network.layers[-1].activation == "tanh"
    assert bar.loss.currentData() == session.settings.loss == "half-squared-error"


def test_that_cross_entropy_is_refused_where_targets_do_not_fit(
    session: Session, bar: ControlBar, qtbot: QtBot
) -> None:
    session.replace_dataset(session.dataset.with_target(0, 0, -1.0), "Edit")
    bar.loss.setFocus()

    with qtbot.waitSignal(session.message, timeout=1000) as told:
        QTest.keyClick(bar.loss, Qt.Key.Key_End)

    assert told.args is not None
    assert "targets from 0 to 1" in told.args[0]
    assert session.settings.loss == "half-squared-error"
    assert bar.loss.currentData() == "half-squared-error"


# ---- session to bar -------------------------------------------------------------------------


def test_that_changes_elsewhere_are_shown(session: Session, bar: ControlBar) -> None:
    session.change_settings(
        learning_rate=0.0123, momentum=0.5, update="sweep", loss="squared-error"
    )

    assert bar.rate.field.text() == "0.0123"
    assert bar.rate.slider.number == pytest.approx(0.0123, rel=0.06)
    assert bar.momentum.text() == "0.50"
    assert bar.update_group.field.currentData() == "sweep"
    assert bar.loss.currentData() == "squared-error"


def test_that_live_values_follow_and_keep_their_width(
    session: Session, runner: Runner, bar: ControlBar
) -> None:
    width = bar.loss_value.number.width()

    for _ in range(3):
        runner.step("sweep")
    bar.refresh()

    assert bar.sweep_value.number.text() == "3"
    assert float(bar.loss_value.number.text()) == pytest.approx(session.loss, rel=0.01)
    assert bar.loss_value.number.width() == width


@pytest.mark.parametrize("update", ["pattern", "mini-batch"])
def test_that_nothing_moves_while_the_loss_falls(
    session: Session, bar: ControlBar, qtbot: QtBot, update: str
) -> None:
    def places() -> list[tuple[bool, int]]:
        bar.resize(1440, 49 if bar.height() == 48 else 48)  # lays it out again
        QApplication.processEvents()
        return [(widget.isVisible(), widget.x()) for widget in everything(bar)]

    session.change_settings(update=update)
    qtbot.waitUntil(lambda: bar.update_group.batch_size.isVisible() is (update == "mini-batch"))
    before = places()
    assert "Learning rate η" in [label.text() for label in bar.findChildren(QLabel)]
    assert bar.loss_value.number.text() == "0.610"
    for text in ("0.0398", "0.00182", "0.000877"):
        bar.loss_value.show_text(text)
        assert places() == before


def test_that_another_theme_cuts_no_number(qtbot: QtBot) -> None:
    value = LiveValue("Loss", "0.0000")
    qtbot.addWidget(value)
    value.show_text("≈ 0.0000422")
    try:
        appearance.choose("dark")
        assert value.number.width() >= value.number.sizeHint().width()
    finally:
        appearance.choose("light")


def test_that_a_longer_number_has_its_room_at_once(session: Session, bar: ControlBar) -> None:
    width = bar.loss_value.width()
    session.load_problem("worked-example")
    session.set_parameter(2, 20.0)  # a loss near 5·10⁻¹⁴

    assert bar.loss_value.sizeHint().width() > width
    assert bar.loss_value.width() == bar.loss_value.sizeHint().width()


# ---- width ----------------------------------------------------------------------------------


def test_that_everything_fits_into_the_window_of_the_design(bar: ControlBar) -> None:
    assert all(widget.isVisible() for widget in everything(bar))
    assert bar.sizeHint().width() <= 1432


@pytest.mark.parametrize("width", [1440, 1280, 1024, 900, 640])
@pytest.mark.parametrize("update", ["pattern", "mini-batch"])
def test_that_nothing_is_clipped_at_any_width(
    session: Session, bar: ControlBar, qtbot: QtBot, width: int, update: str
) -> None:
    session.change_settings(update=update)
    bar.resize(width, 48)

    def fits() -> bool:
        return all(
            widget.width() >= widget.sizeHint().width() and right_edge(widget, bar) <= width
            for widget in everything(bar)
            if widget.isVisible()
        )

    qtbot.waitUntil(fits, timeout=1000)
    for button in (bar.reset_button, bar.step_button, bar.run_button, bar.loss_value):
        assert button.isVisible()


def test_that_the_least_needed_gives_way_first(bar: ControlBar, qtbot: QtBot) -> None:
    bar.resize(1024, 48)

    qtbot.waitUntil(lambda: not bar.rate.slider.isVisible(), timeout=1000)
    assert bar.rate.field.isVisible()
    assert bar.export_button.isVisible()
    bar.resize(1440, 48)
    qtbot.waitUntil(bar.rate.slider.isVisible, timeout=1000)


def test_that_room_left_by_a_wide_group_is_used(
    session: Session, bar: ControlBar, qtbot: QtBot
) -> None:
    session.change_settings(update="mini-batch")
    bar.resize(1024, 48)

    qtbot.waitUntil(lambda: not bar.update_group.isVisible())
    assert bar.loss.isVisible()


def test_that_names_become_symbols_before_settings_are_hidden(
    bar: ControlBar, qtbot: QtBot
) -> None:
    bar.resize(1024, 48)

    qtbot.waitUntil(lambda: not bar.rate.slider.isVisible(), timeout=1000)
    names = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    assert "η" in names
    assert "α" in names
    assert bar.update_group.field.isVisible()
    bar.resize(1440, 48)
    qtbot.waitUntil(lambda: "Learning rate η" in [x.text() for x in bar.findChildren(QLabel)])


def test_that_buttons_paint_their_text(bar: ControlBar) -> None:
    image = bar.run_button.grab().toImage()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}

    assert isinstance(image, QImage)
    assert "#2563c9" in colours
    assert len(colours) > 2


def everything(bar: ControlBar) -> list[QWidget]:
    return [
        bar.reset_button,
        bar.back_button,
        bar.step_button,
        bar.run_button,
        bar.speed,
        bar.rate.field,
        bar.rate.slider,
        bar.momentum,
        bar.update_group.field,
        bar.loss,
        bar.sweep_value,
        bar.loss_value,
        bar.export_button,
    ]


def right_edge(widget: QWidget, bar: ControlBar) -> int:
    return widget.mapTo(bar, QPoint(widget.width(), 0)).x()
