"""The parts of the updates of a run: exact at each kept moment, computed once, bounded."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.core.settings import RateChange
from bpgui.core.trainer import Trainer, TrainingState
from bpgui.session import excerpt, replay_costs, update_traces
from bpgui.session.background import Report
from bpgui.session.kept_moments import KeptMoment, kept_moments, places_of, segment_at
from bpgui.session.session import Session
from bpgui.session.sweep_replay import SweepReplay
from bpgui.session.update_traces import Traces, UpdateTraces
from bpgui.training.runner import Runner
from tests.session.verbs import EDITS, RULES, TRAINING, TRAVEL, Action, actions, perform
from tests.training.finishing import finish, poll_until, run_sweeps


@pytest.fixture
def session(qapp: QApplication) -> Session:  # noqa: ARG001 - signals need an application
    return Session("xor")


@pytest.fixture
def traces(session: Session) -> Iterator[UpdateTraces]:
    owner = QObject()
    yield UpdateTraces(session, owner)
    owner.deleteLater()


def compute_all(traces: UpdateTraces, qtbot: QtBot, index: int = 0) -> Traces:
    while traces.read(index).missing:
        with qtbot.waitSignal(traces.arrived):
            traces.compute()
            if not traces.background.busy:
                traces.arrived.emit()  # it was done at once
    return traces.read(index)


def moments_of(session: Session, index: int) -> list[tuple[KeptMoment, int]]:
    """Return the moments at which a parameter is there, with its place at each."""
    record = session.history.record
    places = places_of(record, segment_at(record, session.updates), index)
    return [(m, places[m.segment]) for m in kept_moments(record) if m.segment in places]


def sweep_after(session: Session, moment: KeptMoment) -> list[tuple[TrainingState, float, float]]:
    """Return the states of the sweep after a moment, each with momentum and decay of the time.

    Each update is made by a trainer of its own.
    """
    record, data = session.history.record, moment.segment.start.dataset
    comes = moment.segment is record and session.updates == record.newest
    state = moment.state
    goal, found = (state.sweep + 1, state.position), []
    while True:
        made_with = [e.settings for e in moment.segment.settings if e.updates <= state.updates]
        is_to_come = comes and state.updates >= record.newest
        rule = session.settings if is_to_come else made_with[-1]
        found.append((state, rule.rates_at(state.sweep)[1], rule.decay))
        if (state.sweep, state.position) >= goal:
            return found
        trainer = Trainer(moment.segment.start.network, data.x_train, data.y_train, rule, state)
        trainer.advance(1)
        state = trainer.state()


def assert_exact(session: Session, traces: Traces, index: int) -> int:
    """Check all parts with the sweeps training made; return how many are made to their end."""
    moments = moments_of(session, index)
    assert traces.sweeps.tolist() == [moment.sweep for moment, _ in moments]
    made = 0
    for (moment, place), parts in zip(moments, traces.parts, strict=True):
        trainable = moment.segment.start.network.trainable[place]
        *before, (last, _, _) = sweep_after(session, moment)
        change = last.parameters[place] - moment.state.parameters[place]
        momentum = sum(alpha * state.velocity[place] for state, alpha, _ in before)
        decay = -sum(rate * state.parameters[place] for state, _, rate in before) * trainable
        assert parts.sum() == pytest.approx(change, rel=1e-9, abs=1e-12)
        assert parts[1:] == pytest.approx([momentum, decay], rel=1e-12, abs=1e-15)
        if last.updates <= moment.segment.newest:
            there = moment.segment.document_at(last.updates).network.parameters[place]
            assert there == last.parameters[place]
            made += 1
    return made


# ---- they are right -------------------------------------------------------------------------


@given(actions(TRAINING, EDITS, RULES, TRAVEL, most=10))
def test_that_the_parts_add_up_to_what_training_changed(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    for action in sequence:
        perform(action, session, runner)
    owner = QObject()
    traces = UpdateTraces(session, owner)
    traces._catch_up()
    traces._on_background_finished(
        update_traces._computed(SweepReplay(), traces._moments, lambda _count: None, whole=True)
    )
    for index in np.flatnonzero(session.network.present).tolist():
        assert_exact(session, traces.read(index), index)


@pytest.mark.parametrize("update", ["pattern", "mini-batch", "sweep"])
def test_that_settings_changed_on_the_way_are_those_of_the_time(
    session: Session, traces: UpdateTraces, qtbot: QtBot, update: str
) -> None:
    runner, index = Runner(session), 8
    session.change_settings(update=update, batch_size=3, shuffle=True, momentum=0.5, decay=0.01)
    run_sweeps(runner, session, 10)
    session.change_settings(learning_rate=0.1, loss="cross-entropy", decay=0.0)
    run_sweeps(runner, session, 10)
    schedule = (RateChange(25, 0.2, 0.9),)
    session.change_settings(update="pattern", reduction="sum", schedule=schedule)
    run_sweeps(runner, session, 10)
    found = compute_all(traces, qtbot, index)

    assert assert_exact(session, found, index) >= 30
    decay, early = found.parts[:, 2], found.sweeps < 10
    assert (decay[early] != 0).all()
    assert not decay[~early].any()


def test_that_each_part_is_that_of_its_moment(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    session.change_settings(momentum=0.75, decay=0.125, update="sweep")
    run_sweeps(Runner(session), session, 6)
    found = compute_all(traces, qtbot, 3)
    at = session.document_at(4)

    assert found.sweeps.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert found.parts[4, 1] == 0.75 * at.velocity[3]
    assert found.parts[4, 2] == -0.125 * at.network.parameters[3]
    session.go_to(4)
    rate = session.settings.learning_rate
    assert found.parts[4, 0] == pytest.approx(-rate * session.batch_backward.gradient[3])


def test_that_every_pattern_counts_where_each_makes_its_own_update(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    run_sweeps(Runner(session), session, 5)
    index = session.network.weight_index(1, 1, 0, 0)
    found = compute_all(traces, qtbot, index)

    assert found.updates == (4, 4)
    assert session.dataset.x[0, 0] == 0.0  # the first pattern alone has no gradient there
    assert found.parts[:, 0].all()


def test_that_in_the_middle_of_a_sweep_the_change_goes_to_the_middle_of_the_next(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    runner, index = Runner(session), 3
    for _ in range(7):
        runner.step("update")
    found = compute_all(traces, qtbot, index)

    assert found.sweeps.tolist() == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75]
    assert found.updates == (4, 4)
    assert assert_exact(session, found, index) == 4


# ---- edits, topology, time ------------------------------------------------------------------


def test_that_a_weight_is_followed_through_changes_of_the_topology(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    runner = Runner(session)
    run_sweeps(runner, session, 5)
    session.add_unit(1)
    run_sweeps(runner, session, 4)
    old = session.network.weight_index(2, 0, 1, 1)
    new = session.network.weight_index(2, 0, 1, 3)
    compute_all(traces, qtbot, old)

    assert traces.read(old).sweeps.tolist() == [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]
    assert traces.read(new).sweeps.tolist() == [5, 6, 7, 8, 9]
    assert assert_exact(session, traces.read(old), old) == 9
    then = session.document_at(4 * 3)
    place = then.network.weight_index(2, 0, 1, 1)
    assert place != old
    assert assert_exact(session, traces.read(new), new) == 4


def test_that_going_back_before_a_new_unit_keeps_the_future_of_a_weight(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    runner = Runner(session)
    run_sweeps(runner, session, 5)
    session.add_unit(1)
    run_sweeps(runner, session, 4)
    at_end = compute_all(traces, qtbot, session.network.weight_index(2, 0, 1, 1))
    session.go_to(4 * 3)
    index = session.network.weight_index(2, 0, 1, 1)
    found = compute_all(traces, qtbot, index)

    assert found.sweeps.tolist() == [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]
    np.testing.assert_array_equal(found.parts, at_end.parts)
    np.testing.assert_array_equal(traces.at_present(index), found.parts[3])


def test_that_a_locked_weight_has_no_parts_from_then_on(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    runner = Runner(session)
    session.change_settings(decay=0.01)
    run_sweeps(runner, session, 3)
    session.set_locked(2, locked=True)
    run_sweeps(runner, session, 3)
    parts = compute_all(traces, qtbot, 2).parts

    assert parts[:4].any(axis=1).all()
    assert not parts[4:].any()


def test_that_the_present_is_told_with_the_settings_of_its_time(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    session.change_settings(update="sweep")
    run_sweeps(Runner(session), session, 8)
    found, index = compute_all(traces, qtbot, 10), 10
    session.change_settings(learning_rate=1.5, loss="cross-entropy")
    coming = traces.at_present(index)

    assert coming is not None
    assert coming[0] == pytest.approx(-1.5 * session.batch_backward.gradient[index])
    session.go_to(5)
    np.testing.assert_array_equal(traces.at_present(index), found.parts[5])


# ---- computed once, in bounded memory -------------------------------------------------------


def test_that_only_what_is_new_is_computed(
    session: Session, traces: UpdateTraces, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(session)
    run_sweeps(runner, session, 30)
    compute_all(traces, qtbot)
    computed: list[KeptMoment] = []
    compute = update_traces._computed

    def noted(
        replay: SweepReplay, moments: list[KeptMoment], report: Report, *, whole: bool
    ) -> object:
        computed.extend(moments)
        return compute(replay, moments, report, whole=whole)

    monkeypatch.setattr(update_traces, "_computed", noted)
    run_sweeps(runner, session, 3)
    found = compute_all(traces, qtbot)

    assert len(found.sweeps) == 34
    assert [moment.sweep for moment in computed] == [31, 32, 33]


def test_that_a_long_run_keeps_a_bounded_number(
    session: Session, traces: UpdateTraces, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_traces, "MOST_MOMENTS", 40)
    run_sweeps(Runner(session), session, 100)
    found = compute_all(traces, qtbot)

    assert 20 <= len(found.sweeps) <= 41
    assert found.sweeps[[0, -1]].tolist() == [0, 100]
    assert len(traces._known) == len(found.sweeps)


def test_that_a_moment_that_needs_a_new_trainer_counts_as_what_that_takes(
    session: Session, traces: UpdateTraces, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(session)
    run_sweeps(runner, session, 32)
    steady = [replay_costs.cost_of_sweep(m) for m in kept_moments(session.history.record)]
    for k in range(16):
        session.change_settings(decay=0.001 * (k % 2))
        run_sweeps(runner, session, 2)
    most = 1.5 * replay_costs.seconds_of_sweeps(steady)
    monkeypatch.setattr(update_traces, "MOST_SECONDS_IN_ALL", most)
    traces.read(0)
    costs = [replay_costs.cost_of_sweep(moment) for moment in traces._moments]

    assert len(kept_moments(session.history.record)) > 64
    assert 4 <= len(costs) <= 33
    assert [costs[0].moment.sweep, costs[-1].moment.sweep] == [0, 64]
    assert replay_costs.seconds_of_sweeps(costs) <= most


def test_that_one_trainer_serves_moments_with_other_weights_and_rates(session: Session) -> None:
    runner, replay = Runner(session), SweepReplay()
    for k in range(3):
        run_sweeps(runner, session, 2)
        session.set_parameter(0, float(k))
        session.change_settings(learning_rate=0.1 * (k + 1))
    moments, is_ready = kept_moments(session.history.record), list[bool]()
    for moment in moments:
        is_ready.append(replay.is_ready_for(moment))
        replay.sweep_after(moment, lambda _updates: None)

    assert len({moment.segment for moment in moments}) == 4
    assert is_ready == [False, *[True] * (len(moments) - 1)]


def test_that_undo_forgets_what_belonged_to_the_moments_taken_back(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    run_sweeps(Runner(session), session, 20)
    compute_all(traces, qtbot)
    session.undo()
    found = compute_all(traces, qtbot)

    assert found.sweeps.tolist() == [0]
    assert len(traces._known) == 1


def test_that_gradients_of_very_many_patterns_are_estimates_and_say_so(
    session: Session, traces: UpdateTraces, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.load_problem("circle")
    session.change_settings(update="sweep")
    run_sweeps(Runner(session), session, 2)
    assert not compute_all(traces, qtbot).estimated
    exact = traces.read(0).parts
    monkeypatch.setattr(excerpt, "AT_ONCE", 80 * excerpt.cost(session.network))
    monkeypatch.setattr(update_traces, "MOST_SECONDS", 0.0)
    traces._seen = None
    found = compute_all(traces, qtbot)

    assert not found.whole
    assert found.estimated
    assert found.seen == 80
    assert found.of == len(session.dataset.train)
    assert (found.parts[:, 0] != exact[:, 0]).all()
    np.testing.assert_array_equal(found.parts[:, 1:], exact[:, 1:])


def test_that_what_waits_in_a_run_is_computed_at_once_when_it_ends(
    session: Session, traces: UpdateTraces, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_traces, "_IDLE", 1e9)
    monkeypatch.setattr(update_traces, "_AT_ONCE", 0.0)
    runner = Runner(session)
    runner.run()
    poll_until(runner, lambda: session.updates > 0)
    traces.compute()
    assert traces.background.busy
    runner.pause()
    finish(runner, session)
    monkeypatch.setattr(update_traces, "_IDLE", 0.0)
    assert not compute_all(traces, qtbot).missing


def test_that_nothing_goes_on_after_stop(
    session: Session, traces: UpdateTraces, qtbot: QtBot
) -> None:
    run_sweeps(Runner(session), session, 60)
    traces.compute()
    assert traces.background.busy
    traces.stop()
    assert not traces.background.busy
    assert not compute_all(traces, qtbot).missing
