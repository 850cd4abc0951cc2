"""Inside an update the diagram shows what is found so far, and where the update is at work."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.diagram.hover_card import describe_parameter, describe_unit
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.pills import pill_units
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import appearance
from tests.ui.diagram.hands import W23, picture_of, show
from tests.ui.diagram.test_painting import has_colour

KINDS = ("z", "a", "loss", "delta", "gradient", "change")


@pytest.fixture
def runner(session: Session) -> Runner:
    return Runner(session)


def walk_to(session: Session, runner: Runner, kind: str, layer: int = -1, unit: int = -1) -> None:
    """Go on, by phases or by units, until a kind of number was found last."""
    grain = "phase" if unit < 0 else "unit"
    for _ in range(200):
        runner.step(grain)
        stage = session.walk.stage if session.walk is not None else None
        if stage and stage.kind == kind and layer in (-1, stage.layer) and unit in (-1, stage.unit):
            return
    raise AssertionError(f"never came to {kind}")


def seen(view: DiagramView) -> QImage:
    view.wave_motion.animation.stop()
    return picture_of(view)


def ring_of(view: DiagramView, layer: int, unit: int) -> QRectF:
    """A few pixels at the left rim of a unit."""
    spot = view.layout_shown.layers[layer]
    rim = spot.centre(unit) - QPointF(spot.radius, 0)
    return QRectF(rim.x() - 2, rim.y() - 2, 4, 4)


def disc(view: DiagramView, layer: int, unit: int) -> QRectF:
    spot = view.layout_shown.layers[layer]
    return spot.square(unit).adjusted(6, 6, -6, -6)


def test_that_an_activation_shows_once_it_is_found(
    session: Session, runner: Runner, view: DiagramView
) -> None:
    fill = appearance.theme.activation_colour(float(session.forward.a[1][0, 2]))
    assert has_colour(view, seen(view), disc(view, 1, 2), fill)

    walk_to(session, runner, "z", 1)
    assert not has_colour(view, seen(view), disc(view, 1, 2), fill)
    walk_to(session, runner, "a", 1)
    assert has_colour(view, seen(view), disc(view, 1, 2), fill)


def test_that_units_find_their_numbers_one_by_one(
    session: Session, runner: Runner, view: DiagramView
) -> None:
    walk_to(session, runner, "a", 1, 1)
    shown = read_session(session)

    assert [shown.known("a", layer) for layer in (0, 1, 2)] == [2, 2, 0]
    wave = appearance.theme.wave
    image = seen(view)
    assert has_colour(view, image, ring_of(view, 1, 1), wave)
    assert not has_colour(view, image, ring_of(view, 1, 0), wave)


def test_that_the_wave_is_blue_violet_forwards_and_violet_backwards(
    session: Session, runner: Runner, view: DiagramView
) -> None:
    wave, selection = appearance.theme.wave, appearance.theme.selection
    walk_to(session, runner, "z", 2)
    assert has_colour(view, seen(view), ring_of(view, 2, 0), wave)
    assert not has_colour(view, seen(view), ring_of(view, 2, 0), selection)

    walk_to(session, runner, "delta", 2)
    assert has_colour(view, seen(view), ring_of(view, 2, 0), selection)


def test_that_a_delta_has_its_pill_once_it_is_found_and_keeps_it(
    session: Session, runner: Runner, view: DiagramView
) -> None:
    pills = {}
    for kind, layer in (("loss", -1), ("delta", 2), ("delta", 1), ("gradient", -1), ("change", -1)):
        walk_to(session, runner, kind, layer)
        pills[kind, layer] = len(list(pill_units(view.layout_shown, read_session(session))))

    assert list(pills.values()) == [0, 1, 4, 4, 4]


@pytest.mark.parametrize(
    ("kind", "layer", "count"),
    [("z", 1, 6), ("z", 2, 3), ("a", 1, 0), ("loss", -1, 0), ("delta", 2, 0), ("delta", 1, 3),
     ("gradient", -1, 9), ("change", -1, 9)],
)  # fmt: skip
def test_that_the_wave_runs_along_the_connections_in_use(
    kind: str, layer: int, count: int, session: Session, runner: Runner, view: DiagramView
) -> None:
    walk_to(session, runner, kind, layer)
    wave = read_session(session).wave

    assert wave is not None
    assert len(wave.runs_along(view.layout_shown.connections)) == count
    assert wave.backward == (kind in ("delta", "gradient", "change"))


def test_that_error_signals_come_back_along_skip_connections_too(
    session: Session, runner: Runner, view: DiagramView
) -> None:
    session.add_layer(2, 2, "sigmoid")
    session.add_block(3, 1)
    walk_to(session, runner, "delta", 1)
    wave, connections = read_session(session).wave, view.layout_shown.connections

    assert wave is not None
    along = wave.runs_along(connections)
    assert set(connections.target[along].tolist()) == {2, 3}
    assert set(connections.source[along].tolist()) == {1}
    assert len(along) == 3 * 2 + 3


def test_that_the_gradient_on_the_connections_is_the_sum_over_the_patterns_so_far(
    session: Session, runner: Runner
) -> None:
    session.change_settings(update="sweep")
    total = np.zeros(session.network.n_parameters)
    for pattern in range(4):
        walk_to(session, runner, "gradient")
        total += session.backward.gradient
        values = read_session(session).values
        np.testing.assert_allclose(values, total, atol=1e-14, err_msg=f"pattern {pattern}")


def test_that_a_gradient_that_is_not_found_yet_is_a_dot(session: Session, runner: Runner) -> None:
    walk_to(session, runner, "gradient", 2, 0)
    shown = read_session(session)

    assert shown.label(W23) != "·"
    assert shown.label(0) == "·"
    walk_to(session, runner, "gradient", 1, 2)
    assert read_session(session).label(0) != "·"


def test_that_the_card_tells_no_number_that_is_not_found_yet(
    session: Session, runner: Runner
) -> None:
    session.present(2)
    assert "δ = " in describe_unit(session, 1, 0)

    walk_to(session, runner, "z", 1)
    card = describe_unit(session, 1, 0)
    assert "z = " in card
    assert "a = " not in card
    assert "δ" not in card
    assert "gradient not found yet" in describe_parameter(session, W23)
    walk_to(session, runner, "gradient")
    assert "δ = " in describe_unit(session, 1, 0)
    assert "not found" not in describe_parameter(session, W23)


def test_that_arrowheads_travel_with_a_step_and_rest(
    session: Session, runner: Runner, view: DiagramView, qtbot: QtBot
) -> None:
    motion = view.wave_motion
    assert motion.progress == 1.0

    runner.step("phase")
    assert motion.progress < 1.0
    qtbot.waitUntil(lambda: motion.progress == 1.0)
    session.walk_to(None)
    assert motion.progress == 1.0


def test_that_the_heading_says_what_was_found_last(
    session: Session, runner: Runner, panel: DiagramPanel
) -> None:
    session.change_settings(update="sweep")
    usual = panel.subtitle

    walk_to(session, runner, "delta", 1)
    assert panel.subtitle.endswith("pattern 1 of 4: backward, δ of Hidden 1")
    session.walk_to(None)
    assert panel.subtitle == usual


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_network_of_pictures_can_be_walked_through(kind: str, qtbot: QtBot) -> None:
    session = Session("digits")
    session.change_settings(update="mini-batch", batch_size=2)
    panel = show(session, qtbot)
    runner = Runner(session)
    before = seen(panel.view)

    walk_to(session, runner, kind)

    assert seen(panel.view) != before
