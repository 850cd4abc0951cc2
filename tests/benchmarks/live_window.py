"""Measure the real window while it trains: frames, speed, answers to clicks, memory.

    .venv/bin/python tests/benchmarks/live_window.py [--seconds 2] [--problems xor,digits]

Slices of frames without training, of training at full speed with the window, and of training
without it alternate, so that what else the machine does touches all alike: compare within a run.
With DISPLAY set the window is a real one, otherwise it is offscreen.
"""

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="bpgui-benchmark-")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.ui.theme import prepare_application
from tests.benchmarks.event_loop import memory, wait
from tests.benchmarks.large_data import LARGE, open_large
from tests.benchmarks.window_probe import Frames, WindowProbe

_CLICKS = 5


def measure(window: MainWindow, problem: str, seconds: float, rounds: int) -> dict[str, float]:
    """Measure one problem; times in milliseconds, speeds in updates a second."""
    open_problem(window, problem)
    probe = WindowProbe(window)
    wait(0.5)
    start = memory()
    rows = []
    for _ in range(rounds):
        idle = probe.idle_frames(seconds)
        trained, speed = probe.training(seconds)
        row = {"bare": probe.windowless(seconds), "speed": speed}
        row |= {f"idle_{key}": value for key, value in _figures(idle).items()}
        rows.append(row | _figures(trained))
    figures = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    figures["share"] = statistics.median(row["speed"] / row["bare"] for row in rows)
    figures["pause_ms"] = 1000 * max(probe.pause_delay() for _ in range(_CLICKS))
    figures["select_ms"] = 1000 * max(probe.selection_delay() for _ in range(_CLICKS))
    figures["memory_start"], figures["memory_end"] = start, memory()
    return figures


def open_problem(window: MainWindow, problem: str) -> None:
    """Open a built-in problem by its key, or the large synthetic one."""
    if problem in LARGE:
        open_large(window.session, LARGE[problem])
    else:
        window.session.load_problem(problem)
    window.runner.speed = math.inf


def _figures(frames: Frames) -> dict[str, float]:
    intervals = 1000 * frames.intervals()
    p50, p95, p99 = np.percentile(intervals, [50, 95, 99])
    handler = 1000 * statistics.median(frames.handlers or [math.nan])
    return {
        "fps": 1000 / float(intervals.mean()),
        "p50": float(p50),
        "p95": float(p95),
        "p99": float(p99),
        "worst": float(intervals.max()),
        "handler": handler,
    }


def _print_table(results: dict[str, dict[str, float]]) -> None:
    print("times in ms, speeds in updates a second, memory in MB; medians, clicks the worst of 5")
    keys = list(next(iter(results.values())))
    print(f"{'':14}" + "".join(f"{problem:>13}" for problem in results))
    for key in keys:
        cells = "".join(f"{figures[key]:13,.2f}" for figures in results.values())
        print(f"{key:14}{cells}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the window while it trains.")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a slice")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--problems", default="xor,digits", help=f"keys, or {', '.join(LARGE)}")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


def main() -> None:
    """Measure and report."""
    arguments: Any = _arguments()
    application = QApplication(sys.argv[:1])
    prepare_application(application, "light")
    results: dict[str, dict[str, float]] = {}
    for problem in arguments.problems.split(","):
        window = MainWindow()
        window.show()
        wait(0.5)
        results[problem] = measure(window, problem, arguments.seconds, arguments.rounds)
        window.close()
    _print_table(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
