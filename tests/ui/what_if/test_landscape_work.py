"""How fine curve and map of the loss get: as fine as takes seconds, whatever the network."""

import pytest
from pytestqt.qtbot import QtBot

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.what_if import landscape_work
from bpgui.ui.what_if.landscape_work import LossCurve, LossMap, Place
from bpgui.ui.what_if.panel import WhatIfPanel


@pytest.mark.parametrize("problem", ["xor", "iris", "digits"])
def test_that_every_built_in_problem_is_drawn_as_finely_as_can_be(problem: str) -> None:
    session = Session(problem)
    place = Place(session.network, session.dataset, session.settings)
    assert place.most_on_curve() >= 161
    assert place.most_on_side() >= 61


@pytest.mark.parametrize(("points", "side", "curve"), [(0, 13, 33), (31**2, 31, 161)])
def test_that_a_drawing_gets_no_finer_than_takes_seconds(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, points: int, side: int, curve: int
) -> None:
    session = Session("xor")
    work = points * session.dataset.n_patterns * session.network.n_parameters
    monkeypatch.setattr(landscape_work, "_WORK", work)
    session.select(ParameterSelection(0))
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    curves, maps = list[LossCurve](), list[LossMap]()
    panel.curve.work.arrived.connect(curves.append)
    panel.map.work.arrived.connect(maps.append)
    panel.show()
    works = (panel.curve.work.background, panel.map.work.background)
    qtbot.waitUntil(
        lambda: bool(curves and maps) and not any(background.busy for background in works)
    )
    assert [len(found.first) for found in maps] == [n for n in (13, 31, 61) if n <= side]
    assert len(curves[-1].values) in (curve, curve + 1)
