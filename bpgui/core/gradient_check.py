"""Checking the gradient: the slope of the loss, measured by moving one parameter at a time.

The error of such a slope has two parts. Truncation, since a difference is not a derivative, falls
with the square of the step; rounding, since two nearly equal losses are subtracted, grows as the
step shrinks. In between is a step at which a right gradient agrees to many digits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray, IntArray
from bpgui.core.landscape import Between
from bpgui.core.lesson import Lesson
from bpgui.core.network import Network
from bpgui.core.passes import loss_value
from bpgui.core.settings import TrainingSettings

# Below this a gradient is compared by its absolute error: nothing is left of its digits.
NEGLIGIBLE = 1e-6
AGREEMENT = 1e-4
"""The relative error up to which gradient and central difference count as equal."""
STEP = 1e-5
"""How far a parameter is moved unless another step is asked for."""
_ROUNDINGS = 8.0
"""How many roundings of a loss may add up in a difference of two."""


def central_difference(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    index: int,
    step: float = STEP,
) -> float:
    """Return (L(w + step) - L(w - step)) / (2 step) for the parameter at `index`.

    Its error shrinks with the square of the step until rounding takes over. An absent connection
    has the slope 0.
    """
    if not network.present[index]:
        return 0.0
    w = float(network.parameters[index])
    above = loss_value(network.with_parameter(index, w + step), inputs, targets, settings)
    below = loss_value(network.with_parameter(index, w - step), inputs, targets, settings)
    return (above - below) / (2.0 * step)


def relative_error(gradient: float, slope: float) -> float:
    """Return |gradient - slope| over the larger of the two (at least `NEGLIGIBLE`)."""
    return float(relative_errors(np.array(gradient), np.array(slope)))


def relative_errors(gradient: FloatArray, slopes: FloatArray) -> FloatArray:
    """Return `relative_error` of each component; NaN where one of the two is not finite."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.maximum(np.abs(gradient), np.abs(slopes)), NEGLIGIBLE)
        errors: FloatArray = np.abs(gradient - slopes) / size
    return errors


@dataclass(frozen=True, eq=False)
class GradientReport:
    """A gradient beside the central differences of some parameters.

    Attributes
    ----------
    step
        How far each parameter was moved up and down.
    loss
        L where they are.
    indices
        Which parameters, (m,).
    values, gradient, slopes
        What they are, dL/dw as a backward pass gave it, and as measured; (m,) each.
    """

    step: float
    loss: float
    indices: IntArray
    values: FloatArray
    gradient: FloatArray
    slopes: FloatArray

    @cached_property
    def errors(self) -> FloatArray:
        """The relative error of each, (m,)."""
        return relative_errors(self.gradient, self.slopes)

    @cached_property
    def noise(self) -> FloatArray:
        """By how much rounding alone may put each slope off, (m,).

        Two losses of about L are subtracted, each rounded, at two values that are rounded too.
        """
        with np.errstate(all="ignore"):
            size = abs(self.loss) + np.abs(self.slopes * self.values)
            noise: FloatArray = _ROUNDINGS * np.finfo(np.float64).eps * size / self.step
        return noise

    @cached_property
    def drowned(self) -> BoolArray:
        """Which differ by no more than rounding may explain: nothing can be said of them, (m,)."""
        with np.errstate(all="ignore"):
            drowned: BoolArray = ~self._agreeing & (
                np.abs(self.gradient - self.slopes) <= self.noise
            )
        return drowned

    @cached_property
    def disagreeing(self) -> BoolArray:
        """Which differ by more; also where one of the two is not a number, (m,)."""
        disagreeing: BoolArray = ~self._agreeing & ~self.drowned
        return disagreeing

    @property
    def _agreeing(self) -> BoolArray:
        agreeing: BoolArray = self.errors <= AGREEMENT
        return agreeing

    @cached_property
    def ranking(self) -> IntArray:
        """Places in `indices`, the worst first: those that disagree, then by their error."""
        errors = np.where(np.isnan(self.errors), np.inf, self.errors)
        return np.lexsort((-errors, ~self.disagreeing)).astype(np.intp)


def check_parameters(
    lesson: Lesson,
    gradient: FloatArray,
    indices: Iterable[int],
    step: float = STEP,
    between: Between | None = None,
) -> GradientReport:
    """Compare a gradient (P,), right or wrong, with the central differences of some parameters.

    `between` is called before each parameter and may raise to end the check.
    """
    chosen = np.fromiter(indices, dtype=np.intp)
    slopes = np.empty(len(chosen))
    for k, index in enumerate(chosen.tolist()):
        if between is not None:
            between()
        slopes[k] = _slope(lesson, index, step)
    values = lesson.network.parameters[chosen]
    return GradientReport(step, lesson.loss, chosen, values, gradient[chosen], slopes)


def slopes_over(
    lesson: Lesson, index: int, steps: FloatArray, between: Between | None = None
) -> FloatArray:
    """Return the central difference of one parameter at each of the steps (m,), shape (m,)."""
    slopes = np.empty(len(steps))
    for k, step in enumerate(steps.tolist()):
        if between is not None:
            between()
        slopes[k] = _slope(lesson, index, step)
    return slopes


def _slope(lesson: Lesson, index: int, step: float) -> float:
    return central_difference(
        lesson.network, lesson.inputs, lesson.targets, lesson.settings, index, step
    )


def check_gradient(
    network: Network,
    inputs: FloatArray,
    targets: FloatArray,
    settings: TrainingSettings,
    step: float = STEP,
) -> FloatArray:
    """Return the relative error of every component of the gradient, shape (P,).

    Examples
    --------
    >>> from bpgui.core import Initialisation, TrainingSettings, create_network, initialise
    >>> network = initialise(create_network([2, 2, 1], hidden="tanh"), Initialisation())
    >>> x, y = np.array([[0.5, -1.0], [2.0, 0.0]]), np.array([[1.0], [0.0]])
    >>> errors = check_gradient(network, x, y, TrainingSettings())
    >>> errors.shape, bool(errors.max() < 1e-7)
    ((9,), True)
    """
    lesson = Lesson(network, inputs, targets, settings)
    return check_parameters(lesson, lesson.gradient(), range(network.n_parameters), step).errors
