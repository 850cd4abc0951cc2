"""A session with its runner, and widgets on the screen of the test."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.theme import prepare_application

Show = Callable[[QWidget, int, int], None]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    prepare_application(qapp, "light")


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


@pytest.fixture
def runner(session: Session) -> Iterator[Runner]:
    runner = Runner(session)
    yield runner
    runner.shutdown()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget in a size, as the active window."""

    def shown(widget: QWidget, width: int, height: int) -> None:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return shown
