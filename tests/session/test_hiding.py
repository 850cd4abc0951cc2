"""Numbers hidden from a learner: said once, and shown again as soon as the moment is another."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.hiding import Hidden
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session

DELTA = Quantity.of_unit("delta", 2, 0, 0)
GRADIENT = Quantity.of_parameter("gradient", 3)


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


def test_that_hiding_is_said_once(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.hidden_changed):
        session.hide(DELTA, GRADIENT)
    with qtbot.assertNotEmitted(session.hidden_changed):
        session.hide(DELTA, GRADIENT)

    assert session.hidden.hides_unit("delta", 2, 0)
    assert session.hidden.hides_unit("delta", 2, 0, 0)
    assert not session.hidden.hides_unit("delta", 2, 0, 1)
    assert session.hidden.hides_parameter("gradient", 3)
    assert not session.hidden.hides_parameter("gradient", 4)
    assert session.hidden.hides_kind("delta")
    assert not session.hidden.hides_kind("a")


CHANGES: dict[str, Callable[[Session], None]] = {
    "pattern": lambda session: session.present(1),
    "weight": lambda session: session.set_parameter(0, 0.5),
    "settings": lambda session: session.change_settings(momentum=0.5),
    "topology": lambda session: session.load_problem("and"),
    "running": lambda session: session.set_running(True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_that_another_moment_shows_everything(session: Session, qtbot: QtBot, change: str) -> None:
    session.hide(DELTA)
    with qtbot.waitSignal(session.hidden_changed):
        CHANGES[change](session)

    assert not session.hidden


def test_that_selecting_and_looking_at_a_phase_hides_on(session: Session) -> None:
    session.hide(DELTA)
    session.set_overlay("backward")
    session.point_at(GRADIENT)

    assert session.hidden


def test_that_nothing_hidden_hides_nothing() -> None:
    assert not Hidden()
    assert not Hidden().hides(DELTA)
    assert not Hidden((DELTA,)).hides(None)
