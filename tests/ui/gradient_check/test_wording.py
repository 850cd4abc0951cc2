"""What a check found, in words."""

import numpy as np
import pytest

from bpgui.core.bugs import BUGS
from bpgui.session.gradient_question import Answer
from bpgui.session.session import Session
from bpgui.ui.gradient_check.wording import (
    error_label,
    observations,
    scope,
    short_verdict,
    verdict,
)
from tests.ui.gradient_check.conftest import large_session


@pytest.fixture
def session() -> Session:
    session = Session()
    session.change_settings(loss="squared-error")
    return session


def answer_with(session: Session, bug: str | None, step: float = 1e-5) -> Answer:
    session.checking.set_step(step)
    session.checking.plant(None if bug is None else BUGS[bug])
    return session.checking.question(session).answer()


@pytest.mark.parametrize(
    ("bug", "words"),
    [
        ("sign", ["Each of them is minus its central difference."]),
        ("factor", ["Each of them is 0.50 times its central difference."]),
        ("bias", ["Only biases disagree.", "Their gradients are 0."]),
        ("outer", ["No bias disagrees, only weights do.", "All that leads into Output agrees."]),
    ],
)
def test_that_a_hint_says_what_the_errors_have_in_common(
    session: Session, bug: str, words: list[str]
) -> None:
    said = observations(answer_with(session, bug))
    assert said[: len(words)] == words


def test_that_a_hint_says_when_nothing_disagrees(session: Session) -> None:
    assert observations(answer_with(session, None))[0].startswith("Nothing disagrees")


def test_that_the_verdict_counts_and_names_the_worst(session: Session) -> None:
    answer = answer_with(session, "bias")
    text = verdict(answer, session.parameter_name)
    worst = int(answer.report.indices[answer.report.ranking[0]])
    assert (
        text
        == f"4 of 13 disagree; the worst is {session.parameter_name(worst)}, relative error 1.0."
    )
    assert short_verdict(answer) == "4 of 13 disagree"
    every = verdict(answer_with(session, "sign"), session.parameter_name)
    assert every.startswith("Every gradient disagrees; the worst is ")


def test_that_rounding_is_not_called_disagreement(session: Session) -> None:
    answer = answer_with(session, None, 1e-13)
    assert "lost in rounding" in verdict(answer, session.parameter_name)
    assert short_verdict(answer) == "lost in rounding"


def test_that_labels_fit_into_a_box() -> None:
    assert error_label(0.0, disagrees=False) == "0"
    assert error_label(3e-10, disagrees=False) == "10⁻¹⁰"
    assert error_label(2e-3, disagrees=True) == "⚠ 10⁻³"
    assert error_label(1.996, disagrees=True) == "⚠ 2.00"
    assert error_label(float("nan"), disagrees=True) == "⚠ NaN"


def test_that_a_part_is_said_to_be_one() -> None:
    session = large_session()
    count = session.network.n_connections
    question = session.checking.question(session)
    assert len(question.indices) < count
    assert len(set(question.indices.tolist())) == len(question.indices)
    assert np.array_equal(question.indices, session.checking.question(session).indices)
    addresses = [session.network.address(index) for index in question.indices.tolist()]
    drawn = {(address.layer, address.source is None) for address in addresses}
    assert drawn == {(1, True), (1, False), (2, True), (2, False)}
    text = scope(question)
    assert text.startswith(f"Too many for all: {len(question.indices):,} of {count:,} weights")
    assert f"over {len(question.rows)} of {len(session.dataset.train):,} patterns" in text
    small = Session()
    assert scope(small.checking.question(small)) == ""
