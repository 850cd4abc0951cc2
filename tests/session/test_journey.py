"""A long way to another moment is gone beside the window, and ends where anything else is done."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from bpgui.session import journey, segment
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.training.finishing import run_sweeps


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    session = Session("moons")
    runner = Runner(session)
    run_sweeps(runner, session, 20)
    session.set_parameter(3, 0.5)
    session.change_settings(learning_rate=0.05)
    run_sweeps(runner, session, 20)
    monkeypatch.setattr(journey, "PATIENCE", -1.0)
    monkeypatch.setattr(segment, "SECONDS_PER_PIECE", 0.0)
    yield session
    runner.shutdown()


def runner_of(session: Session) -> Runner:
    assert isinstance(session.control, Runner)
    return session.control


@pytest.mark.parametrize("share", [0.1, 0.26, 0.5, 0.51, 0.9])
def test_that_a_long_way_leads_to_the_same_bits(
    session: Session, qtbot: QtBot, share: float
) -> None:
    goal = round(share * session.newest_update) + 3
    before, expected = session.document, session.document_at(goal)
    arrived: list[int] = []
    session.go_to(goal, then=lambda: arrived.append(session.updates))
    assert session.document is before
    assert session.journey.goal == goal
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == [goal]
    assert document_bits(session.document) == document_bits(expected)
    assert session.journey.goal is None
    session.undo()
    assert document_bits(session.document) == document_bits(before)


def test_that_it_is_told_how_much_of_the_way_is_done(session: Session, qtbot: QtBot) -> None:
    shares: list[float] = []
    session.journey.changed.connect(lambda: shares.append(session.journey.share))
    session.go_to(session.newest_update // 2 - 1)
    qtbot.waitUntil(lambda: session.journey.goal is None)
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.set_parameter(0, 9.0),
        lambda session: session.undo(),
        lambda session: session.journey.cancel(),
        lambda session: runner_of(session).toggle(),
        lambda session: runner_of(session).run(),
        lambda session: session.go_to(session.updates),
    ],
    ids=["edit", "undo", "cancel", "space", "run", "here"],
)
def test_that_a_way_ends_where_something_else_is_done(
    session: Session, qtbot: QtBot, act: Callable[[Session], None]
) -> None:
    arrived: list[int] = []
    session.go_to(7, then=lambda: arrived.append(1))
    act(session)
    assert session.journey.goal is None
    runner_of(session).pause()
    with qtbot.assertNotEmitted(session.journey.changed, wait=100):
        pass
    assert not arrived
    assert session.updates != 7


def test_that_the_way_of_drawing_weights_stays_that_of_the_arrival(
    session: Session, qtbot: QtBot
) -> None:
    session.go_to(7)
    chosen = replace(session.initialisation, seed=session.initialisation.seed + 90)
    session.set_initialisation(chosen)
    qtbot.waitUntil(lambda: session.updates == 7)
    assert session.initialisation == chosen
    session.undo()
    assert session.initialisation == chosen


def test_that_another_goal_takes_the_place_of_the_first(session: Session, qtbot: QtBot) -> None:
    arrived: list[int] = []
    for goal in (7, 11):
        session.go_to(goal, then=partial(arrived.append, goal))
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == [11]
    assert session.updates == 11


def test_that_a_step_back_over_a_long_way_presents_its_pattern(
    session: Session, qtbot: QtBot
) -> None:
    runner, before = runner_of(session), session.updates
    runner.back("update")
    runner.back("update")
    qtbot.waitUntil(lambda: session.updates == before - 1)
    assert session.pattern == int(session.batch_rows[0])
    runner.step("update")
    qtbot.waitUntil(lambda: session.updates == before)


def test_that_a_drag_over_a_long_way_shows_a_kept_moment_first(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "SECONDS_PER_UPDATE", 1.0)
    monkeypatch.setattr(journey, "PATIENCE", 0.25)
    entries = session.undo_stack.count()
    kept = session.history.kept_states.tolist()
    goal = next(
        u for u in range(session.newest_update // 3, session.newest_update) if u not in kept
    )
    expected = document_bits(session.document_at(goal))
    session.scrub_to(goal, object())
    assert session.updates == max(u for u in kept if u <= goal)
    assert session.journey.goal == goal
    qtbot.waitUntil(lambda: session.updates == goal)
    assert document_bits(session.document) == expected
    assert session.undo_stack.count() == entries + 1
