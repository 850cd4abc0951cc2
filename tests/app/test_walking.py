"""Going through an update in the real window, with keys alone."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from tests.app.hands import SHIFT, activate, press


def state(window: MainWindow) -> str:
    return window.status_line._state.text()


def test_that_keys_lead_through_an_update_and_back(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    session = window.session
    weights = session.network.parameters

    press(window, Qt.Key.Key_F8)
    assert state(window) == "Paused in sweep 0, pattern 1 of 4: presented"
    press(window, Qt.Key.Key_F7)
    assert state(window) == "Paused in sweep 0, pattern 1 of 4: forward, z of h₁"
    press(window, Qt.Key.Key_F8)
    assert state(window) == "Paused in sweep 0, pattern 1 of 4: forward, z of Hidden 1"
    seen = []
    while not session.updates:
        seen.append(state(window))
        assert session.network.parameters is weights
        press(window, Qt.Key.Key_F8)
    assert seen[-1].endswith("update, the change of every weight")
    assert state(window) == "Paused in sweep 0, next is pattern 2 of 4"

    for text in reversed(seen):
        press(window, Qt.Key.Key_F8, SHIFT)
        assert state(window) == text
    assert session.updates == 0
    press(window, Qt.Key.Key_F7, SHIFT)
    assert state(window).endswith("z of h₂")


def test_that_right_and_left_take_the_step_chosen_beside_the_button(
    window: MainWindow, qtbot: QtBot
) -> None:
    activate(window, qtbot)
    window.controls.set_grain("phase")

    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Right)
    assert state(window).endswith("forward, z of Hidden 1")
    press(window, Qt.Key.Key_Left)
    assert state(window).endswith("presented")
    press(window, Qt.Key.Key_Left)
    assert window.session.walk is None


def test_that_running_leaves_the_update(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    for _ in range(5):
        press(window, Qt.Key.Key_F8)

    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.updates > 3)
    press(window, Qt.Key.Key_Space)

    assert window.session.walk is None
    assert ": " not in state(window)
