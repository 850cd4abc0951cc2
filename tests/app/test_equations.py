"""The equations in the window: a key opens them, and steps of the window light them."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.ui.equations.panel import EquationsPanel
from tests.app.hands import CONTROL, activate, press


def states(panel: EquationsPanel) -> list[str]:
    return [row.state for row in panel.rows.values()]


def test_that_a_key_opens_the_equations_and_steps_light_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    activate(window, qtbot)
    press(window, Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.AltModifier)
    panel = window.findChild(EquationsPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)

    for _ in range(2):
        window.runner.step("phase")

    assert states(panel)[:2] == ["lit", "later"]
    assert panel.subtitle == "layer Hidden 1, pattern 1"
    window.session.load_problem("iris")
    assert states(panel)[:3] == ["soft", "soft", "idle"]
    qtbot.waitUntil(lambda: "Σₖ yₖ ln ŷₖ" in panel.rows["loss"].formula.text)
