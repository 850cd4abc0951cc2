"""The history is played back at its time, without a trace in the undo stack but one entry."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from bpgui.session import playback as module
from bpgui.session import segment
from bpgui.session.playback import Playback
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.training.finishing import run_sweeps


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session("xor")
    runner = Runner(session)
    run_sweeps(runner, session, 12)
    session.set_parameter(2, 0.75)
    session.change_settings(learning_rate=0.1)
    run_sweeps(runner, session, 12)
    yield session
    runner.shutdown()


@pytest.fixture
def playback(session: Session) -> Iterator[Playback]:
    playback = Playback(session)
    yield playback
    playback.stop()


def shown_moments(session: Session) -> list[int]:
    moments: list[int] = []
    session.state_changed.connect(lambda: moments.append(session.updates))
    return moments


def test_that_it_plays_from_the_start_to_the_end_as_one_entry(
    session: Session, playback: Playback, qtbot: QtBot
) -> None:
    bits, entries = document_bits(session.document), session.undo_stack.count()
    moments = shown_moments(session)
    playback.speed = 60.0
    playback.play()
    assert playback.playing
    qtbot.waitUntil(lambda: not playback.playing)
    assert moments == sorted(moments)
    assert moments[0] == 0
    assert moments[-1] == session.newest_update
    assert len(moments) > 5
    assert document_bits(session.document) == bits
    assert session.undo_stack.count() == entries


def test_that_a_slow_playback_shows_every_update(
    session: Session, playback: Playback, qtbot: QtBot
) -> None:
    expected = [document_bits(session.document_at(u)) for u in range(6)]
    seen: dict[int, tuple[object, ...]] = {}
    session.go_to(0)
    session.state_changed.connect(
        lambda: seen.setdefault(session.updates, document_bits(session.document))
    )
    playback.speed = 3.0
    playback.play()
    qtbot.waitUntil(lambda: session.updates >= 5)
    playback.stop()
    assert [seen[u] for u in range(1, 6)] == expected[1:]


def test_that_it_leads_backwards_and_stays_where_it_is_stopped(
    session: Session, playback: Playback, qtbot: QtBot
) -> None:
    entries = session.undo_stack.count()
    moments = shown_moments(session)
    playback.speed = 30.0
    playback.toggle(backwards=True)
    qtbot.waitUntil(lambda: session.updates < 60)
    playback.toggle()
    stopped = session.updates
    assert moments == sorted(moments, reverse=True)
    assert session.undo_stack.count() == entries + 1
    with qtbot.assertNotEmitted(session.state_changed, wait=60):
        pass
    session.undo()
    assert stopped != session.updates == session.newest_update


def test_that_it_begins_again_in_a_loop(session: Session, playback: Playback, qtbot: QtBot) -> None:
    moments = shown_moments(session)
    playback.speed, playback.loops = 200.0, True
    playback.play()
    qtbot.waitUntil(lambda: moments.count(session.newest_update) >= 2)
    assert playback.playing


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.set_parameter(0, 9.0),
        lambda session: session.undo(),
        lambda session: session.control.run(),
        lambda session: session.control.step(),
        lambda session: session.control.back(),
        lambda session: session.go_to(3),
        lambda session: session.reset(),
        lambda session: session.change_settings(momentum=0.5),
    ],
    ids=["edit", "undo", "run", "step", "back", "go to", "reset", "settings"],
)
def test_that_whatever_else_is_done_stops_it(
    session: Session, playback: Playback, qtbot: QtBot, act: Callable[[Session], None]
) -> None:
    session.go_to(20)
    playback.speed = 10.0
    playback.play()
    qtbot.waitUntil(lambda: session.updates > 22)
    act(session)
    assert not playback.playing
    assert session.control is not None
    session.control.pause()


def test_that_a_long_way_is_played_over_the_kept_moments(
    session: Session, playback: Playback, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "SECONDS_PER_UPDATE", 1.0)
    kept = set(session.history.kept_states.tolist())
    moments = shown_moments(session)
    playback.speed = 100.0
    playback.play()
    qtbot.waitUntil(lambda: not playback.playing)
    assert set(moments) <= kept
    assert len(moments) > 3


def test_that_a_history_of_one_moment_says_what_is_missing(qapp: object) -> None:  # noqa: ARG001
    session = Session("xor")
    playback = Playback(session)
    said: list[str] = []
    session.message.connect(said.append)
    playback.toggle()
    assert not playback.playing
    assert said == ["There is no history to play yet: press Space to train."]


@pytest.mark.parametrize("speed", [0.0, -1.0, float("inf"), float("nan")])
def test_that_a_speed_that_cannot_be_is_refused(playback: Playback, speed: float) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        playback.speed = speed


def test_that_the_whole_run_takes_its_time(playback: Playback) -> None:
    assert playback._rate() == pytest.approx(24 / module.WHOLE_RUN)
    playback.backwards = True
    assert playback._rate() == pytest.approx(-24 / module.WHOLE_RUN)
