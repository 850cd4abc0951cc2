"""Every number on a page leads to its own explanation, which shows the same number."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.stages import PHASES
from bpgui.session.quantity import SUMS, Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.details.feeding import explain_feeds
from bpgui.ui.details.layer_form import (
    explain_layer_backward,
    explain_layer_forward,
    explain_layer_gradient,
)
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.total_loss import explain_total_loss
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.mathematics.formula import live, plain, spans
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.mathematics.latex import latex_lines
from tests.ui.details.arithmetic import assert_recomputes
from tests.ui.details.conftest import Show
from tests.ui.mathematics.test_latex import assert_well_formed

EXPLAINED_ALONE = ("eta", "alpha", "decay", "velocity", "parameter", "target")
"""Kinds that are not computed in this update: given, or the result of the one before."""


def problem(name: str, **settings: object) -> Session:
    session = Session(name)
    session.change_settings(**settings)
    return session


def chosen(session: Session) -> Iterator[Selection]:
    network = session.network
    last = len(network.layers) - 1
    yield None
    yield from (UnitSelection(layer, 0) for layer in range(last + 1))
    yield ParameterSelection(network.weight_index(last, 0, network.sources(last)[0], 0))
    yield ParameterSelection(network.n_parameters - 1)


def shown_numbers(panel: DetailsPanel) -> Iterator[tuple[str, Quantity]]:
    for section in panel.page.sections.values():
        if not section.isVisibleTo(panel):
            continue
        for line in section.explanation.lines:
            for span in spans(line):
                if span.kind == "live" and span.of is not None:
                    yield span.text, span.of


def results(panel: DetailsPanel) -> set[Quantity]:
    """Return which numbers the visible sections lead to, in lines that are a result alone."""
    found = set()
    for section in panel.page.sections.values():
        for line in section.explanation.lines if section.isVisibleTo(panel) else ():
            numbers = [span for span in spans(line) if span.kind in ("live", "given")]
            of = numbers[0].of if len(numbers) == 1 else None
            if of is not None and plain(line) == f"= {numbers[0].text}":
                found.add(of)
    return found


@pytest.mark.parametrize(
    "session",
    [
        pytest.param(("xor", {}), id="each pattern"),
        pytest.param(("xor", {"update": "sweep", "reduction": "mean"}), id="all patterns"),
        pytest.param(("iris", {"decay": 0.01}), id="softmax"),
        pytest.param(("iris", {"loss": "squared-error"}), id="softmax with squared error"),
    ],
)
@pytest.mark.parametrize("phase", PHASES)
def test_that_every_number_on_a_page_leads_to_one_that_shows_it(
    session: tuple[str, dict[str, object]], show: Show, phase: str
) -> None:
    document = problem(session[0], **session[1])
    panel = show(document)
    followed = 0
    for selection in chosen(document):
        document.select(selection)
        document.set_overlay(phase)
        for of in {of for _text, of in shown_numbers(panel)}:
            if of.kind in EXPLAINED_ALONE:
                continue
            panel.follow(of)
            if of.kind in SUMS:
                assert panel.terms_page.isVisible()
                assert assert_recomputes(panel.terms_page.sections["whole"].explanation) == 1
            else:
                assert any(of.matches(result) for result in results(panel)), of
            followed += 1
            panel.go_back()
            assert document.selection == selection
    assert followed > 10


def test_that_a_clicked_slope_is_explained_below_the_error_signal(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(UnitSelection(1, 1))
    session.set_overlay("backward")
    panel = show(session)
    view = panel.unit_page.sections["backward"].formula
    slope = Quantity.of_unit("slope", 1, 1, 0)
    region = next(each for each in view.regions if each.of == slope)

    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=region.rect.center().toPoint())

    section = panel.unit_page.sections["slope"]
    qtbot.waitUntil(lambda: section.is_flashing)
    assert section.explanation.lines[-1][-1] in view_spans(section.formula)
    assert section.explanation.text.startswith("f′(z₂) = h₂(1 − h₂)\n= ")


def view_spans(view: FormulaView) -> list[object]:
    return [region.span for region in view.regions]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("name", ["xor", "moons"])
def test_that_the_loss_of_the_window_is_made_of_those_of_the_patterns(
    show: Show, name: str, reduction: str
) -> None:
    session = problem(name, reduction=reduction)
    explanation = show(session).network_page.sections["total"].explanation

    assert explanation.text.split("\n")[-1] == "= " + plain(live(session.loss))
    assert assert_recomputes(explanation) == 1
    count = len(session.dataset.train)
    assert explanation.about == f"{reduction} over {count} patterns"


def test_that_a_click_on_the_loss_of_a_pattern_presents_it(session: Session, show: Show) -> None:
    panel = show(session)
    view = panel.network_page.sections["total"].formula
    region = next(each for each in view.regions if each.of == Quantity("loss", pattern=2))

    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=region.rect.center().toPoint())

    assert session.pattern == 2
    assert panel.network_page.sections["loss"].explanation.about == "pattern 3"


def test_that_an_input_tells_what_it_feeds(session: Session, show: Show) -> None:
    session.present(3)
    session.select(UnitSelection(0, 1))
    panel = show(session)
    section = panel.unit_page.sections["feeds"]

    assert section.isVisible()
    assert section.explanation.text.count("into h") == 3
    assert assert_recomputes(section.explanation) == 3
    session.select(UnitSelection(1, 1))
    assert not section.isVisible()


def test_that_a_layer_is_written_with_vectors_and_their_shapes(
    session: Session, show: Show
) -> None:
    session.select(LayerSelection(1))
    panel = show(session)
    sections = panel.layer_page.sections

    assert sections["forward"].explanation.text == (
        "z = W a + b\nshapes: (3 × 1) = (3 × 2)(2 × 1) + (3 × 1)\na = f(z)"
    )
    assert "⊙ f′(z)" in sections["backward"].explanation.text
    session.add_block(2, 0)
    session.select(LayerSelection(2))
    assert "W_(Input) a_(Input) + W_(Hidden 1) a_(Hidden 1) + b" in texts(panel)
    session.select(LayerSelection(0))
    assert not sections["forward"].isVisible()


def texts(panel: DetailsPanel) -> str:
    return "\n".join(section.explanation.text for section in panel.page.sections.values())


def test_that_all_of_it_is_copied_as_latex(session: Session) -> None:
    network = session.network
    explanations = [
        explain_total_loss(session, Moment(session).pattern_losses),
        explain_feeds(Moment(session).presented, 0),
        *(
            explain(network, layer)
            for layer in (1, 2)
            for explain in (explain_layer_forward, explain_layer_backward, explain_layer_gradient)
        ),
    ]
    for explanation in explanations:
        assert_well_formed(latex_lines(explanation.lines))


def test_that_a_weight_that_does_not_learn_says_why(session: Session, show: Show) -> None:
    panel = show(session)
    session.set_locked(0, True)
    session.select(ParameterSelection(0))
    sections = panel.parameter_page.sections

    assert sections["update"].explanation.note.startswith("Locked")
    assert sections["update"].explanation.lines == ()
    assert sections["gradient"].explanation.note.startswith("Locked")


def test_that_an_absent_connection_has_nothing_to_learn(session: Session) -> None:
    session.remove_connection(1, 0, 0, 0)
    index = session.network.weight_index(1, 0, 0, 0)
    batch = Moment(session).update

    assert explain_gradient(batch, index).note.startswith("This connection is absent")
    assert explain_gradient(batch, index).text.endswith("\n= 0")
    assert explain_update(batch, index, session.velocity, 0).lines == ()


def test_that_a_step_leaves_the_page_where_it_is_above_the_section_at_work(
    session: Session, show: Show
) -> None:
    session.select(UnitSelection(1, 1))
    panel = show(session)
    runner = Runner(session)
    runner.step("phase")
    order = [section for section in panel.unit_page.sections.values() if section.isVisible()]
    tops = [order[0].y(), order[1].y()]
    runner.step("phase")
    assert order[0].y() == tops[0]
    runner.shutdown()
