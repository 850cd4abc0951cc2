"""The timeline stays small, whatever is done for however long, and exact in what it keeps."""

import numpy as np
import pytest
from hypothesis import given

from bpgui.core.network import create_network
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer
from bpgui.session.document import Document
from bpgui.session.held_bytes import record_bytes
from bpgui.session.history import History
from bpgui.session.sample import LOSS_SAMPLES, STATE_BYTES, Sample, state_samples, stride_at
from bpgui.session.segment import EXTRA_SAMPLES, MOST_MARKS, MOST_SETTINGS
from bpgui.session.session import Session
from bpgui.session.timeline import Timeline, begun, sample_of
from bpgui.training.observer import Observer
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.session.verbs import EDITS, SETTINGS, TRAINING, Action, actions, perform
from tests.training.finishing import run_sweeps


def _document(sizes: tuple[int, ...] = (2, 3, 1)) -> Document:
    document = Session().document
    network = create_network(sizes)
    return Document.fresh(network, document.dataset, document.initialisation)


def _timeline(document: Document) -> Timeline:
    return Timeline(begun(None, document, TrainingSettings(), sample_of(document, (1.0, np.nan))))


def _sample(document: Document, sweep: int, *, position: int = 0, state: bool = True) -> Sample:
    vector = np.full(document.network.n_parameters, float(sweep)) if state else None
    updates = 4 * sweep + position
    return Sample(updates, sweep, position, 1.0 / (1 + sweep), np.nan, np.zeros(2), vector, vector)


