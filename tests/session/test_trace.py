"""The path that is lit: told of once, and only while it fits the network."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.session.trace import Trace

TRACE = Trace(((0, 1), (1, 2), (2, 0)), (7, 11))


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


def test_that_a_light_is_told_of_when_it_changes(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.trace_changed):
        session.light(TRACE)
    assert session.trace == TRACE
    with qtbot.assertNotEmitted(session.trace_changed):
        session.light(Trace(TRACE.units, TRACE.parameters))
    with qtbot.waitSignal(session.trace_changed):
        session.light(None)
    assert session.trace is None


def test_that_a_path_does_not_outlive_its_units(session: Session) -> None:
    session.light(TRACE)
    session.remove_unit(1, 2)
    assert session.trace is None
    session.undo()
    assert session.trace == TRACE


def test_that_lighting_a_path_is_no_change_of_the_document(session: Session) -> None:
    document = session.document
    session.light(TRACE)
    assert session.document is document
    assert session.undo_stack.count() == 0
