"""The rest of a long sum leads to all its terms, which add up to the whole."""

import re

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bpgui.data.creation import create_dataset
from bpgui.session.quantity import SUMS, Kind, Quantity
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.details.all_terms import (
    ROWS,
    Whole,
    delta_whole,
    explain_page,
    explain_whole,
    gradient_whole,
    loss_whole,
    power_whole,
    slope_whole,
    z_whole,
)
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import explain_loss
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.telling_sums import ESTIMATE, NO_SUM
from bpgui.ui.details.to_come import TO_COME
from bpgui.ui.mathematics.formula import plain, spans
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.mathematics.latex import latex_lines
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import assert_recomputes, computed
from tests.ui.details.conftest import Show
from tests.ui.mathematics.test_latex import assert_well_formed


def click(view: FormulaView, of: Quantity) -> None:
    region = next(each for each in view.regions if each.of == of)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=region.rect.center().toPoint())


def turn(panel: DetailsPanel, key: str) -> None:
    QTest.mouseClick(panel.terms_page.turner.buttons[key], Qt.MouseButton.LeftButton)


def listed(panel: DetailsPanel) -> list[str]:
    return panel.terms_page.sections["terms"].explanation.text.split("\n")


@pytest.fixture
def digits_session(session: Session) -> Session:
    """Return a network with 64 inputs, its fourth hidden unit selected."""
    session.load_problem("digits")
    session.select(UnitSelection(1, 3))
    return session


# ---- the way there and back -----------------------------------------------------------------


def test_that_a_click_on_the_rest_shows_all_terms_by_size(
    digits_session: Session, show: Show
) -> None:
    session, panel = digits_session, show(digits_session)
    z_terms = Quantity.of_unit("z_terms", 1, 3, session.pattern)

    click(panel.unit_page.sections["forward"].formula, z_terms)

    assert panel.terms_page.isVisible()
    assert (panel.title, panel.subtitle) == ("Terms of z", "hidden unit 4")
    assert panel.terms_page.turner.place.text() == "1–12 of 65"
    seen = listed(panel)
    while panel.terms_page.turner.buttons["next"].isEnabled():
        turn(panel, "next")
        seen += listed(panel)
    assert panel.terms_page.turner.place.text() == "61–65 of 65"
    network, x = session.network, session.dataset.x_of(np.array([session.pattern]))[0]
    first = network.weight_index(1, 3, 0, 0)
    terms = [*(network.parameters[first : first + 64] * x)]
    terms.append(float(network.parameters[network.bias_index(1, 3)]))
    sizes = sorted(np.abs(terms), reverse=True)
    assert len(seen) == 65
    for line, size in zip(seen, sizes, strict=True):
        assert computed(re.split(r"= |: ", line)[-1].removeprefix("−")).meets(computed(f"{size}"))
    QTest.mouseClick(panel.trail.link, Qt.MouseButton.LeftButton)
    assert panel.unit_page.isVisible()


def test_that_the_words_beside_the_rest_are_clicked_too(
    digits_session: Session, show: Show
) -> None:
    panel = show(digits_session)
    view = panel.unit_page.sections["forward"].formula
    *_, words = (each for each in view.regions if each.of.kind == "z_terms")
    assert "other terms" in view.describe(words.of)

    end = QPointF(words.rect.right() - 4, words.rect.center().y()).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=end)

    assert panel.terms_page.isVisible()


def test_that_a_term_is_lit_and_followed_and_the_way_back_finds_its_page(
    digits_session: Session, show: Show
) -> None:
    session, panel = digits_session, show(digits_session)
    panel.follow(Quantity.of_unit("z_terms", 1, 3, session.pattern))
    turn(panel, "next")
    before = listed(panel)
    view = panel.terms_page.sections["terms"].formula
    weight = next(each for each in view.regions if each.of.kind == "parameter")

    QTest.mouseMove(view, weight.rect.center().toPoint())
    assert session.pointed == weight.of
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=weight.rect.center().toPoint())
    assert session.selection == ParameterSelection(weight.of.index)

    panel.go_back()
    assert panel.terms_page.isVisible()
    assert listed(panel) == before
    panel.go_back()
    assert panel.unit_page.isVisible()


