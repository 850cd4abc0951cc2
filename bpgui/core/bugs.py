"""The mistakes that can be planted into a copy of a network, to be found with the gradient check.

What each does is in `bpgui.core.mistakes`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.core import mistakes
from bpgui.core.arrays import FloatArray
from bpgui.core.gradient_check import AGREEMENT, relative_errors
from bpgui.core.lesson import Lesson


@dataclass(frozen=True)
class Bug:
    """A mistake.

    Attributes
    ----------
    name
        The key in `BUGS`.
    label
        What people call it.
    written, right
        What stands in the wrong program, and what should.
    trace
        What gives it away: the pattern it leaves in the errors.
    gradient
        The wrong gradient (P,) it leads to.
    excuse
        Why the network, its loss or the patterns cannot show it; empty if they can.
    """

    name: str
    label: str
    written: str
    right: str
    trace: str
    gradient: Callable[[Lesson], FloatArray]
    excuse: Callable[[Lesson], str]


def why_hidden(bug: Bug, lesson: Lesson) -> str:
    """Return in a sentence why a mistake changes no gradient of this lesson; empty if it does."""
    errors = relative_errors(bug.gradient(lesson), lesson.gradient())
    if (errors > AGREEMENT).any():
        return ""
    return bug.excuse(lesson) or (
        "With today's weights and patterns this mistake changes no gradient that could be told "
        "from a right one: train a little, or check other patterns."
    )


BUGS: dict[str, Bug] = {
    bug.name: bug
    for bug in (
        Bug(
            "derivative",
            "The derivative left out",
            "δ = Wᵀ δ",
            "δ = Wᵀ δ · f′(z)",
            "Each pattern’s share is too large, by 1/f′(z) at every unit on its way: sizes are the "
            "more wrong the farther from the output, without a common factor.",
            mistakes.without_derivative,
            mistakes.no_derivative_to_leave_out,
        ),
        Bug(
            "sign",
            "A sign flipped",
            "∂L/∂ŷ = y − ŷ",
            "∂L/∂ŷ = ŷ − y",
            "Each gradient is minus its central difference: equal size, and a relative error of 2 "
            "everywhere.",
            mistakes.with_flipped_sign,
            lambda _lesson: "",
        ),
        Bug(
            "factor",
            "The factor 2 lost",
            "∂L/∂ŷ = ŷ − y",
            "∂L/∂ŷ = 2 (ŷ − y)",
            "Each gradient is half its central difference: a relative error of 0.5 everywhere.",
            mistakes.without_factor,
            mistakes.no_factor_to_lose,
        ),
        Bug(
            "bias",
            "The bias forgotten",
            "∂L/∂b = 0",
            "∂L/∂b = δ",
            "Biases alone disagree, with a gradient of 0 and a relative error of 1; every weight "
            "agrees.",
            mistakes.without_biases,
            mistakes.no_bias_to_forget,
        ),
        Bug(
            "transpose",
            "The transpose missing",
            "δ = W δ · f′(z)",
            "δ = Wᵀ δ · f′(z)",
            "What leads into the output layer agrees; what lies before a matrix of several rows "
            "and columns disagrees without order, in sign and in size.",
            mistakes.without_transpose,
            mistakes.no_transpose_to_miss,
        ),
        Bug(
            "outer",
            "The gradient stored transposed",
            "∂L/∂W = a δᵀ",
            "∂L/∂W = δ aᵀ",
            "Biases agree, and so do corners of each matrix: right numbers stand in wrong places, "
            "the central difference of one weight is the gradient of another.",
            mistakes.stored_transposed,
            mistakes.nothing_to_store_transposed,
        ),
        Bug(
            "softmax",
            "Softmax taken for sigmoids",
            "δ = ∂L/∂ŷ · ŷ (1 − ŷ)",
            "δₖ = Σⱼ ∂L/∂ŷⱼ · ŷⱼ (1[j = k] − ŷₖ)",
            "Everything disagrees from the outputs on, since an output's z moves the other outputs "
            "too.",
            mistakes.with_diagonal_softmax,
            mistakes.no_jacobian,
        ),
        Bug(
            "skip",
            "A skip connection forgotten",
            "δ = W₁ᵀ δ₁ · f′(z)",
            "δ = (W₁ᵀ δ₁ + W₂ᵀ δ₂) · f′(z)",
            "Only what leads into a layer that feeds two others, and what lies before it, "
            "disagrees: a share of its error signal never came back.",
            mistakes.without_skips,
            mistakes.no_skip_to_forget,
        ),
        Bug(
            "average",
            "The average forgotten",
            "∂L/∂w = Σ …",
            "∂L/∂w = 1/n Σ …",
            "Each gradient is its central difference times the number of patterns.",
            mistakes.without_average,
            mistakes.no_average_to_forget,
        ),
        Bug(
            "overwritten",
            "Overwritten, not added",
            "∂L/∂w = δ a",
            "∂L/∂w += δ a",
            "Of several patterns the last alone is left: signs and sizes are right for that "
            "pattern, and checked for it by itself all agrees.",
            mistakes.of_last_pattern,
            mistakes.nothing_to_add,
        ),
    )
}
