"""Kept runs: what is kept, what comes back, and in how much memory."""

from dataclasses import replace

import numpy as np
import pytest

from bpgui.session.kept_runs import MOST_RUNS, bounded
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import fingerprint
from tests.training.finishing import run_sweeps


@pytest.fixture
def runner() -> Runner:
    return Runner(Session())


def test_that_a_kept_run_comes_back_to_the_same_bits(runner: Runner) -> None:
    session = runner._session
    run_sweeps(runner, runner._session, 12)
    before = fingerprint(session)
    settings, losses = session.settings, session.history.loss.copy()
    run = session.keep_run()

    session.load_problem("moons")
    run_sweeps(runner, runner._session, 2)
    session.return_to_run(run)

    assert fingerprint(session) == before
    assert session.settings == settings
    np.testing.assert_array_equal(session.history.loss, losses)
    session.go_to(8)
    assert session.updates == 8
    session.undo()
    session.undo()
    assert session.problem == "moons"


def test_that_a_run_is_kept_while_it_trains(runner: Runner) -> None:
    session = runner._session
    run_sweeps(runner, runner._session, 3)
    runner.run()
    run = session.keep_run()

    assert session.running
    assert run.end[0] == run.document.sweep
    runner.pause()
    runner.shutdown()


def test_that_the_same_moment_is_kept_once(runner: Runner) -> None:
    session = runner._session
    run_sweeps(runner, runner._session, 2)

    assert session.keep_run() is session.keep_run()
    run_sweeps(runner, runner._session, 1)
    session.keep_run()
    assert [run.name for run in session.kept_runs] == ["A", "B"]


def test_that_names_are_free_and_not_empty(runner: Runner) -> None:
    session = runner._session
    first = session.keep_run()
    run_sweeps(runner, runner._session, 1)
    second = session.keep_run()
    with pytest.raises(ValueError, match="needs a name"):
        session.rename_run(first, "  ")
    with pytest.raises(ValueError, match="“A”"):
        session.rename_run(second, "A")
    session.rename_run(second, "fast")
    session.forget_run(first)
    assert [run.name for run in session.kept_runs] == ["fast"]
    run_sweeps(runner, runner._session, 1)
    assert session.keep_run().name == "A"


def test_that_runs_are_compared_by_data_and_loss(runner: Runner) -> None:
    session = runner._session
    run = session.keep_run()
    session.load_problem("xor")
    assert run.compares_with(session.document, session.settings)
    session.change_settings(loss="cross-entropy")
    assert not run.compares_with(session.document, session.settings)
    session.load_problem("or")
    session.change_settings(loss="half-squared-error")
    assert not run.compares_with(session.document, session.settings)


def test_that_histories_beyond_the_budget_are_reduced_to_their_end(runner: Runner) -> None:
    session = runner._session
    for _ in range(3):
        run_sweeps(runner, runner._session, 5)
        session.keep_run()
    oldest, _, newest = session.kept_runs

    first, _, last = bounded(session.kept_runs, most_bytes=1)

    assert last is newest
    assert len(first.snapshot.record.samples) == 1
    assert first.end == oldest.end
    np.testing.assert_array_equal(first.loss, oldest.loss)
    session.return_to_run(first)
    assert session.updates == oldest.document.updates


def test_that_only_so_many_are_kept(runner: Runner) -> None:
    run = runner._session.keep_run()
    many = [replace(run, name=str(k)) for k in range(MOST_RUNS + 3)]

    assert [kept.name for kept in bounded(many)] == [str(k) for k in range(3, MOST_RUNS + 3)]
