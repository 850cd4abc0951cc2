"""Measure very many patterns, a million sweeps and ten thousand weights in the real window.

    .venv/bin/python tests/benchmarks/big_and_long.py [--sections import,window] [--json FILE]

Each section runs in a process of its own: ``import`` opens files through the window's sheet,
``window`` uses the window with 60,000 pictures open, ``sweeps`` trains XOR for a million sweeps,
``weights`` draws ten thousand weights. A table tells which goals are met. Times are of the machine
it runs on; the goals are meant for a quiet one. Beside a gap of the event loop, and a drawing,
stands the time that the window's own thread worked meanwhile, which other programs lengthen less.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="bpgui-benchmark-")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.ui.theme import prepare_application
from tests.benchmarks import big_summary
from tests.benchmarks.big_summary import Figures
from tests.benchmarks.big_table import measure_cancel, measure_import, write_table
from tests.benchmarks.big_window import measure_regression, measure_window
from tests.benchmarks.event_loop import wait
from tests.benchmarks.long_run import measure_long_run, measure_many_weights
from tests.benchmarks.training.machine import describe


def _import(window: MainWindow, arguments: argparse.Namespace) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="bpgui-big-") as folder:
        for suffix in (".csv", ".tsv"):
            path = Path(folder) / f"pictures{suffix}"
            write_table(path, arguments.rows, suffix)
            figures[f"{suffix}_file_mb"] = path.stat().st_size / 1e6
            for what, found in (
                ("cancel", measure_cancel(window, path)),
                ("import", measure_import(window, path)),
            ):
                figures |= {f"{suffix}_{what}_{key}": value for key, value in found.items()}
            path.unlink()
    return figures


def _window(window: MainWindow, arguments: argparse.Namespace) -> Figures:
    return measure_window(window, arguments.rows) | measure_regression(window, arguments.rows)


def _sweeps(window: MainWindow, arguments: argparse.Namespace) -> Figures:
    return measure_long_run(window, arguments.sweeps)


def _weights(window: MainWindow, _arguments: argparse.Namespace) -> Figures:
    return measure_many_weights(window, 6000)


SECTIONS: dict[str, Callable[[MainWindow, argparse.Namespace], Figures]] = {
    "import": _import,
    "window": _window,
    "sweeps": _sweeps,
    "weights": _weights,
}


def _measure_here(section: str, arguments: argparse.Namespace) -> Figures:
    application = QApplication(sys.argv[:1])
    prepare_application(application, "light")
    window = MainWindow()
    window.show()
    wait(0.5)
    figures = SECTIONS[section](window, arguments)
    window.close()
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure much data and long runs in the window.")
    parser.add_argument("--sections", default=",".join(SECTIONS))
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--sweeps", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--write-readme", action="store_true", help="put a table in the README")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure(section: str, arguments: argparse.Namespace) -> Figures:
    """Measure a section in a process of its own, so that no other's memory counts."""
    size = ["--rows", str(arguments.rows), "--sweeps", str(arguments.sweeps)]
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, __file__, "--here", section, "--json", file.name, *size]
        subprocess.run(command, check=True)
        figures: Figures = json.load(file)
    return figures


def main() -> None:
    """Measure and report."""
    arguments = _arguments()
    if arguments.here:
        figures = _measure_here(arguments.here, arguments)
        arguments.json.write_text(json.dumps(figures), encoding="utf-8")
        return
    results: dict[str, Figures] = {}
    for section in arguments.sections.split(","):
        results[section] = _measure(section, arguments)
        big_summary.print_table(section, results[section])
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = big_summary.page(results, describe())
    print(f"\n{text}")
    if arguments.write_readme:
        big_summary.write_readme(Path(__file__).parents[2] / "README.md", text)


if __name__ == "__main__":
    main()
