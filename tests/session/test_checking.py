"""The question of a gradient check: what makes it another, and that a bug stays in it."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.core.bugs import BUGS
from bpgui.session.session import Session


@pytest.fixture
def session() -> Session:
    session = Session()
    session.checking.show(session.checking.question(session).answer())
    return session


def test_that_an_answer_is_of_one_moment_and_one_question(session: Session) -> None:
    checking = session.checking
    assert checking.is_current(session)
    session.present(2)  # all training patterns are checked, whichever is presented
    assert checking.is_current(session)
    session.set_parameter(2, 0.75)
    assert not checking.is_current(session)
    session.undo()
    assert checking.is_current(session)
    session.change_settings(reduction="mean")
    assert not checking.is_current(session)
    session.change_settings(reduction="sum")
    checking.set_step(1e-6)
    assert not checking.is_current(session)
    checking.set_step(1e-5)
    checking.choose_patterns("presented")
    assert not checking.is_current(session)
    checking.choose_patterns("training")
    checking.plant(BUGS["bias"])
    assert not checking.is_current(session)
    checking.plant(None)
    assert checking.is_current(session)


def test_that_the_batch_is_that_of_the_next_update(session: Session) -> None:
    session.change_settings(update="mini-batch", batch_size=3)
    session.checking.choose_patterns("batch")
    question = session.checking.question(session)
    np.testing.assert_array_equal(question.rows, session.batch_rows)
    np.testing.assert_allclose(question.gradient(), session.batch_backward.gradient, rtol=1e-12)


def test_that_a_step_is_kept_within_what_makes_sense(session: Session, qtbot: QtBot) -> None:
    checking = session.checking
    with qtbot.waitSignals([checking.step_changed, checking.asked]):
        checking.set_step(5.0)
    assert checking.step == 0.1
    with qtbot.assertNotEmitted(checking.asked):
        checking.set_step(0.1)


def test_that_a_bug_changes_the_question_and_nothing_else(session: Session) -> None:
    document, gradient = session.document, session.batch_backward.gradient.copy()
    session.checking.plant(BUGS["sign"])
    question = session.checking.question(session)
    assert question.gradient().tolist() == (-question.lesson().gradient()).tolist()
    assert session.document is document
    np.testing.assert_array_equal(session.batch_backward.gradient, gradient)


def test_that_only_large_networks_take_long_and_are_checked_in_part(session: Session) -> None:
    small, large = session.checking.question(session), Session("digits")
    question = large.checking.question(large)
    assert question.seconds > 1.0 > small.seconds
    assert len(question.rows) < question.of == len(large.dataset.train)
    assert not question.is_part
    assert len(small.rows) == small.of == 4
