"""Measure the real window while it trains: frames, speed, answers to clicks, memory.

    .venv/bin/python tests/benchmarks/live_window.py [--problems xor,digits] [--kernel numpy]

Slices of frames without training, of training at full speed with the window, and of training
without it alternate, so that what else the machine does touches all alike: compare within a run.
Each case has a process of its own. With DISPLAY set the window is a real one there; otherwise it is
one on a display of its own where Xvfb is installed, and none that is seen with --offscreen.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import smoothness
from tests.benchmarks.display import require_display
from tests.benchmarks.training.machine import describe

ROOT = Path(__file__).parents[2]
_PROBLEMS = {"xor": "XOR", "digits": "digits", "large": "784-128-10", "huge": "784-128-10, 60,000"}
_COMPILED = ("xor", "digits")
"""Problems whose networks are small enough for the compiled kernel."""
_KERNELS = {"numpy": "NumPy kernel", "compiled": "compiled kernel"}


def _cases(problems: str, kernel: str) -> list[tuple[str, str]]:
    """Return (problem, kernel) of what is measured."""
    if kernel != "both":
        return [(problem, kernel) for problem in problems.split(",")]
    return [
        (problem, each)
        for problem in problems.split(",")
        for each in _KERNELS
        if each == "numpy" or problem in _COMPILED
    ]


def _measure_apart(problem: str, kernel: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure a case in another process; return its name and its figures."""
    with tempfile.TemporaryDirectory(prefix="bpgui-benchmark-") as folder:
        command = [sys.executable, __file__, "--case", f"{problem},{kernel}"]
        command += ["--seconds", str(arguments.seconds), "--rounds", str(arguments.rounds)]
        answer = subprocess.run(
            command,
            env={**os.environ, "XDG_CONFIG_HOME": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _measure_here(case: str, arguments: argparse.Namespace) -> None:
    from tests.benchmarks.window_measurement import measure

    problem, kernel = case.split(",")
    served, figures = measure(problem, kernel, arguments.seconds, arguments.rounds)
    name = f"{_PROBLEMS.get(problem, problem)}, {_KERNELS[served]}"
    print(json.dumps({"name": name, "figures": figures}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the window while it trains.")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a slice")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--problems", default="xor,digits,huge", help="keys, large or huge")
    parser.add_argument("--kernel", default="both", choices=("both", "numpy", "compiled", "auto"))
    parser.add_argument("--offscreen", action="store_true", help="on no display at all")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--write-readme", action="store_true", help="put the table in the README")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Measure and report; 1 where a goal is missed."""
    arguments = _arguments()
    if arguments.case:
        _measure_here(arguments.case, arguments)
        return 0
    display, results = require_display(offscreen=arguments.offscreen), {}
    for problem, kernel in _cases(arguments.problems, arguments.kernel):
        found = _measure_apart(problem, kernel, arguments)
        results[found["name"]] = found["figures"]
    machine = describe()
    text = smoothness.page(results, machine, display)
    print(text)
    if arguments.json:
        smoothness.write_json(arguments.json, results, machine)
    if arguments.write_readme:
        smoothness.write_readme(ROOT / "README.md", text)
    return 1 if smoothness.missed(results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