@pytest.mark.parametrize("kind", SUMS)
def test_that_every_long_sum_of_the_window_is_reached_by_clicks(
    digits_session: Session, show: Show, kind: str
) -> None:
    session = digits_session
    if kind == "slope_terms":
        session.change_settings(loss="squared-error")
    places: dict[str, tuple[Selection, str, str]] = {
        "z_terms": (UnitSelection(1, 3), "forward", "forward"),
        "power_terms": (UnitSelection(2, 3), "forward", "forward"),
        "loss_terms": (None, "loss", "total"),
        "delta_terms": (UnitSelection(1, 3), "backward", "backward"),
        "slope_terms": (UnitSelection(2, 3), "backward", "backward"),
        "gradient_terms": (ParameterSelection(300), "gradient", "gradient"),
    }
    selection, phase, name = places[kind]
    session.select(selection)
    session.set_overlay(phase)
    panel = show(session)
    view = panel.page.sections[name].formula
    rest = next(each for each in view.regions if each.of.kind == kind)

    click(view, rest.of)

    assert panel.terms_page.isVisible()
    assert assert_recomputes(panel.terms_page.sections["whole"].explanation) == 1
    assert len(listed(panel)) >= 10
    panel.go_back()
    assert session.selection == selection


# ---- what the page says ---------------------------------------------------------------------


def check(whole: Whole) -> None:
    """Check that every page adds up to the whole, and that each term stands on one of them."""
    seen = 0
    for start in range(0, len(whole.terms), ROWS):
        page = explain_page(whole, start)
        assert_recomputes(explain_whole(whole, start))
        assert_well_formed(latex_lines(page.lines))
        for line in page.lines:
            written, _, value = plain(line).partition(": ")[2].rpartition(" = ")
            if written:
                assert computed(_powers(written)).meets(computed(value)), plain(line)
        seen += len(page.lines)
    assert seen == len(whole.terms)


def _powers(text: str) -> str:
    small = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")
    return re.sub(r"\be([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda match: f"e^({match[1].translate(small)})", text)


@for_all(cases(), st.data())
def test_that_the_terms_add_up_to_the_whole(case: Case, data: st.DataObject) -> None:
    numbers = tuple(range(1, len(case.inputs) + 1))
    network = case.network
    batch = Evidence.gather(network, case.settings, numbers, case.inputs, case.targets)
    one = Evidence.gather(network, case.settings, (1,), case.inputs[:1], case.targets[:1])
    for layer in range(1, len(network.layers)):
        unit = data.draw(st.integers(0, network.layers[layer].units - 1))
        check(z_whole(one, layer, unit))
        if layer < len(network.layers) - 1:
            check(delta_whole(one, layer, unit))
    if network.layers[-1].activation == "softmax":
        check(power_whole(one, 0))
        if case.settings.loss != "cross-entropy":
            check(slope_whole(one, 0))
    if len(explain_loss(one).lines) == 3:
        check(loss_whole(one))
    if len(case.inputs) > 1 and network.present.any():
        check(gradient_whole(batch, int(np.flatnonzero(network.present)[0])))


def test_that_the_loss_of_many_patterns_is_listed_by_its_patterns(show: Show) -> None:
    session = Session("moons")
    panel = show(session)
    panel.follow(Quantity("loss_terms"))
    count = len(session.dataset.train)
    assert panel.terms_page.turner.place.text() == f"1–12 of {count}"

    view = panel.terms_page.sections["terms"].formula
    worst = view.regions[0].of
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.regions[0].rect.center().toPoint())

    assert session.pattern == worst.pattern
    losses = Moment(session).pattern_losses
    assert losses is not None
    assert losses.values[list(session.dataset.train).index(worst.pattern)] == losses.values.max()


