"""A gradient check laid over the diagram."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from bpgui.core.bugs import BUGS
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.diagram.check import AGREES, DISAGREES, UNCHECKED, read_check
from bpgui.ui.diagram.check_painter import check_image
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import LIGHT
from tests.ui.diagram.hands import BIAS_OF_H2, W23, picture_of, show


def lay_over(session: Session, bug: str | None = None) -> None:
    session.checking.plant(None if bug is None else BUGS[bug])
    session.checking.show(session.checking.question(session).answer(), coloured=True)


def inks(view: DiagramView, k: int) -> set[str]:
    """Return the colours of a connection's line, at places without a number."""
    line = view.layout_shown.connections.lines[k]
    image = picture_of(view)
    found = set()
    for share in (0.17, 0.22, 0.78, 0.83):
        x, y = line[0] + share * (line[-1] - line[0])
        at = view.camera.to_screen(QRectF(x - 1, y - 1, 2, 2)).center()
        found.add(image.pixelColor(round(at.x()), round(at.y())).name())
    return found


def test_that_a_check_shows_only_while_asked_for(session: Session) -> None:
    assert read_check(session) is None
    lay_over(session)
    check = read_check(session)
    assert check is not None
    assert (check.verdicts == AGREES).all()
    assert check.is_sound
    session.set_running(True)
    assert read_check(session) is None
    session.set_running(False)
    session.checking.show(coloured=False)
    assert read_check(session) is None


def test_that_numbers_become_orders_of_magnitude_and_come_back(session: Session) -> None:
    weight = read_session(session).label(W23)
    lay_over(session, "bias")
    shown = read_session(session)
    assert shown.label(W23).startswith("10⁻")
    assert shown.label(BIAS_OF_H2) == "⚠ 1.00"
    session.checking.show(coloured=False)
    assert read_session(session).label(W23) == weight


def test_that_the_worst_is_named_and_a_bug_said_to_be_in_a_copy(session: Session) -> None:
    lay_over(session, "bias")
    check = read_check(session)
    assert check is not None
    assert check.worst is not None
    assert session.network.address(check.worst).source is None
    name = session.parameter_name(check.worst)
    assert check.headline == f"4 of 13 disagree · worst {name}, 1.0"
    assert "not affected" in check.remark


def test_that_a_check_out_of_date_says_so_instead(session: Session) -> None:
    lay_over(session)
    session.set_parameter(W23, 1.0)
    check = read_check(session)
    assert check is not None
    assert (check.verdicts == UNCHECKED).all()
    assert "out of date" in check.headline
    session.checking.show(renewing=True)
    renewed = read_check(session)
    assert renewed is not None
    assert (renewed.verdicts == AGREES).all()
    session.add_unit(1)
    other = read_check(session)
    assert other is not None
    assert len(other.verdicts) == session.network.n_parameters
    assert other.verdict == UNCHECKED
    assert "being checked" in other.headline


def test_that_lines_are_green_or_red_and_wide(session: Session, view: DiagramView) -> None:
    k = view.layout_shown.connections.by_index[W23]
    before = inks(view, k)
    lay_over(session)
    good = inks(view, k)
    lay_over(session, "sign")
    bad = inks(view, k)
    assert not before & good
    assert not good & bad
    assert LIGHT.blend(LIGHT.bad, 0.85).name() in bad


def test_that_what_is_pointed_at_elsewhere_is_framed(session: Session, view: DiagramView) -> None:
    lay_over(session)
    before = picture_of(view)
    session.point_at(Quantity.of_parameter("gradient", 3))
    assert picture_of(view) != before


def test_that_a_picture_of_many_verdicts_keeps_the_single_wrong_one() -> None:
    verdicts = np.full((700, 500), AGREES, np.uint8)
    verdicts[431, 77] = DISAGREES
    image = check_image(verdicts, LIGHT)
    assert max(image.width(), image.height()) <= 96
    colours = [
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    ]
    assert colours.count(LIGHT.bad.name()) == 1
    assert len(set(colours)) == 2


@pytest.mark.parametrize("bug", [None, "sign"])
def test_that_matrices_of_a_large_network_are_coloured(qtbot: QtBot, bug: str | None) -> None:
    session = Session("digits")
    panel = show(session, qtbot)
    view = panel.view
    assert view.layout_shown.matrices
    session.checking.choose_patterns("presented")
    lay_over(session, bug)
    rect = view.camera.to_screen(view.layout_shown.matrices[0].rect)
    image = picture_of(view).copy(rect.toRect().adjusted(2, 2, -2, -2))
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert (LIGHT.bad.name() in colours) == (bug is not None)
    assert LIGHT.blend(LIGHT.good, 0.45).name() in colours
