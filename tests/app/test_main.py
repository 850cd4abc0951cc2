"""The first launch shows the whole window, on small screens too."""

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from bpgui.app.main import show
from bpgui.app.window import MainWindow


@pytest.mark.parametrize(("fresh", "maximized"), [(True, True), (False, False)])
def test_that_a_window_as_high_as_the_screen_starts_maximized(
    window: MainWindow, qtbot: QtBot, fresh: bool, maximized: bool
) -> None:
    window.hide()
    window.resize(window.screen().availableSize())  # a title bar would push its end off the screen

    show(window, fresh=fresh)

    qtbot.waitExposed(window)
    assert window.isMaximized() is maximized


def test_that_a_window_with_room_around_it_keeps_its_first_size(window: MainWindow) -> None:
    window.hide()
    window.setMinimumSize(QSize(0, 0))
    size = window.screen().availableSize() - QSize(60, 60)
    window.resize(size)

    show(window, fresh=True)

    assert not window.isMaximized()


def test_that_a_single_pattern_is_told_as_one(window: MainWindow) -> None:
    window.session.load_problem("worked-example")
    assert window.status_line._state.text().startswith("Ready: 1 pattern to learn.")
