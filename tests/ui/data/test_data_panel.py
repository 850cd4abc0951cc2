"""The data panel: its table shows the session, and clicks and keys in it change the session."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.data.source_column import SourceColumn
from bpgui.session.session import Session
from bpgui.ui.data.columns import Kind
from bpgui.ui.data.form import DataForm
from bpgui.ui.data.panel import DataPanel
from bpgui.ui.data.pattern_model import TO_COME

Show = Callable[[str | Session], tuple[Session, DataPanel]]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Open a panel on a problem, or on a session."""
    # qtbot knows its widgets only weakly: a panel that the test has let go of would be collected
    # in the middle of its own painting.
    kept: list[DataPanel] = []

    def opened(problem: str | Session) -> tuple[Session, DataPanel]:
        session = Session(problem) if isinstance(problem, str) else problem
        panel = DataPanel(session)
        kept.append(panel)
        qtbot.addWidget(panel)
        panel.resize(320, 546)
        panel.show()
        qtbot.waitUntil(lambda: text(panel, 0, Kind.OUTPUT, any_live=True) != "")
        return session, panel

    yield opened
    for panel in kept:
        panel.close()


def place(panel: DataPanel, row: int, kind: Kind) -> QModelIndex:
    kinds = [column.kind for column in panel.model.columns]
    return panel.model.index(row, kinds.index(kind))


def text(panel: DataPanel, row: int, kind: Kind, *, any_live: bool = False) -> str:
    kinds = [column.kind for column in panel.model.columns]
    if any_live and kind not in kinds:
        kind = Kind.OUTPUT_CLASS
    return str(place(panel, row, kind).data())


def click(panel: DataPanel, index: QModelIndex) -> None:
    panel.table.scrollTo(index)
    centre = panel.table.visualRect(index).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def open_editor(panel: DataPanel, index: QModelIndex) -> QLineEdit:
    click(panel, index)
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    return editor


def retype(editor: QLineEdit, typed: str) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_that_the_table_shows_inputs_targets_outputs_and_errors(show: Show) -> None:
    session, panel = show("xor")
    output = float(session.outputs(np.array([1]))[0, 0])
    assert [column.title for column in panel.model.columns] == ["#", "x₁", "x₂", "y", "ŷ", "error"]
    row = [str(panel.model.index(1, column).data()) for column in range(6)]
    assert row == ["2", "0", "1", "1", f"{output:.3f}", f"{1 - output:.3f}"]
    assert panel.subtitle == "4 patterns"


def test_that_a_click_on_a_row_presents_its_pattern(show: Show) -> None:
    session, panel = show("xor")
    click(panel, panel.model.index(2, 1))
    assert session.pattern == 2
    assert panel.model.index(2, 1).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert panel.model.index(0, 1).data(Qt.ItemDataRole.BackgroundRole) is None


def test_that_arrow_keys_go_on_from_the_pattern_presented_elsewhere(show: Show) -> None:
    session, panel = show("xor")
    session.present(2)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert session.pattern == 3


def test_that_outputs_follow_the_weights(qtbot: QtBot, show: Show) -> None:
    session, panel = show("xor")
    before = text(panel, 0, Kind.OUTPUT)
    session.set_parameter(session.network.bias_index(2, 0), 4.0)
    qtbot.waitUntil(lambda: text(panel, 0, Kind.OUTPUT) != before)
    assert text(panel, 0, Kind.OUTPUT) == f"{session.outputs(np.array([0]))[0, 0]:.3f}"


def test_that_outputs_follow_a_running_training(qtbot: QtBot, show: Show) -> None:
    session, panel = show("xor")
    size = session.network.n_parameters
    session.adopt(TrainingState(np.full(size, 2.0), np.zeros(size), 0, 1, 1), [], None)
    expected = f"{session.outputs(np.array([0]))[0, 0]:.3f}"
    qtbot.waitUntil(lambda: text(panel, 0, Kind.OUTPUT) == expected)


def test_that_only_rows_in_view_are_computed_of_many(qtbot: QtBot, show: Show) -> None:
    session = Session("xor")
    inputs = np.random.default_rng(0).uniform(size=(60_000, 2))
    session.load_dataset(create_dataset("many", inputs, inputs[:, :1]))
    _, panel = show(session)
    assert panel.model.rowCount() == 60_000
    assert text(panel, 59_999, Kind.OUTPUT) == ""
    panel.table.scrollToBottom()
    qtbot.waitUntil(lambda: text(panel, 59_999, Kind.OUTPUT) != "")
    assert text(panel, 0, Kind.OUTPUT) == ""


