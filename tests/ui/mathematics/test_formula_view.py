"""Numbers in formulas are pointed at and followed with mouse and keys."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from bpgui.session.quantity import Quantity
from bpgui.ui.mathematics.digits import MOST, digits
from bpgui.ui.mathematics.formula import Formula, compose, live
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import appearance
from tests.ui.mathematics.samples import ACTIVATION, DELTA, SLOPE


def lines(value: float = 0.834) -> list[Formula]:
    factors = {"d": live(-0.0165, DELTA), "a": live(value, ACTIVATION)}
    product = live(-0.0165 * value)
    return [compose("{s} = {d} · {a}", s=SLOPE, **factors), compose("= {p}", p=product)]


@pytest.fixture
def view(qtbot: QtBot) -> FormulaView:
    view = FormulaView()
    qtbot.addWidget(view)
    view.resize(306, 100)
    view.show_lines(lines())
    with qtbot.waitExposed(view):
        view.show()
    return view


def place(view: FormulaView, index: int) -> QPoint:
    return view.regions[index].rect.center().toPoint()


def told(view: FormulaView) -> tuple[list[Quantity | None], list[Quantity]]:
    pointed: list[Quantity | None] = []
    followed: list[Quantity] = []
    view.pointed.connect(pointed.append)
    view.followed.connect(followed.append)
    return pointed, followed


def colour_at(view: FormulaView, index: int) -> str:
    """Return the colour of the ground in a corner of a number's place."""
    corner = view.regions[index].rect.bottomLeft().toPoint() + QPoint(3, -2)
    return view.grab().toImage().pixelColor(corner).name()


def test_that_a_number_is_pointed_at_as_long_as_the_mouse_is_over_it(view: FormulaView) -> None:
    pointed, _ = told(view)

    QTest.mouseMove(view, place(view, 0))
    QTest.mouseMove(view, place(view, 1))
    QTest.mouseMove(view, QPoint(300, view.height() - 2))

    assert pointed == [DELTA, ACTIVATION, None]


def test_that_a_hand_tells_what_can_be_clicked(view: FormulaView) -> None:
    QTest.mouseMove(view, place(view, 0))
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor

    QTest.mouseMove(view, QPoint(300, view.height() - 2))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_that_a_click_follows_a_number_and_one_beside_it_does_not(view: FormulaView) -> None:
    _, followed = told(view)

    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, 1))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, view.height() - 2))
    QTest.mouseClick(view, Qt.MouseButton.MiddleButton, pos=place(view, 1))

    assert followed == [ACTIVATION]


def test_that_arrow_keys_go_from_number_to_number_and_enter_follows(view: FormulaView) -> None:
    pointed, followed = told(view)
    view.setFocus()

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_End)

    assert pointed == [DELTA, ACTIVATION, DELTA, ACTIVATION]
    assert followed == [DELTA]


def test_that_leaving_with_tab_points_at_nothing(view: FormulaView) -> None:
    pointed, _ = told(view)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)

    view.clearFocus()

    assert pointed == [DELTA, None]


def test_that_a_number_lit_elsewhere_is_lit_here(view: FormulaView) -> None:
    before = colour_at(view, 0)
    other_pattern = Quantity.of_unit("delta", 2, 0, pattern=2)

    view.light(other_pattern)  # the formula's own is of no certain pattern

    assert colour_at(view, 0) != before
    assert colour_at(view, 1) == before
    view.light(None)
    assert colour_at(view, 0) == before


def test_that_quantities_of_other_patterns_do_not_match() -> None:
    first = Quantity.of_unit("a", 1, 0, pattern=0)

    assert first.matches(Quantity.of_unit("a", 1, 0, pattern=0))
    assert first.matches(Quantity.of_unit("a", 1, 0))
    assert not first.matches(Quantity.of_unit("a", 1, 0, pattern=1))
    assert not first.matches(Quantity.of_unit("z", 1, 0, pattern=0))
    assert not first.matches(None)


def test_that_a_screen_reader_reads_plain_text(view: FormulaView) -> None:
    assert view.accessibleName() == "∂L/∂w = −0.01650 · 0.8340\n= −0.01376"


def test_that_a_screen_reader_reads_the_number_that_keys_go_to(view: FormulaView) -> None:
    view.describe = lambda quantity: f"{quantity.kind} of unit {quantity.unit + 1}"
    view.setFocus()

    QTest.keyClick(view, Qt.Key.Key_End)

    assert view.accessibleDescription() == "0.8340: a of unit 2"


def test_that_a_tooltip_says_what_a_number_is(view: FormulaView, qtbot: QtBot) -> None:
    view.describe = lambda quantity: f"{quantity.kind} of unit {quantity.unit + 1}"
    at = place(view, 0)

    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))

    qtbot.waitUntil(lambda: QToolTip.text() == "delta of unit 1")
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_that_what_is_narrow_is_broken_and_not_cut_off(view: FormulaView) -> None:
    wide = view.height()

    view.resize(120, view.height())

    assert view.height() > wide
    assert all(region.rect.right() <= 121 for region in view.regions)


def test_that_the_height_does_not_follow_every_number(view: FormulaView) -> None:
    digits.choose(MOST)
    view.show_lines(lines(1 / 3))
    high = view.height()
    digits.choose(4)
    view.show_lines(lines())
    assert view.height() == high

    view.settle()
    assert view.height() < high


def test_that_the_picture_is_of_the_theme(view: FormulaView) -> None:
    try:
        appearance.choose("dark")
        picture = view.picture().toImage()
        assert picture.pixelColor(0, 0) == appearance.theme.panel
        assert picture.width() == 3 * view.width()
    finally:
        appearance.choose("light")


def test_that_new_numbers_cost_about_what_a_label_took(qtbot: QtBot, view: FormulaView) -> None:
    """A label with rich text, as it was before, laid out and painted, is the measure."""
    label = QLabel()
    label.setWordWrap(True)
    qtbot.addWidget(label)
    label.resize(306, 100)
    with qtbot.waitExposed(label):  # before, it would not paint
        label.show()

    start = '<p style="margin:5px 0 0 10px; text-indent:-10px">'
    violet = '<span style="color:#6d3fd1; white-space:pre">'

    def old(number: int) -> None:
        factors = f"{violet}−0.0165</span> · {violet}0.{number:04}</span>"
        text = f"{start}∂<i>L</i>/∂<i>w</i> = {factors}</p>"
        text += f"{start}= {violet}−0.{number:04}</span></p>"
        label.setText(text)
        label.heightForWidth(306)
        label.repaint()

    def new(number: int) -> None:
        view.show_lines(lines(number / 10_000))
        view.repaint()

    assert fastest(new) < 2 * fastest(old)


def fastest(act: Callable[[int], None]) -> float:
    best = float("inf")
    for number in range(1, 200):
        start = time.perf_counter()
        act(number)
        best = min(best, time.perf_counter() - start)
    return best


def test_that_a_view_made_wide_again_is_no_taller_than_it_was(view: FormulaView) -> None:
    before = view.height()
    view.resize(60, view.height())
    narrow = view.height()
    view.resize(306, view.height())

    assert narrow > before
    assert view.height() == before


def test_that_muted_formulas_have_the_colour_of_secondary_text(view: FormulaView) -> None:
    def colours() -> set[str]:
        image = view.grab().toImage()
        size = image.size()
        return {
            image.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
        }

    theme = appearance.theme
    assert theme.text.name() in colours()
    view.set_muted(True)
    assert theme.text.name() not in colours()
    assert theme.muted.name() in colours()
    assert theme.selection.name() in colours(), "a live number stays one"
