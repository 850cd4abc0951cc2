"""What bpgui promises about its speed, and whether it holds."""

import statistics
from dataclasses import dataclass

from tests.benchmarks.training.contest import AUTOMATIC, COMPILED, NUMPY, Result
from tests.benchmarks.training.fann import Fann
from tests.benchmarks.training.jax_scan import JaxScan
from tests.benchmarks.training.matrix_products import MatrixProducts
from tests.benchmarks.training.plain_c import PlainC
from tests.benchmarks.training.pytorch import PyTorch
from tests.benchmarks.training.scikit_learn import ScikitLearn
from tests.benchmarks.training.tutorial import Tutorial

_SMALL = ("W1", "W2", "W3", "W4")
_MIDDLE = ("W5", "W6")
_LARGE = ("W7-single", "W7-double")
_OTHERS = (Tutorial.name, ScikitLearn.name, PyTorch.name, JaxScan.name, Fann.name)


@dataclass(frozen=True)
class Goal:
    """A bound on the ratio of two times.

    Attributes
    ----------
    text
        What is promised.
    slower, faster
        The ratio is the time of the fastest of `slower` over that of `faster`.
    bounds
        What the ratio must be, by the key of the work.
    at_most
        Whether the bound is an upper one.
    """

    text: str
    slower: tuple[str, ...]
    faster: str
    bounds: dict[str, float]
    at_most: bool = False

    def ratio(self, result: Result) -> float | None:
        """Return the median over the rounds, each of which touched both sides alike."""
        times = result.times
        slower = [times[name].rounds for name in self.slower if name in times]
        if result.key not in self.bounds or self.faster not in times or not slower:
            return None
        fastest = [min(of_round) for of_round in zip(*slower, strict=True)]
        pairs = zip(fastest, times[self.faster].rounds, strict=True)
        return float(statistics.median(slow / fast for slow, fast in pairs))

    def is_met(self, result: Result) -> bool | None:
        """Whether a work meets it; None where the work has no part in it or nothing to compare."""
        ratio = self.ratio(result)
        if ratio is None:
            return None
        bound = self.bounds[result.key]
        return ratio <= bound if self.at_most else ratio >= bound


GOALS = (
    Goal(
        "tutorial NumPy takes so many times the NumPy kernel's time",
        (Tutorial.name,),
        NUMPY,
        dict.fromkeys(_SMALL, 4.5) | dict.fromkeys(_MIDDLE, 2.7),
    ),
    Goal(
        "the better of bpgui's kernels takes so many times the chosen one's time",
        (NUMPY, COMPILED),
        AUTOMATIC,
        dict.fromkeys(_SMALL + _MIDDLE + _LARGE, 0.9),
    ),
    Goal(
        "the fastest other library takes so many times bpgui's time",
        _OTHERS,
        AUTOMATIC,
        dict.fromkeys(_SMALL + _MIDDLE + _LARGE, 1.0),
    ),
    Goal(
        "bpgui takes so many times the time of plain C",
        (AUTOMATIC,),
        PlainC.name,
        dict.fromkeys(_SMALL + _MIDDLE, 3.0),
        at_most=True,
    ),
    Goal(
        "bpgui takes so many times the time of its matrix products",
        (AUTOMATIC,),
        MatrixProducts.name,
        dict.fromkeys(_LARGE, 1.25),
        at_most=True,
    ),
)
