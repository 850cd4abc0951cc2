"""A diagram of XOR as in the design picture, shown in a window of that size."""

import pytest
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.diagram.fonts import Fonts
from bpgui.ui.diagram.geometry import Measures
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import prepare_application
from tests.ui.diagram.hands import PICTURED, show


@pytest.fixture
def measures(qtbot: QtBot) -> Measures:
    del qtbot
    _prepare()
    return Fonts.create().measures()


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    del qtbot
    _prepare()
    session = Session("xor")
    for index, value in enumerate(PICTURED):
        session.set_parameter(index, value)
    session.undo_stack.clear()
    return session


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> DiagramPanel:
    return show(session, qtbot)


@pytest.fixture
def view(panel: DiagramPanel) -> DiagramView:
    return panel.view


def _prepare() -> None:
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    prepare_application(application, "light")
