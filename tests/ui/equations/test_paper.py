"""The paper's equations: numbered as the core cites them, and where things are otherwise here."""

import re
from dataclasses import replace

from bpgui.core import losses, passes, settings, update_rule
from bpgui.core.activations import sigmoid
from bpgui.ui.equations.equation import PHASE, Key
from bpgui.ui.equations.paper import TRANSLATION, paper_equations
from bpgui.ui.mathematics.formula import plain
from tests.ui.equations.test_our_equations import SETUP, layers

TEXTS = {
    1: "xⱼ = Σᵢ yᵢ wⱼᵢ",
    2: "yⱼ = 1/(1 + e^(−xⱼ))",
    3: "E = ½ Σ_c Σⱼ (y_(j, c) − d_(j, c))²",
    4: "∂E/∂yⱼ = yⱼ − dⱼ",
    5: "∂E/∂xⱼ = ∂E/∂yⱼ · yⱼ(1 − yⱼ)",
    6: "∂E/∂wⱼᵢ = ∂E/∂xⱼ · yᵢ",
    7: "∂E/∂yᵢ = Σⱼ ∂E/∂xⱼ · wⱼᵢ",
    8: "Δw = −ε ∂E/∂w",
    9: "Δw(t) = −ε ∂E/∂w(t) + α Δw(t − 1)",
}


def cited(document: str | None) -> set[int]:
    """Return the numbers of the paper's equations that a docstring names."""
    assert document
    found = set()
    for numbers in re.findall(r"eqs?\.\s+([\d\s,toand]+)", document):
        ends = [int(number) for number in re.findall(r"\d", numbers)]
        found |= set(range(ends[0], ends[-1] + 1)) if "to" in numbers else set(ends)
    return found


def numbers(*keys: Key) -> set[int]:
    equations = paper_equations(SETUP)
    return {each.number for key in keys for each in equations[key]}


def test_that_all_nine_are_shown_as_the_paper_has_them() -> None:
    shown = {e.number: plain(e.formula) for of in paper_equations(SETUP).values() for e in of}
    assert shown == TEXTS
    assert list(paper_equations(SETUP)) == list(PHASE)


def test_that_the_numbers_are_those_the_core_cites() -> None:
    assert numbers("z", "a") == cited(passes.forward.__doc__) == {1, 2}
    assert numbers("a") == cited(sigmoid.__doc__)
    assert numbers("loss") == cited(passes.loss_value.__doc__)
    assert numbers("delta_out", "delta_hidden", "gradient") == cited(passes.backward.__doc__)
    assert numbers("change") == cited(settings.TrainingSettings.__doc__)
    assert cited(update_rule.next_velocity.__doc__) == {9}
    assert losses.LOSSES["half-squared-error"].label == "Half squared error"


def test_that_of_the_two_rules_of_change_the_one_in_force_is_marked() -> None:
    plain_descent, momentum = paper_equations(SETUP)["change"]
    assert plain_descent.in_force
    assert not momentum.in_force
    plain_descent, momentum = paper_equations(replace(SETUP, alpha=0.9))["change"]
    assert not plain_descent.in_force
    assert momentum.in_force


def test_that_a_network_like_the_papers_has_no_remark_on_what_is_otherwise() -> None:
    remarks = {e.remark for of in paper_equations(SETUP).values() for e in of}
    assert not [remark for remark in remarks if remark.startswith("Here")]


def test_that_remarks_say_what_is_otherwise_here() -> None:
    setup = replace(
        SETUP,
        layers=layers("tanh", "softmax", 3),
        loss="cross-entropy",
        batch=4,
        reduction="mean",
        decay=0.1,
    )
    remarks = {e.number: e.remark for of in paper_equations(setup).values() for e in of}

    assert remarks[2] == "Here tanh and softmax."
    assert remarks[3] == "Here cross-entropy and averaged over the patterns."
    assert remarks[5] == "Here with the slope of softmax."
    assert remarks[8] == "Here also weight decay."
    assert remarks[9] == ""
    mixed = paper_equations(replace(SETUP, layers=layers("relu")))["a"][0].remark
    assert mixed == "Here in part ReLU."


def test_that_the_table_translates_every_letter() -> None:
    table = {plain(paper): plain(ours) for paper, ours, _ in TRANSLATION}
    assert table["xⱼ"] == "z"
    assert table["dⱼ"] == "y"
    assert (table["E"], table["ε"], table["∂E/∂xⱼ"]) == ("L", "η", "δ")
