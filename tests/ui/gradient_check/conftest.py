"""A session with a little training behind it, and the panel of its gradient check."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.gradient_check.panel import GradientCheckPanel
from bpgui.ui.theme import prepare_application
from tests.ui.plots.training import train

INDEX = 10


def large_session() -> Session:
    """Return a session with a network of which only a part is checked."""
    session = Session("digits")
    make_large(session)
    return session


def make_large(session: Session) -> None:
    """Open a network of which only a part is checked."""
    session.load_problem("digits")
    network = create_network([64, 256, 10], output="softmax")
    network = initialise(network, Initialisation(scale=0.1))
    session.load_network(network, session.dataset, "Open a large network")


@pytest.fixture
def session(qapp: QApplication) -> Session:
    prepare_application(qapp, "light")
    session = Session()
    train(session, 100)
    session.select(ParameterSelection(INDEX))
    return session


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> GradientCheckPanel:
    panel = GradientCheckPanel(session)
    qtbot.addWidget(panel)
    panel.resize(340, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: session.checking.answer is not None and not panel.redraw.marked)
    return panel
