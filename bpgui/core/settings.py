"""What a training run is told: the update rule, when to stop, how to draw the first weights."""

import math
from dataclasses import dataclass
from typing import Literal

from bpgui.core.losses import LOSSES

UPDATES = ("sweep", "mini-batch", "pattern")
REDUCTIONS = ("sum", "mean")
KERNELS = ("auto", "numpy", "compiled")
PRECISIONS = ("double", "single")
SCHEMES = ("uniform", "xavier", "he")

KernelName = Literal["auto", "numpy", "compiled"]
Precision = Literal["double", "single"]


@dataclass(frozen=True)
class RateChange:
    """From the start of `sweep` on, another learning rate and momentum."""

    sweep: int
    learning_rate: float
    momentum: float

    def __post_init__(self) -> None:
        _check_whole("sweep of a rate change", self.sweep, smallest=0)
        _check_range("learning rate", self.learning_rate, 0.0, math.inf)
        _check_range("momentum", self.momentum, 0.0, 1.0)


@dataclass(frozen=True)
class TrainingSettings:
    """The update rule and the loss it follows.

    An update changes every trainable parameter w with the gradient of a batch of patterns
    (1986, eqs. 8 and 9)::

        velocity = -learning_rate * dL/dw + momentum * velocity
        w += velocity - decay * w

    Attributes
    ----------
    learning_rate, momentum, decay
        eta (at least 0), alpha (0 to 1), and the fraction (0 to 1) every trainable parameter
        shrinks by at each update.
    update
        The patterns between two updates: all ("sweep", as in the paper), `batch_size`
        ("mini-batch"), or one ("pattern").
    loss, reduction
        A key of `LOSSES`; whether the losses of a batch's patterns are summed or averaged.
    margin
        An output within this of its target counts as no error: no loss, no dL/da.
    shuffle, seed
        Whether each sweep takes the patterns in an order of its own, drawn from the seed.
    schedule
        Changes of the two rates at given sweeps, in ascending order.
    kernel
        What makes the updates: "numpy", "compiled" where it is at hand, or "auto", whichever is
        the quicker. Their results differ in the last bits.
    precision
        Whether it computes in float64 ("double") or in float32 ("single").

    Examples
    --------
    >>> settings = TrainingSettings(momentum=0.5, schedule=(RateChange(20, 0.1, 0.9),))
    >>> settings.rates_at(19), settings.rates_at(20)
    ((0.25, 0.5), (0.1, 0.9))
    >>> TrainingSettings(momentum=1.5)
    Traceback (most recent call last):
    ValueError: The momentum must be a number from 0 to 1, not 1.5.
    """

    learning_rate: float = 0.25
    momentum: float = 0.9
    decay: float = 0.0
    update: str = "pattern"
    batch_size: int = 10
    loss: str = "half-squared-error"
    reduction: str = "sum"
    margin: float = 0.0
    shuffle: bool = False
    seed: int = 0
    schedule: tuple[RateChange, ...] = ()
    kernel: KernelName = "auto"
    precision: Precision = "double"

    def __post_init__(self) -> None:
        _check_range("learning rate", self.learning_rate, 0.0, math.inf)
        _check_range("momentum", self.momentum, 0.0, 1.0)
        _check_range("decay", self.decay, 0.0, 1.0)
        _check_range("margin", self.margin, 0.0, math.inf)
        _check_choice("update", self.update, UPDATES)
        _check_choice("loss", self.loss, tuple(LOSSES))
        _check_choice("reduction", self.reduction, REDUCTIONS)
        _check_choice("kernel", self.kernel, KERNELS)
        _check_choice("precision", self.precision, PRECISIONS)
        _check_whole("mini-batch size", self.batch_size, smallest=1)
        _check_whole("seed", self.seed, smallest=0)
        object.__setattr__(self, "schedule", tuple(self.schedule))
        sweeps = [change.sweep for change in self.schedule]
        if sweeps != sorted(set(sweeps)):
            raise ValueError("The sweeps of a schedule must ascend, each with one change.")

    def rates_at(self, sweep: int) -> tuple[float, float]:
        """Return (learning rate, momentum) of the updates of this sweep, counted from 0."""
        rates = (self.learning_rate, self.momentum)
        for change in self.schedule:
            if change.sweep <= sweep:
                rates = (change.learning_rate, change.momentum)
        return rates

    def patterns_per_update(self, n: int) -> int:
        """Return how many of `n` training patterns an update uses (the last may get fewer)."""
        sizes = {"sweep": n, "mini-batch": self.batch_size, "pattern": 1}
        return min(sizes[self.update], n)


@dataclass(frozen=True)
class StopConditions:
    """When a run stops by itself: at the first condition met. None means not asked for.

    Attributes
    ----------
    loss_below
        The training loss is below this.
    tolerance
        Every training output is within this of its target.
    sweeps
        This many sweeps are done, counted from the first.
    """

    loss_below: float | None = None
    tolerance: float | None = None
    sweeps: int | None = None

    def __post_init__(self) -> None:
        if self.loss_below is not None:
            _check_range("loss to stop below", self.loss_below, 0.0, math.inf)
        if self.tolerance is not None:
            _check_range("tolerance", self.tolerance, 0.0, math.inf)
        if self.sweeps is not None:
            _check_whole("number of sweeps", self.sweeps, smallest=1)


@dataclass(frozen=True)
class Initialisation:
    """How the first parameters are drawn.

    Attributes
    ----------
    scheme
        "uniform" draws from U(-scale, scale) as the paper does; "xavier" and "he" from a range
        that follows the size of the layers.
    scale
        The r of U(-r, r).
    biases
        Whether the uniform scheme draws the biases too; otherwise they start at 0.
    seed
        The same seed draws the same parameters.
    """

    scheme: str = "uniform"
    scale: float = 0.5
    biases: bool = True
    seed: int = 7

    def __post_init__(self) -> None:
        _check_choice("initialisation", self.scheme, SCHEMES)
        _check_range("range of the first weights", self.scale, 0.0, math.inf)
        _check_whole("seed", self.seed, smallest=0)


def _check_range(what: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        wanted = f"at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
        raise ValueError(f"The {what} must be a number {wanted}, not {value:g}.")


def _check_whole(what: str, value: int, smallest: int) -> None:
    if value != int(value) or value < smallest:
        raise ValueError(f"The {what} must be a whole number of at least {smallest}, not {value}.")


def _check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"The {what} must be one of {', '.join(choices)}, not {value!r}.")