def _fed(document: Document, sweeps: int) -> Timeline:
    """A timeline of a long run, fed with the samples that a run would take."""
    timeline, states = _timeline(document), state_samples(document.network.n_parameters)
    sweep = 0
    while sweep < sweeps:
        stride = stride_at(sweep, LOSS_SAMPLES)
        sweep = (sweep // stride + 1) * stride
        keeps = sweep % stride_at(sweep, states) == 0
        timeline.add([_sample(document, sweep, state=keeps)])
    return timeline


def _kept_states(timeline: Timeline) -> int:
    samples = [sample for segment in timeline.segments for sample in segment.samples]
    return sum(sample.parameters is not None for sample in samples)


@pytest.mark.parametrize("sweeps", [100, 1023, 1024, 70_000, 10_000_000])
def test_that_a_long_run_keeps_a_bounded_number_of_samples(sweeps: int) -> None:
    timeline = _fed(_document(), sweeps)
    assert min(sweeps, LOSS_SAMPLES) <= timeline.count <= 2 * LOSS_SAMPLES + 2
    assert timeline.newest >= 4 * sweeps


@pytest.mark.parametrize("sizes", [(2, 3, 1), (64, 32, 10), (784, 128, 10), (784, 1000, 10)])
def test_that_the_states_of_a_long_run_fit_their_memory(sizes: tuple[int, ...]) -> None:
    n = create_network(sizes).n_parameters
    most_kept = 2 * state_samples(n)
    assert most_kept * 16 * n <= max(STATE_BYTES, 2 * 16 * n)
    document = _document(sizes)
    timeline = _fed(document, 20_000)
    assert _kept_states(timeline) <= 2 * state_samples(document.network.n_parameters) + 2


def test_that_the_samples_of_a_long_run_lie_evenly() -> None:
    timeline = _fed(_document(), 100_000)
    sweeps = History(timeline).sweeps
    assert len(set(np.diff(sweeps))) == 1


@pytest.mark.parametrize("sweep", [0, 1, 511, 1023, 1024, 5000, 123_456_789])
def test_that_strides_are_powers_of_two_that_keep_the_number_of_samples(sweep: int) -> None:
    stride = stride_at(sweep, LOSS_SAMPLES)
    assert stride & (stride - 1) == 0
    assert sweep / stride < 2 * LOSS_SAMPLES
    assert stride == 1 or sweep / stride >= LOSS_SAMPLES


def test_that_many_steps_within_a_sweep_stay_bounded() -> None:
    document = _document()
    timeline = _timeline(document)
    for position in range(1, 5000):
        timeline.add([_sample(document, 0, position=position)])
    assert timeline.count <= 2 * EXTRA_SAMPLES + 70
    assert timeline.newest == 4999
    assert timeline.oldest == 0


def test_that_thinned_history_arrays_are_those_of_the_samples_left() -> None:
    document = _document()
    timeline = _timeline(document)
    history = History(timeline)
    for sweep in range(1, 2200):
        timeline.add([_sample(document, sweep)])
        if sweep % 37 == 0:
            assert len(history.sweeps) == timeline.count
    fresh = History(timeline)
    assert history.sweeps.tolist() == fresh.sweeps.tolist()
    assert history.loss.tolist() == [1.0, *(1 / (1 + s) for s in history.sweeps[1:])]
    sweeps, values = history.parameters(np.array([2]))
    assert values[1:, 0].tolist() == sweeps[1:].tolist()


def _moved(session: Session, by: int = 3) -> None:
    """Take updates as a run does, without its thread."""
    data, state = session.dataset, session.document.training_state
    trainer = Trainer(session.network, data.x_train, data.y_train, session.settings, state)
    trainer.advance(by)
    session.adopt(trainer.state(), [], None)


def test_that_thousands_of_changed_rates_while_running_stay_small_and_exact() -> None:
    session = Session()
    rng = np.random.default_rng(1)
    before = session.begin_run()
    shown: dict[int, tuple[object, ...]] = {}
    for k in range(1, 5001):
        session.change_settings(learning_rate=float(rng.uniform(0.01, 0.5)))
        session.begin_run()
        _moved(session, 2)
        if k % 500 == 0:
            shown[session.updates] = document_bits(session.document)
    session.end_run(before, "Train")
    assert session.undo_stack.count() == 1
    assert len(session._timeline.segments) == 1
    assert len(session._timeline.segments[0].settings) <= MOST_SETTINGS
    assert session._timeline.count < 10
    oldest = session.oldest_update
    assert 0 < oldest <= 2 * (MOST_SETTINGS // 2 + 1000)
    with pytest.raises(ValueError, match="history reaches from update"):
        session.document_at(oldest - 1)
    for updates, bits in shown.items():
        if updates >= oldest:
            assert document_bits(session.document_at(updates)) == bits
    session.go_to(0)
    assert session.updates == oldest
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.updates == session.oldest_update == 0


def test_that_changed_settings_without_training_leave_no_trace() -> None:
    session = Session()
    for k in range(300):
        session.change_settings(learning_rate=0.001 * (k + 1))
    assert session._timeline.count == 1
    assert len(session._timeline.segments[0].settings) == 1


def test_that_edits_at_the_same_moment_share_a_segment() -> None:
    session = Session()
    runner = Runner(session)
    runner.step()
    for k in range(100):
        session.set_parameter(0, float(k))
    assert len(session._timeline.segments) == 2
    assert session._timeline.count == 3


def test_that_edits_at_other_moments_cost_one_segment_each() -> None:
    session = Session()
    for k in range(300):
        session.set_parameter(0, 0.001 * k)
        before = session.begin_run()
        _moved(session)
        session.end_run(before, "Train")
    assert len(session._timeline.segments) == 300
    assert session._timeline.count <= 2 * 300 + 1
    assert len(session.history.sweeps) == session._timeline.count


def test_that_an_edit_after_going_back_forgets_the_future_until_it_is_undone() -> None:
    session = Session()
    runner = Runner(session)
    run_sweeps(runner, session, 6)
    end, arrays = session.updates, session.history.loss.copy()
    session.go_to(10)
    assert session.newest_update == end
    session.set_parameter(0, 0.5)
    assert session.newest_update == 10
    session.undo()
    session.undo()
    assert session.updates == session.newest_update == end
    assert session.history.loss.tolist() == arrays.tolist()


def test_that_moments_of_one_gesture_are_one_entry() -> None:
    session = Session()
    run_sweeps(Runner(session), session, 6)
    scrub = object()
    for updates in (20, 15, 3, 9):
        session.go_to(updates, gesture=scrub)
    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "Go to update 9"
    session.undo()
    assert session.updates == 24


def test_that_a_moment_out_of_reach_is_the_nearest_one() -> None:
    session = Session()
    run_sweeps(Runner(session), session, 2)
    session.go_to(99)
    assert session.updates == 8
    session.go_to(-5)
    assert session.updates == 0


def test_that_history_has_no_values_before_a_parameter_was() -> None:
    session = Session()
    runner = Runner(session)
    run_sweeps(runner, session, 2)
    session.add_unit(1)
    new = session.network.bias_index(1, 3)
    old = session.network.bias_index(1, 0)
    run_sweeps(runner, session, 2)
    sweeps, values = session.history.parameters(np.array([new, old]))
    assert sweeps.tolist() == [0, 1, 2, 2, 3, 4]
    assert np.isnan(values[:, 0]).tolist() == [True, True, True, False, False, False]
    assert np.isfinite(values[:, 1]).all()
    assert session.history.changes.shape == (6, 2)


def test_that_the_end_of_a_run_shows_the_size_of_its_last_change() -> None:
    session = Session()
    Runner(session).step()
    velocity = session.velocity
    spans = [session.network.span(k) for k in (1, 2)]
    expected = [np.sqrt(np.mean(velocity[span] ** 2)) for span in spans]
    assert session.history.changes[-1] == pytest.approx(expected)


def test_that_another_loss_makes_another_point_in_the_history() -> None:
    session = Session()
    runner = Runner(session)
    run_sweeps(runner, session, 2)
    before = session.loss
    session.change_settings(loss="squared-error")
    runner.step("sweep")
    assert session.history.loss[2:4] == pytest.approx([before, 2 * before])


def test_that_an_observer_keeps_what_the_timeline_would_keep() -> None:
    session = Session()
    run_sweeps(Runner(session), session, 3 * LOSS_SAMPLES)
    expected = [0, *range(2, 3 * LOSS_SAMPLES + 1, 2)]
    assert session.history.sweeps.tolist() == expected
    assert len(session.history.parameters()[0]) == len(expected)


def test_that_an_observer_gives_the_losses_of_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("iris")
    data = session.dataset
    trainer = Trainer(session.network, data.x_train, data.y_train, session.settings)
    whole = Observer(trainer, data, (0.0, 0.0)).sample()
    monkeypatch.setattr("bpgui.training.observer.PIECE_COST", 1)
    pieces = Observer(trainer, data, (0.0, 0.0)).sample()
    assert whole is not None
    assert pieces is not None
    assert (pieces.loss, pieces.test_loss) == pytest.approx((whole.loss, whole.test_loss))
    assert (whole.loss, whole.test_loss) == pytest.approx((session.loss, session.test_loss))


def test_that_a_state_can_be_reached_from_a_truncated_segment() -> None:
    session = Session()
    run_sweeps(Runner(session), session, 4)
    bits = document_bits(session.document_at(6))
    session.go_to(7)
    session.set_parameter(0, 0.5)
    assert document_bits(session.document_at(6)) == bits


def test_that_a_run_without_an_update_forgets_no_future() -> None:
    session = Session()
    runner = Runner(session)
    run_sweeps(runner, session, 6)
    end, entries = session.updates, session.undo_stack.count()
    losses = session.history.loss.copy()
    session.go_to(10)
    session.change_settings(loss="squared-error")
    before = session.begin_run()
    assert session.newest_update == 10
    session.end_run(before, "Train")
    assert session.newest_update == end
    assert session.history.loss.tolist() == losses.tolist()
    assert session.undo_stack.count() == entries + 1


def test_that_no_way_leads_over_thousands_of_changed_settings() -> None:
    session = Session()
    before = session.begin_run()
    bits = {}
    for k in range(1, MOST_SETTINGS - 5):
        session.change_settings(batch_size=1 + k % 2, update="mini-batch", momentum=0.5)
        session.begin_run()
        _moved(session, 1)
        if k % 97 == 0:
            bits[session.updates] = document_bits(session.document)
    session.end_run(before, "Train")
    segment = session._timeline.segments[0]
    assert MOST_MARKS // 2 < len(segment.marks) <= 2 * MOST_MARKS
    for updates, expected in bits.items():
        stretches = list(segment._stretches(segment.state_before(updates).updates, updates))
        assert len(stretches) <= MOST_SETTINGS // MOST_MARKS
        assert document_bits(session.document_at(updates)) == expected
    held = sum(mark.parameters.nbytes + mark.velocity.nbytes for mark in segment.marks)
    assert record_bytes(segment) >= held
    session.go_to(2000)
    session.set_parameter(0, 1.0)
    assert all(mark.updates <= 2000 for mark in session._timeline.segments[0].marks)


@given(actions(EDITS, SETTINGS, TRAINING, TRAINING, most=10))
def test_that_the_calendar_knows_the_sweep_of_every_update(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    for action in sequence:
        perform(action, session, runner)
    calendar = session.history.calendar
    for updates in range(session.oldest_update, session.newest_update + 1):
        document = session.document_at(updates)
        sweep = document.sweep + document.position / len(document.dataset.train)
        assert calendar.sweep_at(updates) == pytest.approx(sweep)
        found = session.document_at(calendar.updates_at(sweep))
        again = found.sweep + found.position / len(found.dataset.train)
        assert again == pytest.approx(sweep, abs=0.5)


@pytest.mark.parametrize("edit", ["remove", "add"])
def test_that_the_parameters_of_the_network_shown_are_followed_through_other_topologies(
    edit: str,
) -> None:
    session = Session()
    runner = Runner(session)
    run_sweeps(runner, session, 5)
    before = session.network
    (session.remove_unit if edit == "remove" else lambda layer, _: session.add_unit(layer))(1, 0)
    run_sweeps(runner, session, 5)
    end, network = session.updates, session.network
    kept = network.weight_index(2, 0, 1, 0), before.weight_index(2, 0, 1, int(edit == "remove"))

    for updates, index in ((end, kept[0]), (4, kept[1]), (end, kept[0]), (0, kept[1])):
        session.go_to(updates)
        sweeps, values = session.history.parameters()
        assert values.shape[1] == session.network.n_parameters
        now = np.flatnonzero(sweeps == session.sweep)[-1 if updates == end else 0]
        assert values[now].tobytes() == session.network.parameters.tobytes()
        assert np.isfinite(values[:, index]).all()
        ends = values[0, index], values[-1, index]
        assert ends == (session.document_at(0).network.parameters[kept[1]],
                        session.document_at(end).network.parameters[kept[0]])  # fmt: skip
