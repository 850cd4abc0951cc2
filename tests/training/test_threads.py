"""What holds while the worker's thread runs."""

import gc
import math
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.passes import loss_value
from bpgui.core.settings import Initialisation, StopConditions
from bpgui.core.trainer import Trainer
from bpgui.data.creation import create_dataset
from bpgui.session.session import Session
from bpgui.training.report import Crashed
from bpgui.training.run import Run
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits, fingerprint
from tests.timing import least
from tests.training.finishing import finish, poll_until, run_sweeps


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def runner(session: Session) -> Iterator[Runner]:
    runner = Runner(session)
    runner.speed = math.inf
    yield runner
    runner.shutdown()


def _start(runner: Runner, session: Session) -> None:
    runner.run()
    first = session.updates
    poll_until(runner, lambda: session.updates > first)


def _pause_time(runner: Runner) -> float:
    start = time.perf_counter()
    runner.pause()
    return time.perf_counter() - start


@pytest.mark.alone
@pytest.mark.parametrize("key", ["xor", "digits"])
def test_that_pause_acts_within_50_ms(key: str) -> None:
    session = Session(key)
    runner = Runner(session)
    runner.speed = math.inf

    def usual_time() -> float:
        times = []
        for _ in range(5):
            _start(runner, session)
            times.append(_pause_time(runner))
        return float(np.median(times))

    assert least(usual_time, enough=0.05) < 0.05


@pytest.mark.alone
def test_that_pause_acts_within_50_ms_in_the_middle_of_a_long_update() -> None:
    session = Session()
    generator = np.random.default_rng(1)
    data = create_dataset("Large", generator.random((8000, 300)), generator.random((8000, 5)))
    network = initialise(create_network((300, 200, 5)), Initialisation(scheme="xavier"))
    session.load_network(network, data, "Large")
    session.change_settings(update="sweep", learning_rate=1e-6)
    runner = Runner(session)
    runner.speed = math.inf

    def usual_time() -> float:
        times = []
        for _ in range(5):
            runner.run()
            run = runner._run
            assert run is not None
            run.join(0.03)  # well into an update, which takes longer
            times.append(_pause_time(runner))
        return float(np.median(times))

    assert least(usual_time, enough=0.05) < 0.05
    assert not session.running


def test_that_an_edit_while_running_takes_effect_between_two_updates(
    session: Session, runner: Runner
) -> None:
    _start(runner, session)
    session.set_parameter(3, 2.5)
    edited_at = session.updates
    assert session.network.parameters[3] == 2.5
    poll_until(runner, lambda: session.updates > edited_at)
    assert session.running
    runner.pause()
    end = document_bits(session.document)
    texts = [session.undo_stack.text(i) for i in range(session.undo_stack.count())]
    assert len(texts) == 3
    assert texts[1].startswith("Set ")
    session.undo()
    session.undo()
    fresh, data = Session(), session.dataset
    trainer = Trainer(fresh.network, data.x_train, data.y_train, session.settings)
    trainer.advance(edited_at)
    assert session.updates == edited_at
    assert session.network.parameters.tobytes() == trainer.state().parameters.tobytes()
    session.redo()
    session.redo()
    assert document_bits(session.document) == end


def test_that_settings_changed_while_running_do_not_end_its_entry(
    session: Session, runner: Runner
) -> None:
    _start(runner, session)
    for rate in (0.1, 0.2, 0.3):
        session.change_settings(learning_rate=rate)
        first = session.updates
        poll_until(runner, lambda first=first: session.updates > first)  # type: ignore[misc]
    runner.pause()
    assert session.undo_stack.count() == 1
    end = session.updates, document_bits(session.document)
    session.go_to(0)
    session.go_to(end[0])
    assert document_bits(session.document) == end[1]


def test_that_undo_while_running_takes_back_the_run(session: Session, runner: Runner) -> None:
    start = fingerprint(session)
    _start(runner, session)
    session.undo()
    assert not session.running
    assert fingerprint(session) == start


def test_that_going_back_while_running_ends_the_run(session: Session, runner: Runner) -> None:
    _start(runner, session)
    session.go_to(0)
    assert not session.running
    assert session.updates == 0
    assert session.newest_update > 0


def test_that_holding_nests_and_keeps_the_run_parked(session: Session, runner: Runner) -> None:
    _start(runner, session)
    with session.holding():
        parked = session.updates
        with session.holding():
            session.set_parameter(0, 1.0)
        session.set_parameter(1, 1.0)
        runner.poll()
        assert session.updates == parked
        assert session.running
        assert runner._run is None
    poll_until(runner, lambda: session.updates > parked)


