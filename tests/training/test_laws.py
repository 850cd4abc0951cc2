"""The laws of training: the same bits however the updates are asked for."""

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bpgui.core.trainer import Trainer
from bpgui.session.scrub import Scrub
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits, history_bits
from tests.session.verbs import (
    BRANCHES,
    EDITS,
    RULES,
    SETTINGS,
    TRAINING,
    TRAVEL,
    Action,
    actions,
    perform,
)
from tests.training.finishing import poll_until, run_sweeps

MODES = ("sweep", "mini-batch", "pattern")


def _session(update: str = "pattern", problem: str = "xor") -> tuple[Session, Runner]:
    session = Session(problem)
    session.change_settings(update=update, batch_size=3, shuffle=True)
    return session, Runner(session)


def _state_bits(session: Session) -> tuple[object, ...]:
    document = session.document
    counters = (document.sweep, document.position, document.updates)
    return (document.network.parameters.tobytes(), document.velocity.tobytes(), counters)


@pytest.mark.parametrize("update", MODES)
def test_that_single_steps_and_one_run_give_the_same_bits(update: str) -> None:
    ran, runner = _session(update)
    run_sweeps(runner, ran, 30)
    stepped, stepper = _session(update)
    while stepped.updates < ran.updates:
        stepper.step()
    assert _state_bits(stepped) == _state_bits(ran)


def test_that_a_watched_run_with_pauses_gives_the_bits_of_a_bare_trainer() -> None:
    session, runner = _session("mini-batch", "iris")
    for target in (3, 40, 41, 300):
        runner.speed = 2000.0 if target == 40 else float("inf")
        runner.run()
        poll_until(runner, lambda target=target: session.updates >= target)  # type: ignore[misc]
        runner.pause()
    fresh, data = Session("iris"), session.dataset
    trainer = Trainer(fresh.network, data.x_train, data.y_train, session.settings)
    trainer.advance(session.updates)
    assert trainer.state().parameters.tobytes() == session.network.parameters.tobytes()
    assert trainer.state().velocity.tobytes() == session.velocity.tobytes()


def test_that_the_same_seed_gives_the_same_bits() -> None:
    sessions = [_session("mini-batch", "moons") for _ in range(2)]
    for session, runner in sessions:
        session.new_weights(5)
        run_sweeps(runner, session, 3)
    assert _state_bits(sessions[0][0]) == _state_bits(sessions[1][0])