def test_that_numbers_on_the_page_of_terms_follow_the_pattern(
    digits_session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = show(digits_session)
    panel.follow(Quantity.of_unit("z_terms", 1, 3))
    before = listed(panel)
    digits_session.present(5)
    qtbot.waitUntil(lambda: listed(panel) != before)
    assert panel.terms_page.sections["whole"].explanation.about == "pattern 6"


@pytest.mark.parametrize("kind", ["slope_terms", "power_terms"])
def test_that_a_sum_that_is_no_more_says_so(
    digits_session: Session, show: Show, qtbot: QtBot, kind: Kind
) -> None:
    session = digits_session
    session.change_settings(loss="squared-error")
    panel = show(session)
    panel.follow(Quantity.of_unit(kind, 2, 3))
    page = panel.terms_page
    assert page.sections["terms"].isVisible()

    session.set_activation(2, "sigmoid")

    qtbot.waitUntil(lambda: page.sections["whole"].explanation.note == NO_SUM)
    assert not page.sections["terms"].isVisible()


def test_that_inside_an_update_terms_wait_for_their_turn(
    digits_session: Session, show: Show
) -> None:
    session = digits_session
    panel = show(session)
    panel.follow(Quantity.of_unit("delta_terms", 1, 3))
    runner = Runner(session)
    runner.step("phase")
    page = panel.terms_page
    assert page.sections["whole"].explanation.note == TO_COME
    assert not page.sections["terms"].isVisible()

    session.show_phase("backward")

    assert page.sections["terms"].isVisible()
    runner.shutdown()


def test_that_no_terms_show_while_a_number_is_asked_for(
    digits_session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = show(digits_session)
    panel.follow(Quantity.of_unit("z_terms", 1, 3))
    page = panel.terms_page

    digits_session.hide(Quantity.of_unit("a", 0, 5))

    qtbot.waitUntil(page.sections["terms"].isHidden)
    explanation = page.sections["whole"].explanation
    assert explanation.note.startswith("Predict asks")
    assert not [span for line in explanation.lines for span in spans(line)]
    digits_session.hide()
    qtbot.waitUntil(page.sections["terms"].isVisible)


# ---- many terms -----------------------------------------------------------------------------


def wide_session(inputs: int, patterns: int) -> Session:
    rng = np.random.default_rng(0)
    session = Session()
    x, y = rng.random((patterns, inputs)), rng.random((patterns, 1)).round()
    session.load_dataset(create_dataset("wide", x, y))
    return session


def test_that_very_many_terms_make_no_more_widgets_and_formulas_than_a_page_has(
    show: Show,
) -> None:
    session = wide_session(3, 60_000)
    session.change_settings(update="sweep")
    session.select(ParameterSelection(0))
    panel = show(session)
    panel.follow(Quantity.of_parameter("gradient_terms", 0))
    page = panel.terms_page
    widgets = len(panel.findChildren(QWidget))
    assert page.turner.place.text() == "1–12 of 60,000"

    turn(panel, "last")

    assert page.turner.place.text() == "59,989–60,000 of 60,000"
    assert assert_recomputes(page.sections["whole"].explanation) == 1
    assert len(page.sections["terms"].formula.regions) <= 2 * ROWS
    assert len(panel.findChildren(QWidget)) == widgets


def test_that_a_gradient_that_is_an_estimate_says_so(show: Show) -> None:
    session = wide_session(784, 2_000)
    session.change_settings(update="sweep")
    assert len(Moment(session).update.numbers) < len(session.dataset.train)
    panel = show(session)
    panel.follow(Quantity.of_parameter("gradient_terms", 0))
    assert panel.terms_page.sections["whole"].explanation.note == ESTIMATE
    assert not panel.terms_page.turner.isVisible()
