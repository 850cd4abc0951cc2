"""An edit of a weight as a promise of the gradient that can be tested."""

import pytest

from bpgui.session.session import Session
from bpgui.session.what_if import Promise


@pytest.fixture
def session() -> Session:
    return Session()


def test_that_a_drag_keeps_the_moment_it_began(session: Session) -> None:
    before, loss, gesture = session.network, session.loss, object()
    at = float(before.parameters[2])
    for step in (0.1, 0.2, 0.3):
        session.set_parameter(2, at + step, gesture)
    edit = session.what_if

    assert edit is not None
    assert edit.before.network is before
    assert edit.loss == loss
    assert edit.predicted(at + 0.3) == pytest.approx(loss + 0.3 * edit.slope, rel=1e-12)


def test_that_the_slope_is_that_of_the_training_loss(session: Session) -> None:
    at = float(session.network.parameters[4])
    session.set_parameter(4, at + 1e-5)
    edit, up = session.what_if, session.loss
    session.undo()
    session.set_parameter(4, at - 1e-5)
    assert edit is not None
    assert edit.slope == pytest.approx((up - session.loss) / 2e-5, rel=1e-4)


def test_that_another_gesture_is_another_promise(session: Session) -> None:
    session.set_parameter(2, 1.0, object())
    first = session.what_if
    session.set_parameter(2, 2.0, object())
    assert session.what_if is not first
    assert session.what_if is not None
    assert session.what_if.value == 1.0


def test_that_undo_training_rules_and_other_edits_end_it(session: Session) -> None:
    session.set_parameter(2, 1.0)
    session.undo()
    assert session.what_if is None
    session.redo()
    assert session.what_if is not None
    session.change_settings(loss="squared-error")
    assert session.what_if is None
    session.set_parameter(2, 1.5)
    session.set_parameters({3: 0.5}, "Set")
    assert session.what_if is None


def test_that_a_promise_is_measured_by_the_change_that_came() -> None:
    assert Promise(0.1, 1.0, 0.9, 0.95).share == pytest.approx(1.0)
    assert Promise(0.1, 1.0, 1.0, 1.0).share == 0.0
    assert Promise(0.1, 1.0, 0.9, 1.0).share == float("inf")
