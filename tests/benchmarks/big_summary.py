"""What the benchmark of much data and long runs says: figures against goals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.markdown import put_between, table

Figures = dict[str, float]
Results = dict[str, Figures]
"""Figures by section."""

GAP, DRAWING, JOURNEY, GROWTH, HISTORY = 100.0, 8.0, 0.5, 15.0, 64.0
"""Goals: ms without an event, ms a drawing, seconds to a sweep, MB after the first third, MB."""
OWN = " own"
"""Ends the name of a figure that tells how long the window's own thread worked."""
_NOT_GAPS = ("memory_mb", "peak_mb", "run_delay", "go_to_seconds")
_BEGIN = "<!-- Written by `tests/benchmarks/big_and_long.py --write-readme`. -->"
_END = "<!-- The end of what big_and_long.py wrote. -->"


def goal_of(section: str, key: str) -> float | None:
    """Return what a figure should stay below, or None where it is only told."""
    if key.endswith(OWN):
        return None
    if key.endswith("gap_ms") or (section == "window" and key not in _NOT_GAPS):
        return GAP
    if section in ("sweeps", "weights"):
        ends = [("_ms", DRAWING), ("worst_s", JOURNEY)]
        if section == "sweeps":
            ends += [("growth_mb", GROWTH), ("history_mb", HISTORY)]
        return next((goal for end, goal in ends if key.endswith(end)), None)
    return None


def print_table(section: str, figures: Figures) -> None:
    """Print every figure of a section, with what the window's own thread did beside it."""
    print(f"\n{section}")
    for key, value in figures.items():
        if key.endswith(OWN):
            continue
        own = figures.get(f"{key}{OWN}")
        beside = f"{'':10}" if own is None else f"{own:10,.1f}"
        goal = goal_of(section, key)
        verdict = "" if goal is None else f"{goal:10,.1f}  {'met' if value < goal else 'MISSED'}"
        print(f"  {key:28}{value:14,.2f}{beside}{verdict}")


def _is_gap(key: str) -> bool:
    return goal_of("window", key) is not None


@dataclass(frozen=True)
class _Line:
    """One line of the README's table: the largest of the figures that it is about."""

    text: str
    section: str
    is_about: Callable[[str], bool]
    form: str = ",.0f"
    goal: float | None = None

    def row(self, results: Results) -> list[str]:
        """Return the cells: what, how much, how much of it by the window's thread, the goal."""
        figures = results[self.section]
        keys = [key for key in figures if not key.endswith(OWN) and self.is_about(key)]
        value = max(figures[key] for key in keys)
        own = [figures[f"{key}{OWN}"] for key in keys if f"{key}{OWN}" in figures]
        verdict = ""
        if self.goal is not None:
            verdict = f"≤ {self.goal:g}: {'met' if value <= self.goal else 'missed'}"
        return [self.text, format(value, self.form), format(max(own), self.form) if own else "",
                verdict]  # fmt: skip


_LINES = (
    _Line("60,000 × 785 cells of CSV read, s", "import", ".csv_import_seconds".__eq__),
    _Line("longest without an event then, ms", "import", ".csv_import_gap_ms".__eq__, goal=GAP),
    _Line("and when they are opened, ms", "import", ".csv_import_open_gap_ms".__eq__, goal=GAP),
    _Line("and in all that is done with them, ms", "window", _is_gap, goal=GAP),
    _Line("memory at the end of it, MB", "window", "memory_mb".__eq__),
    _Line("sweeps of XOR trained", "sweeps", "sweeps".__eq__),
    _Line("in, s", "sweeps", "seconds".__eq__),
    _Line("memory grown since its first third, MB", "sweeps", "growth_mb".__eq__, ",.1f", GROWTH),
    _Line("slowest plot then, 95 of 100 within, ms", "sweeps",
          lambda key: key.endswith("p95_ms"), ".1f", DRAWING),
    _Line("worst of 50 moments of it reached in, s", "sweeps",
          "go_to_worst_s".__eq__, ".2f", JOURNEY),
    _Line("worst of 50 whole sweeps of it reached by a drag in, s", "sweeps",
          "sweep_worst_s".__eq__, ".2f", JOURNEY),
    _Line("memory that the history of it holds, MB", "sweeps",
          "history_mb".__eq__, ".1f", HISTORY),
    _Line("plot of 9,910 weights, 95 of 100 within, ms", "weights",
          "weights_p95_ms".__eq__, ".1f", DRAWING),
    _Line("the same beside a training, ms", "weights", "running_p95_ms".__eq__, ".1f", DRAWING),
)  # fmt: skip


def page(results: Results, machine: dict[str, str]) -> str:
    """Return the table and what it was measured on, as Markdown."""
    rows = [["", "measured", "of it the window's own work", "goal"]]
    rows += [line.row(results) for line in _LINES if line.section in results]
    about = (
        f"{machine['processor']}, {machine['cores']} cores; {machine['system']}, Python "
        f"{machine['python']}; {machine['date']}:"
    )
    return f"{about}\n\n{table(rows)}"


def write_readme(file: Path, text: str) -> None:
    """Put the table into the README."""
    put_between(file, _BEGIN, _END, text)
