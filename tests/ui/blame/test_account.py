"""What is said about a blame: its displayed numbers recompute, and say why there is nothing."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bpgui.core.network import Network, create_network
from bpgui.core.settings import TrainingSettings
from bpgui.session.quantity import Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.ui.blame.account import HINT, INPUT_HINT, Account, give_account, refusal
from bpgui.ui.blame.question import Question
from bpgui.ui.details.copying import as_text
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.mathematics.formula import plain, spans
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import Interval, computed, number

SETTINGS = TrainingSettings()


@pytest.fixture(autouse=True)
def _usual_digits() -> Iterator[None]:
    yield
    digits.choose(USUAL)


def evidence_of(case: Case) -> Evidence:
    numbers = tuple(range(1, len(case.inputs) + 1))
    return Evidence.gather(case.network, case.settings, numbers, case.inputs, case.targets)


def first(case: Case) -> Case:
    return Case(case.network, case.inputs[:1], case.targets[:1], case.settings)


def account_of(case: Case, index: int, output: int | None = None) -> Account:
    question = Question.about(ParameterSelection(index), case.network, output)
    assert question is not None
    return give_account(evidence_of(case), question)


def present(case: Case, data: st.DataObject) -> int:
    choices = np.flatnonzero(case.network.present).tolist()
    return int(data.draw(st.sampled_from(choices or [0])))


@for_all(cases(), st.data(), st.integers(2, 9), st.booleans())
def test_that_displayed_products_recompute_and_add_up(
    case: Case, data: st.DataObject, count: int, one: bool
) -> None:
    case = first(case) if one else case
    if not case.network.present.any():
        return
    digits.choose(count)
    account = account_of(case, present(case, data))
    total = Interval(0.0, 0.0)
    for row in account.rows:
        shown = computed(row.number)
        assert computed(plain(row.formula)).meets(shown), row.text
        total += shown
    if account.rows and len(account.rows) < 200:
        shown = computed(plain(account.total[:1]))
        assert total.meets(shown)
        assert number(account.verdict.split()[-1].lstrip("−")).meets(
            computed(plain(account.total[:1]).lstrip("−"))
        )
        assert account.agrees


@for_all(cases(), st.data())
def test_that_every_number_of_one_pattern_knows_which_it_is(
    case: Case, data: st.DataObject
) -> None:
    if not case.network.present.any():
        return
    case = first(case)
    index = present(case, data)
    evidence = evidence_of(case)
    for row in account_of(case, index).rows:
        numbers = [span for factor in row.factors for span in spans(factor) if span.of is not None]
        assert len(numbers) == len(row.factors)
        for span in numbers:
            assert span.of is not None
            value = value_of(evidence, span.of)
            assert number(span.text.lstrip("−")).meets(Interval(abs(value), abs(value)))
        weights = [span.of.index for span in numbers if span.of and span.of.kind == "parameter"]
        slopes = [(span.of.layer, span.of.unit) for span in numbers
                  if span.of and span.of.kind == "slope"]  # fmt: skip
        passed = row.trace.units[1 if case.network.address(index).source is not None else 0 : -1]
        bent = [
            unit for unit in passed[::-1] if case.network.layers[unit[0]].activation != "linear"
        ]
        assert numbers[0].of == Quantity.of_unit("delta", *row.trace.units[-1], 0)
        assert weights == list(row.trace.parameters[:0:-1])
        assert slopes == bent
        assert row.trace.parameters[0] == index
        assert row.trace.fits(case.network)


def value_of(evidence: Evidence, of: Quantity) -> float:
    """Return a number from the passes."""
    if of.kind == "parameter":
        return float(evidence.network.parameters[of.index])
    if of.kind == "delta":
        return evidence.delta(of.layer, of.unit)
    if of.kind == "a":
        return evidence.a(of.layer, of.unit)
    assert of.kind == "slope"
    z, a = evidence.z(of.layer, of.unit), evidence.a(of.layer, of.unit)
    activation = evidence.network.layers[of.layer].activation
    return {"sigmoid": a * (1 - a), "tanh": 1 - a * a, "relu": float(z > 0)}[activation]


def small() -> Case:
    network = create_network((2, 2, 2), hidden="tanh")
    network = network.with_parameters(np.linspace(-1.0, 1.2, network.n_parameters))
    return Case(network, np.array([[0.5, 0.0]]), np.array([[0.0, 1.0]]), SETTINGS)


def with_target(case: Case, targets: np.ndarray, **changes: float) -> Case:
    settings = TrainingSettings(**changes)  # type: ignore[arg-type]
    return Case(case.network, case.inputs, targets, settings)


def test_that_a_row_reads_from_the_outputs_error_back_to_the_input() -> None:
    case = small()
    account = account_of(case, case.network.weight_index(1, 0, 0, 0))
    assert account.about == "Weight w₁₁, input 1 → hidden unit 1 · pattern 1"
    assert {row.names for row in account.rows} == {"h₁ → ŷ₁", "h₁ → ŷ₂"}
    row = account.rows[0]
    kinds = [span.of.kind for factor in row.factors for span in spans(factor) if span.of]
    assert kinds == ["delta", "parameter", "slope", "a"]
    assert row.symbols in [f"δ({out}) × w(h₁ → {out}) × f′(h₁) × x₁" for out in ("ŷ₁", "ŷ₂")]
    assert row.trace.units[0] == (0, 0)
    sizes = [abs(row.value) for row in account.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert account.all_of_them == "Sum of 2 paths"
    assert plain(account.total).endswith(" = ∂L/∂w")
    assert account.verdict.startswith("✓ backward pass ")


def test_that_one_output_is_followed_alone() -> None:
    case = small()
    index = case.network.bias_index(1, 1)
    parts = [account_of(case, index, output) for output in (0, 1)]
    assert [row.names for part in parts for row in part.rows] == ["h₂ → ŷ₁", "h₂ → ŷ₂"]
    assert plain(parts[0].total).endswith(" = the part of ŷ₁ in ∂L/∂b")
    gradient = evidence_of(case).backward.gradient[index]
    assert math.fsum(part.rows[0].value for part in parts) == pytest.approx(gradient, rel=1e-12)


def test_that_the_paths_of_a_unit_add_up_to_its_error_signal() -> None:
    case = small()
    question = Question.about(UnitSelection(1, 0), case.network)
    assert question is not None
    account = give_account(evidence_of(case), question)
    delta = evidence_of(case).delta(1, 0)
    assert math.fsum(row.value for row in account.rows) == pytest.approx(delta, rel=1e-12)
    assert account.about == "δ of hidden unit 1 · pattern 1"
    assert plain(account.total).endswith(" = δ of h₁")


def test_that_the_reason_is_given_where_every_product_is_0() -> None:
    case = small()
    dead_input = account_of(case, case.network.weight_index(1, 0, 0, 1))
    assert dead_input.lead.startswith("x₂ is 0, so this weight passed nothing on")
    outputs = evidence_of(case).forward.a[-1]
    perfect = with_target(case, outputs)
    assert account_of(perfect, 0).lead.startswith("The output has no error here")
    tolerant = with_target(case, case.targets, margin=0.99)
    assert account_of(tolerant, 0).lead.startswith("The output has no error here")
    relu = create_network((1, 1, 1), hidden="relu").with_parameters((1.0, -9.0, 1.0, 0.0))
    dead = Case(relu, np.ones((1, 1)), np.ones((1, 1)), SETTINGS)
    assert account_of(dead, 0).lead.startswith("On every path a factor is 0")
    assert account_of(case, 0).lead == ""


def test_that_locks_gaps_and_numbers_without_end_are_said() -> None:
    case = small()
    network = case.network.with_locked(0, locked=True)
    locked = account_of(Case(network, case.inputs, case.targets, SETTINGS), 0)
    assert locked.lead.startswith("Locked")
    gaps = network.present.copy()
    gaps[[network.weight_index(2, 0, 1, 1), network.weight_index(2, 1, 1, 1)]] = False
    values = np.where(gaps, network.parameters, 0.0)
    loose = Network(network.layers, values, gaps, network.locked)
    nowhere = Case(loose, case.inputs, case.targets, SETTINGS)
    account = account_of(nowhere, network.bias_index(1, 1))
    assert account.lead == "No path leads from h₂ to any output, so no error comes back from there."
    assert (account.rows, account.total, account.verdict) == ((), (), "")
    huge = case.network.with_parameters(np.full(case.network.n_parameters, 1e308))
    linear = Case(huge, np.ones((1, 2)), case.targets, SETTINGS)
    assert "beyond all bounds" in with_linear_output(linear).lead


def with_linear_output(case: Case) -> Account:
    network = create_network((2, 2, 2), hidden="linear", output="linear")
    network = network.with_parameters(case.network.parameters)
    return account_of(Case(network, case.inputs, case.targets, SETTINGS), 0)


def test_that_many_paths_are_cut_and_the_rest_is_said() -> None:
    network = create_network((2, 20, 20, 2))
    network = network.with_parameters(np.linspace(-1.0, 1.0, network.n_parameters))
    case = Case(network, np.ones((1, 2)), np.zeros((1, 2)), SETTINGS)
    account = account_of(case, 0)
    assert len(account.rows) == 40
    deep = create_network((2, 20, 20, 20, 2))
    deep = deep.with_parameters(np.linspace(-1.0, 1.0, deep.n_parameters))
    account = account_of(Case(deep, case.inputs, case.targets, SETTINGS), 0)
    assert len(account.rows) == 200
    assert account.remarks[0].startswith("and 600 more paths, together ")
    several = Case(deep, np.ones((3000, 2)), np.zeros((3000, 2)), SETTINGS)
    account = account_of(several, 0)
    assert account.lead.startswith("800 paths over 3,000 patterns are too many to multiply out")
    assert account.agrees is None


def test_that_over_several_patterns_the_first_factor_is_their_sum() -> None:
    case = small()
    case = Case(case.network, np.eye(2), np.zeros((2, 2)), TrainingSettings(reduction="mean"))
    account = account_of(case, 0)
    assert account.about.endswith("mean over 2 patterns")
    assert [len(row.factors) for row in account.rows] == [2, 2]
    assert {row.symbols for row in account.rows} == {
        f"Σ(δ({out}) × f′(h₁) × x₁) × w(h₁ → {out})" for out in ("ŷ₁", "ŷ₂")
    }
    assert "averaged over the 2 patterns" in account.remarks[-1]
    gradient = evidence_of(case).backward.gradient[0]
    assert math.fsum(row.value for row in account.rows) == pytest.approx(gradient, rel=1e-12)


def test_that_an_estimate_adds_up_to_the_estimated_gradient() -> None:
    case = small()
    evidence = evidence_of(Case(case.network, np.eye(2), np.zeros((2, 2)), SETTINGS))
    part = Evidence(
        evidence.network, evidence.settings, evidence.numbers, evidence.inputs, evidence.targets,
        evidence.forward, evidence.backward, 10,
    )  # fmt: skip
    question = Question.about(ParameterSelection(0), case.network)
    assert question is not None
    account = give_account(part, question)
    gradient = 5.0 * evidence.backward.gradient[0]
    assert math.fsum(row.value for row in account.rows) == pytest.approx(gradient, rel=1e-12)


def test_that_nothing_to_ask_about_is_answered_by_a_hint() -> None:
    network = small().network
    for selection in (None, LayerSelection(1), UnitSelection(0, 1)):
        assert Question.about(selection, network) is None
        assert refusal(selection).hint == (HINT if selection != UnitSelection(0, 1) else INPUT_HINT)
    outside = Question.about(ParameterSelection(0), network, 7)
    assert outside is not None
    assert outside.output is None


def test_that_the_text_to_copy_has_every_path_and_the_sum() -> None:
    account = account_of(small(), 0)
    text = as_text([account.explanation])
    assert text.startswith("Blame trail (Weight w₁₁, input 1 → hidden unit 1 · pattern 1)\n")
    for row in account.rows:
        assert row.text in text
    assert f"Sum of 2 paths = {plain(account.total)}" in text
    assert account.verdict in text
