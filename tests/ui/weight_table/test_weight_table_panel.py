"""The weight table: it shows the session's weights, and typing, pasting and keys change them."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.creation import create_dataset
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.weight_table import WeightTablePanel
from bpgui.ui.weight_table.weight_clipboard import pasted_numbers, placed, tab_separated
from bpgui.ui.weight_table.weight_edits import Cell
from bpgui.ui.weight_table.weight_model import LOCKED_ROLE, WeightModel

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session() -> Session:
    return Session("xor")


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> WeightTablePanel:
    panel = WeightTablePanel(session)
    qtbot.addWidget(panel)
    panel.resize(520, 300)
    panel.show()
    return panel


def click(panel: WeightTablePanel, row: int, column: int) -> None:
    centre = panel.table.visualRect(panel.model.index(row, column)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def type_into(panel: WeightTablePanel, row: int, column: int, typed: str) -> None:
    click(panel, row, column)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    editor = panel.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def cell(panel: WeightTablePanel, row: int, column: int) -> str:
    return str(panel.model.index(row, column).data())


def select(panel: WeightTablePanel, top: int, left: int, bottom: int, right: int) -> None:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            index: QModelIndex = panel.model.index(row, column)
            flag = QItemSelectionModel.SelectionFlag.Select
            panel.table.selectionModel().select(index, flag)


def test_that_the_table_shows_weights_and_biases_with_names(
    panel: WeightTablePanel, session: Session
) -> None:
    matrix = session.network.matrix(1)
    shown = [[cell(panel, row, column) for column in range(3)] for row in range(3)]
    assert shown == [[f"{value:.3f}".replace("-", "−") for value in row] for row in matrix]
    titles = [panel.model.headerData(c, Qt.Orientation.Horizontal) for c in range(3)]
    assert titles == ["x₁", "x₂", "bias"]
    assert panel.model.headerData(1, Qt.Orientation.Vertical) == "h₂"
    assert panel.subtitle == "Hidden 1 · 3 × 3"


def test_that_a_typed_weight_is_set_and_enter_goes_down(
    panel: WeightTablePanel, session: Session
) -> None:
    before = session.network.weights(1, 0)[0, 1]
    type_into(panel, 0, 1, "-1/4")
    assert session.network.weights(1, 0)[0, 1] == -0.25
    assert cell(panel, 0, 1) == "−0.250"
    assert panel.table.currentIndex().row() == 1
    session.undo()
    assert session.network.weights(1, 0)[0, 1] == before


def test_that_a_wrong_number_keeps_the_weight_and_says_why(
    panel: WeightTablePanel, session: Session
) -> None:
    before = session.network.parameters
    type_into(panel, 0, 0, "big")
    assert session.network.parameters is before
    assert "“big” is not a number" in panel.sentence.text()
    assert panel.sentence.isVisible()
    assert panel.table.cell_delegate.is_editing


def test_that_another_layer_can_be_chosen(panel: WeightTablePanel, session: Session) -> None:
    QTest.keyClick(panel.layers, Qt.Key.Key_End)
    assert panel.model.layer == 2
    assert cell(panel, 0, 3) == f"{session.network.matrix(2)[0, 3]:.3f}".replace("-", "−")


def test_that_a_chosen_layer_stays_until_something_else_is_selected(
    panel: WeightTablePanel, session: Session
) -> None:
    session.select(ParameterSelection(session.network.weight_index(1, 0, 0, 0)))
    QTest.keyClick(panel.layers, Qt.Key.Key_End)
    session.add_unit(1)
    assert panel.model.layer == 2
    assert panel.table.selectedIndexes() == []
    session.select(ParameterSelection(session.network.weight_index(1, 0, 0, 1)))
    assert panel.model.layer == 1
    assert [(i.row(), i.column()) for i in panel.table.selectedIndexes()] == [(0, 1)]


def test_that_delete_removes_connections_and_typing_brings_them_back(
    panel: WeightTablePanel, session: Session
) -> None:
    select(panel, 0, 0, 0, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert session.network.present_block(1, 0)[0].tolist() == [False, False]
    assert cell(panel, 0, 0) == "–"
    type_into(panel, 0, 1, "0,5")
    assert session.network.present_block(1, 0)[0].tolist() == [False, True]
    assert session.network.weights(1, 0)[0, 1] == 0.5
    session.undo()
    session.undo()
    assert session.network.present.all()


def test_that_a_bias_is_not_removed(panel: WeightTablePanel, session: Session) -> None:
    click(panel, 0, 2)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert session.network.present.all()
    assert "bias cannot be removed" in panel.sentence.text()


def test_that_typing_connects_layers_that_were_not(
    panel: WeightTablePanel, session: Session
) -> None:
    panel.model.show_block(2, 0)
    assert cell(panel, 0, 0) == "–"
    type_into(panel, 0, 0, "1.5")
    assert session.network.sources(2) == (0, 1)
    assert session.network.weights(2, 0)[0, 0] == 1.5
    assert session.network.present_block(2, 0).tolist() == [[True, False]]
    assert panel.model.source == 0
    assert cell(panel, 0, 0) == "1.500"


def test_that_selected_weights_are_locked_and_unlocked_by_the_menu(
    panel: WeightTablePanel, session: Session
) -> None:
    select(panel, 1, 0, 1, 1)
    actions = {action.text(): action for action in panel.table.context_menu().actions()}
    assert actions["Lock"].isEnabled()
    assert not actions["Unlock"].isEnabled()
    actions["Lock"].trigger()
    assert session.network.locked_block(1, 0)[1].tolist() == [True, True]
    assert panel.model.index(1, 0).data(LOCKED_ROLE)
    session.undo()
    assert not session.network.locked.any()


def test_that_a_locked_weight_is_drawn_with_a_lock(
    qtbot: QtBot, panel: WeightTablePanel, session: Session
) -> None:
    index = panel.model.index(0, 0)
    before = panel.table.viewport().grab(panel.table.visualRect(index)).toImage()
    session.set_locked(0, True)
    qtbot.waitUntil(
        lambda: panel.table.viewport().grab(panel.table.visualRect(index)).toImage() != before
    )


def test_that_copied_cells_paste_elsewhere_as_one_entry(
    panel: WeightTablePanel, session: Session
) -> None:
    start = session.network.parameters
    select(panel, 0, 0, 1, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().count("\t") == 2
    panel.table.clearSelection()
    click(panel, 1, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_V, CONTROL)
    old = start.reshape(-1)[:9].reshape(3, 3)
    assert np.array_equal(session.network.matrix(1)[1:, 1:], old[:2, :2])
    assert session.undo_stack.count() == 1
    session.undo()
    assert np.array_equal(session.network.parameters, start)


def test_that_pasting_over_gaps_connects_in_the_same_entry(
    panel: WeightTablePanel, session: Session
) -> None:
    session.remove_connection(1, 0, 0, 0)
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n")
    click(panel, 0, 0)
    QTest.keyClick(panel.table, Qt.Key.Key_V, CONTROL)
    assert session.network.matrix(1)[:2].tolist() == [[1, 2, 3], [4, 5, 6]]
    session.undo()
    assert not session.network.present_block(1, 0)[0, 0]


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("1\tx", "Pasted row 1, column 2"),
        ("1\t2\t3\t4", "the table has 3 rows and 3 columns"),
        ("", "no numbers to paste"),
    ],
)
def test_that_what_cannot_be_pasted_changes_nothing(
    panel: WeightTablePanel, session: Session, pasted: str, sentence: str
) -> None:
    QGuiApplication.clipboard().setText(pasted)
    before = session.network.parameters
    click(panel, 0, 0)
    QTest.keyClick(panel.table, Qt.Key.Key_V, CONTROL)
    assert session.network.parameters is before
    assert sentence in panel.sentence.text()
    assert panel.sentence.isVisible()


def test_that_a_click_selects_the_weight_everywhere(
    panel: WeightTablePanel, session: Session
) -> None:
    click(panel, 2, 1)
    assert session.selection == ParameterSelection(session.network.weight_index(1, 2, 0, 1))


def test_that_a_weight_selected_elsewhere_is_framed_here(
    panel: WeightTablePanel, session: Session
) -> None:
    session.select(ParameterSelection(session.network.weight_index(2, 0, 1, 2)))
    assert panel.model.layer == 2
    assert [(i.row(), i.column()) for i in panel.table.selectedIndexes()] == [(0, 2)]
    assert panel.layers.currentText() == "Output"
    session.select(None)
    assert panel.table.selectedIndexes() == []


def test_that_numbers_follow_the_session(
    qtbot: QtBot, panel: WeightTablePanel, session: Session
) -> None:
    with qtbot.waitSignal(panel.model.dataChanged):
        session.set_parameter(0, 2.5)
    assert cell(panel, 0, 0) == "2.500"


def test_that_the_table_follows_another_topology(panel: WeightTablePanel, session: Session) -> None:
    session.add_unit(1)
    assert panel.model.rowCount() == 4
    session.load_problem("worked-example")
    assert (panel.model.rowCount(), panel.model.columnCount()) == (1, 2)
    session.undo()
    assert panel.model.rowCount() == 4


def test_that_a_large_layer_asks_for_visible_cells_only(
    session: Session, panel: WeightTablePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = initialise(create_network((784, 128, 1)), Initialisation())
    session.load_network(network, create_dataset("wide", np.eye(784)[:4], np.ones((4, 1))), "Wide")
    assert (panel.model.rowCount(), panel.model.columnCount()) == (128, 785)
    asked: set[tuple[int, int]] = set()
    original = WeightModel.cell

    def counting(model: WeightModel, index: QModelIndex) -> Cell:
        asked.add((index.row(), index.column()))
        return original(model, index)

    monkeypatch.setattr(WeightModel, "cell", counting)
    panel.grab()
    assert 0 < len(asked) < 400


def test_that_tab_separated_text_reads_back() -> None:
    cells = {(1, 1): "0.5", (2, 2): "-3"}
    assert tab_separated(cells) == "0.5\t\n\t-3"
    assert pasted_numbers("0,5\t\r\n\t−3\r\n") == {(0, 0): 0.5, (1, 1): -3.0}


def test_that_one_number_fills_all_selected_cells() -> None:
    assert placed({(0, 0): 2.0}, [(1, 1), (3, 2)]) == {(1, 1): 2.0, (3, 2): 2.0}
    assert placed({(0, 0): 2.0, (0, 1): 3.0}, [(1, 1)]) == {(1, 1): 2.0, (1, 2): 3.0}


def test_that_arrow_keys_move_in_the_table_though_the_window_steps_with_them(
    qtbot: QtBot, panel: WeightTablePanel
) -> None:
    with qtbot.waitActive(panel):
        panel.activateWindow()
    step = QAction("Step", panel)
    step.setShortcut("Right")
    panel.addAction(step)
    stepped: list[bool] = []
    step.triggered.connect(stepped.append)
    click(panel, 0, 0)
    QTest.keyClick(panel.table, Qt.Key.Key_Right)
    assert panel.table.currentIndex().column() == 1
    assert stepped == []
