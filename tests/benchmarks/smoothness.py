"""What the window's benchmark says: figures against goals, as tables and as JSON."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.markdown import put_between, table

Figures = dict[str, float]
Results = dict[str, Figures]
"""Figures by case, such as "xor, compiled kernel"."""

_BEGIN = "<!-- Written by `tests/benchmarks/live_window.py --write-readme`. -->"
_END = "<!-- The end of what live_window.py wrote. -->"


@dataclass(frozen=True)
class _Line:
    """One line of the table: a figure, how it is written, and what it should be.

    `bounds` has the goal by kernel; a figure is to be at least this, or with `at_most` at most.
    """

    text: str
    key: str
    form: str
    bounds: dict[str, float]
    at_most: bool = False

    def cell(self, figures: Figures, kernel: str) -> str:
        """Return the figure of a case, and whether it is as it should be."""
        value, bound = figures[self.key], self.bounds.get(kernel)
        text = format(value, self.form)
        if bound is None:
            return text
        sign = "≤" if self.at_most else "≥"
        return f"{text} ({sign} {bound:g}: {'met' if self.is_met(value, bound) else 'missed'})"

    def is_met(self, value: float, bound: float) -> bool:
        """Whether a figure is as it should be."""
        return value <= bound if self.at_most else value >= bound


_LINES = (
    _Line("frames a second, idle", "idle_fps", ".1f", {}),
    _Line("frames a second, training", "fps", ".1f", {}),
    _Line("share of idle", "fps_share", ".2f", {"compiled": 0.9, "numpy": 0.6}),
    _Line("of them, the diagram painted anew", "diagram_fps", ".1f", {}),
    _Line("95 of 100 intervals are below, ms", "p95", ".1f", {}),
    _Line("times idle's", "p95_ratio", ".2f", {"compiled": 1.5}, at_most=True),
    _Line("99 of 100 intervals are below, ms", "p99", ".1f", {}),
    _Line("times idle's", "p99_ratio", ".2f", {}),
    _Line("updates a second", "speed", ",.0f", {}),
    _Line("share of training without a window", "share", ".2f", {"compiled": 0.7, "numpy": 0.5}),
    _Line("click on Pause to the stop, ms", "pause_ms", ".0f",
          {"compiled": 50, "numpy": 50}, at_most=True),
    _Line("click on a unit to its mark, ms", "select_ms", ".0f", {}),
    _Line("mouse on a unit to its card, ms", "hover_ms", ".0f", {}),
    _Line("cores that other programs used", "others", ".1f", {}),
    _Line("memory at the start, MB", "memory_start", ".0f", {}),
    _Line("memory at the end, MB", "memory_end", ".0f", {}),
)  # fmt: skip


def kernel_of(case: str) -> str:
    """Return the kernel that a case is about."""
    return "numpy" if "NumPy" in case else "compiled"


def page(results: Results, machine: dict[str, str], display: str) -> str:
    """Return the table and what it was measured on, as Markdown."""
    rows = [["", *results]]
    for line in _LINES:
        cells = [line.cell(figures, kernel_of(case)) for case, figures in results.items()]
        rows.append([line.text, *cells])
    about = (
        f"{machine['processor']}, {machine['cores']} cores; {machine['system']}, Python "
        f"{machine['python']}, on {display}; {machine['date']}. Medians of slices; clicks and the "
        "mouse are the worst of five, and a card is meant to wait for 350 ms of rest:"
    )
    return f"{about}\n\n{table(rows)}"


def missed(results: Results) -> list[str]:
    """Return the goals that are missed, in words."""
    return [
        f"{case}: {line.text}"
        for case, figures in results.items()
        for line in _LINES
        if (bound := line.bounds.get(kernel_of(case))) is not None
        and not line.is_met(figures[line.key], bound)
    ]


def write_json(file: Path, results: Results, machine: dict[str, str]) -> None:
    """Write all figures: times in milliseconds, speeds in updates a second, memory in MB."""
    file.write_text(json.dumps({"machine": machine, "cases": results}, indent=1) + "\n", "utf-8")


def write_readme(file: Path, text: str) -> None:
    """Put the table into the README."""
    put_between(file, _BEGIN, _END, text)
