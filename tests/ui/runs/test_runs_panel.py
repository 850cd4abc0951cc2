"""The table of runs: what it says, what is bold, and what its buttons do."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.runs.columns import COLUMNS
from bpgui.ui.runs.panel import RunsPanel
from bpgui.ui.theme import prepare_application
from tests.ui.plots.training import train

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    session = Session()
    train(session, 5)
    return session


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> RunsPanel:
    panel = RunsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 240)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def cell(panel: RunsPanel, row: int, title: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    column = [column.title for column in COLUMNS].index(title)
    return panel.model.index(row, column).data(role)


def click_cell(panel: RunsPanel, row: int, x: int | None = None) -> None:
    rect = panel.table.visualRect(panel.model.index(row, 0))
    at = rect.center() if x is None else QPoint(rect.left() + x, rect.center().y())
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=at)


def test_that_a_kept_run_stands_below_the_present_one(panel: RunsPanel, session: Session) -> None:
    QTest.mouseClick(panel.keep, LEFT)
    train(session, 4)
    session.change_settings(learning_rate=0.5)
    panel.synchronize()

    assert [cell(panel, row, "Run") for row in (0, 1)] == ["now", "A"]
    assert [cell(panel, row, "Sweeps") for row in (0, 1)] == ["9", "5"]
    assert [cell(panel, row, "η") for row in (0, 1)] == ["0.5", "0.25"]
    assert cell(panel, 1, "η", Qt.ItemDataRole.FontRole)
    assert not cell(panel, 1, "α", Qt.ItemDataRole.FontRole)
    assert panel.subtitle == "1 kept"


def test_that_the_buttons_act_on_the_selected_run(panel: RunsPanel, session: Session) -> None:
    assert not any(button.isEnabled() for button in panel.buttons)
    QTest.mouseClick(panel.keep, LEFT)
    go_back, use_settings, forget = panel.buttons
    train(session, 4)
    session.change_settings(learning_rate=0.5)
    click_cell(panel, 1)
    QTest.mouseClick(use_settings, LEFT)
    assert session.settings.learning_rate == 0.25
    QTest.mouseClick(go_back, LEFT)
    assert session.sweep == 5
    QTest.mouseClick(forget, LEFT)
    assert session.kept_runs == ()
    assert not go_back.isEnabled()


def test_that_a_tick_hides_the_curve(panel: RunsPanel, session: Session) -> None:
    QTest.mouseClick(panel.keep, LEFT)
    click_cell(panel, 1, x=14)
    assert not session.kept_runs[0].shown


def test_that_a_name_is_typed_over_or_refused(
    panel: RunsPanel, session: Session, qtbot: QtBot
) -> None:
    QTest.mouseClick(panel.keep, LEFT)
    panel.table.setFocus()
    panel.table.edit(panel.model.index(1, 0))
    editor = panel.table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "slow")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.kept_runs[0].name == "slow")
    train(session, 1)
    session.keep_run()
    with qtbot.waitSignal(session.message):
        panel.model.setData(panel.model.index(2, 0), "slow")
