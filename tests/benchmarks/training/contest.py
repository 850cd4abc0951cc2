"""Who competes, and one contest: everybody is checked, then everybody is timed."""

from dataclasses import dataclass

from tests.benchmarks.training.agreement import Referee
from tests.benchmarks.training.bpgui_trainer import Bpgui
from tests.benchmarks.training.fann import Fann
from tests.benchmarks.training.jax_scan import JaxScan
from tests.benchmarks.training.matrix_products import MatrixProducts
from tests.benchmarks.training.plain_c import PlainC
from tests.benchmarks.training.pytorch import PyTorch
from tests.benchmarks.training.scikit_learn import ScikitLearn
from tests.benchmarks.training.timing import Times, measure
from tests.benchmarks.training.tutorial import Tutorial
from tests.benchmarks.training.work import Contestant, Timed, Training, Work

AUTOMATIC, NUMPY, COMPILED = "bpgui", "bpgui, NumPy kernel", "bpgui, compiled kernel"

CONTESTANTS: dict[str, Contestant] = {
    "bpgui": Bpgui(AUTOMATIC, "auto"),
    "bpgui-numpy": Bpgui(NUMPY, "numpy"),
    "bpgui-compiled": Bpgui(COMPILED, "compiled"),
    "tutorial": Tutorial(),
    "scikit-learn": ScikitLearn(),
    "pytorch": PyTorch(),
    "jax": JaxScan(),
    "fann": Fann(),
    "c": PlainC(),
}
"""All of them, by the word that chooses them on the command line."""


@dataclass(frozen=True)
class Result:
    """What a contest on one work gave.

    Attributes
    ----------
    key, title
        The work's.
    times
        By the name of the contestant, in the order of `CONTESTANTS`.
    changed
        The names of those that did a variant of the work.
    """

    key: str
    title: str
    times: dict[str, Times]
    changed: tuple[str, ...]


def hold(work: Work, contestants: list[Contestant], rounds: int, seconds: float) -> Result:
    """Let the contestants do a work.

    Raises
    ------
    DisagreementError
        When one of them does not learn, or learns something else than the others.
    """
    referee = Referee()
    variants = {contestant: contestant.variant(work) for contestant in contestants}
    learning: dict[str, tuple[Work, Training]] = {}
    for contestant, variant in variants.items():
        if variant is not None:
            training = contestant.prepare(variant)
            referee.check(contestant.name, variant, training)
            learning[contestant.name] = (variant, training)
    timed: dict[str, Timed] = {name: training for name, (_, training) in learning.items()}
    if MatrixProducts.matter(work):
        timed[MatrixProducts.name] = MatrixProducts(work)
    times = measure(work, timed, rounds, seconds)
    for name, (variant, training) in learning.items():
        referee.check_afterwards(name, variant, training)
    changed = tuple(name for name, (variant, _) in learning.items() if not same(variant, work))
    return Result(work.key, work.title, times, changed)


def same(one: Work, other: Work) -> bool:
    """Whether two variants of a work are the same."""
    return _differing(one) == _differing(other)


def _differing(work: Work) -> tuple[object, ...]:
    return (work.loss, work.momentum, work.has_absent)
