"""The law of session files: a session goes on to the same bits as if it had never been closed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.core.compiled import readiness
from bpgui.session.session import Session
from bpgui.session.session_file import read_session, session_bytes
from bpgui.training.runner import Runner
from tests.session.fingerprint import content_bits
from tests.session.verbs import (
    EDITS,
    RESTARTS,
    RULES,
    TRAINING,
    TRAVEL,
    Action,
    actions,
    perform,
)

BEFORE = actions(EDITS, TRAINING, TRAINING, TRAVEL, RESTARTS, RULES)
AFTER = actions(EDITS, TRAINING, TRAINING, TRAVEL, TRAVEL, RESTARTS, RULES, most=6)
PLACE = st.floats(0, 1)


def opened(session: Session) -> Session:
    other = Session("and")
    other.restore(read_session(session_bytes(session.saved())))
    return other


def assert_same_way_on(session: Session, sequence: list[Action], place: float) -> None:
    other = opened(session)
    assert content_bits(other) == content_bits(session)
    runner, other_runner = Runner(session), Runner(other)
    back = round(session.oldest_update + place * (session.newest_update - session.oldest_update))
    for action in sequence:
        perform(action, session, runner)
        perform(action, other, other_runner)
        assert content_bits(other) == content_bits(session)
    for one in (session, other):
        one.go_to(min(back, one.newest_update))
    assert content_bits(other) == content_bits(session)
    for one in (session, other):
        one.reset()
    assert content_bits(other) == content_bits(session)


def play(before: list[Action], after: list[Action], place: float) -> None:
    session = Session()
    runner = Runner(session)
    for action in before:
        perform(action, session, runner)
    assert_same_way_on(session, after, place)


@given(BEFORE, AFTER, PLACE)
def test_that_an_opened_session_goes_on_to_the_same_bits(
    before: list[Action], after: list[Action], place: float
) -> None:
    play(before, after, place)


@settings(max_examples=20)
@given(BEFORE, AFTER, PLACE)
def test_that_it_does_so_where_the_compiled_kernel_serves(
    before: list[Action], after: list[Action], place: float
) -> None:
    pytest.importorskip("numba")
    assert readiness.prepare(apart=False)
    play(before, after, place)


def test_that_every_moment_before_is_reached_from_the_file() -> None:
    session = Session()
    runner = Runner(session)
    for _ in range(40):
        runner.step()
    session.set_parameter(1, -0.0)
    session.change_settings(update="sweep", learning_rate=0.5)
    for _ in range(300):
        runner.step()
    session.add_unit(1)
    runner.step()
    other = opened(session)
    for updates in range(0, session.newest_update + 1, 7):
        one, two = session.document_at(updates), other.document_at(updates)
        assert one.network.parameters.tobytes() == two.network.parameters.tobytes()
        assert one.velocity.tobytes() == two.velocity.tobytes()
    assert np.signbit(other.document_at(40).network.parameters[1])
