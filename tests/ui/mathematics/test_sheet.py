"""Formulas are set within their width, broken where a person would, and keep their places."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from bpgui.ui.mathematics.boxes import Typesetter
from bpgui.ui.mathematics.faces import present_faces
from bpgui.ui.mathematics.formula import (
    Fence,
    Formula,
    compose,
    fenced,
    fraction,
    live,
    scripts,
    spans,
    words,
)
from bpgui.ui.mathematics.formula import summation as sum_sign
from bpgui.ui.mathematics.sheet import Sheet
from bpgui.ui.mathematics.small_letters import pieces
from bpgui.ui.theme import appearance
from tests.ui.mathematics.samples import ACTIVATION, DELTA, SLOPE, equations


def sheet(*lines: Formula, width: float = 306) -> Sheet:
    result = Sheet(present_faces())
    result.lay_out(lines, width)
    return result


def rows(result: Sheet) -> list[str]:
    """Return the texts as they stand on the baselines, from top to bottom, without spaces."""
    lines: dict[float, str] = {}
    for ink in result._inks:
        lines[ink.y] = lines.get(ink.y, "") + ink.text.replace(" ", "")
    return [lines[y] for y in sorted(lines)]


def picture(result: Sheet, width: int = 306) -> np.ndarray:
    image = QImage(width + 20, int(result.height) + 1, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        result.paint(painter, appearance.theme)
    pixels = np.frombuffer(image.constBits(), np.uint8).copy()
    return pixels.reshape(image.height(), image.bytesPerLine())[:, : width + 20]


def products(count: int) -> Formula:
    terms = [compose("{a} · {b}", a=live(1.5 + i), b=live(0.25)) for i in range(count)]
    return compose("= " + " + ".join(f"{{t{i}}}" for i in range(count)),
                   **{f"t{i}": term for i, term in enumerate(terms)})  # fmt: skip


def test_that_a_line_that_fits_is_not_broken() -> None:
    assert rows(sheet(compose("δ = −(y − ŷ) · ŷ(1 − ŷ)"))) == ["δ=−(y−ŷ)·ŷ(1−ŷ)"]


def test_that_a_sum_is_broken_before_its_plus_signs_and_not_inside_a_product() -> None:
    broken = rows(sheet(products(5), width=250))

    assert len(broken) > 1
    assert all(line.startswith("+") for line in broken[1:])
    assert all(line.count("·") == line.count("0.2500") for line in broken)


def test_that_an_equals_sign_is_the_best_place_for_a_break() -> None:
    line = compose("{s} = {a} + {b} = {c}", s=SLOPE, a=live(1.0), b=live(2.0), c=live(3.0))

    assert any(row.startswith("=3.000") for row in rows(sheet(line, width=150)))
    joined = compose("{a} {b}", a=compose("g = δ · h"), b=compose("= {c} × {c}", c=live(0.0123)))
    assert rows(sheet(joined, width=180)) == ["g=δ·h", "=0.01230×0.01230"]


def test_that_brackets_are_opened_only_when_nothing_else_helps() -> None:
    inner = compose("{a} + {b}", a=live(1.25), b=live(2.5))
    line = compose("= {x} · {y}", x=fenced(inner), y=live(0.125))

    assert rows(sheet(line, width=180)) == ["=(1.250+2.500)", "·0.1250"]
    assert rows(sheet(line, width=120)) == ["=(1.250", "+2.500)", "·0.1250"]


def test_that_a_fraction_too_wide_is_written_with_a_stroke() -> None:
    wide = fraction(products(2)[1:], compose("n"))

    assert "/" not in "".join(rows(sheet(wide, width=300)))
    assert "/n" in "".join(rows(sheet(wide, width=110)))


@for_all(equations)
@settings(max_examples=60)
def test_that_nothing_is_painted_beyond_the_right_edge(formula: Formula) -> None:
    result = sheet(formula, compose("= {f}", f=formula), width=306)
    overflowing = [ink for ink in result._inks if ink.x + ink.face.width(ink.text) > 306 + 0.01]
    whole = Typesetter(present_faces())
    unbreakable = max(whole.node(node, 1).width for node in formula)
    assert not overflowing or unbreakable > 250


@for_all(equations)
@settings(max_examples=30)
def test_that_every_character_of_the_formula_is_painted(formula: Formula) -> None:
    painted = "".join(ink.text for ink in sheet(formula, width=2000)._inks)
    for span in spans(formula):
        for piece, _place in pieces(span.text):
            assert span.kind == "text" or piece in painted


def test_that_the_ink_of_a_fraction_and_of_limits_lies_within_their_boxes() -> None:
    power = scripts(fenced(fraction(compose("y − ŷ"), compose("1 + z"))), (), words("2"))
    line = compose("L = {s}{p}", s=sum_sign(compose("k = 1"), compose("n")), p=power)
    result = sheet(line)
    ink = picture(result) < 128

    assert ink.any()
    assert not ink[0].any()
    assert not ink[-1].any()
    box = Typesetter(present_faces()).row(line)
    columns = np.flatnonzero(ink.any(axis=0))
    assert columns[-1] <= box.width + 2


def test_that_brackets_grow_with_what_they_hold() -> None:
    low, high = fenced(compose("x")), fenced(fraction(compose("x"), compose("y")))
    setter = Typesetter(present_faces())

    assert max(ink.stretch for ink in sheet(low)._inks) == 1.0
    assert max(ink.stretch for ink in sheet(high)._inks) > 1.5
    bracket = setter.brackets(Fence(()), setter.row(fraction(compose("x"), SLOPE)), 0)[0]
    axis = setter.faces.face(0).axis
    assert bracket.ascent - axis == pytest.approx(bracket.descent + axis)  # as far up as down


def test_that_the_place_of_a_number_leads_to_it() -> None:
    line = compose("{d} · {a}", d=live(-0.0165, DELTA), a=live(0.834, ACTIVATION))
    result = sheet(line)

    assert [region.of for region in result.regions] == [DELTA, ACTIVATION]
    for index, region in enumerate(result.regions):
        assert result.region_at(region.rect.center()) == index
    assert result.region_at(QPointF(300, 5)) == -1


def test_that_the_parts_of_one_number_are_one_place() -> None:
    symbol = scripts(words("δ", DELTA), words("j"))
    result = sheet(symbol)

    assert len(result.regions) == 1
    assert result.regions[0].rect.width() > result.faces.face(0).width("δj")


def test_that_numbers_that_need_another_line_move_what_is_below_only_once() -> None:
    def lines(digits: int) -> tuple[Formula, ...]:
        term = words("9" * digits)
        return compose("= {a} + {b} + {c}", a=term, b=term, c=term), compose("= x")

    result = sheet(*lines(4), width=200)
    low = result.height
    result.lay_out(lines(9), 200)
    high = result.height
    result.lay_out(lines(4), 200)

    assert high > low
    assert result.height == high
    result.settle()
    assert result.height == low


@pytest.mark.parametrize("text", ["0.1234", "−0.9999", "1.000·10⁻⁵"])
def test_that_figures_are_of_one_width(text: str) -> None:
    face = present_faces().face(0)
    other = text.translate(str.maketrans("0123456789", "8888888888"))

    assert face.width(text) == pytest.approx(face.width(other))


def test_that_a_line_breaks_before_a_short_bracket_rather_than_in_it() -> None:
    line = compose("= −(1 − {a}) · {a} · (1 − {a})", a=live(0.8324))
    whole = sum(box.width for box in sheet(line, width=1000)._rows[0].boxes)

    assert rows(sheet(line, width=whole)) == ["=−(1−0.8324)·0.8324", "·(1−0.8324)"]
