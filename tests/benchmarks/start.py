"""Measure the cold start: from the command to a painted window that answers.

    .venv/bin/python tests/benchmarks/start.py [--rounds 10] [--json figures.json]

Each round starts a bare window with one plot of pyqtgraph and bpgui, one after the other, each in a
process of its own; the medians are compared. A window is there when it has been painted whole and
its event loop has nothing left to do. The first round compiles the byte code and does not count.
With Xvfb installed and no DISPLAY set, the windows are real ones on a display of their own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.display import require_display

ROOT = Path(__file__).parents[2]
GOAL = 1.5
"""Times the start of a bare window that bpgui's may take."""
COMMAND_GOAL = 0.3
"""Seconds in which ``bpgui --version`` is to answer."""

_WATCH = """
import os, sys, time

def watch(widget):
    from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject

    class Watch(QObject):
        painted = False

        def eventFilter(self, watched, event):
            self.painted = self.painted or event.type() == QEvent.Type.Paint
            return False

        def tell(self):
            if self.painted:
                print(time.monotonic(), flush=True)
                os._exit(0)

    watch = Watch(widget)
    widget.installEventFilter(watch)
    QAbstractEventDispatcher.instance().aboutToBlock.connect(watch.tell)
"""
_BARE = """
import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window, plot = QMainWindow(), pyqtgraph.PlotWidget()
window.setCentralWidget(plot)
window.resize(1440, 900)
window.show()
watch(plot.viewport())
application.exec()
"""
_OURS = """
import bpgui.cli.main as command
find_desktop = command.require_desktop

def attach(application):
    watch(next(w for w in application.topLevelWidgets() if hasattr(w, "diagram")).diagram.view)

def create_application():
    find_desktop()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    application = QApplication(sys.argv[:1])
    QTimer.singleShot(0, lambda: attach(application))  # when the loop starts, before any paint

command.require_desktop = create_application
command.main([])
"""


def start_time(program: str, environment: dict[str, str]) -> float:
    """Return the seconds from the start of a process to what it prints: the time on its clock."""
    command = [sys.executable, "-c", _WATCH + program]
    begin = time.monotonic()
    answer = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return float(answer.stdout) - begin


def command_time(environment: dict[str, str]) -> float:
    """Return the seconds that ``bpgui --version`` takes as a process."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "bpgui", "--version"]
    subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True, timeout=60)
    return time.monotonic() - begin


def measure(rounds: int) -> dict[str, float]:
    """Return the medians in seconds, and the median of the rounds' ratios."""
    with tempfile.TemporaryDirectory(prefix="bpgui-start-") as folder:
        environment = {
            **os.environ,
            "XDG_CONFIG_HOME": folder,
            "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode")),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        rows = []
        for number in range(rounds + 1):
            bare = start_time(_BARE, environment)
            row = (bare, start_time(_OURS, environment), command_time(environment))
            if number:
                rows.append(row)
    bare, ours, command = (statistics.median(times) for times in zip(*rows, strict=True))
    ratio = statistics.median(row[1] / row[0] for row in rows)
    return {"bare_s": bare, "bpgui_s": ours, "ratio": ratio, "version_s": command}


def _verdict(value: float, goal: float) -> str:
    return f"{value:.2f}, goal under {goal}: {'met' if value < goal else 'missed'}"


def main() -> int:
    """Measure and report; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure the cold start.")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--offscreen", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    display = require_display(offscreen=arguments.offscreen)
    figures = measure(arguments.rounds)
    print(f"on {display}, medians of {arguments.rounds} starts")
    print(f"bare PySide6 and pyqtgraph window  {figures['bare_s']:.3f} s")
    print(f"bpgui                              {figures['bpgui_s']:.3f} s")
    print(f"ratio                              {_verdict(figures['ratio'], GOAL)}")
    print(f"bpgui --version, seconds           {_verdict(figures['version_s'], COMMAND_GOAL)}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(figures["ratio"] >= GOAL or figures["version_s"] >= COMMAND_GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