@pytest.mark.parametrize("kind", [Kind.INPUT, Kind.TARGET])
def test_that_an_open_cell_has_room_for_what_is_typed(show: Show, kind: Kind) -> None:
    _, panel = show("xor")
    index = place(panel, 0, kind)
    editor = open_editor(panel, index)
    needed = editor.fontMetrics().horizontalAdvance("−0.12345")
    assert panel.table.columnWidth(index.column()) < needed < editor.width()
    assert panel.table.viewport().rect().contains(editor.geometry())


def test_that_an_edited_cell_changes_the_data_and_undo_restores_it(show: Show) -> None:
    session, panel = show("xor")
    retype(open_editor(panel, panel.model.index(1, 1)), "1/4")
    assert session.dataset.inputs[1, 0] == 0.25
    assert text(panel, 1, Kind.INPUT) == "0.25"
    session.undo()
    assert session.dataset.inputs[1, 0] == 0.0
    assert text(panel, 1, Kind.INPUT) == "0"


def test_that_a_target_takes_a_decimal_comma(show: Show) -> None:
    session, panel = show("xor")
    retype(open_editor(panel, place(panel, 0, Kind.TARGET)), "0,9")
    assert session.dataset.targets[0, 0] == 0.9


def test_that_an_invalid_cell_keeps_the_old_value_and_says_why(show: Show) -> None:
    session, panel = show("xor")
    editor = open_editor(panel, panel.model.index(0, 1))
    retype(editor, "two")
    assert session.dataset.inputs[0, 0] == 0.0
    assert "“two” is not a number" in panel.sentence.text()
    assert panel.sentence.isVisible()
    assert panel.table.cell_delegate.is_editing
    retype(editor, "2")
    assert session.dataset.inputs[0, 0] == 2.0
    assert not panel.sentence.isVisible()


def test_that_escape_leaves_a_cell_as_it_was(show: Show) -> None:
    session, panel = show("xor")
    editor = open_editor(panel, panel.model.index(0, 1))
    QTest.keyClicks(editor, "5")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert session.dataset.inputs[0, 0] == 0.0
    assert session.undo_stack.count() == 0


def test_that_choosing_a_problem_loads_it(qtbot: QtBot, show: Show) -> None:
    session, panel = show("xor")
    panel.problems.setFocus()
    QTest.keyClicks(panel.problems, "Work")
    qtbot.waitUntil(lambda: session.problem == "worked-example")
    assert panel.subtitle == "1 pattern"
    assert "squared error" in panel.lesson.text().lower()
    assert panel.problems.currentText() == "Worked example"
    session.undo()
    assert panel.problems.currentText() == "XOR"


def test_that_the_description_shows_where_there_is_room_whatever_was_open_before(
    show: Show, qtbot: QtBot
) -> None:
    session, panel = show("or")
    heights, shown = range(320, 400, 4), list[int]()
    for height in heights:
        panel.resize(320, height)
        if panel.lesson.isVisible():
            shown.append(height)
    assert heights[0] < shown[0] < heights[-1] == shown[-1]
    session.load_problem("sine")  # with one more row in the form
    panel.resize(320, shown[0])
    session.load_problem("or")
    qtbot.waitUntil(panel.lesson.isVisible)


def test_that_a_file_of_ones_own_is_named_in_the_list(show: Show) -> None:
    session, panel = show("xor")
    session.load_dataset(create_dataset("flowers", [[0.0, 1.0], [1.0, 0.0]], [[1.0], [2.0]]))
    assert panel.problems.currentText() == "flowers"


def test_that_classes_are_shown_by_name_with_a_mark(show: Show) -> None:
    session, panel = show("iris")
    output = session.outputs(np.array([0]))[0]
    names = session.dataset.classes
    assert names is not None
    assert text(panel, 0, Kind.TARGET_CLASS) == names[int(session.dataset.targets[0].argmax())]
    assert text(panel, 0, Kind.OUTPUT_CLASS) == names[int(output.argmax())]
    assert text(panel, 0, Kind.PROBABILITY) == f"{output.max():.2f}"
    right = output.argmax() == session.dataset.targets[0].argmax()
    assert text(panel, 0, Kind.VERDICT) == ("✓" if right else "✗")


def test_that_a_class_is_edited_in_a_list(qtbot: QtBot, show: Show) -> None:
    session, panel = show("iris")
    index = place(panel, 0, Kind.TARGET_CLASS)
    click(panel, index)
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.viewport().findChild(QComboBox)
    assert isinstance(editor, QComboBox)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.dataset.targets[0].tolist() == [0, 0, 1])


