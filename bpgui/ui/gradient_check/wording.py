"""What a gradient check found, in words."""

import math
from collections.abc import Callable

import numpy as np

from bpgui.session.gradient_question import Answer, Question
from bpgui.ui.controls.step_field import step_text
from bpgui.ui.numbers import format_count, format_number, format_significant, power_of_ten

NameOf = Callable[[int], str]
CHECK = "Check whole network"
"""What the button says."""
COPY = "A copy with a planted bug is checked. Your network and its training are not affected."
WRONG = "⚠"
"""Marks an error that is too large: a cross before a number would be read as "times"."""
LARGE_STEP = 1e-3
"""A step from which truncation may be what is seen."""


def error_text(error: float) -> str:
    """Write a relative error with one digit, or two where it is large."""
    if math.isnan(error):
        return "no number"
    return format_significant(error, 2 if error >= 0.01 else 1)


def error_label(error: float, *, disagrees: bool) -> str:
    """Write a relative error for the narrow box of a connection: its order of magnitude."""
    if math.isnan(error):
        return f"{WRONG} NaN"
    if error == 0.0:
        return "0"
    if error >= 0.01:
        text = format_number(error, 2)
    else:
        text = power_of_ten(math.floor(math.log10(error) + 1e-9))
    return f"{WRONG} {text}" if disagrees else text


def verdict(answer: Answer, name_of: NameOf) -> str:
    """Say in a sentence how many gradients agree, and which is the worst."""
    report = answer.report
    count, wrong = len(report.indices), int(report.disagreeing.sum())
    drowned = int(report.drowned.sum())
    if not count:
        return "There is no weight or bias to check."
    worst = int(report.ranking[0])
    name, error = name_of(int(report.indices[worst])), error_text(float(report.errors[worst]))
    if wrong:
        all_of_them = "Every gradient disagrees" if wrong == count > 1 else (
            f"{format_count(wrong)} of {format_count(count)} disagree"
        )  # fmt: skip
        return f"{all_of_them}; the worst is {name}, relative error {error}."
    if drowned:
        return (
            f"{format_count(drowned)} of {format_count(count)} are lost in rounding: the step is "
            "too small to tell. The others agree."
            if drowned < count
            else "All are lost in rounding: the step is too small to tell."
        )
    return (
        f"All {format_count(count)} gradients agree; the worst is {name}, relative error {error}."
    )


def short_verdict(answer: Answer) -> str:
    """Say the same in a few words."""
    report = answer.report
    count, wrong = len(report.indices), int(report.disagreeing.sum())
    if wrong:
        return f"{format_count(wrong)} of {format_count(count)} disagree"
    return "lost in rounding" if report.drowned.any() else f"all {format_count(count)} agree"


def scope(question: Question) -> str:
    """Say which parameters and patterns were looked at, where those are not all."""
    parts = []
    if question.is_part:
        parts.append(
            f"{format_count(len(question.indices))} of "
            f"{format_count(question.network.n_connections)} weights and biases, drawn at random"
        )
    if len(question.rows) < question.of:
        parts.append(f"{format_count(len(question.rows))} of {format_count(question.of)} patterns")
    return f"Too many for all: {', over '.join(parts)}." if parts else ""


def advice(answer: Answer) -> str:
    """Say what the step has to do with it, where it is far from the best."""
    step, report = answer.question.step, answer.report
    if report.drowned.any():
        return (
            f"Two losses that differ by little lose their digits when subtracted: with "
            f"h = {step_text(step)} what is left is rounding. Try 10⁻⁵."
        )
    if step >= LARGE_STEP and report.disagreeing.any():
        return (
            f"With h = {step_text(step)} part of this is truncation, which falls with h²: try a "
            "smaller step."
        )
    return ""


def observations(answer: Answer) -> list[str]:
    """Return what the errors have in common, as somebody sees who looks at the diagram."""
    report, network = answer.report, answer.question.network
    wrong = report.disagreeing
    if not wrong.any():
        return ["Nothing disagrees: try other patterns or a step near 10⁻⁵."]
    addresses = [network.address(index) for index in report.indices.tolist()]
    is_bias = np.array([address.source is None for address in addresses])
    layers = np.array([address.layer for address in addresses])
    found = [
        _about_biases(wrong, is_bias),
        _about_layers(wrong, layers, [layer.name for layer in network.layers]),
        _about_ratios(report.gradient[wrong], report.slopes[wrong]),
    ]
    return [sentence for sentence in found if sentence] or ["No simple rule is seen in them."]


def _about_biases(wrong: np.ndarray, is_bias: np.ndarray) -> str:
    if not is_bias.any():
        return ""
    if not wrong[~is_bias].any():
        return "Only biases disagree."
    return "" if wrong[is_bias].any() else "No bias disagrees, only weights do."


def _about_layers(wrong: np.ndarray, layers: np.ndarray, names: list[str]) -> str:
    there = sorted(set(layers.tolist()))
    right = [names[k] for k in there if not wrong[layers == k].any()]
    if not right or len(right) == len(there):
        return ""
    return f"All that leads into {' and '.join(right)} agrees."


def _about_ratios(gradient: np.ndarray, slopes: np.ndarray) -> str:
    """Compare the gradients that disagree with their central differences."""
    if not gradient.any():
        return "Their gradients are 0."
    seen = np.abs(slopes) > 1e-7
    ratios = gradient[seen] / slopes[seen]
    if not len(ratios) or not np.isfinite(ratios).all():
        return ""
    middle = float(np.median(ratios))
    if len(ratios) > 1 and np.allclose(ratios, middle, rtol=1e-3):
        if math.isclose(middle, -1.0, rel_tol=1e-3):
            return "Each of them is minus its central difference."
        return f"Each of them is {format_significant(middle, 2)} times its central difference."
    if (ratios > 0).all():
        larger = " and each is too large" if (ratios > 1).all() else ""
        return f"Their signs are right{larger}, but no factor is common to them."
    return "Signs and sizes are both wrong, without a common factor."
