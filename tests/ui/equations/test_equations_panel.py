"""The panel of equations: the session lights it, clicks and keys in it lead the session."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.session.trace import Trace
from bpgui.training.runner import Runner
from bpgui.ui.equations.equation import PHASE, Key
from bpgui.ui.equations.letters import Letter
from bpgui.ui.equations.panel import EquationsPanel
from bpgui.ui.equations.row import EquationRow
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import LIGHT, prepare_application

LEFT = Qt.MouseButton.LeftButton
BAR = QPoint(1, 8)
GROUND = QPoint(6, 4)


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    return Session("xor")


@pytest.fixture
def runner(session: Session) -> Runner:
    return Runner(session)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> EquationsPanel:
    panel = EquationsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(640, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def pixel(row: EquationRow, at: QPoint) -> QColor:
    return QImage(row.grab().toImage()).pixelColor(at)


def lit(panel: EquationsPanel) -> list[Key]:
    """Return the rows that are painted as being at work: a violet bar on a violet ground."""
    ground = LIGHT.blend(LIGHT.selection, 0.12)
    return [
        key
        for key, row in panel.rows.items()
        if pixel(row, BAR) == LIGHT.selection and pixel(row, GROUND) == ground
    ]


def click_row(panel: EquationsPanel, key: Key) -> None:
    row = panel.rows[key]
    panel.area.ensureWidgetVisible(row)
    QTest.mouseClick(row, LEFT, pos=QPoint(20, 5))


# ---- the session lights the panel ------------------------------------------------------------


def test_that_the_equation_at_work_is_lit_along_a_whole_update(
    panel: EquationsPanel, session: Session, runner: Runner
) -> None:
    session.change_settings(update="sweep")
    found: list[list[Key]] = []
    while not found or session.walk is not None:
        runner.step("phase")
        if session.walk is not None:
            found.append(lit(panel))
    one = [["z"], ["a"], ["z"], ["a"], ["loss"], ["delta_out"], ["delta_hidden"], ["gradient"]]
    assert found == [*([[], *one] * 4), ["change"]]


def test_that_lighting_moves_nothing(
    panel: EquationsPanel, session: Session, runner: Runner
) -> None:
    before = [row.geometry() for row in panel.rows.values()]
    places = set()
    for _ in range(9):
        runner.step("phase")
        QApplication.processEvents()
        assert [row.geometry() for row in panel.rows.values()] == before
        places.add(panel.subtitle)
    assert "layer Hidden 1, pattern 1" in places
    assert session.walk is not None


def test_that_what_is_done_has_a_mark_and_what_comes_is_muted(
    panel: EquationsPanel, runner: Runner
) -> None:
    def colours(key: Key) -> set[str]:
        image = panel.rows[key].formula.grab().toImage()
        width, height = image.width(), image.height()
        return {image.pixelColor(x, y).name() for x in range(width) for y in range(height)}

    def corner(key: Key) -> QImage:
        """Return the picture of where the mark of what is done stands."""
        row = panel.rows[key]
        return row.grab(QRect(row.width() - 40, 2, 40, 20)).toImage()

    assert LIGHT.text.name() in colours("gradient")
    unmarked = corner("z")
    assert corner("gradient") == unmarked
    for _ in range(6):
        runner.step("phase")
    assert lit(panel) == ["loss"]
    assert panel.rows["z"].state == "done"
    assert corner("z") != unmarked
    assert corner("gradient") == unmarked
    assert panel.rows["z"].accessibleName().endswith("done")
    assert LIGHT.text.name() not in colours("gradient")
    assert LIGHT.muted.name() in colours("gradient")
    assert panel.rows["loss"].accessibleName().endswith("at work")


def test_that_between_updates_the_phase_looked_at_is_marked_softly(
    panel: EquationsPanel, session: Session
) -> None:
    session.set_overlay("gradient")
    soft = LIGHT.blend(LIGHT.selection, 0.5)
    marked = [key for key, row in panel.rows.items() if pixel(row, BAR) == soft]
    assert marked == ["gradient"]
    assert lit(panel) == []


def test_that_the_lit_equation_is_kept_in_view(
    panel: EquationsPanel, runner: Runner, qtbot: QtBot
) -> None:
    panel.resize(540, 160)
    for _ in range(11):
        runner.step("phase")
        key = panel._work.in_view

        def shown(row: EquationRow = panel.rows[key]) -> bool:
            return row.visibleRegion().contains(QPoint(20, 8))

        qtbot.waitUntil(shown)


def test_that_the_equations_follow_loss_and_topology(
    panel: EquationsPanel, session: Session, qtbot: QtBot
) -> None:
    assert panel.rows["loss"].formula.text == "L = ½ (y − ŷ)²"
    session.set_loss("cross-entropy")
    qtbot.waitUntil(lambda: "ln ŷ" in panel.rows["loss"].formula.text)
    assert panel.rows["delta_out"].formula.text.endswith("= ŷ − y")
    session.add_block(2, 0)
    qtbot.waitUntil(lambda: panel.rows["z"].formula.text == "z = Σₛ Wₛ aₛ + b")
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.rows["z"].formula.text == "z = W aₚᵣₑᵥ + b")


# ---- clicks and keys lead the session --------------------------------------------------------


def test_that_a_click_looks_at_the_phase_between_updates(
    panel: EquationsPanel, session: Session
) -> None:
    for key in reversed(PHASE):
        click_row(panel, key)
        assert session.overlay == PHASE[key]
        assert session.walk is None


def test_that_a_click_goes_to_the_equation_inside_an_update(
    panel: EquationsPanel, session: Session, runner: Runner
) -> None:
    session.change_settings(update="sweep")
    runner.step("phase")
    for key in ("delta_hidden", "z", "gradient", "delta_out", "a", "loss", "change"):
        click_row(panel, key)
        assert lit(panel) == [key]
    assert session.walk is not None
    assert session.walk.is_last_pattern
    assert session.updates == 0


def test_that_a_click_on_the_formula_counts_too_and_enter_as_well(
    panel: EquationsPanel, session: Session
) -> None:
    formula = panel.rows["gradient"].formula
    QTest.mouseClick(formula, LEFT, pos=formula.regions[0].rect.center().toPoint())
    assert session.overlay == "gradient"
    loss = panel.rows["loss"].papers[0].formula
    loss.setFocus()
    QTest.keyClick(loss, Qt.Key.Key_Return)
    assert session.overlay == "loss"
    back = panel.rows["delta_out"].formula
    back.setFocus()
    QTest.keyClick(back, Qt.Key.Key_Right)
    QTest.keyClick(back, Qt.Key.Key_Enter)
    assert session.overlay == "backward"


def region(formula: FormulaView, symbol: str) -> QPoint:
    """Return where a letter stands in a formula."""
    found = next(
        each for each in formula.regions if isinstance(each.of, Letter) and each.of.symbol == symbol
    )
    return found.rect.center().toPoint()


def test_that_hovering_a_letter_lights_the_number_it_stands_for(
    panel: EquationsPanel, session: Session, runner: Runner
) -> None:
    for _ in range(3):
        runner.step("unit")
    formula = panel.rows["z"].formula
    QTest.mouseMove(formula, region(formula, "z"))
    assert session.pointed == Quantity.of_unit("z", 1, 1)
    assert session.trace == Trace(((1, 1),), ())
    runner.step("unit")
    assert session.pointed == Quantity.of_unit("z", 1, 2)
    QTest.mouseMove(formula, QPoint(formula.width() - 2, 1))
    assert session.pointed is None
    assert session.trace is None


def test_that_a_path_lit_before_is_lit_again_after_hovering(
    panel: EquationsPanel, session: Session
) -> None:
    before = Trace(((0, 0), (1, 1)), (session.network.weight_index(1, 1, 0, 0),))
    session.light(before)
    formula = panel.rows["z"].formula
    QTest.mouseMove(formula, region(formula, "W"))
    assert session.trace is not None
    assert len(session.trace.parameters) == np.count_nonzero(session.network.present) - 4
    QTest.mouseMove(formula, QPoint(formula.width() - 2, 1))
    assert session.trace == before


def test_that_a_number_pointed_at_elsewhere_lights_its_letter_at_work(
    panel: EquationsPanel, session: Session
) -> None:
    def pictures() -> list[QImage]:
        return [panel.rows[key].formula.grab().toImage() for key in ("a", "delta_hidden")]

    before = pictures()
    session.point_at(Quantity.of_unit("a", 1, 1))
    after = pictures()
    assert after[0] != before[0]
    assert after[1] == before[1]
    session.point_at(None)
    assert pictures() == before


def test_that_a_letter_says_what_it_is(panel: EquationsPanel) -> None:
    formula = panel.rows["z"].formula
    weights = next(each.of for each in formula.regions if getattr(each.of, "symbol", "") == "W")
    assert "3 × 2, one row a unit of Hidden 1" in formula.describe(weights)


def test_that_a_wide_panel_shows_both_and_a_narrow_one_what_is_chosen(
    panel: EquationsPanel,
) -> None:
    row = panel.rows["z"]
    ours, paper = row.formula, row.papers[0].formula
    assert (ours.isVisible(), paper.isVisible()) == (True, True)
    assert not panel.sides[0].isVisible()
    panel.resize(268, 700)
    assert (ours.isVisible(), paper.isVisible()) == (True, False)
    QTest.mouseClick(panel.sides[1], LEFT)
    assert (ours.isVisible(), paper.isVisible()) == (False, True)
    assert panel.table.isVisible()


def test_that_an_equation_and_the_page_can_be_copied(panel: EquationsPanel) -> None:
    clipboard = QGuiApplication.clipboard()
    row = panel.rows["delta_hidden"]
    row.formula.setFocus()
    QTest.keyClick(row.formula, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "δ = (Wₙₑₓₜᵀ δₙₑₓₜ) ⊙ f′(z)" in clipboard.text()
    assert "(1986), equation 7" in clipboard.text()
    row.page_copied.emit("LaTeX")
    assert r"\delta &= \left( W_{\text{next}}^{T} \delta_{\text{next}} \right)" in clipboard.text()
    assert clipboard.text().count(r"\begin{aligned}") == 7 + 9 + 1


def test_that_the_font_of_the_desktop_is_followed(
    panel: EquationsPanel, qapp: QApplication, qtbot: QtBot
) -> None:
    font = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(2 * font.pointSizeF())
    before = panel.rows["z"].formula.height()
    try:
        qapp.setFont(larger)
        prepare_application(qapp, "light")
        qtbot.waitUntil(lambda: panel.rows["z"].formula.height() > 1.6 * before)
    finally:
        qapp.setFont(font)
        prepare_application(qapp, "light")


def test_that_no_text_makes_the_content_wider_than_a_narrow_panel(
    panel: EquationsPanel, qapp: QApplication
) -> None:
    font = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(2 * font.pointSizeF())
    try:
        qapp.setFont(larger)
        prepare_application(qapp, "light")
        panel.resize(268, 700)
        QTest.mouseClick(panel.sides[1], LEFT)
        qapp.processEvents()
        widest = max(row.minimumSizeHint().width() for row in (*panel.rows.values(), panel.table))
        assert widest <= panel.area.viewport().width()
        letters = panel.table.findChildren(FormulaView)
        assert letters[10].width() > 1.5 * letters[11].width()
    finally:
        qapp.setFont(font)
        prepare_application(qapp, "light")
