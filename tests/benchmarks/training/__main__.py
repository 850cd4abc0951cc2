"""Compare how fast bpgui and others train: a table, and whether bpgui keeps its promises.

    .venv/bin/python -m tests.benchmarks.training [--works W1,W2] [--contestants bpgui,jax]
        [--rounds 9] [--seconds 0.2] [--json FILE] [--write-readme]

Whoever is installed takes part: `pip install '.[benchmark]'` for scikit-learn, PyTorch and JAX; a
C compiler and Debian's libfann-dev for the other two. Before anything is timed, the loss of each
must fall and agree with bpgui's; the command fails when it does not.
"""

import argparse
import os
import sys
from pathlib import Path

# Read once, when NumPy, PyTorch and JAX are imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"
os.environ["NPROC"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

from tests.benchmarks.training.agreement import DisagreementError
from tests.benchmarks.training.contest import CONTESTANTS, Result, hold
from tests.benchmarks.training.machine import describe
from tests.benchmarks.training.report import page, write_json, write_readme
from tests.benchmarks.training.work import Contestant
from tests.benchmarks.training.works import WORKS

_README = Path(__file__).parents[3] / "README.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare how fast bpgui and others train.")
    parser.add_argument("--works", type=_words, default=list(WORKS), help=", ".join(WORKS))
    parser.add_argument(
        "--contestants", type=_words, default=list(CONTESTANTS), help=", ".join(CONTESTANTS)
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.2, help="of a contestant in a round")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time to this file")
    parser.add_argument("--write-readme", action="store_true", help="put the tables into README.md")
    arguments = parser.parse_args()
    for words, known in ((arguments.works, WORKS), (arguments.contestants, CONTESTANTS)):
        if unknown := [word for word in words if word not in known]:
            parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
    return arguments


def _words(text: str) -> list[str]:
    return text.split(",")


def _present(keys: list[str]) -> list[Contestant]:
    """Return the contestants that are installed, and say who is not."""
    chosen = [CONTESTANTS[key] for key in keys]
    for contestant in chosen:
        if not contestant.is_installed():
            print(f"{contestant.name} is not installed (it needs {contestant.package}).")
    return [contestant for contestant in chosen if contestant.is_installed()]


def main() -> int:
    """Compare and report; return 1 when the contestants do not agree."""
    arguments = _arguments()
    contestants = _present(arguments.contestants)
    results: list[Result] = []
    for key in arguments.works:
        work = WORKS[key]()
        print(f"{key} {work.title} …", file=sys.stderr, flush=True)
        try:
            results.append(hold(work, contestants, arguments.rounds, arguments.seconds))
        except DisagreementError as disagreement:
            print(disagreement, file=sys.stderr)
            return 1
    machine = describe()
    text = page(results, machine)
    print(text)
    if arguments.json:
        write_json(arguments.json, results, machine)
    if arguments.write_readme:
        write_readme(_README, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
