"""The program itself, killed without warning, and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bpgui.core.trainer import Trainer, TrainingState
from bpgui.session.session import Session
from bpgui.training.runner import Runner

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process there is not killed like this")

_PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

application = QApplication([])
from bpgui.app import main, safekeeping
from bpgui.app.autosave import Timing
from bpgui.app.window import MainWindow

script, report = sys.argv[1], Path(sys.argv[2])

def begin():
    window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
    session, runner = window.session, window.runner

    def tell(**said):
        part = report.with_suffix(".part")
        part.write_text(json.dumps(said))
        part.replace(report)

    exec(script, {**globals(), **locals()})

QTimer.singleShot(0, begin)
main.run(timing=Timing(edits=0.3, training=0.6))
"""
SPEED = 1000
"""Updates a second."""
_EDITS = """
session.set_parameter(0, 2.5)
tell()
"""
_TRAINS = f"""
runner.step("sweep")
session.set_parameter(0, 4.5)
session.change_settings(learning_rate=0.125)
runner.speed = {SPEED}
runner.run()
look = QTimer(window)
look.timeout.connect(lambda: tell(updates=session.updates))
look.start(20)
"""
_RECOVERS = """
offered = len(window.findChild(safekeeping.Safekeeping).bar.offered)
buttons = {b.accessibleName(): b for b in window.findChildren(QPushButton)}
buttons["Recover “XOR”"].click()
tell(
    offered=offered,
    updates=session.updates,
    rate=session.settings.learning_rate,
    parameters=session.network.parameters.tolist(),
    velocity=session.velocity.tolist(),
)
"""


class Program:
    """A process of the program, which does what a script says once its window is there."""

    def __init__(self, folder: Path, number: int, script: str) -> None:
        self._report = folder / f"report-{number}.json"
        home = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA")}
        self._errors = folder / f"errors-{number}.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, script, str(self._report)],
                env={**os.environ, **home},
                stderr=errors,
            )

    def report(self) -> dict[str, Any]:
        """What the script told last; waits for the first."""
        deadline = time.monotonic() + 60
        while not self._report.exists():
            assert self._process.poll() is None, self._errors.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        told: dict[str, Any] = json.loads(self._report.read_text())
        return told

    def kill(self) -> None:
        """Kill it without warning."""
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Ask it to end, as the system does."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=90)


class Programs:
    """Starts processes with one home, and leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._all: list[Program] = []

    def start(self, script: str) -> Program:
        """Start one."""
        self._all.append(Program(self._folder, len(self._all), script))
        return self._all[-1]

    def wait_for_autosaves(self, count: int) -> None:
        """Wait until so many instances have written one."""
        deadline = time.monotonic() + 60
        while len(list(self._folder.glob("DATA/**/session.bpgui"))) < count:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def kill_all(self) -> None:
        for program in self._all:
            program.kill()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    programs = Programs(tmp_path)
    yield programs
    programs.kill_all()


@pytest.mark.alone
def test_that_kill_9_costs_no_edit_and_little_training_with_another_instance_beside(
    programs: Programs,
) -> None:
    living, dying = programs.start(_EDITS), programs.start(_TRAINS)
    living.report()
    programs.wait_for_autosaves(2)
    while (last := dying.report()["updates"]) < 3 * SPEED:
        time.sleep(0.01)
    dying.kill()

    found = programs.start(_RECOVERS).report()

    assert found["offered"] == 1  # the other lives
    assert found["rate"] == 0.125
    assert found["updates"] > last - 2 * SPEED  # 0.6 s, and what a busy machine takes
    expected = _trained(found["updates"])
    assert found["parameters"] == expected.parameters.tolist()
    assert found["velocity"] == expected.velocity.tolist()
    assert living.end() == 0


def _trained(updates: int) -> TrainingState:
    """What the killed program had after so many updates, computed anew."""
    session = Session()
    runner = Runner(session)
    runner.step("sweep")
    session.set_parameter(0, 4.5)
    session.change_settings(learning_rate=0.125)
    runner.shutdown()
    data, state = session.dataset, session.document.training_state
    trainer = Trainer(session.network, data.x_train, data.y_train, session.settings, state)
    trainer.advance(updates - state.updates)
    return trainer.state()
