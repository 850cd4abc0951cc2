import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot
from typing_extensions import override

from bpgui.core.trainer import TrainingState
from bpgui.session.session import Session
from bpgui.ui.diagram.glance import Glance, glance_at
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.shown import read_session


class _Paints(QObject):
    count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def _train(session: Session, change: float) -> None:
    """Let a running training move every parameter by so much."""
    parameters = session.network.parameters + change
    state = TrainingState(parameters, session.velocity, updates=session.updates + 1)
    session.adopt(state, [], None)


def _glance(session: Session, panel: DiagramPanel) -> Glance:
    return glance_at(panel.view.layout_shown, read_session(session))


@pytest.fixture(params=["xor", "digits"])
def session(request: pytest.FixtureRequest) -> Session:
    return Session(request.param)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> DiagramPanel:
    panel = DiagramPanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 520)
    return panel


@pytest.mark.parametrize("phase", ["forward", "update"])
def test_that_what_cannot_be_seen_changes_no_glance(
    session: Session, panel: DiagramPanel, phase: str
) -> None:
    session.set_overlay(phase)
    before = _glance(session, panel)
    _train(session, 1e-9)
    assert _glance(session, panel) == before


@pytest.mark.parametrize("phase", ["forward", "loss", "backward", "gradient", "update"])
def test_that_what_can_be_seen_changes_the_glance(
    session: Session, panel: DiagramPanel, phase: str
) -> None:
    session.set_overlay(phase)
    before = _glance(session, panel)
    _train(session, 0.1)
    assert _glance(session, panel) != before


@pytest.mark.parametrize("session", ["xor"], indirect=True)
def test_that_each_weight_and_bias_is_seen(panel: DiagramPanel, session: Session) -> None:
    for index in np.flatnonzero(session.network.present).tolist():
        before = _glance(session, panel)
        session.set_parameter(index, float(session.network.parameters[index]) + 0.02)
        assert _glance(session, panel) != before


def test_that_numbers_that_are_not_finite_have_a_glance(
    panel: DiagramPanel, session: Session
) -> None:
    for change in (1e308, np.inf, np.nan):
        _train(session, change)
        assert _glance(session, panel) == _glance(session, panel)


def test_that_a_frame_without_a_visible_change_paints_nothing(
    session: Session, panel: DiagramPanel, qtbot: QtBot
) -> None:
    panel.show()
    qtbot.waitExposed(panel)
    paints = _Paints()
    panel.view.installEventFilter(paints)
    session.set_running(True)
    _train(session, 0.1)
    qtbot.waitUntil(lambda: paints.count > 0)
    seen = paints.count
    for _ in range(5):
        _train(session, 1e-9)
        qtbot.wait(1)
    assert paints.count == seen
    session.set_running(False)
    _train(session, 1e-9)
    qtbot.waitUntil(lambda: paints.count > seen)
