"""The blame trail, used with mouse and keys."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.session.quantity import Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.blame.panel import BlamePanel
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.mathematics.formula import plain
from bpgui.ui.numbers import format_significant
from bpgui.ui.theme import appearance, prepare_application

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
OFF = QPoint(1, 1)
Show = Callable[..., BlamePanel]


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    session = Session("xor")
    network = create_network((2, 3, 2, 1), hidden="tanh", skip=True)
    network = initialise(network, Initialisation(scale=1.0, seed=4))
    session.load_network(network, session.dataset, "Test")
    session.present(2)
    session.select(ParameterSelection(weight(session)))
    return session


def weight(session: Session) -> int:
    """Return the weight from x₁ to the first unit of the first hidden layer: three paths."""
    return session.network.weight_index(1, 0, 0, 0)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(session: Session, width: int = 544, height: int = 190) -> BlamePanel:
        panel = BlamePanel(session)
        qtbot.addWidget(panel)
        panel.resize(width, height)
        with qtbot.waitExposed(panel):
            panel.show()
        settle(panel, qtbot)
        return panel

    return shown


@pytest.fixture
def panel(session: Session, show: Show) -> BlamePanel:
    return show(session)


def settle(panel: BlamePanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not panel.redraw.marked)
    QApplication.processEvents()


def gradient(session: Session) -> float:
    return float(session.backward.gradient[weight(session)])


def beside(panel: BlamePanel, row: int) -> QPoint:
    """Return a point of a row where no number stands."""
    rect = panel.list.visualRect(panel.list.paths.index(row))
    return QPoint(4, rect.center().y())


def at_number(panel: BlamePanel, row: int, number: int) -> QPoint:
    return panel.list.place_of_number(row, number).center().toPoint()


def hover(panel: BlamePanel, at: QPoint) -> None:
    QTest.mouseMove(panel.list.viewport(), OFF)
    QTest.mouseMove(panel.list.viewport(), at)


def leave(panel: BlamePanel) -> None:
    QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))


def focus(panel: BlamePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(panel.list.hasFocus)


# ---- session -> panel --------------------------------------------------------------------------


def test_that_the_paths_of_the_selected_weight_add_up(panel: BlamePanel, session: Session) -> None:
    rows = panel.account.rows
    assert len(rows) == 3
    assert sum(row.value for row in rows) == pytest.approx(gradient(session), rel=1e-12)
    assert panel.subtitle == "Weight w₁₁, input 1 → unit 1 of hidden layer 1 · pattern 3"
    shown = format_significant(gradient(session), digits.count)
    assert panel.sum.formula.text == f"Sum of 3 paths = {shown} = ∂L/∂w"
    assert panel.sum.verdict.text() in (f"✓ backward pass {shown}", f"✓ {shown}")
    assert panel.sum.verdict.property("role") == "good"
    assert panel.sum.verdict.contentsMargins().left() > 0  # a chip
    assert not panel.outputs.isVisible()
    assert not panel.patterns.isVisible()


def test_that_it_follows_pattern_weights_digits_and_selection(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    before = panel.account
    session.present(1)
    settle(panel, qtbot)
    assert panel.account.about.endswith("pattern 2")
    assert panel.account.lead.startswith("x₁ is 0")
    assert panel.lead.isVisible()
    session.present(2)
    session.set_parameter(session.network.bias_index(3, 0), 0.7)
    settle(panel, qtbot)
    assert panel.account.rows != before.rows
    assert not panel.lead.isVisible()
    digits.choose(7)
    settle(panel, qtbot)
    assert panel.account.rows[0].number == format_significant(panel.account.rows[0].value, 7)
    digits.choose(USUAL)
    session.select(UnitSelection(1, 0))
    settle(panel, qtbot)
    assert panel.account.about.startswith("δ of ")


def test_that_nothing_to_blame_is_answered_by_a_hint(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    for selection, start in (
        (None, "Select a weight"),
        (LayerSelection(1), "Select a weight"),
        (UnitSelection(0, 0), "An input is given"),
    ):
        session.select(selection)
        settle(panel, qtbot)
        assert panel.hint.text().startswith(start)
        assert panel.hint.isVisible()
        assert not panel.list.isVisible()
        assert panel.subtitle == ""


def test_that_all_patterns_of_the_next_update_are_summed(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    session.change_settings(update="sweep")
    settle(panel, qtbot)
    assert panel.patterns.isVisible()
    QTest.keyClick(panel.patterns, KEY.Key_Down)
    settle(panel, qtbot)
    assert panel.account.about.endswith("sum over 4 patterns")
    total = session.batch_backward.gradient[weight(session)]
    assert sum(row.value for row in panel.account.rows) == pytest.approx(total, rel=1e-12)


def test_that_one_output_can_be_followed_alone(show: Show, session: Session, qtbot: QtBot) -> None:
    session.load_problem("digits")
    network = session.network
    session.select(ParameterSelection(network.bias_index(1, 3)))
    panel = show(session)
    assert len(panel.account.rows) == network.n_outputs
    QTest.keyClick(panel.outputs, KEY.Key_Down)
    settle(panel, qtbot)
    (row,) = panel.account.rows
    assert row.trace.units[-1] == (2, 0)
    delta = session.backward.delta[-1][0, 0]
    w = network.parameters[network.weight_index(2, 0, 1, 3)]
    a = session.forward.a[1][0, 3]
    assert row.value == pytest.approx(delta * w * a * (1 - a), rel=1e-12)


def test_that_narrow_rows_take_two_lines_and_long_products_are_elided(
    panel: BlamePanel, show: Show, session: Session
) -> None:
    narrow = show(session, 240, 400)
    index = panel.list.paths.index(0)
    assert narrow.list.visualRect(narrow.list.paths.index(0)).height() > 1.6 * (
        show(session, 900, 190).list.visualRect(index).height()
    )
    longest = max(range(3), key=lambda place: len(panel.account.rows[place].factors))
    row = narrow.account.rows[longest]
    whole = len(row.factors)
    shown = narrow.list.drawing.regions(narrow.list.paths.index(longest))
    assert 0 < len(shown) < whole
    assert plain(row.formula) in str(narrow.list.paths.index(longest).data())
    right = narrow.list.place_of_number(longest, len(shown) - 1).right()
    assert right <= narrow.list.viewport().width()


# ---- panel -> session --------------------------------------------------------------------------


def test_that_hovering_a_row_lights_its_path_until_the_pointer_leaves(
    panel: BlamePanel, session: Session
) -> None:
    for row in (0, 2):
        hover(panel, beside(panel, row))
        assert session.trace == panel.account.rows[row].trace
    leave(panel)
    assert session.trace is None


def test_that_a_click_keeps_a_path_lit_and_another_lets_it_go(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    viewport, place = panel.list.viewport(), beside(panel, 1)
    hover(panel, place)
    QTest.mouseClick(viewport, LEFT, pos=place)
    leave(panel)
    trace = panel.account.rows[1].trace
    assert session.trace == trace
    hover(panel, beside(panel, 0))
    assert session.trace == panel.account.rows[0].trace
    leave(panel)
    session.set_parameter(trace.parameters[-1], 3.0)  # the order of the rows may be another now
    settle(panel, qtbot)
    assert session.trace == trace
    QTest.mouseClick(viewport, LEFT, pos=beside(panel, panel.list.paths.place_of(trace)))
    leave(panel)
    assert session.trace is None


@pytest.mark.parametrize("change", ["selection", "network", "hidden"])
def test_that_what_is_lit_goes_out_when_something_else_is_asked(
    panel: BlamePanel, session: Session, change: str
) -> None:
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=beside(panel, 0))
    assert session.trace is not None
    if change == "selection":
        session.select(None)
    elif change == "network":
        session.add_unit(1)
    else:
        panel.hide()
    assert session.trace is None


def test_that_a_number_can_be_pointed_at_and_followed(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    path = panel.account.rows[0]
    output = Quantity.of_unit("delta", 3, 0, 2)
    hover(panel, at_number(panel, 0, 0))
    assert session.pointed == output
    assert session.trace == path.trace
    assert panel.list.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    first_weight = Quantity.of_parameter("parameter", path.trace.parameters[-1])
    with qtbot.waitSignal(session.explanation_asked) as asked:
        QTest.mouseClick(panel.list.viewport(), LEFT, pos=at_number(panel, 0, 1))
    assert asked.args == [first_weight]
    leave(panel)
    assert session.pointed is None


def test_that_what_is_pointed_at_elsewhere_is_lit_here(panel: BlamePanel, session: Session) -> None:
    before = panel.list.viewport().grab().toImage()
    session.point_at(Quantity.of_unit("delta", 3, 0, 2))
    lit = panel.list.viewport().grab().toImage()
    place = panel.list.place_of_number(0, 0).topLeft() + QPointF(3, 1)
    violet = appearance.theme.blend(appearance.theme.selection, 0.2)
    assert lit.pixelColor(place.toPoint()).rgb() == violet.rgb()
    assert before.pixelColor(place.toPoint()).rgb() == appearance.theme.panel.rgb()


def test_that_new_numbers_leave_alone_what_others_point_at(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    elsewhere = Quantity.of_unit("a", 1, 1, 2)
    session.point_at(elsewhere)
    session.set_parameter(session.network.bias_index(3, 0), 0.7)
    settle(panel, qtbot)
    assert session.pointed == elsewhere


def test_that_bars_and_values_have_the_colour_of_their_sign(
    panel: BlamePanel, session: Session
) -> None:
    del session
    image, theme = panel.list.viewport().grab().toImage(), appearance.theme
    signs = {row.value < 0 for row in panel.account.rows}
    assert signs == {True, False}
    layout = panel.list.drawing._made()
    for place, row in enumerate(panel.account.rows[:2]):
        rect = panel.list.visualRect(panel.list.paths.index(place))
        middle = layout.bar.center().x()
        y = rect.top() + round(layout.bar.center().y())
        at = QPoint(round(middle + (4 if row.value > 0 else -4)), y)
        assert image.pixelColor(at).rgb() == theme.weight_colour(row.value).rgb()
        other = QPoint(round(middle - (4 if row.value > 0 else -4)), y)
        assert image.pixelColor(other).rgb() == theme.panel.rgb()


def test_that_keys_go_from_path_to_path_and_along_the_numbers(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    focus(panel, qtbot)
    rows = panel.account.rows
    assert session.trace is None
    QTest.keyClick(panel.list, KEY.Key_Space)
    assert session.trace == rows[0].trace
    QTest.keyClick(panel.list, KEY.Key_Down)
    assert session.trace == rows[1].trace
    QTest.keyClick(panel.list, KEY.Key_End)
    assert session.trace == rows[2].trace
    QTest.keyClick(panel.list, KEY.Key_Up)
    assert session.trace == rows[1].trace
    QTest.keyClick(panel.list, KEY.Key_Return)
    assert session.trace is None
    QTest.keyClick(panel.list, KEY.Key_Return)
    assert session.trace == rows[1].trace
    QTest.keyClick(panel.list, KEY.Key_Right)
    QTest.keyClick(panel.list, KEY.Key_Right)
    weight_of_it = Quantity.of_parameter("parameter", rows[1].trace.parameters[-1])
    assert session.pointed == weight_of_it
    with qtbot.waitSignal(session.explanation_asked) as asked:
        QTest.keyClick(panel.list, KEY.Key_Return)
    assert asked.args == [weight_of_it]
    QTest.keyClick(panel.list, KEY.Key_Escape)
    assert session.trace is None
    assert session.pointed is None


def test_that_a_row_says_its_whole_product_to_readers_and_in_its_tooltip(
    panel: BlamePanel, qtbot: QtBot
) -> None:
    focus(panel, qtbot)
    QTest.keyClick(panel.list, KEY.Key_Down)
    text = panel.account.rows[1].text
    assert text in panel.list.accessibleDescription()
    at = beside(panel, 1)
    viewport = panel.list.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    row = panel.account.rows[1]
    assert plain(row.formula) in QToolTip.text()
    assert row.symbols in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_that_all_of_it_is_copied_as_text_and_as_latex(panel: BlamePanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.sum.copy, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert all(row.text in copied for row in panel.account.rows)
    focus(panel, qtbot)
    QTest.keyClick(panel.list, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == copied
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(panel.list, KEY.Key_C, both)
    assert r"\times" in QGuiApplication.clipboard().text()
    assert not panel.sum.copy.hasFocus()


def test_that_the_menu_offers_to_copy(panel: BlamePanel, qtbot: QtBot) -> None:
    at = QPoint(10, 10)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, panel.mapToGlobal(at))
    QApplication.sendEvent(panel.list.viewport(), event)
    menu = next(m for m in panel.findChildren(QMenu) if m.isVisible())
    assert any("LaTeX" in action.text() for action in menu.actions())
    menu.close()
    qtbot.waitUntil(lambda: not panel.findChildren(QMenu))


def test_that_a_row_under_a_resting_pointer_is_read_anew(
    panel: BlamePanel, session: Session, qtbot: QtBot
) -> None:
    hover(panel, beside(panel, 0))
    trace = session.trace
    assert trace is not None
    network = session.network
    changed = dict.fromkeys(trace.parameters[1:], 0.0)
    assert np.all(network.present[list(changed)])
    session.set_parameters(changed, "Make the largest path the smallest")
    settle(panel, qtbot)
    assert panel.list.paths.place_of(trace) > 0
    assert session.trace == panel.account.rows[0].trace