def test_that_the_table_shows_one_side_of_the_split(show: Show) -> None:
    session, panel = show("iris")
    assert panel.sets.isVisible()
    panel.sets.setFocus()
    QTest.keyClick(panel.sets, Qt.Key.Key_End)
    held_out = session.dataset.held_out
    assert panel.model.rowCount() == len(held_out)
    assert text(panel, 1, Kind.NUMBER) == str(held_out[1] + 1)
    click(panel, panel.model.index(1, 0))
    assert session.pattern == held_out[1]


def test_that_a_picture_stands_for_pixels(show: Show) -> None:
    _, panel = show("digits")
    index = place(panel, 0, Kind.PICTURE)
    panel.table.scrollTo(index)
    cell = panel.table.visualRect(index)
    image = panel.table.viewport().grab(cell).toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 5


def test_that_split_scaling_and_shuffle_change_the_session(show: Show) -> None:
    session, panel = show("circle")
    form = panel.form
    form.split.selectAll()
    QTest.keyClicks(form.split, "50")
    QTest.keyClick(form.split, Qt.Key.Key_Return)
    assert len(session.dataset.held_out) == round(session.dataset.n_patterns / 2)
    form.input_scaling.setFocus()
    QTest.keyClick(form.input_scaling, Qt.Key.Key_End)
    assert session.dataset.input_scaling.kind == "z-score"
    before = session.settings.shuffle
    QTest.mouseClick(form.shuffle, Qt.MouseButton.LeftButton)
    assert session.settings.shuffle is not before
    assert form.shuffle.text() == ("off" if before else "on")


def test_that_scaling_by_column_is_not_cut_off(show: Show) -> None:
    session, panel = show("circle")
    field = panel.form.input_scaling
    others = field.sizeHint().width()
    session.replace_dataset(session.dataset.with_scaling(("0-1", "z-score")), "Scale")
    assert field.currentText() == "by column"
    assert field.sizeHint().width() > others


def test_that_a_seed_draws_the_weights_that_belong_to_it(show: Show) -> None:
    session, panel = show("xor")
    first = session.network.parameters.copy()
    for seed in ("8", "7"):
        panel.form.seed.selectAll()
        QTest.keyClicks(panel.form.seed, seed)
        QTest.keyClick(panel.form.seed, Qt.Key.Key_Return)
        assert session.initialisation.seed == int(seed)
        assert session.settings.seed == int(seed)
        assert np.array_equal(session.network.parameters, first) is (seed == "7")


def test_that_the_form_follows_the_session(show: Show) -> None:
    session, panel = show("xor")
    session.set_settings(TrainingSettings(shuffle=True))
    assert panel.form.shuffle.text() == "on"
    session.new_weights(23)
    assert panel.form.seed.value() == 23
    assert not panel.form.target_scaling.isVisible()
    session.load_problem("sine")
    assert panel.form.target_scaling.isVisible()


def test_that_the_open_button_asks_for_a_file(qtbot: QtBot, show: Show) -> None:
    _, panel = show("xor")
    with qtbot.waitSignal(panel.open_requested):
        QTest.mouseClick(panel.open_button, Qt.MouseButton.LeftButton)


