"""Learning rate, momentum and decay have pages of their own: value, origin, effect."""

import re

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.settings import RateChange, TrainingSettings
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.rates import explain_effect, explain_rate, explain_rule, periods, rate_at
from bpgui.ui.mathematics.formula import plain, spans
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.mathematics.latex import latex_lines
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import assert_recomputes, computed
from tests.ui.details.conftest import Show
from tests.ui.mathematics.test_latex import assert_well_formed

RATES: tuple[Kind, ...] = ("eta", "alpha", "decay")
SCHEDULE = (RateChange(20, 0.1, 0.5), RateChange(100, 0.05, 0.9), RateChange(300, 0.01, 0.9))


def click(view: FormulaView, of: Quantity) -> None:
    region = next(each for each in view.regions if each.of == of)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=region.rect.center().toPoint())


@pytest.fixture
def panel(session: Session, show: Show) -> DetailsPanel:
    """Show a weight of a network that has a decay too, at its update."""
    session.change_settings(decay=0.001)
    session.select(ParameterSelection(session.network.weight_index(2, 0, 1, 1)))
    session.set_overlay("update")
    return show(session)


@pytest.mark.parametrize(
    ("kind", "title", "value"),
    [
        ("eta", "Learning rate η", "η = 0.25"),
        ("alpha", "Momentum α", "α = 0.9"),
        ("decay", "Weight decay λ", "λ = 0.001"),
    ],
)
def test_that_a_click_on_a_rate_leads_to_its_own_page_and_back(
    session: Session, panel: DetailsPanel, qtbot: QtBot, kind: Kind, title: str, value: str
) -> None:
    selection = session.selection

    click(panel.parameter_page.sections["update"].formula, Quantity(kind))

    assert panel.title == title
    page = panel.rate_page
    assert page.isVisible()
    assert not panel.parameter_page.isVisible()
    assert page.sections["value"].explanation.text == value
    qtbot.waitUntil(lambda: page.sections["value"].is_flashing)
    assert session.selection == selection  # the diagram goes on to show what it is about
    QTest.mouseClick(panel.trail.link, Qt.MouseButton.LeftButton)
    assert panel.parameter_page.isVisible()
    assert not page.isVisible()
    assert panel.title == "Weight w₁₂"


def test_that_one_rate_leads_to_another_and_the_way_back_goes_through_both(
    session: Session, panel: DetailsPanel
) -> None:
    panel.follow(Quantity("eta"))

    click(panel.rate_page.sections["rule"].formula, Quantity("decay"))
    assert panel.title == "Weight decay λ"
    assert panel.trail.link.text() == "‹ η"

    panel.go_back()
    assert panel.title == "Learning rate η"
    panel.go_back()
    assert panel.parameter_page.isVisible()
    panel.go_forward()
    panel.go_forward()
    assert panel.title == "Weight decay λ"
    del session


def test_that_a_factor_on_the_page_of_a_rate_is_followed(
    session: Session, panel: DetailsPanel
) -> None:
    panel.follow(Quantity("eta"))
    effect = panel.rate_page.sections["effect"]
    largest = int(np.argmax(np.abs(session.backward.gradient)))
    gradient = Quantity.of_parameter("gradient", largest)

    region = next(each for each in effect.formula.regions if each.of == gradient)
    QTest.mouseMove(effect.formula, region.rect.center().toPoint())
    assert session.pointed == gradient
    click(effect.formula, gradient)

    assert session.selection == ParameterSelection(largest)
    assert panel.parameter_page.isVisible()
    panel.go_back()
    assert panel.title == "Learning rate η"


def test_that_selecting_in_the_diagram_leaves_the_page_of_a_rate(
    session: Session, panel: DetailsPanel
) -> None:
    selection = session.selection
    panel.follow(Quantity("eta"))
    session.select(UnitSelection(1, 0))
    assert panel.unit_page.isVisible()

    session.select(selection)
    panel.follow(Quantity("eta"))
    session.select(selection)  # what is selected already is clicked

    assert panel.parameter_page.isVisible()
    assert not panel.trail.isVisible()


def test_that_another_network_leaves_the_page_of_a_rate(
    session: Session, panel: DetailsPanel
) -> None:
    panel.follow(Quantity("eta"))
    session.add_unit(1)
    assert not panel.rate_page.isVisible()


