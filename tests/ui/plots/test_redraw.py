import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bpgui.ui.plots.redraw import Redraw


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_that_a_clean_panel_is_not_drawn(panel: QWidget) -> None:
    drawn: list[int] = []
    redraw = Redraw(panel, lambda: drawn.append(1))
    panel.show()
    redraw.draw_now()
    redraw._not_before = 0.0  # rested
    redraw.refresh()
    assert len(drawn) == 1


def test_that_many_reasons_are_one_drawing(panel: QWidget, qtbot: QtBot) -> None:
    drawn: list[int] = []
    redraw = Redraw(panel, lambda: drawn.append(1))
    panel.show()
    redraw.draw_now()
    for _ in range(50):
        redraw.mark()
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert not redraw.marked


def test_that_drawings_keep_their_distance(panel: QWidget, qtbot: QtBot) -> None:
    drawn: list[int] = []
    redraw = Redraw(panel, lambda: drawn.append(1), shortest=0.2)
    panel.show()
    redraw.draw_now()
    redraw.mark()
    redraw.refresh()
    assert len(drawn) == 1
    qtbot.waitUntil(lambda: len(drawn) == 2)


def test_that_a_hidden_panel_is_drawn_when_it_is_shown(panel: QWidget, qtbot: QtBot) -> None:
    drawn: list[int] = []
    redraw = Redraw(panel, lambda: drawn.append(1))
    redraw.mark()
    redraw.refresh()
    assert not drawn
    panel.show()
    qtbot.waitUntil(lambda: len(drawn) == 1)
