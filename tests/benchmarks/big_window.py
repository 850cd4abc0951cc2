"""The window with 60,000 pictures open: how long what a person does keeps it from answering."""

import math
import resource
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from bpgui.app.window import MainWindow
from bpgui.data.creation import create_dataset
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.ui.data.columns import Kind
from tests.benchmarks.event_loop import memory, wait, wait_until
from tests.benchmarks.gap_probe import Gap, GapProbe, figures_of
from tests.benchmarks.large_data import open_large

_SETTLED = 1.2
"""Seconds after which everything that follows an action has happened."""


def measure_window(window: MainWindow, rows: int) -> dict[str, float]:
    """Return the longest gap of the event loop in milliseconds for each action."""
    window.runner.speed = math.inf
    open_large(window.session, rows)
    wait(1.5)
    probe = GapProbe()
    figures: dict[str, float] = {}
    for name, act in _actions(window).items():
        figures |= figures_of(name, probe.longest_during(act, _SETTLED))
        if name.startswith("run"):
            wait_until(lambda: window.session.updates > 0, 5.0)
            window.runner.pause()
        wait(0.3)
    figures["run_delay"] = _run_delay(window)
    figures |= _way_back(window, probe)
    figures |= figures_of("hover_while_running", _hovering(window, probe))
    figures["memory_mb"] = memory()
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return figures


def measure_regression(window: MainWindow, rows: int) -> dict[str, float]:
    """Open as many patterns with a number as target, whose outputs are drawn over it."""
    probe, session = GapProbe(), window.session
    rng = np.random.default_rng(4)
    inputs = rng.random((rows, 784))
    data = create_dataset("Numbers", inputs, inputs[:, :1] + inputs[:, 1:2])
    session.load_dataset(data)
    wait(1.5)
    session.change_settings(learning_rate=0.0001)
    gaps = {"scatter": probe.longest_during(window.output_panel.redraw.mark, _SETTLED)}
    window.runner.run()
    wait_until(lambda: session.updates > 0, 5.0)
    gaps["scatter_while_running"] = probe.longest_during(window.output_panel.redraw.mark, 2.0)
    gaps["scatter_pause"] = probe.longest_during(window.runner.pause, _SETTLED)
    chart = window.output_panel.view.chart
    if chart is not None:
        gaps["scatter_pointed"] = probe.longest_during(lambda: chart.pointed.emit((0.5, 0.5)))
    return {
        key: value for name, gap in gaps.items() for key, value in figures_of(name, gap).items()
    }


def _actions(window: MainWindow) -> dict[str, Callable[[], object]]:
    session, panel = window.session, window.data_panel
    scaling = panel.form.input_scaling
    rng = np.random.default_rng(3)

    def scale(kind: str) -> None:
        scaling.setCurrentIndex(scaling.findData(kind))
        scaling.activated.emit(scaling.currentIndex())

    def run() -> None:
        QTest.mouseClick(window.controls.run_button, Qt.MouseButton.LeftButton)

    def present() -> None:
        panel.table.pattern_chosen.emit(int(rng.integers(session.dataset.n_patterns)))

    def select() -> None:
        session.select(UnitSelection(1, 5))

    def select_weight() -> None:
        session.select(ParameterSelection(1234))

    return {
        "close data panel": window.workbench.docks["data"].close,
        "open data panel": lambda: window.workbench.show_dock("data"),
        "show weight table": lambda: window.workbench.show_dock("weights"),
        "show training panel": lambda: window.workbench.show_dock("training"),
        "show details": lambda: window.workbench.show_dock("details"),
        "run first": run,
        "edit an input": lambda: _edit(window, Kind.INPUT, "0.25"),
        "edit a class": lambda: _edit(window, Kind.TARGET_CLASS, "3"),
        "run after edits": run,
        "present a pattern": present,
        "present another": present,
        "select a unit": select,
        "select a weight": select_weight,
        "split": lambda: panel.form.split.setValue(20),
        "run after split": run,
        "show test patterns": lambda: _show_set(window, "Test"),
        "confusion of test": lambda: setattr(window.output_panel, "shows_test", True),
        "scale": lambda: scale("z-score"),
        "run after scaling": run,
        "undo run": session.undo,
        "undo scaling": session.undo,
        "redo scaling": session.redo,
        "new weights": session.new_weights,
        "add a unit": window.actions_by_key["add_unit"].trigger,
        "undo unit": session.undo,
        "reset": session.reset,
        "step": lambda: window.runner.step("update"),
        "step back": lambda: window.runner.back("update"),
        "full sweep batch": lambda: session.change_settings(update="sweep"),
        "hover": lambda: _move_over(window, 0),
    }


def _edit(window: MainWindow, kind: Kind, text: str) -> None:
    model = window.data_panel.model
    column = next(k for k, column in enumerate(model.columns) if column.kind is kind)
    model.setData(model.index(7, column), text)


def _show_set(window: MainWindow, name: str) -> None:
    sets = window.data_panel.sets
    sets.setCurrentIndex(sets.findData(name))
    sets.activated.emit(sets.currentIndex())


def _move_over(window: MainWindow, step: int) -> None:
    view = window.diagram.view
    width, height = view.width(), view.height()
    for k in range(10):
        share = ((10 * step + k) % 37) / 37
        QTest.mouseMove(view, QPoint(round(share * width), round((0.2 + 0.6 * share) * height)))


def _hovering(window: MainWindow, probe: GapProbe) -> Gap:
    """Return the longest gap while the mouse moves over the diagram of a running training."""
    window.runner.run()
    wait_until(lambda: window.session.updates > 0, 5.0)
    gaps = [probe.longest_during(partial(_move_over, window, k), 0.2) for k in range(6)]
    window.runner.pause()
    return Gap(*map(max, zip(*gaps, strict=True)))


def _way_back(window: MainWindow, probe: GapProbe) -> dict[str, float]:
    """Train some sweeps and go back into their middle; the gap, and the seconds it takes."""
    session = window.session
    window.runner.run()
    wait_until(lambda: session.sweep > 5, 60.0)
    window.runner.pause()
    goal, start = round(0.6 * session.newest_update), time.perf_counter()
    gap = probe.longest_during(partial(session.go_to, goal), 1.0)
    arrived = wait_until(lambda: session.updates == goal, 60.0)
    figures = figures_of("go_to", gap)
    figures["go_to_seconds"] = time.perf_counter() - start if arrived else math.inf
    leaving = probe.longest_during(partial(session.go_to, goal // 2), 0.1)
    cancelling = probe.longest_during(window.runner.toggle, 0.3)
    return figures | figures_of(
        "go_to leave", Gap(*map(max, zip(leaving, cancelling, strict=True)))
    )


def _run_delay(window: MainWindow) -> float:
    """Return the milliseconds from Run to the first update after another split."""
    window.session.change_settings(update="mini-batch")
    window.session.replace_dataset(window.session.dataset.with_split(0.3, 5), "Split")
    wait(0.5)
    before, start = window.session.updates, time.perf_counter()
    window.runner.run()
    wait_until(lambda: window.session.updates > before, 20.0)
    delay = time.perf_counter() - start
    window.runner.pause()
    return 1000 * delay
