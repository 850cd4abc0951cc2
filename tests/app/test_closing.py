"""Closing ends the process cleanly, also in the middle of a run."""

import subprocess
import sys

import pytest

_CLOSE_WHILE_TRAINING = """
import os, tempfile
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
application = QApplication([])
from bpgui.app import main
from bpgui.app.window import MainWindow

def begin():
    window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
    window.runner.speed = float("inf")
    window.runner.run()
    QTimer.singleShot({delay}, lambda: close(window))

def close(window):
    if not window.close():  # it has been trained already, and asks
        box = window.findChild(QMessageBox)
        box.button(QMessageBox.StandardButton.Discard).click()

QTimer.singleShot(0, begin)
raise SystemExit(main.run())
"""

_OFFSCREEN = "This plugin does not support propagateSizeHints()\n"
"""What the offscreen platform says when the question is shown."""


@pytest.mark.parametrize("delay", [0, 5, 50, 200, 400])
def test_that_closing_while_training_ends_with_status_0(delay: int) -> None:
    program = _CLOSE_WHILE_TRAINING.replace("{delay}", str(delay))
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.replace(_OFFSCREEN, "") == ""
