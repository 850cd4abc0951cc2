"""The laws of undo: each way back and forth over the undo stack ends where it was."""

from hypothesis import given

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import fingerprint
from tests.session.verbs import (
    EDITS,
    RESTARTS,
    SETTINGS,
    TRAINING,
    TRAVEL,
    Action,
    actions,
    perform,
)


@given(actions(EDITS, TRAINING, TRAVEL, RESTARTS, SETTINGS))
def test_that_undo_and_redo_pass_through_the_same_states(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    seen = {0: fingerprint(session)}
    for action in sequence:
        before, index = fingerprint(session), session.undo_stack.index()
        perform(action, session, runner)
        if session.undo_stack.index() == index and session.undo_stack.count() == index:
            _assert_that_only_a_merge_or_nothing_happened(seen, before, index)
        seen[session.undo_stack.index()] = fingerprint(session)
    last = session.undo_stack.index()
    for index in reversed(range(last)):
        session.undo()
        assert fingerprint(session) == seen[index]
    for index in range(1, last + 1):
        session.redo()
        assert fingerprint(session) == seen[index]


def _assert_that_only_a_merge_or_nothing_happened(
    seen: dict[int, tuple[object, ...]], before: tuple[object, ...], index: int
) -> None:
    assert seen[index] == before


@given(actions(EDITS, TRAINING, RESTARTS, most=8))
def test_that_settings_come_back_with_the_problem_they_belong_to(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    settings, stop = session.settings, session.stop
    for action in sequence:
        perform(action, session, runner)
    end = session.settings
    while session.undo_stack.canUndo():
        session.undo()
    assert (session.settings, session.stop) == (settings, stop)
    while session.undo_stack.canRedo():
        session.redo()
    assert session.settings == end


def test_that_a_drag_is_one_entry() -> None:
    session = Session()
    start, drag = session.network.parameters[3], object()
    for value in (0.1, 0.2, 0.3):
        session.set_parameter(3, value, gesture=drag)
    session.set_parameter(3, 0.4, gesture=object())
    assert session.undo_stack.count() == 2
    session.undo()
    assert session.network.parameters[3] == 0.3
    session.undo()
    assert session.network.parameters[3] == start


def test_that_consecutive_steps_are_one_entry_and_a_run_is_another() -> None:
    session = Session()
    runner = Runner(session)
    for _ in range(5):
        runner.step()
    assert session.undo_stack.count() == 1
    runner.run()
    runner.pause()
    session.undo()
    session.undo()
    assert session.updates == 0


def test_that_steps_forward_and_back_leave_nothing_to_undo() -> None:
    session = Session()
    runner = Runner(session)
    before = session.network.parameters[3]
    session.set_parameter(3, 0.5)
    for _ in range(3):
        runner.step()
    for _ in range(3):
        runner.back()
    assert session.undo_stack.count() == 1
    session.undo()
    assert session.network.parameters[3] == before
    session.redo()
    assert session.newest_update == 3  # still in reach


def test_that_changed_settings_survive_the_undo_of_an_edit() -> None:
    session = Session()
    session.set_parameter(0, 0.5)
    session.change_settings(learning_rate=0.7)
    session.undo()
    assert session.settings.learning_rate == 0.7


def test_that_a_way_of_drawing_weights_survives_the_undo_of_an_edit() -> None:
    session = Session()
    session.set_parameter(0, 0.5)
    chosen = type(session.initialisation)(scale=2.0, seed=3)
    session.set_initialisation(chosen)
    session.undo()
    assert session.initialisation == chosen
    session.redo()
    assert session.initialisation == chosen


def test_that_undoing_new_weights_brings_the_seed_back() -> None:
    session = Session()
    seed = session.initialisation.seed
    session.new_weights()
    assert session.initialisation.seed == seed + 1
    session.undo()
    assert session.initialisation.seed == seed
