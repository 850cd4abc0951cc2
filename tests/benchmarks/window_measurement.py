"""Measuring one case: a problem in the real window, trained by one of the kernels."""

import math
import statistics
import sys
import time

import numpy as np
from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness
from bpgui.core.kernels import with_kernel
from bpgui.ui.theme import prepare_application
from tests.benchmarks.event_loop import busy_seconds, memory, wait
from tests.benchmarks.large_data import LARGE, open_large
from tests.benchmarks.window_probe import Frames, WindowProbe

_CLICKS = 5


def measure(problem: str, kernel: str, seconds: float, rounds: int) -> tuple[str, dict[str, float]]:
    """Return the kernel that served, and the figures: milliseconds, updates a second, megabytes."""
    application = QApplication(sys.argv[:1])
    prepare_application(application, "light")
    if kernel != "numpy":
        readiness.prepare()
    window = MainWindow()
    window.show()
    wait(0.5)
    _open(window, problem, kernel)
    probe = WindowProbe(window)
    wait(0.5)
    start = memory()
    rows = [_round(probe, seconds) for _ in range(rounds)]
    figures = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    figures["pause_ms"] = 1000 * max(probe.pause_delay() for _ in range(_CLICKS))
    figures["select_ms"] = 1000 * max(probe.selection_delay() for _ in range(_CLICKS))
    figures["hover_ms"] = 1000 * max(probe.hover_delay() for _ in range(_CLICKS))
    figures["memory_start"], figures["memory_end"] = start, memory()
    served = with_kernel(window.session.settings, window.session.network).kernel
    window.close()
    return served, figures


def _open(window: MainWindow, problem: str, kernel: str) -> None:
    """Open a built-in problem by its key, or a large synthetic one."""
    if problem in LARGE:
        open_large(window.session, LARGE[problem])
    else:
        window.session.load_problem(problem)
    window.session.change_settings(kernel=kernel)
    window.runner.speed = math.inf


def _round(probe: WindowProbe, seconds: float) -> dict[str, float]:
    """Measure one slice of each kind, and what the last is of the others."""
    idle = _figures(probe.idle_frames(seconds))
    frames, speed = probe.training(seconds)
    busy, own = busy_seconds(), time.process_time()
    began = time.perf_counter()
    bare = probe.windowless(seconds)
    others = busy_seconds() - busy - (time.process_time() - own)
    others /= time.perf_counter() - began
    trained = _figures(frames)
    return {
        **{f"idle_{key}": value for key, value in idle.items()},
        **trained,
        "speed": speed,
        "bare": bare,
        "others": max(0.0, others),
        "share": speed / bare,
        "fps_share": trained["fps"] / idle["fps"],
        "p95_ratio": trained["p95"] / idle["p95"],
        "p99_ratio": trained["p99"] / idle["p99"],
    }


def _figures(frames: Frames) -> dict[str, float]:
    intervals = 1000 * frames.intervals()
    p50, p95, p99 = np.percentile(intervals, [50, 95, 99])
    return {
        "fps": 1000 / float(intervals.mean()),
        "diagram_fps": 1000 * frames.paints / float(intervals.sum()),
        "p50": float(p50),
        "p95": float(p95),
        "p99": float(p99),
        "worst": float(intervals.max()),
        "handler": 1000 * statistics.median(frames.handlers or [math.nan]),
    }