def test_that_a_pause_while_held_is_not_forgotten(session: Session, runner: Runner) -> None:
    _start(runner, session)
    with session.holding():
        runner.pause()
    assert not session.running
    assert runner._run is None
    assert session.undo_stack.count() == 1


def test_that_a_run_begun_while_held_starts_afterwards(session: Session, runner: Runner) -> None:
    with session.holding():
        runner.run()
        assert runner._run is None
    poll_until(runner, lambda: session.updates > 0)


def test_that_a_verb_that_fails_leaves_the_session_and_the_run(
    session: Session, runner: Runner
) -> None:
    _start(runner, session)
    network = session.network
    verbs: tuple[Callable[[], None], ...] = (
        lambda: session.remove_layer(0),
        lambda: session.set_parameter(999, 1.0),
        lambda: session.add_unit(77),
        lambda: session.remove_unit(1, 50),
        lambda: session.change_settings(learning_rate=-1.0),
    )
    for verb in verbs:
        with pytest.raises(ValueError, match=r"\w+"):
            verb()
    assert session.network.layers is network.layers
    assert session.running
    assert session.undo_stack.count() == 0
    first = session.updates
    poll_until(runner, lambda: session.updates > first)


def test_that_a_bug_inside_a_verb_leaves_the_session_and_the_run(
    session: Session, runner: Runner
) -> None:
    _start(runner, session)

    def bug(_document: object) -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session._change("Bug", bug)  # type: ignore[arg-type]
    first = session.updates
    poll_until(runner, lambda: session.updates > first)
    runner.pause()
    assert session.undo_stack.count() == 1
    assert document_bits(session.document) == document_bits(
        session._timeline.document_at(session.updates)
    )


@pytest.mark.parametrize("fails_at", [1, 7, 5000])
def test_that_a_failing_trainer_is_reported_and_the_state_survives(
    session: Session, runner: Runner, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    advance = Trainer.advance

    def failing(self: Trainer, updates: int) -> None:
        if self.updates + updates >= fails_at:
            half_updated = np.full(self.network.n_parameters, 77.0)
            self._kernel.load(half_updated, half_updated)
            raise RuntimeError("no more")
        advance(self, updates)

    failures: list[Crashed] = []
    runner.failed.connect(failures.append)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "advance", failing)
        runner.run()
        finish(runner, session)
    assert [str(failure.error) for failure in failures] == ["no more"]
    assert "RuntimeError: no more" in failures[0].details
    assert session.updates < fails_at
    _assert_that_it_is_where_bare_training_leads(session)
    runner.step()
    _assert_that_it_is_where_bare_training_leads(session)
    assert session.updates > 0


def test_that_training_that_cannot_start_is_reported(
    session: Session, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Crashed] = []
    runner.failed.connect(failures.append)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "restore", lambda *_: 1 / 0)
        runner.run()
    assert isinstance(failures[0].error, ZeroDivisionError)
    assert not session.running
    runner.step()
    assert session.updates == 1


def _assert_that_it_is_where_bare_training_leads(session: Session) -> None:
    fresh, data = Session(session.problem or "xor"), session.dataset
    trainer = Trainer(fresh.network, data.x_train, data.y_train, session.settings)
    trainer.advance(session.updates)
    assert trainer.state().parameters.tobytes() == session.network.parameters.tobytes()
    assert trainer.state().velocity.tobytes() == session.velocity.tobytes()


@pytest.mark.parametrize("by_hand", [False, True])
def test_that_divergence_restores_the_last_finite_weights(*, by_hand: bool) -> None:
    session = Session("sine")
    session.change_settings(learning_rate=1e6, update="pattern")
    runner = Runner(session)
    runner.speed = math.inf
    sentences: list[str] = []
    runner.diverged.connect(sentences.append)
    if by_hand:
        for _ in range(300):
            runner.step()
    else:
        runner.run()
        finish(runner, session)
    fresh = Session("sine")
    data = session.dataset
    trainer = Trainer(fresh.network, data.x_train, data.y_train, session.settings)
    last = trainer.state()
    while True:
        trainer.advance(1)
        if not trainer.is_finite():
            break
        last = trainer.state()
    assert session.updates == last.updates
    assert session.network.parameters.tobytes() == last.parameters.tobytes()
    assert session.velocity.tobytes() == last.velocity.tobytes()
    assert "smaller learning rate than 1e+06" in sentences[0]
    assert "momentum" in sentences[0]
    assert not session.running


