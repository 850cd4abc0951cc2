"""The fast kernel makes the updates of the textbook, and the same bits however it is driven."""

import dataclasses
import threading
import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from bpgui.core import (
    Initialisation,
    Network,
    RateChange,
    Trainer,
    TrainingSettings,
    TrainingState,
    backward,
    create_network,
    forward,
    initialise,
    loss_value,
    next_velocity,
    predict,
    recordings,
    updated,
)
from bpgui.core.arrays import FloatArray
from tests import reference
from tests.core.allocation import Growth, growth_of
from tests.core.topologies import TOPOLOGIES, patterns, topology
from tests.strategies import Case, cases
from tests.timing import least_ratio

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def trainer_of(case: Case) -> Trainer:
    return Trainer(case.network, case.inputs, case.targets, case.settings)


def bits(trainer: Trainer) -> tuple[bytes, bytes, int, int, int]:
    state = trainer.state()
    return (
        state.parameters.tobytes(),
        state.velocity.tobytes(),
        state.sweep,
        state.position,
        state.updates,
    )


def close(actual: FloatArray, expected: FloatArray) -> None:
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    np.testing.assert_allclose(actual, expected, rtol=0.0, atol=1e-12 * scale)


# ---- the same updates as the textbook ----------------------------------------------------------


@given(cases())
def test_that_updates_equal_the_textbook_pass_and_the_update_rule(case: Case) -> None:
    network, settings, trainer = case.network, case.settings, trainer_of(case)
    w, v = network.parameters, np.zeros(network.n_parameters)
    for _ in range(6):
        rows, sweep = trainer.batch(), trainer.sweep
        present = network.with_parameters(w)
        final = forward(present, case.inputs[rows])
        gradient = backward(present, final, case.targets[rows], settings).gradient
        v = next_velocity(v, gradient, network.trainable, settings, sweep)
        w = updated(w, v, network.trainable, settings)
        trainer.advance(1)
        close(trainer.state().parameters, w)
        close(trainer.state().velocity, v)
    loss = loss_value(network.with_parameters(w), case.inputs, case.targets, settings)
    assert trainer.loss() == pytest.approx(loss, rel=1e-11, abs=1e-13)


@given(cases(), st.integers(1, 8))
def test_that_updates_equal_plain_python(case: Case, updates: int) -> None:
    case = dataclasses.replace(case, settings=dataclasses.replace(case.settings, shuffle=False))
    trainer = trainer_of(case)
    trainer.advance(updates)
    w, v = reference.train(
        case.network, case.inputs.tolist(), case.targets.tolist(), case.settings, updates
    )
    close(trainer.state().parameters, np.array(w))
    close(trainer.state().velocity, np.array(v))


