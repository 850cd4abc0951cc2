"""What the benchmark says: tables for people, the same in the README, everything as JSON."""

import json
from pathlib import Path

from tests.benchmarks.markdown import put_between, table
from tests.benchmarks.training.contest import Result
from tests.benchmarks.training.goals import GOALS, Goal

_BEGIN = "<!-- Written by `python -m tests.benchmarks.training --write-readme`. -->"
_END = "<!-- The end of what it wrote. -->"
_PACKAGES = ("numpy", "numba", "scikit-learn", "torch", "jax")
_VARIANTS = (
    "\\* does a variant of the work, since it cannot do the work itself: scikit-learn knows the "
    "cross-entropy only, FANN no momentum where an update takes all patterns, and both connect "
    "every unit with every unit of the next layer."
)


def page(results: list[Result], machine: dict[str, str]) -> str:
    """Return the tables and what they were measured on, as Markdown."""
    parts = [_machine(machine), _times(results), *_changed(results), _goals(results)]
    return "\n\n".join(parts)


def write_json(file: Path, results: list[Result], machine: dict[str, str]) -> None:
    """Write every round of every contestant, in seconds an update."""
    works = {
        result.key: {
            "title": result.title,
            "variants": result.changed,
            "median": {name: times.median for name, times in result.times.items()},
            "rounds": {name: times.rounds for name, times in result.times.items()},
        }
        for result in results
    }
    file.write_text(json.dumps({"machine": machine, "works": works}, indent=1) + "\n", "utf-8")


def write_readme(file: Path, text: str) -> None:
    """Put the tables between the two marks of the README."""
    put_between(file, _BEGIN, _END, text)


def _machine(machine: dict[str, str]) -> str:
    versions = ", ".join(f"{name} {machine[name]}" for name in _PACKAGES if name in machine)
    return (
        f"{machine['processor']}, one of {machine['cores']} cores; {machine['system']}, Python "
        f"{machine['python']}, {versions}, {machine['blas']}; {machine['date']}. Microseconds of "
        f"processor time an update, medians:"
    )


def _times(results: list[Result]) -> str:
    names = list(dict.fromkeys(name for result in results for name in result.times))
    rows = [["", *names]]
    for result in results:
        cells = [
            _microseconds(result.times[name].median) + "*" * (name in result.changed)
            if name in result.times
            else ""
            for name in names
        ]
        rows.append([f"{result.key} {result.title}", *cells])
    return table(rows)


def _changed(results: list[Result]) -> list[str]:
    return [_VARIANTS] if any(result.changed for result in results) else []


def _goals(results: list[Result]) -> str:
    rows = [["goal", *(result.key for result in results)]]
    rows += [[goal.text, *(_verdict(goal, result) for result in results)] for goal in GOALS]
    return table(rows)


def _verdict(goal: Goal, result: Result) -> str:
    ratio = goal.ratio(result)
    if ratio is None:
        return ""
    bound = f"{'≤' if goal.at_most else '≥'} {goal.bounds[result.key]:g}"
    return f"{ratio:.2f} ({bound}: {'met' if goal.is_met(result) else 'missed'})"


def _microseconds(seconds: float) -> str:
    microseconds = 1e6 * seconds
    return f"{microseconds:,.0f}" if microseconds >= 100 else f"{microseconds:.3g}"
