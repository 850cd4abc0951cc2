import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.ui.controls.training_panel import TrainingPanel
from bpgui.ui.panel import Panel
from bpgui.ui.weight_table.panel import WeightTablePanel


@pytest.mark.parametrize(
    ("key", "dock", "kind"),
    [("training", "training", TrainingPanel), ("weight_table", "weights", WeightTablePanel)],
)
def test_that_a_panel_closed_at_first_is_made_when_it_is_shown(
    window: MainWindow, qtbot: QtBot, key: str, dock: str, kind: type
) -> None:
    assert window.findChild(kind) is None
    window.actions_by_key[key].trigger()
    qtbot.waitUntil(lambda: window.findChild(kind) is not None)
    panel = window.findChild(kind)
    assert isinstance(panel, Panel)
    assert panel.isVisible()
    assert window.workbench.docks[dock].windowTitle() == panel.title
    for button in panel.findChildren(QAbstractButton):
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus


def test_that_a_late_panel_follows_the_session(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_key["training"].trigger()
    panel = window.panels["training"]
    qtbot.waitUntil(lambda: panel.subtitle == "update after each pattern")
    window.session.load_problem("digits")
    assert panel.subtitle.startswith("update after each mini-batch")


def test_that_the_window_starts_without_what_it_needs_later() -> None:
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from bpgui.app.window import MainWindow\n"
        "window = MainWindow()\n"
        "window.show()\n"
        "application.processEvents()\n"
        "late = ('numba', 'numpy.ma', 'bpgui.formats.table', 'bpgui.formats.weights', "
        "'bpgui.ui.data.import_sheet', 'bpgui.ui.weight_table.panel')\n"
        "print('loaded', [name for name in late if name in sys.modules])\n"
        "window.close()\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.splitlines()[-1] == "loaded []"
