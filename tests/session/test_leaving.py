"""Sessions that are given up, and a process that ends with some, leave without a crash."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import gc
import sys
import tempfile

folder = tempfile.TemporaryDirectory()  # whose finalizer makes those of sessions run after Qt's
from PySide6.QtWidgets import QApplication

from bpgui.session.session import Session
from bpgui.training.runner import Runner

application = QApplication([]) if sys.argv[2] == "application" else None
kept = []
for k in range(20):
    session = Session()
    runner = Runner(session)
    for index in range(8):
        session.set_parameter(index, 0.5 * k + index)
    session.undo()
    runner.step()
    runner.run()
    runner.pause()
    cycle = [session, runner]
    cycle.append(cycle)
    session.cycle = cycle
    kept.append(cycle)
    if sys.argv[1] == "one by one":
        kept.clear()
del session, runner, cycle
if sys.argv[1] == "collected":
    kept.clear()
    gc.collect()
if sys.argv[1] == "left to the end":
    kept.clear()
"""


@pytest.mark.parametrize("about", ["application", "no application"])
@pytest.mark.parametrize("way", ["one by one", "collected", "left to the end", "kept"])
def test_that_sessions_with_undo_entries_end_without_a_crash(way: str, about: str) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", SCRIPT, way, about]
    ended = subprocess.run(
        command, cwd=root, check=False, timeout=60, stderr=subprocess.PIPE, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")