def test_that_enter_edits_the_first_cell_that_can_be_edited(show: Show) -> None:
    session, panel = show("xor")
    click(panel, panel.model.index(2, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    editor = panel.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    retype(editor, "7")
    assert session.dataset.inputs[2].tolist() == [7.0, 0.0]


def test_that_f2_edits_the_cell_though_the_window_has_it_too(qtbot: QtBot, show: Show) -> None:
    _, panel = show("xor")
    with qtbot.waitActive(panel):
        panel.activateWindow()
    action = QAction("Edit value", panel)
    action.setShortcut("F2")
    panel.addAction(action)
    click(panel, panel.model.index(0, 1))
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    assert panel.table.cell_delegate.is_editing


def test_that_a_click_presents_the_row_under_the_cursor_again(show: Show) -> None:
    session, panel = show("iris")
    panel.model.show_set("Test")
    held_out = session.dataset.held_out
    click(panel, panel.model.index(0, 0))
    session.present(int(session.dataset.train[0]))
    click(panel, panel.model.index(0, 0))
    assert session.pattern == held_out[0]


def test_that_data_of_many_patterns_are_split_beside_the_window(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.ui.data.remaking.QUICK", 0)
    session, panel = show("iris")
    form, before = panel.form, session.dataset
    form.split.setValue(50)
    assert session.dataset is before
    assert form.remaking.busy
    qtbot.waitUntil(lambda: session.dataset is not before)
    assert session.dataset.split_fraction == 0.5
    assert session.undo_stack.undoText() == "Hold out 50 % for testing"
    assert not form.remaking.busy


def test_that_another_split_can_be_cancelled(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.ui.data.remaking.QUICK", 0)
    session, panel = show("iris")
    form, before = panel.form, session.dataset
    form.split.setValue(50)
    form.remaking.cancel()
    assert form.split.value() == 20
    assert not form.remaking.busy
    form.split.setValue(40)
    session.replace_dataset(before.with_input(0, 0, 9.0), "Edit")
    assert form.split.value() == 20
    form.split.setValue(30)
    qtbot.waitUntil(lambda: session.dataset.split_fraction == 0.3)
    assert session.dataset.inputs[0, 0] == 9.0
    assert session.undo_stack.count() == 2


def test_that_columns_are_measured_before_they_are_sized(show: Show) -> None:
    session, panel = show("digits")
    for key in ("xor", "iris", "digits", "sine", "moons", "iris"):
        panel.resize(320, 700 - panel.height())
        session.load_problem(key)
        assert len(panel.table._natural_widths) == len(panel.model.columns)
        panel.resize(320, 700 - panel.height())
    while session.undo_stack.canUndo():
        session.undo()
        assert len(panel.table._natural_widths) == len(panel.model.columns)


def test_that_the_names_of_inputs_are_read_whole_beside_others(show: Show) -> None:
    _, panel = show("iris")  # four inputs, after the outputs
    header, metrics = panel.table.horizontalHeader(), panel.table.horizontalHeader().fontMetrics()
    for place, column in enumerate(panel.model.columns):
        if column.kind is Kind.INPUT:
            assert header.sectionSize(place) > metrics.horizontalAdvance(column.title)
    assert header.textElideMode() is Qt.TextElideMode.ElideMiddle


def test_that_a_bar_tells_how_far_long_work_is_and_ends_it(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.ui.data.remaking.QUICK", 0)
    session, panel = show("iris")
    form, before, least = panel.form, session.dataset, panel.form.height()
    go_on = threading.Event()

    def make(on_rows: Callable[[int], None]) -> Dataset:
        on_rows(60)
        go_on.wait(20.0)
        on_rows(90)
        return before.with_input(0, 0, 9.0)

    form.remaking.start(make, lambda dataset: session.replace_dataset(dataset, "Use"))
    qtbot.waitUntil(lambda: form.remaking.isVisible() and form.remaking.bar.value() == 60)
    assert form.remaking.bar.maximum() == before.n_patterns
    QTest.mouseClick(form.remaking.cancel_button, Qt.MouseButton.LeftButton)
    assert not form.remaking.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: form.height() == least)
    assert session.dataset is before


def test_that_the_split_says_that_found_fillings_stay(qtbot: QtBot) -> None:
    session = Session("xor")
    form = DataForm(session)
    qtbot.addWidget(form)
    assert "missing values" not in form.split.toolTip()
    column = SourceColumn("x₁", "input", missing="mean", filled=0.5)
    for columns, told in (((column,), True), ((replace(column, missing="constant"),), False)):
        session.replace_dataset(replace(session.dataset, columns=columns), "Read a table")
        assert ("missing values" in form.split.toolTip()) is told
    session.replace_dataset(replace(session.dataset, columns=(column,)), "Read a table")
    split = session.dataset.with_split(0.5, 2)
    assert split.columns == (column,)
    assert np.array_equal(split.inputs, session.dataset.inputs)


def test_that_an_output_shows_inside_an_update_once_it_is_found(show: Show) -> None:
    session, panel = show("xor")
    kinds = (Kind.OUTPUT, Kind.ERROR)
    whole = [text(panel, row, kind) for row in range(2) for kind in kinds]
    last = len(session.network.layers) - 1
    session.walk_on(0, by_unit=False)
    assert session.walk is not None
    while not session.walk.knows("a", last):
        assert [text(panel, 0, kind) for kind in kinds] == [TO_COME] * 2
        assert [text(panel, 1, kind) for kind in kinds] == whole[2:]
        session.walk_on(0, by_unit=False)
    assert [text(panel, row, kind) for row in range(2) for kind in kinds] == whole
    session.walk_back(by_unit=False)
    assert text(panel, 0, Kind.OUTPUT) == TO_COME
    session.walk_to(None)
    assert [text(panel, row, kind) for row in range(2) for kind in kinds] == whole