def test_that_a_rate_follows_the_schedule_as_the_sweeps_go(
    session: Session, panel: DetailsPanel, qtbot: QtBot
) -> None:
    session.change_settings(schedule=(RateChange(2, 0.1, 0.5), RateChange(4, 0.05, 0.9)))
    panel.follow(Quantity("eta"))
    value, runner = panel.rate_page.sections["value"], Runner(session)
    assert panel.rate_page.control == "learning_rate"
    assert value.explanation.text.endswith("t = 0: 0 < 2, so η\n= 0.25")

    for _ in range(3):
        runner.step("sweep")

    qtbot.waitUntil(lambda: value.explanation.about == "sweep 3")
    assert value.explanation.text == (
        "η = 0.25 for t < 2\nη = 0.1 for 2 ≤ t < 4\nη = 0.05 for t ≥ 4\n"
        "t = 3: 2 ≤ 3 < 4, so η\n= 0.1"
    )
    assert value.explanation.note == "By the schedule it changes next at sweep 4, in 1 sweep."
    assert panel.rate_page.control == "schedule"
    runner.shutdown()


@for_all(st.integers(0, 400), st.sampled_from(RATES))
def test_that_the_value_is_that_of_the_period_named(sweep: int, kind: Kind) -> None:
    settings = TrainingSettings(learning_rate=0.3, momentum=0.2, decay=0.01, schedule=SCHEDULE)
    eta, alpha = settings.rates_at(sweep)
    true = {"eta": eta, "alpha": alpha, "decay": 0.01}[kind]

    explanation = explain_rate(kind, settings, sweep)

    assert rate_at(kind, settings, sweep) == true
    result = re.split(r"= ", explanation.text)[-1]
    assert float(result) == true
    if kind != "decay":
        holds = [line for line in explanation.text.split("\n") if f"= {result} for " in line]
        conditions = [
            line.split(" for ")[1].replace("≤", "<=").replace("≥", ">=") for line in holds
        ]
        assert any(eval(each, {"t": sweep}) for each in conditions)  # noqa: S307 - our own text
        chosen = re.search(r": (.*), so", explanation.text)
        assert chosen is not None
        assert eval(chosen[1].replace("≤", "<=").replace("≥", ">="))  # noqa: S307


def test_that_a_schedule_from_the_first_sweep_on_is_named() -> None:
    settings = TrainingSettings(schedule=(RateChange(0, 0.1, 0.5),))
    assert explain_rate("eta", settings, 7).text == "η = 0.1"
    assert explain_rate("eta", settings, 7).note.startswith("The schedule")
    assert len(periods("decay", settings)) == 1


@for_all(cases(), st.sampled_from(RATES), st.data())
def test_that_what_a_rate_multiplies_recomputes(
    case: Case, kind: Kind, data: st.DataObject
) -> None:
    numbers = tuple(range(1, len(case.inputs) + 1))
    batch = Evidence.gather(case.network, case.settings, numbers, case.inputs, case.targets)
    velocity = np.linspace(-1, 1, case.network.n_parameters) * case.network.trainable
    index = data.draw(st.integers(-1, case.network.n_parameters - 1))

    explanation = explain_effect(kind, batch, velocity, 2, index)

    assert_recomputes(explanation)
    assert_well_formed(latex_lines(explanation.lines))
    assert_well_formed(latex_lines(explain_rule(kind, case.settings).lines))
    if case.network.trainable.any():
        said = explanation.text
        assert "largest" in said
        of = [span.of for line in explanation.lines for span in spans(line) if span.of]
        factor = {"eta": "gradient", "alpha": "velocity"}.get(kind, "parameter")
        found = {each.index for each in of if each.kind == factor}
        values = {"eta": batch.backward.gradient, "alpha": velocity}.get(
            kind, case.network.parameters
        )
        sizes = np.abs(values) * case.network.trainable
        assert max(sizes[list(found)]) == sizes.max()
    else:
        assert explanation.note.startswith("Nothing learns")


def test_that_momentum_tells_how_far_it_carries_and_decay_what_it_leaves(session: Session) -> None:
    session.change_settings(decay=0.001)
    batch = Evidence.gather(
        session.network,
        session.settings,
        (1,),
        session.dataset.x_of(np.array([0])),
        session.dataset.y[:1],
    )
    of_momentum = explain_effect("alpha", batch, session.velocity, 0).text
    of_decay = explain_effect("decay", batch, session.velocity, 0).text
    assert of_momentum.endswith("1/(1 − 0.9)\n= 10")
    assert of_decay.endswith("1 − 0.001\n= 0.999")
    assert computed("1 − 0.001").meets(computed("0.999"))


def test_that_inside_an_update_no_gradient_shows_before_its_turn(
    session: Session, panel: DetailsPanel
) -> None:
    runner = Runner(session)
    runner.step("phase")
    panel.follow(Quantity("eta"))
    effect = panel.rate_page.sections["effect"].explanation
    assert effect.note == "Still to come."
    assert not [span for line in effect.lines for span in spans(line) if span.kind == "live"]

    session.walk_to_end(by_unit=False)

    text = panel.rate_page.sections["effect"].explanation.text
    assert "largest" in text
    assert plain(panel.rate_page.sections["value"].explanation.lines[-1]).endswith("0.25")
    runner.shutdown()