@pytest.mark.parametrize("name", TOPOLOGIES)
@pytest.mark.parametrize("decay", [0.0, 0.01])
def test_that_a_larger_network_is_updated_the_same_way(
    name: str, decay: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond LARGEST_PRODUCT another arrangement of the update is used."""
    x, y = patterns(7)
    settings = TrainingSettings(0.05, decay=decay, update="mini-batch", batch_size=3)
    network = topology(name, "tanh", "sigmoid")
    small = Trainer(network, x, y, settings)
    monkeypatch.setattr("bpgui.core.recorded_rule.LARGEST_PRODUCT", 0)
    large = Trainer(network, x, y, settings)
    small.advance(20)
    large.advance(20)
    close(small.state().parameters, large.state().parameters)


@pytest.mark.parametrize("update", ["sweep", "mini-batch", "pattern"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_that_many_patterns_are_updated_in_pieces_the_same_way(
    update: str, shuffle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, y = patterns(53)
    settings = TrainingSettings(
        0.02, update=update, batch_size=10, shuffle=shuffle, reduction="mean"
    )
    network = topology("skip", "tanh", "softmax")
    whole = Trainer(network, x, y, settings)
    monkeypatch.setattr(recordings, "PIECE_SIZES", (4, 4))
    kept = Trainer(network, x, y, settings)
    monkeypatch.setattr(recordings, "MOST_RECORDINGS", 2)
    copied = Trainer(network, x, y, settings)
    for trainer in (whole, kept, copied):
        trainer.advance(130)
    assert bits(whole)[2:] == bits(kept)[2:] == bits(copied)[2:]
    close(kept.state().parameters, whole.state().parameters)
    close(copied.state().parameters, whole.state().parameters)
    assert copied.loss() == pytest.approx(whole.loss(), rel=1e-12)


# ---- the same bits however it is driven ----------------------------------------------------


@given(cases(), st.lists(st.integers(0, 9), min_size=1, max_size=5), st.booleans())
def test_that_single_steps_equal_one_run_bit_for_bit(
    case: Case, runs: list[int], take_over: bool
) -> None:
    whole, parts = trainer_of(case), trainer_of(case)
    whole.advance(sum(runs))
    for run in runs:
        parts.advance(run)
        if take_over:
            parts = Trainer(case.network, case.inputs, case.targets, case.settings, parts.state())
    assert bits(parts) == bits(whole)
    assert parts.loss() == whole.loss()


@pytest.mark.parametrize("shuffle", [False, True])
def test_that_a_long_run_repeats_from_any_state_in_mid_sweep(shuffle: bool) -> None:
    network = initialise(create_network([3, 4, 2]), Initialisation())
    x, y = patterns(11)
    settings = TrainingSettings(update="mini-batch", batch_size=3, shuffle=shuffle)
    trainer = Trainer(network, x, y, settings)
    trainer.advance(1001)  # 250 sweeps and one update
    assert trainer.position == 3
    saved = trainer.state()
    trainer.advance(500)
    end = bits(trainer)
    trainer.restore(saved)
    for _ in range(100):
        trainer.advance(5)
    assert bits(trainer) == end


def test_that_the_same_seed_gives_the_same_bits_and_another_seed_others() -> None:
    network = initialise(create_network([3, 4, 2]), Initialisation())
    x, y = patterns(11)

    def run(seed: int) -> bytes:
        trainer = Trainer(network, x, y, TrainingSettings(shuffle=True, seed=seed))
        trainer.advance(100)
        return trainer.state().parameters.tobytes()

    assert run(3) == run(3)
    assert run(3) != run(4)


@pytest.mark.parametrize("update", ["sweep", "mini-batch", "pattern"])
def test_that_the_patterns_are_not_changed(update: str) -> None:
    network = initialise(create_network([2, 3, 1]), Initialisation())
    x, y = XOR_X.copy(), XOR_Y.copy()
    trainer = Trainer(network, x, y, TrainingSettings(update=update, batch_size=3, shuffle=True))
    trainer.advance(50)
    trainer.loss()
    np.testing.assert_array_equal(x, XOR_X)
    np.testing.assert_array_equal(y, XOR_Y)


def test_that_a_state_is_not_changed_by_further_updates() -> None:
    trainer = Trainer(topology("chain", "tanh", "sigmoid"), *patterns(), TrainingSettings())
    state = trainer.state()
    before = state.parameters.copy()
    trainer.advance(10)
    np.testing.assert_array_equal(state.parameters, before)
    with pytest.raises(ValueError, match="read-only"):
        state.parameters[0] = 1.0


# ---- sweeps and batches ----------------------------------------------------------------------


def test_that_a_sweep_uses_every_pattern_once_and_its_last_batch_may_be_shorter() -> None:
    x, y = patterns(11)
    settings = TrainingSettings(update="mini-batch", batch_size=4, shuffle=True, seed=2)
    trainer = Trainer(topology("chain", "tanh", "sigmoid"), x, y, settings)
    orders = []
    for sweep in range(3):
        assert (trainer.sweep, trainer.position) == (sweep, 0)
        assert trainer.updates_left_in_sweep == trainer.updates_in_sweep == 3
        used: list[int] = []
        for size in (4, 4, 3):
            assert len(trainer.batch()) == size
            used += trainer.batch().tolist()
            trainer.advance(1)
        assert sorted(used) == list(range(11))
        np.testing.assert_array_equal(used, trainer.order(sweep))
        orders.append(used)
    assert orders[0] != orders[1] != orders[2]
    assert trainer.updates == 9


def test_that_another_batch_size_goes_on_at_the_same_pattern() -> None:
    x, y = patterns(11)
    network = topology("chain", "tanh", "sigmoid")
    trainer = Trainer(network, x, y, TrainingSettings(update="mini-batch", batch_size=4))
    trainer.advance(1)
    before = trainer.state()
    trainer.settings = TrainingSettings(update="mini-batch", batch_size=5)
    np.testing.assert_array_equal(trainer.state().parameters, before.parameters)
    np.testing.assert_array_equal(trainer.state().velocity, before.velocity)
    assert trainer.batch().tolist() == [4, 5, 6, 7, 8]
    trainer.advance(1)
    assert trainer.batch().tolist() == [9, 10]
    assert trainer.updates_left_in_sweep == 1
    trainer.settings = TrainingSettings(update="sweep")
    assert trainer.batch().tolist() == [9, 10]
    trainer.advance(1)
    assert (trainer.sweep, trainer.position) == (1, 0)


@given(cases(), st.data())
def test_that_changed_settings_act_as_in_a_new_trainer(case: Case, data: st.DataObject) -> None:
    from tests.strategies import settings_for

    other = data.draw(settings_for(case.network))
    changed = trainer_of(case)
    changed.advance(4)
    fresh = Trainer(case.network, case.inputs, case.targets, other, changed.state())
    changed.settings = other
    assert changed.settings == other
    changed.advance(7)
    fresh.advance(7)
    assert bits(changed) == bits(fresh)
    assert changed.loss() == fresh.loss()


def test_that_changed_rates_act_at_the_next_update() -> None:
    # One linear weight w = 0, x = 1, y = 1, no bias: the first change is eta (y - w).
    network = create_network([1, 1], output="linear", bias=False)
    trainer = Trainer(network, np.ones((1, 1)), np.ones((1, 1)), TrainingSettings(0.5, 0.0))
    trainer.advance(1)
    trainer.settings = TrainingSettings(0.25, 0.5)
    trainer.advance(1)  # v = 0.25 * 0.5 + 0.5 * 0.5
    assert trainer.state().parameters[0] == 0.875
    assert trainer.settings.learning_rate == 0.25


def test_that_settings_the_network_does_not_admit_leave_the_old_ones() -> None:
    x, y = patterns()
    trainer = Trainer(topology("chain", "tanh", "linear"), x, y, TrainingSettings())
    trainer.advance(3)
    before = bits(trainer)
    with pytest.raises(ValueError, match="needs a sigmoid or softmax"):
        trainer.settings = TrainingSettings(loss="cross-entropy")
    assert trainer.settings == TrainingSettings()
    assert bits(trainer) == before
    trainer.advance(1)
    assert trainer.updates == 4


def test_that_a_schedule_changes_the_rates_at_its_sweep() -> None:
    # One linear weight w = 0, x = 1, y = 1, no bias: the first change is eta (y - w).
    network = create_network([1, 1], output="linear", bias=False)
    one = np.ones((1, 1))
    settings = TrainingSettings(0.5, 0.0, schedule=(RateChange(2, 0.0, 0.0), RateChange(3, 1.0, 0)))
    trainer = Trainer(network, one, one, settings)
    seen = []
    for _ in range(4):
        trainer.advance(1)
        seen.append(float(trainer.state().parameters[0]))
    assert seen == [0.5, 0.75, 0.75, 1.0]


# ---- what must not change ----------------------------------------------------------------------


@given(cases(), st.integers(1, 30))
def test_that_a_locked_weight_survives_and_an_absent_one_stays_away(
    case: Case, updates: int
) -> None:
    network = case.network
    rng = np.random.default_rng(updates)
    state = TrainingState(network.parameters, rng.normal(size=network.n_parameters))
    trainer = Trainer(network, case.inputs, case.targets, case.settings, state)
    trainer.advance(updates)
    after, kept = trainer.state(), ~network.trainable
    assert after.parameters[kept].tobytes() == (network.parameters[kept] + 0.0).tobytes()
    assert not after.velocity[kept].any()
    assert not after.parameters[~network.present].any()


def test_that_an_unlocked_weight_is_trained() -> None:
    network = topology("absent", "tanh", "sigmoid")
    trainer = Trainer(network, *patterns(), TrainingSettings())
    trainer.advance(3)
    moved = trainer.state().parameters != network.parameters
    np.testing.assert_array_equal(moved, network.trainable)


# ---- speed, memory, trouble --------------------------------------------------------------------


@pytest.mark.parametrize("update", ["sweep", "mini-batch", "pattern"])
@pytest.mark.usefixtures("traced")
def test_that_updates_allocate_nothing(update: str) -> None:
    x, y = patterns(40)
    network = initialise(create_network([3, 60, 2], hidden="tanh", skip=True), Initialisation())
    settings = TrainingSettings(0.01, update=update, batch_size=8)
    trainer = Trainer(network, x, y, settings)
    trainer.advance(50)
    # NumPy's error state, integers; a layer's arrays take 960 and more.
    allowed = Growth(kept=200, peak=900)
    growth = growth_of(lambda: trainer.advance(77), allowed)
    assert growth.kept < allowed.kept
    assert growth.peak < allowed.peak


def test_that_an_aborted_update_leaves_no_trace() -> None:
    rng = np.random.default_rng(0)
    n = 30_000  # eleven pieces
    x, y = rng.normal(size=(n, 2)), rng.random((n, 1))
    network = initialise(create_network([2, 3, 1]), Initialisation())
    settings = TrainingSettings(1e-5, update="sweep")
    trainer, undisturbed = (Trainer(network, x, y, settings) for _ in range(2))
    trainer.advance(1)
    before = bits(trainer)
    trainer.abort = AfterSomeLooks(3)
    trainer.advance(5)
    assert bits(trainer) == before
    assert trainer.abort.looks == 4
    trainer.abort = threading.Event()
    trainer.advance(2)
    undisturbed.advance(3)
    assert bits(trainer) == bits(undisturbed)


def test_that_the_loss_of_many_patterns_can_be_aborted_on_the_way() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30_000, 2)), rng.random((30_000, 1))  # eleven pieces
    network = initialise(create_network([2, 3, 1]), Initialisation())
    trainer = Trainer(network, x, y, TrainingSettings())
    expected = loss_value(network, x, y, TrainingSettings())
    assert trainer.loss() == pytest.approx(expected, rel=1e-12)
    trainer.abort = AfterSomeLooks(3)
    assert np.isnan(trainer.loss())
    assert trainer.abort.looks == 4
    trainer.abort = threading.Event()
    assert trainer.loss() == pytest.approx(expected, rel=1e-12)


class AfterSomeLooks(threading.Event):
    """An event that is found set from a given look on."""

    def __init__(self, looks_before: int) -> None:
        super().__init__()
        self._looks_before, self.looks = looks_before, 0

    @override
    def is_set(self) -> bool:
        self.looks += 1
        return self.looks > self._looks_before


def test_that_divergence_raises_nothing_and_is_seen() -> None:
    trainer = Trainer(
        topology("chain", "relu", "linear"), *patterns(), TrainingSettings(1e3, update="sweep")
    )
    assert trainer.is_finite()
    trainer.advance(100)
    assert not trainer.is_finite()
    assert not np.isfinite(trainer.loss())
    trainer.velocity_rms()
    trainer.outputs(patterns()[0])


def test_that_faded_velocities_do_not_become_denormal() -> None:
    # Every output is within the margin: no gradient, and the velocity only fades.
    network = topology("chain", "tanh", "sigmoid")
    start = TrainingState(network.parameters, np.full(network.n_parameters, 1e-190))
    trainer = Trainer(network, *patterns(), TrainingSettings(margin=1.0, update="sweep"), start)
    trainer.advance(7000)
    assert not trainer.state().velocity.any()


def test_that_impossible_data_is_refused_in_a_sentence() -> None:
    network = create_network([2, 1])
    empty = np.zeros((0, 2)), np.zeros((0, 1))
    with pytest.raises(ValueError, match="no training patterns"):
        Trainer(network, *empty, TrainingSettings())
    with pytest.raises(ValueError, match=r"inputs of the shape \(4, 2\)"):
        Trainer(network, np.zeros((4, 3)), XOR_Y, TrainingSettings())
    with pytest.raises(ValueError, match=r"targets of the shape \(4, 1\)"):
        Trainer(network, XOR_X, np.zeros((3, 1)), TrainingSettings())
    with pytest.raises(ValueError, match="targets from 0 to 1"):
        Trainer(network, XOR_X, 2.0 * XOR_Y, TrainingSettings(loss="cross-entropy"))
    with pytest.raises(ValueError, match="another network"):
        Trainer(network, XOR_X, XOR_Y, TrainingSettings(), TrainingState(np.zeros(2), np.zeros(2)))


# ---- what it tells -------------------------------------------------------------------------------


def test_that_it_tells_outputs_network_and_the_size_of_the_changes() -> None:
    network: Network = topology("skip", "tanh", "sigmoid")
    x, y = patterns()
    trainer = Trainer(network, x, y, TrainingSettings())
    trainer.advance(5)
    state = trainer.state()
    present = network.with_parameters(state.parameters)
    np.testing.assert_array_equal(trainer.network.parameters, state.parameters)
    np.testing.assert_array_equal(trainer.outputs(x[:2]), predict(present, x[:2]))
    expected = [np.sqrt(np.mean(state.velocity[network.span(k)] ** 2)) for k in (1, 2, 3)]
    np.testing.assert_allclose(trainer.velocity_rms(), expected, rtol=1e-12)


@pytest.mark.alone
@pytest.mark.parametrize("update", ["sweep", "pattern"])
def test_that_an_update_takes_a_fraction_of_the_textbook_pass(update: str) -> None:
    network = initialise(create_network([2, 3, 1]), Initialisation())
    settings = TrainingSettings(update=update)
    trainer = Trainer(network, XOR_X, XOR_Y, settings)
    rows = trainer.batch()

    def textbook() -> None:
        backward(network, forward(network, XOR_X[rows]), XOR_Y[rows], settings)

    def kernel_time() -> float:
        return timeit.timeit(lambda: trainer.advance(200), number=1)

    def textbook_time() -> float:
        return timeit.timeit(textbook, number=200)

    # measured: 5 and 80 microseconds an update
    assert least_ratio(kernel_time, textbook_time, enough=1 / 6) < 1 / 6
