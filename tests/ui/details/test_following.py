"""From a number in a formula to its own explanation, and back."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.details.error_signal import explain_error_signal, explain_loss_slope
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import explain_forward, explain_loss, explain_slope
from bpgui.ui.details.trail import Place, Trail, place_of
from bpgui.ui.details.weight_update import explain_gradient, explain_update
from bpgui.ui.details.wording import quantity_phrase
from bpgui.ui.mathematics.digits import FEWEST, MOST, USUAL, digits
from bpgui.ui.mathematics.formula import compose, live, plain
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.numbers import format_significant
from tests.strategies import Case, cases
from tests.ui.details.arithmetic import assert_recomputes
from tests.ui.details.conftest import Show

ACTIVATION = Quantity.of_unit("a", 1, 1)


@pytest.fixture(autouse=True)
def _usual_digits() -> Iterator[None]:
    yield
    digits.choose(USUAL)


def weight(session: Session) -> int:
    return session.network.weight_index(2, 0, 1, 1)


@pytest.fixture
def panel(session: Session, show: Show) -> DetailsPanel:
    """Show a weight whose backward section has a factor that can be followed."""
    session.select(ParameterSelection(weight(session)))
    session.set_overlay("backward")
    panel = show(session)
    put_factor(panel)
    return panel


def put_factor(panel: DetailsPanel, of: Quantity = ACTIVATION) -> FormulaView:
    section = panel.parameter_page.sections["backward"]
    line = compose("δ = {a} · {b}", a=live(0.25, of), b=live(0.5))
    section.explain(replace(section.explanation, lines=(line,)))
    return section.formula


def formula(panel: DetailsPanel) -> FormulaView:
    return panel.parameter_page.sections["backward"].formula


def click_factor(panel: DetailsPanel) -> None:
    view = formula(panel)
    factor = next(region for region in view.regions if region.of == ACTIVATION)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=factor.rect.center().toPoint())


def test_that_escape_leads_back_to_the_whole_network(session: Session, panel: DetailsPanel) -> None:
    view = formula(panel)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert session.selection is None
    assert panel.page is panel.network_page


# ---- pointing -------------------------------------------------------------------------------


def test_that_hovering_a_factor_points_at_it_everywhere(
    session: Session, panel: DetailsPanel
) -> None:
    view = formula(panel)

    QTest.mouseMove(view, view.regions[0].rect.center().toPoint())
    assert session.pointed == ACTIVATION

    QTest.mouseMove(view, QPoint(view.width() - 2, 1))
    assert session.pointed is None


def test_that_a_number_pointed_at_in_the_diagram_is_lit_in_the_formula(
    session: Session, panel: DetailsPanel
) -> None:
    before = formula(panel).grab().toImage()

    session.point_at(ACTIVATION)

    assert formula(panel).grab().toImage() != before
    session.point_at(None)
    assert formula(panel).grab().toImage() == before


def test_that_a_factor_says_what_it_is(session: Session) -> None:
    network = session.network

    def phrase(quantity: Quantity) -> str:
        return quantity_phrase(network, quantity)

    assert phrase(ACTIVATION) == "Activation of hidden unit 2"
    assert phrase(Quantity.of_unit("delta", 2, 0, 2)) == "Error signal δ of output 1, pattern 3"
    assert phrase(Quantity.of_unit("a", 0, 1)) == "Value of input 2"
    index = weight(session)
    assert phrase(Quantity.of_parameter("parameter", index)) == (
        "Weight w₁₂, hidden unit 2 → output 1"
    )
    assert phrase(Quantity.of_parameter("gradient", index)).startswith("Gradient of weight w₁₂")
    assert phrase(Quantity("eta")) == "Learning rate η"
    assert phrase(Quantity.of_unit("a", 7, 7)) == ""


# ---- following and coming back --------------------------------------------------------------


def test_that_a_click_on_a_factor_leads_to_its_own_explanation(
    session: Session, panel: DetailsPanel, qtbot: QtBot
) -> None:
    click_factor(panel)

    assert session.selection == UnitSelection(1, 1)
    assert session.overlay == "forward"
    assert panel.unit_page.isVisible()
    section = panel.unit_page.sections["forward"]
    qtbot.waitUntil(lambda: section.is_flashing)
    assert not section.visibleRegion().isEmpty()


def test_that_the_link_leads_back_with_pattern_and_phase(
    session: Session, panel: DetailsPanel
) -> None:
    session.present(2)
    put_factor(panel, Quantity.of_unit("a", 1, 1, pattern=0))
    assert not panel.trail.isVisible()

    view = formula(panel)
    place = view.regions[0].rect.center().toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert session.pattern == 0
    assert panel.trail.link.text() == "‹ w₁₂"
    QTest.mouseClick(panel.trail.link, Qt.MouseButton.LeftButton)

    assert session.selection == ParameterSelection(weight(session))
    assert (session.pattern, session.overlay) == (2, "backward")
    assert not panel.trail.isVisible()


def test_that_the_mouse_and_the_panel_go_back_and_forward(
    session: Session, panel: DetailsPanel
) -> None:
    click_factor(panel)
    section = panel.unit_page.sections["forward"]

    QTest.mouseClick(section, Qt.MouseButton.BackButton)
    back: Selection = session.selection
    assert back == ParameterSelection(weight(session))

    QTest.mouseClick(panel, Qt.MouseButton.ForwardButton)
    assert session.selection == UnitSelection(1, 1)


def test_that_back_returns_to_the_place_on_the_page(
    session: Session, panel: DetailsPanel, qtbot: QtBot
) -> None:
    panel.resize(300, 260)
    bar = panel._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(55)
    panel.follow(ACTIVATION)
    qtbot.waitUntil(lambda: panel.unit_page.sections["forward"].is_flashing)

    panel.go_back()

    qtbot.waitUntil(lambda: bar.value() == 55)
    assert session.overlay == "backward"


def test_that_keys_follow_a_factor(session: Session, panel: DetailsPanel) -> None:
    view = formula(panel)
    view.setFocus(Qt.FocusReason.TabFocusReason)

    QTest.keyClick(view, Qt.Key.Key_Right)
    assert session.pointed == ACTIVATION
    QTest.keyClick(view, Qt.Key.Key_Return)

    assert session.selection == UnitSelection(1, 1)


def test_that_selecting_something_else_ends_the_way_back(
    session: Session, panel: DetailsPanel
) -> None:
    click_factor(panel)
    session.select(UnitSelection(1, 0))

    assert not panel.trail.isVisible()
    panel.go_back()
    assert session.selection == UnitSelection(1, 0)


def test_that_another_network_ends_the_way_back(session: Session, panel: DetailsPanel) -> None:
    click_factor(panel)
    session.add_unit(1)  # the numbers of weights are others now
    assert session.selection == UnitSelection(1, 1)

    panel.go_back()

    assert session.selection == UnitSelection(1, 1)


def test_that_following_where_one_is_leaves_no_trace(session: Session, panel: DetailsPanel) -> None:
    panel.follow(Quantity.of_unit("delta", 2, 0))
    panel.follow(Quantity.of_unit("delta", 2, 0))

    panel.go_back()

    assert session.selection == ParameterSelection(weight(session))


@pytest.mark.parametrize(
    ("kind", "selection", "phase"),
    [
        ("z", UnitSelection(1, 1), "forward"),
        ("slope", UnitSelection(1, 1), "backward"),
        ("target", UnitSelection(1, 1), "loss"),
        ("delta", UnitSelection(1, 1), "backward"),
        ("dloss_da", UnitSelection(1, 1), "backward"),
        ("loss", None, "loss"),
        ("eta", ParameterSelection(0), "update"),
    ],
)
def test_that_each_kind_of_number_has_its_place(
    kind: Kind, selection: Selection, phase: str
) -> None:
    here = Place(ParameterSelection(0), 3, "gradient")
    unit = (-1, -1) if kind in ("loss", "eta") else (1, 1)

    place = place_of(Quantity(kind, *unit), here)

    topic = Quantity("eta") if kind == "eta" else None
    assert place == Place(selection, 3, phase, topic=topic)


def test_that_numbers_of_a_parameter_lead_to_it() -> None:
    here = Place(None, 3, "forward")
    phases = {
        kind: place_of(Quantity.of_parameter(kind, 5), here).phase
        for kind in ("gradient", "velocity", "change", "updated", "parameter", "alpha")
    }

    assert phases.pop("gradient") == "gradient"
    assert set(phases.values()) == {"update"}
    assert place_of(Quantity.of_parameter("velocity", 5), here).selection == ParameterSelection(5)


def test_that_a_new_way_forgets_what_was_ahead() -> None:
    places = [Place(UnitSelection(1, unit), 0, "forward") for unit in range(4)]
    trail = Trail()
    trail.leave(places[0])
    trail.leave(places[1])

    assert trail.back(places[2]) == places[1]
    assert trail.forward(places[1]) == places[2]
    assert trail.back(places[2]) == places[1]
    trail.leave(places[1])

    assert trail.forward(places[3]) is None
    assert trail.back(places[3]) == places[1]


# ---- copying and digits ---------------------------------------------------------------------


def test_that_keys_copy_the_section_that_has_the_focus(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    view = formula(panel)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    clipboard = QGuiApplication.clipboard()

    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Error signal of output 1 (pattern 1)\nδ = 0.2500 · 0.5000"

    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_C, both)
    assert r"\delta &= 0.2500 \cdot 0.5000" in clipboard.text()


def test_that_the_context_menu_copies_a_picture_and_the_page(panel: DetailsPanel) -> None:
    section = panel.parameter_page.sections["backward"]
    actions = {action.text(): action for action in section.copy_actions}
    actions["Copy as picture"].trigger()
    assert QGuiApplication.clipboard().image().width() == 3 * section.formula.width()

    section.page_copied.emit("text")

    text = QGuiApplication.clipboard().text()
    shown = panel.parameter_page.explanations()
    assert len(shown) == 4
    assert all(explanation.text in text for explanation in shown)


def opened_menu(clicked: QWidget, owner: QWidget) -> QMenu:
    at = QPoint(5, 5)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(clicked, QContextMenuEvent(reason, at, clicked.mapToGlobal(at)))
    menu = owner.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(menu, QMenu)
    return menu


def test_that_beside_the_formulas_the_menu_is_that_of_the_page(panel: DetailsPanel) -> None:
    menu = opened_menu(panel.parameter_page, panel.parameter_page)
    actions = {action.text(): action for action in menu.actions()}
    assert "Copy as text" not in actions

    actions["Copy all of this page as text"].trigger()
    menu.close()

    assert QGuiApplication.clipboard().text().startswith("Error signal of output 1 (pattern 1)")


def test_that_a_right_click_opens_the_menu(panel: DetailsPanel, qtbot: QtBot) -> None:
    menu = opened_menu(formula(panel), panel.parameter_page.sections["backward"])
    qtbot.waitUntil(menu.isVisible)

    texts = [action.text() for action in menu.actions()]
    assert "Copy all of this page as LaTeX" in texts
    submenu = next(action.menu() for action in menu.actions() if action.text() == "Digits")
    assert isinstance(submenu, QMenu)
    chosen = next(action for action in submenu.actions() if action.text() == "7")
    chosen.trigger()
    menu.close()

    assert digits.count == 7


def test_that_numbers_show_the_chosen_digits_at_once(session: Session, panel: DetailsPanel) -> None:
    gradient = panel.parameter_page.sections["gradient"]
    value = float(session.backward.gradient[weight(session)])

    digits.choose(9)

    assert gradient.explanation.text.endswith(f"= {format_significant(value, 9)}")
    assert gradient.explanation.text == gradient.formula.text


@for_all(cases(), st.integers(FEWEST, MOST), st.data())
def test_that_numbers_recompute_with_any_number_of_digits(
    case: Case, count: int, data: st.DataObject
) -> None:
    digits.choose(count)
    numbers = tuple(range(1, len(case.inputs) + 1))
    batch = Evidence.gather(case.network, case.settings, numbers, case.inputs, case.targets)
    one = Evidence.gather(case.network, case.settings, (1,), case.inputs[:1], case.targets[:1])
    assert_recomputes(explain_loss(one))
    for layer, units in enumerate(case.network.layers):
        unit = data.draw(st.integers(0, units.units - 1))
        assert_recomputes(explain_forward(one, layer, unit))
        assert_recomputes(explain_error_signal(one, layer, unit))
        if layer:
            assert_recomputes(explain_slope(one, layer, unit))
    assert_recomputes(explain_loss_slope(one, 0))
    present = np.flatnonzero(case.network.present)
    if len(present):
        index = int(data.draw(st.sampled_from(present.tolist())))
        velocity = np.linspace(-1, 1, case.network.n_parameters) * case.network.trainable
        assert_recomputes(explain_gradient(batch, index))
        assert_recomputes(explain_update(batch, index, velocity, 2))


def test_that_the_digits_stay_within_what_a_number_has() -> None:
    digits.choose(99)
    assert digits.count == MOST
    assert plain(live(0.1)) == "0.10000000000000001"
    digits.choose(0)
    assert digits.count == FEWEST
    assert plain(live(0.1)) == "0.10"
