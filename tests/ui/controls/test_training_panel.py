"""The training panel shows every setting of a session, and changes it by clicks and keys."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.core.settings import Initialisation, RateChange, StopConditions
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.controls.loss_form import batch_loss_formula
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.controls.training_panel import TrainingPanel
from tests.ui.controls.conftest import Show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(session: Session, runner: Runner, show: Show) -> TrainingPanel:
    panel = TrainingPanel(session, runner)
    show(panel, 320, 900)
    return panel


def enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def choose(field: QComboBox, key: Qt.Key) -> None:
    field.setFocus()
    QTest.keyClick(field, key)


def visible_text(panel: TrainingPanel) -> str:
    document = QTextDocument()
    found = []
    for label in panel.findChildren(QLabel):
        if label.isVisible():
            document.setHtml(label.text())
            found.append(document.toPlainText())
    return "\n".join([*found, panel.loss.formula.text])


# ---- panel to session -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "field", "setting", "typed", "value"),
    [
        ("rates", "learning_rate", "learning_rate", "0,125", 0.125),
        ("rates", "momentum", "momentum", "1/2", 0.5),
        ("rates", "decay", "decay", "1e-3", 0.001),
        ("loss", "margin", "margin", "0.2", 0.2),
    ],
)
def test_that_a_typed_number_is_the_setting(
    session: Session,
    panel: TrainingPanel,
    form: str,
    field: str,
    setting: str,
    typed: str,
    value: float,
) -> None:
    number_field = getattr(getattr(panel, form), field)
    assert isinstance(number_field, NumberField)

    enter(number_field, typed)

    assert getattr(session.settings, setting) == value


def test_that_a_wrong_number_is_explained_below_its_field(
    session: Session, panel: TrainingPanel
) -> None:
    enter(panel.rates.decay, "-1")

    assert session.settings.decay == 0.0
    assert panel.rates.decay.property("invalid") is True
    assert "The weight decay must be from 0 to 1." in visible_text(panel)
    QTest.keyClick(panel.rates.decay, Qt.Key.Key_Escape)
    assert "must be from" not in visible_text(panel)


def test_that_the_slider_is_the_learning_rate(session: Session, panel: TrainingPanel) -> None:
    QTest.keyClick(panel.rates.slider, Qt.Key.Key_Home)

    assert session.settings.learning_rate == 1e-5


def test_that_the_update_mode_and_batch_size_are_chosen(
    session: Session, panel: TrainingPanel
) -> None:
    assert not panel.loss.batch_size.isVisible()

    choose(panel.loss.update_mode, Qt.Key.Key_Down)
    enter(panel.loss.batch_size, "2")

    assert (session.settings.update, session.settings.batch_size) == ("mini-batch", 2)
    assert panel.subtitle == "update after each mini-batch of 2"


def test_that_the_reduction_is_chosen_and_its_formula_shown(
    session: Session, panel: TrainingPanel
) -> None:
    assert "L = ½ Σₚ Σₖ (y − ŷ)²" in visible_text(panel)

    choose(panel.loss.reduction, Qt.Key.Key_Down)

    assert session.settings.reduction == "mean"
    assert "L = 1/n Σₚ ½ Σₖ (y − ŷ)²" in visible_text(panel)


def test_that_the_loss_is_chosen(session: Session, panel: TrainingPanel) -> None:
    choose(panel.loss.loss, Qt.Key.Key_End)

    assert session.settings.loss == "cross-entropy"
    assert "ln(1 − ŷ)" in visible_text(panel)


def test_that_a_click_shuffles(session: Session, panel: TrainingPanel) -> None:
    QTest.mouseClick(panel.loss.shuffle, LEFT)

    assert session.settings.shuffle


def test_that_the_speed_is_the_runners(runner: Runner, panel: TrainingPanel) -> None:
    QTest.keyClick(panel.rates.speed.slider, Qt.Key.Key_End)

    assert runner.speed == math.inf


def test_that_a_check_box_asks_for_a_stop(session: Session, panel: TrainingPanel) -> None:
    QTest.mouseClick(panel.stop.boxes["loss_below"], LEFT)
    QTest.mouseClick(panel.stop.boxes["sweeps"], LEFT)
    assert session.stop == StopConditions(loss_below=0.01, sweeps=1000)

    enter(panel.stop.fields["sweeps"], "50")
    QTest.mouseClick(panel.stop.boxes["loss_below"], LEFT)

    assert session.stop == StopConditions(sweeps=50)


def test_that_a_number_without_its_check_box_stops_nothing(
    session: Session, panel: TrainingPanel
) -> None:
    enter(panel.stop.fields["tolerance"], "0.3")
    assert session.stop == StopConditions()

    QTest.mouseClick(panel.stop.boxes["tolerance"], LEFT)

    assert session.stop == StopConditions(tolerance=0.3)


def test_that_the_drawing_of_weights_is_chosen(session: Session, panel: TrainingPanel) -> None:
    parameters = session.network.parameters
    enter(panel.start.scale, "0.25")
    QTest.mouseClick(panel.start.biases, LEFT)
    choose(panel.start.scheme, Qt.Key.Key_Down)

    drawn = session.initialisation
    assert (drawn.scheme, drawn.scale, drawn.biases) == ("xavier", 0.25, False)
    assert session.network.parameters is parameters
    assert not panel.start.scale.isVisible()


def test_that_new_weights_take_the_next_seed_and_reset_keeps_it(
    session: Session, panel: TrainingPanel
) -> None:
    seed, before = session.initialisation.seed, session.network.parameters
    QTest.mouseClick(panel.start.new_button, LEFT)
    assert session.initialisation.seed == seed + 1
    assert panel.start.seed.text() == str(seed + 1)
    drawn = session.network.parameters
    assert (drawn != before).any()

    session.set_parameter(0, 9.0)
    QTest.mouseClick(panel.start.reset_button, LEFT)
    assert (session.network.parameters == drawn).all()


def test_that_a_typed_seed_draws_its_weights(session: Session, panel: TrainingPanel) -> None:
    enter(panel.start.seed, "123")

    assert session.initialisation.seed == 123


def test_that_settings_change_while_training_runs(
    session: Session, runner: Runner, panel: TrainingPanel
) -> None:
    runner.run()

    enter(panel.rates.learning_rate, "0.01")

    assert session.running
    assert session.settings.learning_rate == 0.01
    runner.pause()


# ---- schedule -------------------------------------------------------------------------------


def test_that_a_row_of_the_schedule_is_added_edited_and_removed(
    session: Session, panel: TrainingPanel, qtbot: QtBot
) -> None:
    schedule = panel.rates.schedule
    QTest.mouseClick(schedule.add_button, LEFT)
    assert session.settings.schedule == (RateChange(100, 0.25, 0.9),)

    edit_cell(qtbot, panel, 0, "20")
    edit_cell(qtbot, panel, 1, "0,5")
    assert session.settings.schedule == (RateChange(20, 0.5, 0.9),)

    QTest.mouseClick(schedule.remove_button, LEFT)
    assert not session.settings.schedule
    assert not schedule.table.isVisible()


def test_that_a_wrong_cell_is_explained_and_restored(
    session: Session, panel: TrainingPanel, qtbot: QtBot
) -> None:
    session.change_settings(schedule=(RateChange(20, 0.5, 0.9),))

    edit_cell(qtbot, panel, 2, "3")

    item = panel.rates.schedule.table.item(0, 2)
    assert session.settings.schedule == (RateChange(20, 0.5, 0.9),)
    assert item is not None
    assert item.text() == "0.9"
    assert "The momentum must be a number from 0 to 1" in visible_text(panel)


def test_that_rows_are_sorted_by_their_sweep(
    session: Session, panel: TrainingPanel, qtbot: QtBot
) -> None:
    session.change_settings(schedule=(RateChange(20, 0.5, 0.9), RateChange(30, 0.4, 0.9)))

    edit_cell(qtbot, panel, 0, "40")

    assert session.settings.schedule == (RateChange(30, 0.4, 0.9), RateChange(40, 0.5, 0.9))


def edit_cell(qtbot: QtBot, panel: TrainingPanel, column: int, text: str) -> None:
    table = panel.rates.schedule.table
    table.setCurrentCell(0, column)
    item = table.item(0, column)
    assert item is not None
    table.editItem(item)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)


# ---- session to panel -----------------------------------------------------------------------


def test_that_changes_elsewhere_are_shown(
    session: Session, runner: Runner, panel: TrainingPanel
) -> None:
    session.change_settings(
        learning_rate=0.01,
        momentum=0.5,
        decay=0.001,
        margin=0.2,
        update="mini-batch",
        batch_size=3,
        reduction="mean",
        shuffle=True,
        schedule=(RateChange(20, 0.5, 0.95),),
    )
    session.set_stop(StopConditions(tolerance=0.4))
    session.set_initialisation(Initialisation("he", seed=11))
    runner.speed = 5.0

    assert panel.rates.learning_rate.text() == "0.010"
    assert panel.rates.slider.number == 0.01
    assert panel.rates.momentum.text() == "0.50"
    assert panel.rates.decay.text() == "0.001"
    assert panel.rates.speed.label.text() == "5 updates/s"
    assert panel.loss.margin.text() == "0.20"
    assert panel.loss.batch_size.text() == "3"
    assert panel.loss.reduction.currentData() == "mean"
    assert panel.loss.shuffle.text() == "on"
    assert panel.rates.schedule.table.rowCount() == 1
    assert panel.stop.boxes["tolerance"].isChecked()
    assert not panel.stop.boxes["sweeps"].isChecked()
    assert panel.stop.fields["tolerance"].text() == "0.4"
    assert panel.start.scheme.currentData() == "he"
    assert panel.start.seed.text() == "11"


def test_that_softmax_outputs_change_the_formula() -> None:
    assert batch_loss_formula("cross-entropy", "softmax", "sum") == "L = −Σₚ Σₖ y ln ŷ"
    assert batch_loss_formula("squared-error", "sigmoid", "mean") == "L = 1/n Σₚ Σₖ (y − ŷ)²"


@pytest.mark.parametrize("width", [230, 300])
def test_that_no_field_is_cut_off(
    session: Session, panel: TrainingPanel, qtbot: QtBot, width: int
) -> None:
    session.change_settings(update="mini-batch")
    panel.resize(width, 500)

    def inside() -> bool:
        fields = [*panel.findChildren(QLineEdit), *panel.findChildren(QComboBox)]
        visible = [field for field in fields if field.isVisible()]
        ends = [field.mapTo(panel, field.rect().topRight()).x() for field in visible]
        return max(ends) < width

    qtbot.waitUntil(inside, timeout=1000)
