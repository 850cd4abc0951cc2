"""A million sweeps of XOR, and ten thousand weights in a plot: memory, drawing, the way back."""

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.creation import create_dataset
from bpgui.session.commands import ChangeDocument
from bpgui.session.held_bytes import record_bytes
from bpgui.session.scrub import Scrub
from bpgui.session.session import Session
from bpgui.ui.plots.plot_panel import PlotPanel
from tests.benchmarks.event_loop import memory, wait

_DRAWINGS = 60
_JOURNEYS = 50
_EVERY = 2.0
"""Seconds between two looks at the memory."""
_MINUTE = 60.0
_SAMPLE_BYTES = 600
"""About what a sample takes besides its arrays."""


def measure_long_run(window: MainWindow, sweeps: int) -> dict[str, float]:
    """Train XOR, with edits and changed rates on the way, then draw and go back."""
    session = window.session
    session.load_problem("xor")
    session.change_settings(update="sweep", learning_rate=0.1)
    window.runner.speed = math.inf
    figures = _train(window, sweeps)
    for name, panel in _panels(window).items():
        figures |= {f"{name}_{key}": value for key, value in _drawing(panel).items()}
    figures |= _journeys(session)
    figures |= _drags(session)
    figures["history_mb"] = history_bytes(session) / 1e6
    return figures


def history_bytes(session: Session) -> int:
    """Return what the history holds: the timeline, its arrays for the plots, and the undo stack."""
    history, stack = session.history, session.undo_stack
    commands = (stack.command(k) for k in range(stack.count()))
    undo = sum(command.size for command in commands if isinstance(command, ChangeDocument))
    arrays = (*history.parameters(), history.changes, history.sweeps, history.loss)
    return (
        record_bytes(session._timeline.capture())
        + undo
        + sum(array.base.nbytes if array.base is not None else array.nbytes for array in arrays)
        + _SAMPLE_BYTES * session._timeline.count
    )


def _drags(session: Session) -> dict[str, float]:
    """Drag through time to random sweeps; the seconds to the moment shown, and to the very sweep.

    A drag shows a moment no further than a pixel away at once; the very sweep may take longer.
    """
    rng, scrub = np.random.default_rng(6), Scrub(session)
    a_pixel = session.newest_sweep / 400

    def drag(sweep: float, reach: float) -> None:
        scrub.to_sweep(sweep, reach)
        while session.journey.goal is not None:
            wait(0.005)

    sweeps = rng.integers(0, session.newest_sweep, _JOURNEYS).tolist()
    figures: dict[str, float] = {}
    for name, reach in (("drag", a_pixel), ("sweep", 0.0)):
        times = [_timed(partial(drag, float(sweep), reach)) for sweep in sweeps]
        figures |= {f"{name}_s": float(np.median(times)), f"{name}_worst_s": max(times)}
    scrub.cancel()
    return figures


def measure_many_weights(window: MainWindow, sweeps: int) -> dict[str, float]:
    """Train a 100-90-10 network, so that its history is full, and draw its weight changes."""
    open_many_weights(window.session)
    window.runner.speed = math.inf
    figures = _train(window, sweeps)
    figures["samples"] = len(window.session.history.sweeps)
    for mode in ("weights", "layers"):
        window.weight_changes.mode = mode
        wait(1.0)
        drawn = _drawing(window.weight_changes)
        figures |= {f"{mode}_{key}": value for key, value in drawn.items()}
    window.weight_changes.mode = "weights"
    window.runner.run()
    wait(1.0)
    with window.runner.frame():  # as the window's clock does, around each frame
        figures |= {f"running_{k}": v for k, v in _drawing(window.weight_changes).items()}
    window.runner.pause()
    return figures | _journeys(window.session)


def open_many_weights(session: Session) -> None:
    """Open a 100-90-10 network on few patterns, so that sweeps are short."""
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 10, 20)
    data = create_dataset(
        "Ten thousand weights",
        rng.random((20, 100)),
        np.eye(10)[labels],
        classes=[str(k) for k in range(10)],
        kind="classes",
    )
    session.load_dataset(data)
    plain = create_network([100, 90, 10], hidden="tanh", output="softmax")
    network = initialise(plain, Initialisation(scheme="xavier", seed=7))
    session.load_network(network, data, "Open many weights")
    session.change_settings(update="sweep", learning_rate=0.001)


def _panels(window: MainWindow) -> dict[str, PlotPanel]:
    return {
        "loss": window.loss_panel,
        "weights": window.weight_changes,
        "output": window.output_panel,
    }


def _train(window: MainWindow, sweeps: int) -> dict[str, float]:
    """Train so many sweeps at full speed; return time and memory."""
    session, start = window.session, time.perf_counter()
    looks: list[tuple[float, float]] = []
    edits = [sweeps * k // 8 for k in range(1, 6)]
    window.runner.run()
    while session.sweep < sweeps and session.running:
        wait(_EVERY if sweeps > 100_000 else 0.25)
        looks.append((time.perf_counter() - start, memory()))
        if edits and session.sweep >= edits[0]:
            edits.pop(0)
            _disturb(session, len(edits))
    seconds = time.perf_counter() - start
    window.runner.pause()
    settled = min(_MINUTE, seconds / 3)
    first = next(m for t, m in looks if t >= settled)
    return {
        "sweeps": session.sweep,
        "seconds": seconds,
        "settled_after": settled,
        "memory_settled": first,
        "memory_end": looks[-1][1],
        "growth_mb": max(m for t, m in looks if t >= settled) - first,
    }


def _disturb(session: Session, k: int) -> None:
    """Edit a weight, or change the rates, while training runs."""
    if k % 2:
        session.set_parameter(k, 0.25 * k)
    else:
        session.change_settings(learning_rate=0.08 + 0.01 * k)


def _drawing(panel: PlotPanel) -> dict[str, float]:
    """Return median and 95th percentile of drawing and painting a panel, in milliseconds."""
    clocks = (time.perf_counter, time.thread_time)
    times = [[_timed(lambda: _draw(panel), clock) for _ in range(_DRAWINGS)] for clock in clocks]
    (median, p95), (own, own_p95) = 1000 * np.percentile(times, [50, 95], axis=1).T
    return {"ms": median, "ms own": own, "p95_ms": p95, "p95_ms own": own_p95}


def _draw(panel: PlotPanel) -> None:
    panel.redraw.draw_now()
    panel.repaint()


def _journeys(session: Session) -> dict[str, float]:
    """Go to random moments of the history and back; the seconds of the worst and the median."""
    rng = np.random.default_rng(5)
    first, last = session.oldest_update, session.newest_update
    places = rng.integers(first, last + 1, _JOURNEYS).tolist()
    times = [_timed(partial(session.go_to, place)) for place in places]
    session.go_to(last)
    return {"go_to_s": float(np.median(times)), "go_to_worst_s": max(times)}


def _timed(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    act()
    QApplication.processEvents()
    return clock() - start
