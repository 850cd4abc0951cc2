"""While Predict asks for a number, no place in the window tells it."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.app.late_docks import LATE_DOCKS, VEIL
from bpgui.app.late_panel import LatePanel
from bpgui.app.window import MainWindow
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.ghost import read_ghost
from bpgui.ui.numbers import format_significant
from bpgui.ui.prediction.asking import KINDS
from bpgui.ui.prediction.panel import PredictPanel
from bpgui.ui.prediction.question import Question
from tests.app.telling import tells, told

LEFT = Qt.MouseButton.LeftButton
OUTPUT = 2
SMALLEST = 1e-3
_MOST_TRIED = 20


def asking(window: MainWindow) -> PredictPanel:
    window.actions_by_key["predict"].trigger()
    late = window.panels["predict"]
    assert isinstance(late, LatePanel)
    assert isinstance(late.panel, PredictPanel)
    return late.panel


def asked(panel: PredictPanel, kind: Kind, fits: Callable[[Question], bool]) -> Question:
    """Let the panel draw questions of a kind, by clicks, until one fits."""
    panel.choice.kind.setCurrentIndex(panel.choice.kind.findData(kind))
    panel._rng = np.random.default_rng(1)  # the same questions each time
    for _ in range(_MOST_TRIED):
        QTest.mouseClick(panel.next_button, LEFT)
        question = panel.quiz.question
        assert question is not None
        if fits(question):
            return question
    raise AssertionError(f"no question of kind {kind} fits")


def is_apart(session: Session, question: Question) -> bool:
    """Whether a number reads like none of those it is computed from, which must be seen."""
    given = [each.value for each in question.factors if not session.hidden.hides(each.of)]
    given += [*session.network.parameters.tolist(), *session.velocity.tolist()]
    text = format_significant(abs(question.value), 3)
    return abs(question.value) > SMALLEST and not any(tells(text, value) for value in given)


def cross_entropy(session: Session) -> None:
    session.set_loss("cross-entropy")


def linear_outputs(session: Session) -> None:
    session.set_activation(1, "relu")
    session.set_activation(2, "linear")
    session.change_settings(learning_rate=0.02)  # or all hidden units go to 0


def whole_sweeps(session: Session) -> None:
    session.change_settings(update="sweep", reduction="mean")


def one_pattern(session: Session) -> None:
    session.load_problem("worked-example")


@pytest.mark.parametrize("set_up", [cross_entropy, linear_outputs, whole_sweeps, one_pattern])
def test_that_no_place_tells_the_number_asked_for(
    window: MainWindow, set_up: Callable[[Session], None]
) -> None:
    set_up(window.session)
    for _ in range(3):
        window.runner.step("sweep")
    window.session.present(min(1, window.session.dataset.n_patterns - 1))
    panel = asking(window)
    for kind in KINDS:
        question = asked(panel, kind, partial(is_apart, window.session))
        leaks = [(where, text) for where, text in told(window) if tells(text, question.value)]
        assert panel.quiz.stands
        assert leaks == [], question.text
        window.workbench.show_dock("predict")
        QTest.mouseClick(panel.reveal_button, LEFT)
        assert not window.session.hidden


def test_that_what_is_looked_for_would_be_found(window: MainWindow) -> None:
    for _ in range(3):
        window.runner.step("sweep")
    panel = asking(window)
    question = asked(panel, "delta", partial(is_apart, window.session))
    QTest.mouseClick(panel.reveal_button, LEFT)
    kinds = {
        where.rpartition(", ")[2] for where, text in told(window) if tells(text, question.value)
    }
    assert {"painted", "FormulaView"} <= kinds
    assert any(kind.startswith("card of") for kind in kinds)


def test_that_numbers_equal_to_the_one_asked_for_are_hidden_too(window: MainWindow) -> None:
    session = window.session
    cross_entropy(session)
    panel = asking(window)
    panel.ask_about(Quantity.of_unit("a", OUTPUT, 0, 0))
    for kind in ("error", "delta"):
        assert session.hidden.hides_unit(kind, OUTPUT, 0)
    assert session.hidden.hides_parameter("gradient", session.network.bias_index(OUTPUT, 0))
    assert not session.hidden.hides_unit("z", OUTPUT, 0)


# ---- plots and what lies over the diagram ---------------------------------------------------


def test_that_outputs_are_not_drawn_from_the_moment_one_is_asked_for(window: MainWindow) -> None:
    view = window.output_panel.view
    assert view.chart is not None
    panel = asking(window)
    panel.ask_about(Quantity.of_unit("a", OUTPUT, 0, 0))
    assert "Predict asks" in view.chart.sentence

    QTest.mouseClick(panel.reveal_button, LEFT)
    assert not view.chart.sentence

    panel.ask_about(Quantity.of_unit("z", 1, 0, 0))
    assert not view.chart.sentence


def test_that_the_loss_of_the_only_pattern_is_not_drawn_from_the_moment_it_is_asked_for(
    window: MainWindow,
) -> None:
    one_pattern(window.session)
    for _ in range(3):
        window.runner.step("sweep")
    panel = asking(window)
    panel.ask_about(Quantity("loss", pattern=0))
    assert "Predict asks" in window.loss_panel.chart.sentence
    QTest.mouseClick(panel.reveal_button, LEFT)
    assert "Predict asks" not in window.loss_panel.chart.sentence


def test_that_the_details_hide_a_number_at_once(window: MainWindow) -> None:
    panel = asking(window)
    window.workbench.show_dock("details")
    window.session.select(UnitSelection(1, 0))
    panel.ask_about(Quantity.of_unit("z", 1, 0, 0))
    text = window.details.unit_page.sections["forward"].explanation.text
    assert "\n= ?\n" in text


def test_that_a_run_that_is_looked_back_on_does_not_tell_its_next_weights(
    window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(3):
        window.runner.step("sweep")
    window.runner.back("sweep")
    qtbot.waitUntil(lambda: window.session.updates < window.session.newest_update)
    panel = asking(window)
    panel.ask_about(Quantity.of_parameter("updated", 0))
    chart = window.weight_changes.chart
    assert "Predict asks" in chart.sentence
    QTest.mouseClick(panel.reveal_button, LEFT)
    assert not chart.sentence


def test_that_the_loss_beside_a_dragged_weight_goes_while_a_number_is_asked_for(
    window: MainWindow,
) -> None:
    session = window.session
    one_pattern(session)
    session.select(ParameterSelection(0))
    session.set_parameter(0, 0.7)
    assert read_ghost(session) is not None
    panel = asking(window)
    panel.ask_about(Quantity("loss", pattern=0))
    session.select(ParameterSelection(0))
    assert read_ghost(session) is None


def test_that_kept_runs_are_veiled_too(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_key["runs"].trigger()
    late = window.panels["runs"]
    assert isinstance(late, LatePanel)
    qtbot.waitUntil(late.panel.isVisible)
    panel = asking(window)
    QTest.mouseClick(panel.next_button, LEFT)
    assert late.veiled_by == VEIL
    assert not late.panel.isVisible()
    assert {late.name for late in LATE_DOCKS if not late.tells} == {
        "training",
        "weights",
        "predict",
    }
