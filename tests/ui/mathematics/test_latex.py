r"""Explanations as LaTeX: the worked example letter by letter, and every other one well formed."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from PySide6.QtGui import QGuiApplication

from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.ui.details.copying import as_latex, as_text, copy
from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation, explain_forward, explain_loss
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.mathematics.formula import Formula, compose, name, scripts, summation, words
from bpgui.ui.mathematics.latex import latex, latex_lines
from tests.strategies import Case, cases
from tests.ui.mathematics.samples import SLOPE, equations

_COMMANDS = {
    "alpha", "approx", "beta", "cdot", "Delta", "delta", "dots", "eta", "exp", "frac", "ge", "hat",
    "in", "infty", "lambda", "le", "left", "leftarrow", "ln", "log", "max", "min", "mu", "odot",
    "partial", "prime", "prod", "right", "sigma", "sqrt", "sum", "surd", "tanh", "text", "tfrac",
    "times", "to", "top", "varepsilon", "begin", "end", "mathrm", "mathbf", "quad",
}  # fmt: skip


def assert_well_formed(text: str) -> None:
    """Check that braces and \\left match, that commands are known, and that nothing is left out."""
    depth = 0
    for mark in re.findall(r"\\[{}]|[{}]", text):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth >= 0, text
    assert depth == 0, text
    assert text.count(r"\left") - text.count(r"\leftarrow") == text.count(r"\right"), text
    assert set(re.findall(r"\\([a-zA-Z]+)", text)) <= _COMMANDS, text
    assert "__" not in text
    assert not re.search(r"_\{[^{}]*\}_|\^\{[^{}]*\}\^", text), text  # a double script is an error
    outside = re.sub(r"\\text\{[^{}]*\}", "", text)
    assert outside.isascii(), text


def worked_example() -> Evidence:
    problem = PROBLEMS["worked-example"]
    data = problem.make()
    chosen = replace(problem.settings, loss="half-squared-error", learning_rate=0.1, momentum=0.0)
    return Evidence.gather(problem_network(problem), chosen, (1,), data.x, data.y)


def test_that_formulas_are_written_as_a_person_would() -> None:
    j, k = name("j"), name("k")
    term = compose(
        "{s}{w} · {d}", s=summation(k), w=scripts(name("w"), name("kj")), d=scripts(words("δ"), k)
    )
    line = compose("{delta} = ({term}) · ŷ(1 − ŷ)", delta=scripts(words("δ"), j), term=term)

    assert latex(line) == (
        r"\delta_{j} = (\sum_{k} w_{k j} \cdot \delta_{k}) \cdot \hat{y} (1 - \hat{y})"
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (SLOPE, r"\frac{\partial L}{\partial w}"),
        (compose("Δw = −η ∂L/∂w"), r"\Delta w = -\eta \partial L / \partial w"),
        (name("h₁₂"), "h_{12}"),
        (name("petal length"), r"\text{petal length}"),
        (name("a_b & 5 %"), r"\text{a\_b \& 5 \%}"),
        (name("ŷ₃"), r"\hat{y}_{3}"),
        (words("−1.500·10⁻⁵"), r"-1.500 \cdot 10^{-5}"),
        (words("max(0, z)"), r"\max (0, z)"),
        (words(" + … (65 terms)"), r"+ \dots (65 \ \text{terms})"),
        (compose("[z > 0] · 50%"), r"[z > 0] \cdot 50 \%"),
    ],
)
def test_that_symbols_names_and_signs_become_commands(formula: Formula, expected: str) -> None:
    assert latex(formula) == expected


def test_that_lines_are_aligned_at_their_equals_signs() -> None:
    lines = [compose("L = (y − ŷ)²"), words("= 0.5"), compose("w ← w + Δw")]

    assert latex_lines(lines) == (
        "\\[\n\\begin{aligned}\n"
        "  L &= (y - \\hat{y})^{2} \\\\\n"
        "  &= 0.5 \\\\\n"
        "  w &\\leftarrow w + \\Delta w\n"
        "\\end{aligned}\n\\]"
    )


def test_that_the_worked_example_is_copied_with_its_numbers() -> None:
    text = as_latex([explain_error_signal(worked_example(), 2, 0)])

    assert text.startswith("Error signal of output 1 (pattern 1)\n\\[\n\\begin{aligned}\n")
    assert r"&= -(1 - 0.6457) \cdot 0.6457 \cdot (1 - 0.6457)" in text
    assert "&= -0.08105\n" in text
    assert_well_formed(text)


def test_that_a_page_is_copied_as_text_and_as_latex() -> None:
    page = [explain_loss(worked_example()), explain_error_signal(worked_example(), 2, 0)]

    copy(page, "text")
    assert QGuiApplication.clipboard().text() == as_text(page)
    assert as_text(page).count("\n\n") == 1
    assert page[0].text in as_text(page)
    copy(page, "LaTeX")
    assert QGuiApplication.clipboard().text() == as_latex(page)
    assert as_latex(page).count(r"\begin{aligned}") == 2


@given(equations)
def test_that_any_formula_becomes_well_formed_latex(formula: Formula) -> None:
    assert_well_formed(latex_lines([formula]))


@given(cases())
@settings(max_examples=20)
def test_that_any_explanation_becomes_well_formed_latex(case: Case) -> None:
    rows = tuple(range(1, len(case.inputs) + 1))
    evidence = Evidence.gather(case.network, case.settings, rows, case.inputs, case.targets)
    found: list[Explanation] = [explain_loss(evidence)]
    for layer, units in enumerate(case.network.layers):
        for unit in range(units.units):
            found.append(explain_forward(evidence, layer, unit))
            found.append(explain_error_signal(evidence, layer, unit))
    for index in np.flatnonzero(case.network.present).tolist():
        found.append(explain_gradient(evidence, index))
        velocity = np.linspace(-1, 1, case.network.n_parameters)
        found.append(explain_update(evidence, index, velocity, 2))
    for explanation in found:
        if explanation.lines:
            assert_well_formed(latex_lines(explanation.lines))
