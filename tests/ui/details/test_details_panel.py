"""The details show what is selected, and what is typed and clicked there changes the session."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.core.stages import PHASES
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.details.page import Page
from bpgui.ui.details.section import Section
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.numbers import format_number
from bpgui.ui.theme import appearance
from tests.ui.details.conftest import Show


def type_into(field: QLineEdit, text: str) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)


def texts(page: Page) -> str:
    labels = [label for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    found = []
    for label in labels:
        document = QTextDocument()
        document.setHtml(label.text())
        found.append(document.toPlainText())
    formulas = [view for view in page.findChildren(FormulaView) if view.isVisibleTo(page)]
    return "\n".join([*found, *(view.text for view in formulas)])


def last_number(section: Section) -> str:
    return section.explanation.text.split("\n")[-1].removeprefix("= ")


def weight(session: Session) -> int:
    return session.network.weight_index(2, 0, 1, 1)


# ---- session to panel -----------------------------------------------------------------------


def test_that_the_selected_weight_is_named_and_explained(session: Session, show: Show) -> None:
    panel = show(session)

    session.select(ParameterSelection(weight(session)))

    assert (panel.title, panel.subtitle) == ("Weight w₁₂", "hidden unit 2 → output 1")
    page = panel.parameter_page
    assert page.isVisible()
    assert not panel.network_page.isVisible()
    value = float(session.network.parameters[weight(session)])
    assert page.value.text() == format_number(value, 4)
    assert "Error signal of output 1" in texts(page)
    assert "δ = ∂L/∂ŷ · f′(z) = −(y − ŷ) · ŷ(1 − ŷ)" in texts(page)
    assert "∂L/∂w = δ · h₂" in texts(page)
    assert "Δw = −η ∂L/∂w + α Δw′" in texts(page)
    assert page.check_row.chip.text().startswith("✓")


def test_that_the_selected_unit_is_explained(session: Session, show: Show) -> None:
    panel = show(session)

    session.select(UnitSelection(2, 0))

    page = panel.unit_page
    assert (panel.title, panel.subtitle) == ("Unit ŷ", "output 1")
    assert page.name.text() == "ŷ"
    assert page.connections.text() == "3 in · 0 out"
    assert page.target.text() == "0"
    assert page.activation.currentData() == "sigmoid"
    assert "z = Σᵢ wᵢ aᵢ + b" in texts(page)


def test_that_an_input_has_neither_bias_nor_activation(session: Session, show: Show) -> None:
    panel = show(session)

    session.select(UnitSelection(0, 1))

    page = panel.unit_page
    assert page.name.isVisible()
    assert not page.bias.isVisible()
    assert not page.activation.isVisible()
    assert "An input has none" in texts(page)


def test_that_without_a_selection_the_network_is_summed_up(session: Session, show: Show) -> None:
    session.set_locked(0, True)
    panel = show(session)

    assert (panel.title, panel.subtitle) == ("Details", "nothing selected")
    page = panel.network_page
    assert page.layers.text() == "2 – 3 – 1"
    assert page.parameters.text() == "13"
    assert page.locked.text() == "1"
    assert "L = ½ (y − ŷ)²" in texts(page)
    assert "Click a weight or a unit" in texts(page)


def test_that_numbers_follow_the_presented_pattern(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    section = panel.parameter_page.sections["backward"]
    before = section.explanation

    session.present(2)

    qtbot.waitUntil(lambda: section.explanation.about == "pattern 3")
    assert section.explanation.text != before.text


def test_that_error_signal_gradient_and_update_are_about_the_same_pattern(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    sections = panel.parameter_page.sections
    assert sections["update"].explanation.about == ""

    session.present(2)

    qtbot.waitUntil(lambda: sections["update"].explanation.about == "if pattern 3 were next")
    assert sections["gradient"].explanation.about == "pattern 3"
    assert last_number(sections["backward"]) in sections["gradient"].explanation.text
    assert last_number(sections["gradient"]) in sections["update"].explanation.text
    checked = float(panel.parameter_page.check_row.chip.text().split()[1].replace("−", "-"))
    index = weight(session)
    assert checked == pytest.approx(float(session.backward.gradient[index]), rel=1e-3)
    change = sections["update"].explanation.text.split("\n")[2]
    assert float(change.removeprefix("= ").replace("−", "-")) == pytest.approx(
        float(session.inspection.explained_velocity[index]), rel=1e-3
    )


def test_that_a_test_pattern_is_never_the_next(show: Show, qtbot: QtBot) -> None:
    session = Session("moons")
    session.change_settings(update="pattern")
    session.select(ParameterSelection(0))
    panel = show(session)
    row = int(session.dataset.held_out[0])

    session.present(row)

    section = panel.parameter_page.sections["update"]
    qtbot.waitUntil(lambda: section.explanation.about == f"if test pattern {row + 1} were next")


def test_that_numbers_follow_training(session: Session, show: Show, qtbot: QtBot) -> None:
    runner = Runner(session)
    session.select(ParameterSelection(weight(session)))
    panel = show(session)

    runner.step("sweep")

    value = format_number(float(session.network.parameters[weight(session)]), 4)
    qtbot.waitUntil(lambda: panel.parameter_page.value.text() == value)
    last = f"{float(session.velocity[weight(session)]):.4g}"[:5].replace("-", "−")
    assert last in panel.parameter_page.sections["update"].explanation.text
    runner.shutdown()


def test_that_a_batch_of_all_patterns_is_summed(session: Session, show: Show) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)

    session.change_settings(update="sweep")
    panel.synchronize()

    assert panel.parameter_page.sections["gradient"].explanation.about == "sum over 4 patterns"
    assert panel.parameter_page.sections["update"].explanation.about == ""
    gradient = float(session.batch_backward.gradient[weight(session)])
    expected = panel.parameter_page.sections["gradient"].explanation.text.split("\n")[-1]
    assert float(expected.removeprefix("= ").replace("−", "-")) == pytest.approx(gradient, rel=1e-3)


def test_that_a_refresh_without_news_does_nothing(session: Session, show: Show) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    shown = panel.parameter_page.sections["update"].explanation

    panel.refresh()

    assert panel.parameter_page.sections["update"].explanation is shown


def test_that_a_hidden_panel_waits_until_it_is_shown(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    section = panel.parameter_page.sections["backward"]
    panel.hide()

    session.present(2)
    QTest.qWait(0)
    panel.refresh()
    assert section.explanation.about == "pattern 1"

    panel.show()
    qtbot.waitUntil(lambda: section.explanation.about == "pattern 3")


def test_that_a_unit_named_by_a_number_is_told_by_its_layer(show: Show) -> None:
    session = Session("digits")
    panel = show(session)

    session.select(UnitSelection(2, 3))

    assert (panel.title, panel.subtitle) == ("Unit 3", "Output")


def test_that_formulas_are_shown_in_the_colour_of_the_theme(session: Session, show: Show) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    try:
        appearance.choose("dark")
        picture = panel.parameter_page.sections["backward"].formula.grab().toImage()

        width, height = picture.width(), picture.height()
        colours = {picture.pixel(x, y) for x in range(width) for y in range(height)}
        assert appearance.theme.selection.rgb() in colours
    finally:
        appearance.choose("light")


# ---- phases ---------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", PHASES)
def test_that_a_click_on_a_phase_shows_and_marks_its_section(
    session: Session, show: Show, phase: str
) -> None:
    session.set_overlay("loss" if phase == "forward" else "forward")
    session.select(ParameterSelection(weight(session)))
    panel = show(session)

    QTest.mouseClick(panel.strip.buttons[phase], Qt.MouseButton.LeftButton)

    assert session.overlay == phase
    assert panel.strip.buttons[phase].isChecked()
    sections = panel.parameter_page.sections
    assert [name for name, section in sections.items() if section.highlighted] == [phase]
    assert sections[phase].isVisible()
    assert sections[phase].explanation.lines


def test_that_a_phase_below_the_edge_scrolls_into_view(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    panel.resize(230, 300)
    section = panel.parameter_page.sections["update"]
    assert section.visibleRegion().isEmpty()

    session.set_overlay("update")

    qtbot.waitUntil(lambda: not section.visibleRegion().isEmpty())


def test_that_arrow_keys_move_between_phases(session: Session, show: Show) -> None:
    panel = show(session)
    panel.strip.buttons["forward"].setFocus()

    QTest.keyClick(panel.strip.buttons["forward"], Qt.Key.Key_Right)

    assert session.overlay == "loss"


# ---- panel to session -----------------------------------------------------------------------


def test_that_a_typed_value_is_the_weights(session: Session, show: Show, qtbot: QtBot) -> None:
    index = weight(session)
    session.select(ParameterSelection(index))
    panel = show(session)

    type_into(panel.parameter_page.value, "-1/3")
    QTest.keyClick(panel.parameter_page.value, Qt.Key.Key_Return)

    assert session.network.parameters[index] == -1 / 3
    assert session.undo_stack.count() == 1
    session.undo()
    qtbot.waitUntil(lambda: panel.parameter_page.value.value == session.network.parameters[index])


def test_that_a_wrong_value_is_explained_and_changes_nothing(session: Session, show: Show) -> None:
    index = weight(session)
    session.select(ParameterSelection(index))
    panel = show(session)
    before = session.network.parameters[index]

    type_into(panel.parameter_page.value, "lots")
    QTest.keyClick(panel.parameter_page.value, Qt.Key.Key_Return)

    assert session.network.parameters[index] == before
    assert panel.parameter_page.value.property("invalid") is True
    assert "“lots” is not a number" in texts(panel.parameter_page)
    QTest.keyClick(panel.parameter_page.value, Qt.Key.Key_Escape)
    assert "not a number" not in texts(panel.parameter_page)


def test_that_a_click_locks_the_weight(session: Session, show: Show, qtbot: QtBot) -> None:
    index = weight(session)
    session.select(ParameterSelection(index))
    panel = show(session)

    QTest.mouseClick(panel.parameter_page.locked, Qt.MouseButton.LeftButton)

    assert session.network.locked[index]
    assert panel.parameter_page.locked.text() == "on"
    qtbot.waitUntil(lambda: "Locked: training leaves" in texts(panel.parameter_page))


def test_that_a_unit_is_renamed(session: Session, show: Show) -> None:
    session.select(UnitSelection(1, 1))
    panel = show(session)

    type_into(panel.unit_page.name, "or")
    QTest.keyClick(panel.unit_page.name, Qt.Key.Key_Return)

    assert session.network.layers[1].unit_names == ("h₁", "or", "h₃")
    assert panel.title == "Unit or"


def test_that_a_name_taken_is_refused(session: Session, show: Show, qtbot: QtBot) -> None:
    session.rename_unit(1, 0, "and")
    session.select(UnitSelection(1, 1))
    panel = show(session)

    with qtbot.waitSignal(session.message):
        type_into(panel.unit_page.name, "and")
        QTest.keyClick(panel.unit_page.name, Qt.Key.Key_Return)

    assert session.network.layers[1].unit_names == ("and", "h₂", "h₃")
    assert panel.unit_page.name.property("invalid") is True
    QTest.keyClick(panel.unit_page.name, Qt.Key.Key_Escape)
    assert panel.unit_page.name.text() == "h₂"


def test_that_a_typed_bias_is_the_units(session: Session, show: Show) -> None:
    session.select(UnitSelection(1, 2))
    panel = show(session)

    type_into(panel.unit_page.bias, "0,75")
    QTest.keyClick(panel.unit_page.bias, Qt.Key.Key_Return)

    assert session.network.parameters[session.network.bias_index(1, 2)] == 0.75


def test_that_an_activation_is_chosen_with_the_keys(session: Session, show: Show) -> None:
    session.select(UnitSelection(1, 0))
    panel = show(session)
    panel.unit_page.activation.setFocus()

    QTest.keyClick(panel.unit_page.activation, Qt.Key.Key_Down)

    assert session.network.layers[1].activation == "tanh"
    assert panel.unit_page.activation.findData("softmax") == -1


def test_that_a_layer_loses_its_biases(session: Session, show: Show) -> None:
    session.select(LayerSelection(1))
    panel = show(session)
    assert panel.layer_page.parameters.text() == "9"

    QTest.mouseClick(panel.layer_page.biases, Qt.MouseButton.LeftButton)

    assert not session.network.layers[1].bias
    assert panel.title == "Layer Hidden 1"
    assert panel.layer_page.parameters.text() == "6"
    assert np.count_nonzero(session.network.present) == 10


def test_that_edit_opens_the_value(session: Session, show: Show) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)

    panel.edit()

    assert panel.parameter_page.value.hasFocus()
    assert panel.parameter_page.value.selectedText() == panel.parameter_page.value.text()


def test_that_the_loss_of_a_single_pattern_is_not_told_twice(show: Show) -> None:
    panel = show(Session("worked-example"))
    total = panel.network_page.sections["total"].explanation
    assert total.about == "sum over 1 pattern"
    assert total.text == "L = Σₚ Lₚ\n= 0.06276"
