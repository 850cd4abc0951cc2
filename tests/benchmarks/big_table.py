"""Opening a file of very many patterns through the window's own import sheet."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.ui.data.import_sheet import ImportSheet
from tests.benchmarks.event_loop import memory, wait, wait_until
from tests.benchmarks.gap_probe import GapProbe, figures_of

INPUTS = 784
_LONGEST = 590.0
"""Seconds to wait for a file at most."""


def write_table(path: Path, rows: int, suffix: str) -> None:
    """Write pictures with a label first: whole numbers as .csv, decimal commas as .tsv."""
    rng = np.random.default_rng(1)
    words = [str(k) if suffix == ".csv" else f"{k / 255:.3f}".replace(".", ",") for k in range(256)]
    between = "," if suffix == ".csv" else "\t"
    with path.open("w", encoding="ascii") as file:
        print("label", *(f"pixel{k}" for k in range(INPUTS)), sep=between, file=file)
        for row in range(rows):
            pixels = rng.integers(0, 256, INPUTS).tolist()
            print(row % 10, *map(words.__getitem__, pixels), sep=between, file=file)


def measure_import(window: MainWindow, path: Path) -> dict[str, float]:
    """Open a table and press Open; seconds, the longest gap in ms, reports, megabytes."""
    probe = GapProbe()
    texts: list[str] = []
    with _sheet_of(window, path, probe) as (sheet, start):
        sheet._work.progressed.connect(lambda _rows: texts.append(sheet.patterns.text()))
        ready = wait_until(lambda: sheet.dataset is not None, _LONGEST)
        seconds, gap = time.perf_counter() - start, probe.stop()
        if not ready:
            raise TimeoutError(sheet.sentence.text() or "no data set")
        opening = probe.longest_during(sheet.open_button.click, 1.5)
    return {
        "seconds": seconds,
        **figures_of("gap_ms", gap),
        **figures_of("open_gap_ms", opening),
        "reports": len(set(texts)),
        "memory_mb": memory(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def measure_cancel(window: MainWindow, path: Path) -> dict[str, float]:
    """Close the sheet while it reads; the gap and the seconds until nothing is under way."""
    probe = GapProbe()
    with _sheet_of(window, path, probe) as (sheet, _):
        wait(1.0)
        probe.stop()
        work = sheet._work
        threads = [*work._reading._threads, *work._making._threads]
        gap = probe.longest_during(sheet.reject, 0.3)
        start = time.perf_counter()
        ended = wait_until(lambda: not any(t.is_alive() for t in threads), 20.0)
    seconds = time.perf_counter() - start if ended else float("inf")
    return {**figures_of("gap_ms", gap), "seconds": seconds}


@contextmanager
def _sheet_of(
    window: MainWindow, path: Path, probe: GapProbe
) -> Iterator[tuple[ImportSheet, float]]:
    """Open a file in the window, and give its sheet and when that was."""
    probe.start()
    start = time.perf_counter()
    QTimer.singleShot(0, lambda: window.open_file(path))
    wait_until(lambda: _sheet() is not None)
    sheet = _sheet()
    if sheet is None:
        raise RuntimeError("The window opened no sheet.")
    yield sheet, start
    sheet.close()
    sheet.deleteLater()


def _sheet() -> ImportSheet | None:
    widgets = QApplication.topLevelWidgets()
    return next((w for w in widgets if isinstance(w, ImportSheet) and w.isVisible()), None)
