"""Formulas as MathML: well-formed, with every number and letter of the formula in their order."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.ui.details.error_signal import explain_error_signal
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import explain_forward, explain_loss
from bpgui.ui.mathematics.formula import (
    compose,
    fenced,
    fraction,
    name,
    scripts,
    spans,
    summation,
    words,
)
from bpgui.ui.mathematics.mathml import mathml, mathml_lines
from bpgui.ui.mathematics.small_letters import pieces
from tests.strategies import Case, cases


def letters(text: str) -> str:
    usual = "".join(piece for piece, _ in pieces(text))
    return re.sub(r"\s", "", usual)


def read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


@given(cases(), st.data())
def test_that_every_number_and_letter_is_there_in_order(case: Case, data: st.DataObject) -> None:
    evidence = Evidence.gather(case.network, case.settings, (1,), case.inputs[:1], case.targets[:1])
    layer = data.draw(st.integers(0, len(case.network.layers) - 1))
    unit = data.draw(st.integers(0, case.network.layers[layer].units - 1))
    for explanation in (
        explain_loss(evidence),
        explain_forward(evidence, layer, unit),
        explain_error_signal(evidence, layer, unit),
    ):
        for line in explanation.lines:
            shown = "".join(read(mathml(line)).itertext())
            meant = "".join(letters(span.text) for span in spans(line))
            assert sorted(letters(shown).replace("Σ", "").replace("(", "").replace(")", "")) == (
                sorted(meant.replace("Σ", "").replace("(", "").replace(")", ""))
            )


def test_that_fractions_scripts_sums_and_brackets_have_their_elements() -> None:
    formula = (
        *fraction(words("∂L"), words("∂w")),
        *summation(name("k")),
        *fenced(scripts(name("w"), name("k"), words("2"))),
    )
    tree = read(mathml(formula))

    for tag in ("mfrac", "munder", "msubsup"):
        assert tree.find(f".//{tag}") is not None


@pytest.mark.parametrize("text", ["<b>&", '"', "数", "a<b", "h & i"])
def test_that_any_name_is_escaped(text: str) -> None:
    assert "".join(read(mathml(name(text))).itertext()) == text


def test_that_a_minus_of_a_number_is_no_subtraction() -> None:
    prefixes = [
        element.get("form")
        for element in read(mathml(words("= −0.5 · (−2) − 3"))).iter("mo")
        if element.text == "−"
    ]

    assert prefixes == ["prefix", "prefix", None]


def test_that_a_long_line_may_break_before_a_term() -> None:
    term = words("0.12345678 · (−0.12345678)")
    line = (*words("= "), *term, *words(" + "), *term, *words(" − "), *term)

    text = mathml_lines([line])
    assert text.count("<math") == 3
    assert '<mrow><mo form="infix">+</mo>' in text
    assert '<mrow><mo form="infix">−</mo>' in text
    assert mathml_lines([compose("= 1 + 2")]).count("<math") == 1
