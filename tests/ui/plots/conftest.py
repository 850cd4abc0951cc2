"""Plots on the screen of the test, as the window would show them."""

from collections.abc import Callable, Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.theme import prepare_application

Show = Callable[[PlotPanel], None]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    prepare_application(qapp, "light")
    limit = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)  # a test's moves follow each other at once
    yield
    pg.setConfigOption("mouseRateLimit", limit)


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a panel in the size it has in the window."""

    def show(panel: PlotPanel) -> None:
        qtbot.addWidget(panel)
        panel.resize(530, 190)
        with qtbot.waitExposed(panel):
            panel.show()
        panel.synchronize()

    return show