@hypothesis_settings(max_examples=30)
@given(actions(EDITS, SETTINGS, TRAINING, TRAINING, TRAINING, most=14))
def test_that_every_moment_of_a_mixed_run_comes_back_to_the_bit(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    for action in sequence:
        perform(action, session, runner)
    end = session.updates
    passed = _passed_through(session, end)
    for updates in range(end + 1):
        session.go_to(updates)
        assert document_bits(session.document) == passed[updates]
    session.go_to(end // 2)
    while session.updates < end and runner_replays(session):
        session.replay(session.updates + 1)
        assert document_bits(session.document) == passed[session.updates]


def runner_replays(session: Session) -> bool:
    """Whether the next update was made with the present settings."""
    return session._timeline.is_trained_with(session.settings, session.updates, session.updates + 1)


def _passed_through(session: Session, end: int) -> dict[int, tuple[object, ...]]:
    """What a trainer of one's own makes of every segment, update by update."""
    passed: dict[int, tuple[object, ...]] = {}
    for segment in session._timeline.segments:
        start, data = segment.start, segment.start.dataset
        passed[start.updates] = document_bits(start)
        settings = dict(segment.settings)
        current, state = segment.settings[0].settings, start.training_state
        last = end
        for updates in range(start.updates, last):
            current = settings.get(updates, current)
            trainer = Trainer(start.network, data.x_train, data.y_train, current, state)
            trainer.advance(1)
            state = trainer.state()
            passed[updates + 1] = document_bits(start.advanced(state))
    return passed


@hypothesis_settings(max_examples=30)
@given(actions(EDITS, SETTINGS, TRAINING, most=8))
def test_that_what_was_shown_at_the_end_of_each_action_comes_back(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    shown = {}
    for action in sequence:
        perform(action, session, runner)
        shown[session.updates] = document_bits(session.document)
    for updates, bits in shown.items():
        assert document_bits(session.document_at(updates)) == bits


def test_that_other_settings_after_going_back_are_part_of_the_history() -> None:
    session, runner = _session()
    run_sweeps(runner, session, 5)
    session.go_to(7)
    session.change_settings(learning_rate=0.01)
    shown = {}
    for _ in range(8):
        runner.step()
        shown[session.updates] = _state_bits(session)
    for updates, bits in shown.items():
        session.go_to(updates)
        assert _state_bits(session) == bits


def test_that_steps_after_going_back_lead_along_the_history_with_its_edits() -> None:
    session, runner = _session()
    run_sweeps(runner, session, 2)
    session.set_parameter(2, 1.5)
    run_sweeps(runner, session, 2)
    end = document_bits(session.document)
    for _ in range(12):
        runner.back()
    for _ in range(12):
        runner.step()
    assert document_bits(session.document) == end
    assert session.newest_update == session.updates


@pytest.mark.parametrize("grain", ["pattern", "update", "sweep"])
@pytest.mark.parametrize("update", MODES)
def test_that_a_step_back_undoes_a_step(update: str, grain: str) -> None:
    session, runner = _session(update)
    seen = []
    for _ in range(9):
        seen.append((document_bits(session.document), runner.cursor))
        runner.step(grain)
        assert session.pattern == session.batch_rows[runner.cursor]
    for moment in reversed(seen):
        runner.back(grain)
        assert (document_bits(session.document), runner.cursor) == moment
        assert session.pattern == session.batch_rows[runner.cursor]
    runner.back(grain)
    assert session.updates == 0


def test_that_pattern_steps_look_at_each_pattern_before_the_update() -> None:
    session = Session()
    session.change_settings(update="sweep")
    runner = Runner(session)
    rows = [session.pattern]
    for _ in range(3):
        runner.step("pattern")
        rows.append(session.pattern)
    assert rows == [0, 1, 2, 3]
    assert session.updates == 0
    runner.step("pattern")
    assert (session.updates, session.sweep, runner.cursor) == (1, 1, 0)


def test_that_the_cursor_starts_again_when_the_batch_is_another() -> None:
    session = Session("iris")
    session.change_settings(update="mini-batch", batch_size=10)
    runner = Runner(session)
    for _ in range(6):
        runner.step("pattern")
    assert runner.cursor == 6
    session.change_settings(batch_size=3)
    assert runner.cursor == 0
    runner.back("pattern")
    assert session.updates == 0


def test_that_a_step_of_an_unknown_grain_is_refused() -> None:
    _, runner = _session()
    with pytest.raises(ValueError, match="no step"):
        runner.step("leap")
    with pytest.raises(ValueError, match="no step"):
        runner.back("leap")


@hypothesis_settings(max_examples=200)
@given(actions(EDITS, RULES, TRAINING, TRAINING, TRAVEL, TRAVEL, BRANCHES, most=14))
def test_that_time_there_and_back_is_the_identity(sequence: list[Action]) -> None:
    """Whatever was done, with branches and undo: every moment in reach is what training makes it.

    Each is gone to from the start, from the end and from its neighbours, which are other ways of
    replaying; and in the end everything is as it was.
    """
    session = Session()
    runner = Runner(session)
    for action in sequence:
        perform(action, session, runner)
        there = session._timeline.document_at(session.updates)
        assert document_bits(there) == document_bits(session.document)
    before, history = document_bits(session.document), history_bits(session)
    first, end = session.oldest_update, session.newest_update
    passed = _passed_through(session, end)
    scrub = Scrub(session)
    for updates in (*range(first, end + 1), *range(end, first - 1, -1), *_leaps(first, end)):
        scrub.to_update(updates)
        assert document_bits(session.document) == passed[updates]
    scrub.cancel()
    assert document_bits(session.document) == before
    assert history_bits(session) == history
    while session.undo_stack.canUndo():
        session.undo()
    assert session.updates == 0
    while session.undo_stack.canRedo():
        session.redo()


def _leaps(first: int, end: int) -> list[int]:
    """Moments far from each other, each once."""
    return [first + k * 7919 % (end - first + 1) for k in range(end - first + 1)]


@hypothesis_settings(max_examples=50)
@given(
    actions(EDITS, RULES, TRAINING, TRAINING, most=8),
    st.integers(0, 400),
    actions(EDITS, RULES, TRAINING, most=5),
)
def test_that_a_branch_leaves_the_old_future_to_undo(
    trunk: list[Action], place: int, branch: list[Action]
) -> None:
    session = Session()
    runner = Runner(session)
    for action in trunk:
        perform(action, session, runner)
    future = {
        updates: document_bits(session.document_at(updates))
        for updates in range(session.oldest_update, session.newest_update + 1)
    }
    history, entries = history_bits(session), session.undo_stack.count()
    here, first = session.updates, session.oldest_update
    assume(here > first)
    session.go_to(first + place % (here - first))
    for action in branch:
        perform(action, session, runner)
    while session.undo_stack.index() > entries:
        session.undo()
    assert session.updates == here
    assert history_bits(session) == history
    for updates, bits in future.items():
        assert document_bits(session.document_at(updates)) == bits
