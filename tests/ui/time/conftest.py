"""A bar on the screen of the test, under a session that has a history."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bpgui.session.playback import Playback
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.theme import prepare_application
from bpgui.ui.time.history_bar import HistoryBar
from tests.training.finishing import run_sweeps


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    prepare_application(qapp, "light")
    session = Session("xor")
    runner = Runner(session)
    run_sweeps(runner, session, 20)
    session.set_parameter(1, 0.25)
    run_sweeps(runner, session, 20)
    yield session
    runner.shutdown()


@pytest.fixture
def playback(session: Session) -> Iterator[Playback]:
    playback = Playback(session)
    yield playback
    playback.stop()


@pytest.fixture
def bar(session: Session, playback: Playback, qtbot: QtBot) -> Iterator[HistoryBar]:
    """A bar that follows its session, as the status line sees to."""
    room = QWidget()
    qtbot.addWidget(room)
    bar = HistoryBar(session, playback)
    column = QVBoxLayout(room)
    column.addSpacing(60)
    column.addWidget(bar)
    session.state_changed.connect(bar.synchronize)
    session.journey.changed.connect(bar.synchronize)
    bar.use_width(1400)
    room.resize(700, 120)
    with qtbot.waitExposed(room):
        room.show()
    bar.synchronize()
    yield bar
    room.close()
