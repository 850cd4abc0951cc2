"""Close the program many times while it trains at full speed, and count the clean ends.

    .venv/bin/python tests/benchmarks/closing.py [--times 50] [--ways close,term,int,wm]

An end is clean with exit status 0 and nothing on stderr. The ways: ``close`` closes the window
from within; ``term`` and ``int`` send the signal; ``wm`` presses Alt+F4 with
xdotool, on which a window manager asks the window to close (needs DISPLAY, and one that does).
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
from bpgui.app import main
from bpgui.app.window import MainWindow

def begin():
    window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
    window.session.load_problem(sys.argv[1])
    window.runner.speed = float("inf")
    window.runner.run()
    print("runs", flush=True)
    if float(sys.argv[2]) >= 0:
        QTimer.singleShot(round(1000 * float(sys.argv[2])), window.close)

QTimer.singleShot(0, begin)
raise SystemExit(main.run())
"""
_PROBLEMS = ("xor", "digits", "spirals")
_End = Callable[[subprocess.Popen[str]], None]


def end_of(problem: str, delay: float, end: _End | None) -> tuple[int, str]:
    """Start the program, end it while it trains, and return its status and its stderr."""
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    environment["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="bpgui-closing-")
    program = [sys.executable, "-c", _PROGRAM, problem, str(delay if end is None else -1)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(program, stdout=pipe, stderr=pipe, text=True, env=environment)
    if end is not None and process.stdout is not None:
        process.stdout.readline()
        time.sleep(delay)
        end(process)
    try:
        _, errors = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        return 99, "still there after 30 seconds"
    noise = "This plugin does not support"  # the offscreen platform says so of every window
    lines = [line for line in errors.splitlines() if noise not in line]
    return process.returncode, "\n".join(lines)


def _signal(number: signal.Signals) -> _End:
    return lambda process: process.send_signal(number)


def _ask_window_manager(process: subprocess.Popen[str]) -> None:
    search = ["search", "--onlyvisible", "--pid", str(process.pid), "--name", "bpgui"]
    command = ["xdotool", *search, "windowactivate", "--sync", "key", "alt+F4"]
    for _ in range(10):  # a key pressed while the window manager places the window may be lost
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, timeout=2, capture_output=True)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
            return


_WAYS: dict[str, _End | None] = {
    "close": None,
    "term": _signal(signal.SIGTERM),
    "int": _signal(signal.SIGINT),
    "wm": _ask_window_manager,
}


def main() -> int:
    """Report how many ends were clean; 1 if one was not."""
    parser = argparse.ArgumentParser(description="Close the program while it trains.")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--ways", default="close,term,int")
    arguments = parser.parse_args()
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failures, random_source = 0, random.Random(1)  # noqa: S311 - nothing secret
    for way in arguments.ways.split(","):
        clean = 0
        for k in range(arguments.times):
            delay = random_source.random() * 0.6
            problem = _PROBLEMS[k % len(_PROBLEMS)]
            status, errors = end_of(problem, delay, _WAYS[way])
            clean += status == 0 and not errors
            if status or errors:
                print(f"{way}: {problem} after {delay:.3f} s: status {status}\n{errors}")
        print(f"{way}: {clean} of {arguments.times} clean", flush=True)
        failures += arguments.times - clean
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
