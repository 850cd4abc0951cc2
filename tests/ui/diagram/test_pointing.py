"""Numbers pointed at in formulas are marked in the diagram, and the other way round."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import appearance
from tests.ui.diagram.hands import (
    W23,
    hover,
    picture_of,
    place_of,
    place_of_parameter,
    place_of_unit,
    show,
)

EMPTY = QPoint(3, 3)


def violet_around(picture: QImage, at: QPoint, reach: int) -> int:
    """Count the pixels of the colour of selections near a point."""
    colour = appearance.theme.selection.rgb()
    return sum(
        picture.pixel(x, y) == colour
        for x in range(at.x() - reach, at.x() + reach)
        for y in range(at.y() - reach, at.y() + reach)
        if picture.valid(x, y)
    )


@pytest.fixture
def view(session: Session, qtbot: QtBot) -> Iterator[DiagramView]:
    session.set_overlay("backward")
    panel = show(session, qtbot)
    yield panel.view
    panel.close()


@pytest.mark.parametrize("kind", ["a", "z", "delta", "slope"])
def test_that_a_number_of_a_unit_rings_the_unit(
    session: Session, view: DiagramView, kind: str
) -> None:
    spot = view.layout_shown.layers[1]
    at, reach = place_of_unit(view, 1, 1), round(1.25 * spot.radius)
    before = violet_around(picture_of(view), at, reach)

    session.point_at(Quantity.of_unit(kind, 1, 1))  # type: ignore[arg-type]

    assert violet_around(picture_of(view), at, reach) > before + 40
    session.point_at(None)
    assert violet_around(picture_of(view), at, reach) == before


@pytest.mark.parametrize("kind", ["parameter", "gradient", "velocity"])
@pytest.mark.parametrize("is_bias", [False, True])
def test_that_a_number_of_a_parameter_frames_its_number(
    session: Session, view: DiagramView, kind: str, is_bias: bool
) -> None:
    index = session.network.bias_index(1, 1) if is_bias else W23
    around = QRect(QPoint(), QSize(80, 40))
    around.moveCenter(place_of_parameter(view, index))
    before = picture_of(view)

    session.point_at(Quantity.of_parameter(kind, index))  # type: ignore[arg-type]

    assert picture_of(view).copy(around) != before.copy(around)
    session.point_at(None)
    assert picture_of(view) == before


def test_that_the_loss_rings_every_output(session: Session, view: DiagramView) -> None:
    at, reach = place_of_unit(view, 2, 0), round(1.25 * view.layout_shown.layers[2].radius)
    before = violet_around(picture_of(view), at, reach)

    session.point_at(Quantity("loss"))

    assert violet_around(picture_of(view), at, reach) > before + 40


def test_that_hovering_points_at_every_number_of_what_is_hovered(
    session: Session, view: DiagramView
) -> None:
    hover(view, place_of_unit(view, 1, 1))
    pointed = session.pointed
    assert pointed is not None
    for kind in ("a", "z", "delta", "slope"):
        assert pointed.matches(Quantity.of_unit(kind, 1, 1, pattern=2))
    assert not pointed.matches(Quantity.of_unit("a", 1, 2))

    hover(view, place_of_parameter(view, W23))
    pointed = session.pointed
    assert pointed is not None
    assert pointed.matches(Quantity.of_parameter("gradient", W23))

    hover(view, EMPTY)
    assert session.pointed is None


def test_that_hovering_a_pill_points_at_its_delta(session: Session, view: DiagramView) -> None:
    hover(view, place_of(view, view.layout_shown.pill_rect(1, 2)))

    assert session.pointed == Quantity.of_unit("delta", 1, 2, session.pattern)


def test_that_the_pointer_over_empty_ground_leaves_what_a_formula_points_at(
    session: Session, view: DiagramView
) -> None:
    session.point_at(Quantity.of_unit("a", 1, 1))

    hover(view, EMPTY)

    assert session.pointed == Quantity.of_unit("a", 1, 1)
