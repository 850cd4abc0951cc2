"""A details panel on the screen of the test, and a session for it."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.theme import prepare_application

Show = Callable[[Session], DetailsPanel]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    prepare_application(qapp, "light")


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show the details in the size they have in the window."""

    def shown(session: Session) -> DetailsPanel:
        panel = DetailsPanel(session)
        qtbot.addWidget(panel)
        panel.resize(335, 514)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown
