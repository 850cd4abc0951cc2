"""Predicting and revealing, asked and answered by keys and clicks."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.hiding import MARK
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.data.columns import Kind
from bpgui.ui.data.pattern_model import PatternModel
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.diagram.hover_card import describe_parameter, describe_unit
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.mathematics.formula import plain
from bpgui.ui.prediction.panel import PredictPanel
from bpgui.ui.prediction.question import Question
from bpgui.ui.theme import prepare_application
from tests.ui.plots.training import train

LEFT, ENTER, ESCAPE = Qt.MouseButton.LeftButton, Qt.Key.Key_Return, Qt.Key.Key_Escape
PATTERN = 2


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    session = Session()
    train(session, 5)
    session.present(PATTERN)
    return session


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> PredictPanel:
    panel = PredictPanel(session, seed=4)
    qtbot.addWidget(panel)
    panel.resize(330, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def give(panel: PredictPanel, text: str) -> None:
    panel.answer.clear()
    QTest.keyClicks(panel.answer, text)
    QTest.keyClick(panel.answer, ENTER)


def standing(panel: PredictPanel) -> Question:
    assert panel.quiz.stands
    assert panel.quiz.question is not None
    return panel.quiz.question


def choose(panel: PredictPanel, kind: str, *, selected: bool = True) -> None:
    panel.choice.about.setCurrentIndex(int(selected))
    panel.choice.kind.setCurrentIndex(panel.choice.kind.findData(kind))


# ---- asking and answering -------------------------------------------------------------------


def test_that_enter_asks_and_the_true_number_is_right(
    panel: PredictPanel, session: Session
) -> None:
    QTest.keyClick(panel.answer, ENTER)
    question = standing(panel)
    assert session.hidden.hides(question.of)
    assert panel.question.text() == question.text

    give(panel, f"{question.value:.5e}")

    assert not panel.quiz.stands
    assert not session.hidden
    assert panel.verdict.text().startswith("✓ Right")
    assert panel.formula.text.endswith(plain(question.lines[-1]))
    assert panel.subtitle == "1 of 1 right at first try"


def test_that_a_wrong_answer_is_told_its_factor_and_the_question_stands(
    panel: PredictPanel, session: Session
) -> None:
    session.select(UnitSelection(2, 0))
    choose(panel, "delta")
    QTest.keyClick(panel.answer, ENTER)
    question = standing(panel)
    slope_left_out = session.forward.a[-1][0, 0] - session.dataset.y[PATTERN, 0]

    give(panel, f"{slope_left_out:.5f}".replace(".", ","))

    assert "slope ŷ(1 − ŷ) is left out" in panel.verdict.text()
    assert session.hidden.hides(question.of)
    give(panel, f"{question.value:.5f}")
    assert not panel.quiz.stands
    assert panel.subtitle == "0 of 1 right at first try"


def test_that_what_is_no_number_is_not_a_try(panel: PredictPanel) -> None:
    QTest.keyClick(panel.answer, ENTER)
    give(panel, "abc")

    assert "not a number" in panel.verdict.text()
    assert panel.answer.property("invalid")
    assert panel.quiz.stands
    assert panel.quiz.tries == 0


def test_that_hints_show_the_formula_and_then_its_numbers(
    panel: PredictPanel, session: Session
) -> None:
    session.select(UnitSelection(1, 1))
    choose(panel, "delta")
    QTest.mouseClick(panel.next_button, LEFT)
    lines = [plain(line) for line in standing(panel).lines]

    QTest.mouseClick(panel.hint_button, LEFT)
    assert panel.formula.text == lines[0]
    QTest.mouseClick(panel.hint_button, LEFT)
    assert panel.formula.text == "\n".join(lines[:2])
    assert not panel.hint_button.isEnabled()
    QTest.mouseClick(panel.reveal_button, LEFT)
    assert panel.formula.text == "\n".join(lines)
    assert not session.hidden
    assert panel.quiz.asked == 1


def test_that_enter_goes_on_to_another_number(panel: PredictPanel) -> None:
    QTest.keyClick(panel.answer, ENTER)
    first = standing(panel)
    give(panel, f"{first.value:.9e}")
    QTest.keyClick(panel.answer, ENTER)

    assert standing(panel).of != first.of


def test_that_the_selection_is_asked_about(panel: PredictPanel, session: Session) -> None:
    index = session.network.weight_index(2, 0, 1, 1)
    session.select(ParameterSelection(index))
    assert panel.choice.about.itemText(1) == "h₂ → ŷ"
    choose(panel, "gradient")

    QTest.keyClick(panel.answer, ENTER)

    assert standing(panel).of == Quantity.of_parameter("gradient", index)
    assert session.overlay == "gradient"


def test_that_nothing_to_ask_is_answered_by_a_sentence(
    panel: PredictPanel, session: Session
) -> None:
    choose(panel, "delta")
    QTest.keyClick(panel.answer, ENTER)
    assert panel.verdict.text().startswith("Nothing is selected")
    session.select(UnitSelection(0, 0))
    QTest.keyClick(panel.answer, ENTER)
    assert panel.verdict.text().startswith("An input is given by the pattern")
    assert not session.hidden


# ---- what is hidden -------------------------------------------------------------------------


def test_that_a_hidden_number_is_a_mark_in_diagram_card_and_details(
    panel: PredictPanel, session: Session, qtbot: QtBot
) -> None:
    details = DetailsPanel(session)
    qtbot.addWidget(details)
    with qtbot.waitExposed(details):
        details.show()
    index = session.network.weight_index(2, 0, 1, 1)
    session.select(ParameterSelection(index))
    session.set_overlay("gradient")
    section = details.parameter_page.sections["gradient"]
    before = section.explanation.text

    panel.ask_about(Quantity.of_parameter("gradient", index))

    assert read_session(session).label(index) == MARK
    assert f"gradient {MARK}" in describe_parameter(session, index)
    qtbot.waitUntil(lambda: section.explanation.text.endswith(f"= {MARK}"))
    assert not details.parameter_page.check_row.isVisible()
    assert not details.parameter_page.sections["split"].isVisible()
    update = details.parameter_page.sections["update"].explanation.text
    assert f"× ({MARK})" in update or f"× {MARK}" in update
    QTest.keyClick(panel.answer, ESCAPE)
    assert not session.hidden
    qtbot.waitUntil(lambda: section.explanation.text == before)
    assert read_session(session).label(index) != MARK
    assert details.parameter_page.sections["split"].isVisible()


def test_that_a_hidden_activation_is_a_mark_in_the_card_and_in_the_table(
    panel: PredictPanel, session: Session
) -> None:
    model = PatternModel(session)
    model.update_outputs(0, 3)
    places = {column.kind: place for place, column in enumerate(model.columns)}

    panel.ask_about(Quantity.of_unit("a", 2, 0, PATTERN))

    for kind in (Kind.OUTPUT, Kind.ERROR):
        texts = [model.index(row, places[kind]).data() for row in range(4)]
        assert [text == MARK for text in texts] == [False, False, True, False]
    assert f"a = f(z) = {MARK}" in describe_unit(session, 2, 0)
    panel.reveal()
    assert model.index(PATTERN, places[Kind.OUTPUT]).data() != MARK


def test_that_the_signal_hides_the_gradients_that_are_the_same_number(
    panel: PredictPanel, session: Session
) -> None:
    network = session.network
    panel.ask_about(Quantity.of_unit("delta", 1, 0, PATTERN))

    from_one = network.weight_index(1, 0, 0, 0)  # the pattern is (1, 0)
    from_zero = network.weight_index(1, 0, 0, 1)
    hidden = session.hidden
    assert hidden.hides_parameter("gradient", network.bias_index(1, 0))
    assert hidden.hides_parameter("gradient", from_one)
    assert not hidden.hides_parameter("gradient", from_zero)


@pytest.mark.parametrize("what", ["pattern", "weight", "settings", "undo", "running"])
def test_that_another_moment_takes_the_question_back(
    panel: PredictPanel, session: Session, what: str
) -> None:
    session.set_parameter(0, 0.25)
    QTest.keyClick(panel.answer, ENTER)
    assert panel.quiz.stands
    changes: dict[str, Callable[[], None]] = {
        "pattern": lambda: session.present(1),
        "weight": lambda: session.set_parameter(0, 0.5),
        "settings": lambda: session.change_settings(learning_rate=0.125),
        "undo": session.undo,
        "running": lambda: session.set_running(True),
    }
    changes[what]()

    assert not session.hidden
    assert not panel.quiz.stands
    assert panel.quiz.asked == 0
    assert panel.formula.text == ""
    session.set_running(False)


def test_that_hiding_the_panel_shows_the_number_again(
    panel: PredictPanel, session: Session
) -> None:
    QTest.keyClick(panel.answer, ENTER)
    assert session.hidden
    panel.hide()
    assert not session.hidden


def test_that_escape_empties_the_field_first_and_then_reveals(
    panel: PredictPanel, session: Session
) -> None:
    QTest.keyClick(panel.answer, ENTER)
    QTest.keyClicks(panel.answer, "0.3")
    QTest.keyClick(panel.answer, ESCAPE)
    assert panel.answer.text() == ""
    assert session.hidden
    QTest.keyClick(panel.answer, ESCAPE)
    assert not session.hidden


def test_that_a_number_of_the_working_leads_to_its_explanation(
    panel: PredictPanel, session: Session, qtbot: QtBot
) -> None:
    panel.ask_about(Quantity.of_unit("delta", 1, 1, PATTERN))
    panel.reveal()
    factor = Quantity.of_unit("delta", 2, 0, PATTERN)
    region = next(region for region in panel.formula.regions if region.of == factor)

    with qtbot.waitSignal(session.explanation_asked) as asked:
        QTest.mouseClick(panel.formula, LEFT, pos=region.rect.center().toPoint())

    assert asked.args == [factor]