def test_that_a_poll_brings_at_most_one_report(session: Session, runner: Runner) -> None:
    changes: list[int] = []
    session.state_changed.connect(lambda: changes.append(session.updates))
    polls = 0
    runner.run()
    while session.updates < 2000:
        runner.poll()
        polls += 1
        time.sleep(0.001)
    assert len(changes) <= polls


def test_that_the_worker_publishes_only_when_asked(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = []
    answer = Run._answer

    def counting(self: Run) -> None:
        before = self._latest
        answer(self)
        if self._latest is not before and self._latest is not None:
            published.append(self._latest)

    monkeypatch.setattr(Run, "_answer", counting)
    runner.run()
    run = runner._run
    assert run is not None
    run.join(0.05)
    assert not published
    polls = 0
    while len(published) < 5:
        runner.poll()
        polls += 1
        run.join(0.002)
    assert polls >= len(published)


def test_that_a_closed_gate_keeps_the_worker_from_working(session: Session, runner: Runner) -> None:
    _start(runner, session)
    run = runner._run
    assert run is not None
    with runner.frame():
        run.join(0.02)  # the slice under way
        before = run._trainer.updates
        run.join(0.15)
        assert run._trainer.updates == before
    poll_until(runner, lambda: session.updates > before)


@pytest.mark.alone
@pytest.mark.parametrize("way", ["pause", "shutdown", "undo"])
def test_that_a_closed_gate_keeps_nobody_waiting(
    session: Session, runner: Runner, way: str
) -> None:
    end = {"pause": runner.pause, "shutdown": runner.shutdown, "undo": session.undo}[way]

    def waiting_time() -> float:
        _start(runner, session)
        with runner.frame():
            start = time.perf_counter()
            end()
            return time.perf_counter() - start

    assert least(waiting_time, enough=0.2) < 0.2
    assert not session.running


def test_that_a_frame_that_fails_opens_the_gate(session: Session, runner: Runner) -> None:
    with pytest.raises(ZeroDivisionError), runner.frame():
        _ = 1 / 0
    _start(runner, session)


def test_that_shutdown_while_running_leaves_no_thread(session: Session) -> None:
    threads = threading.active_count()
    runner = Runner(session)
    _start(runner, session)
    with session.holding():
        runner.shutdown()
    _start(runner, session)
    runner.shutdown()
    assert threading.active_count() == threads


def test_that_the_shown_loss_belongs_to_the_shown_weights(session: Session, runner: Runner) -> None:
    def loss() -> float:
        data = session.dataset
        return loss_value(session.network, data.x_train, data.y_train, session.settings)

    runner.run()
    for _ in range(20):
        first = session.updates
        poll_until(runner, lambda first=first: session.updates > first)  # type: ignore[misc]
        assert session.loss == pytest.approx(loss(), rel=1e-9)
    runner.pause()
    assert session.loss == pytest.approx(loss(), rel=1e-12)


def test_that_a_step_in_the_background_can_be_paused() -> None:
    session = Session("digits")
    session.change_settings(update="pattern")
    runner = Runner(session)
    session.change_settings(update="pattern", shuffle=False)
    runner.step("sweep")
    if session.running:  # a sweep takes longer than a step may keep the window waiting
        runner.pause()
    assert not session.running
    assert 0 < session.updates <= len(session.dataset.train)


def test_that_an_edit_ends_a_step_in_the_background(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.training.run_control.STEP_PATIENCE", 0.0)
    runner = Runner(session)
    with runner.frame():
        runner.step("sweep")
        assert session.running
        session.set_parameter(0, 1.0)
    assert not session.running


def test_that_a_reset_while_running_starts_the_goal_again(session: Session, runner: Runner) -> None:
    run_sweeps(runner, session, 100)
    session.set_stop(StopConditions(sweeps=40))
    runner.speed = 2000.0
    _start(runner, session)
    session.reset()
    finish(runner, session)
    assert session.sweep == 40


def test_that_a_trainer_that_failed_is_not_used_again(
    session: Session, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = runner._preparation.trainer()
    monkeypatch.setattr(broken, "advance", lambda _updates: 1 / 0)
    failures: list[Crashed] = []
    runner.failed.connect(failures.append)
    runner.step()
    assert session.updates == 0
    runner.step()
    assert session.updates == 1
    assert len(failures) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_that_garbage_is_not_collected_in_the_worker(
    session: Session, runner: Runner, *, enabled: bool
) -> None:
    (gc.enable if enabled else gc.disable)()
    try:
        _start(runner, session)
        assert not gc.isenabled()
        with session.holding():
            session.set_parameter(0, 1.0)
        assert not gc.isenabled()
        runner.pause()
        assert gc.isenabled() == enabled
    finally:
        gc.enable()
