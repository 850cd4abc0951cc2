"""The NumPy kernel in single precision, on large data, and without allocating."""

import dataclasses
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core import (
    Initialisation,
    RateChange,
    Trainer,
    TrainingSettings,
    TrainingState,
    create_network,
    initialise,
    loss_value,
    recordings,
)
from bpgui.core.numpy_kernel import NumpyKernel
from tests.core.allocation import Growth, growth_of
from tests.core.topologies import patterns
from tests.strategies import Case, cases


def in_blocks(patch: pytest.MonkeyPatch) -> None:
    """Treat all data as large, in large batches."""
    patch.setattr(recordings, "LARGEST_COPY", 0)
    patch.setattr(recordings, "LARGE_BATCH", 0)


def fetched(patch: pytest.MonkeyPatch) -> None:
    """Treat all data as too large to be read where it lies."""
    patch.setattr(recordings, "MOST_RECORDINGS", 0)


Arrangement = tuple[Callable[[pytest.MonkeyPatch], None], ...]


def trainer_of(case: Case, **changes: object) -> Trainer:
    settings = dataclasses.replace(case.settings, kernel="numpy", **changes)  # type: ignore[arg-type]
    return Trainer(case.network, case.inputs, case.targets, settings)


def after(trainer: Trainer, updates: int) -> TrainingState:
    trainer.advance(updates)
    return trainer.state()


# ---- every arrangement makes the same updates --------------------------------------------------


@pytest.mark.parametrize("arrangement", [(in_blocks,), (fetched,), (in_blocks, fetched)])
@given(case=cases(), updates=st.integers(1, 12))
def test_that_large_data_is_learned_as_small_data_is(
    arrangement: Arrangement, case: Case, updates: int
) -> None:
    small = trainer_of(case)
    with pytest.MonkeyPatch.context() as patch:
        for arrange in arrangement:
            arrange(patch)
        large = trainer_of(case)
    expected, actual = after(small, updates), after(large, updates)
    np.testing.assert_allclose(actual.parameters, expected.parameters, rtol=0, atol=1e-12)
    np.testing.assert_allclose(actual.velocity, expected.velocity, rtol=0, atol=1e-12)
    assert large.loss() == pytest.approx(small.loss(), rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("arrangement", [(), (in_blocks,), (fetched,), (in_blocks, fetched)])
@pytest.mark.parametrize("precision", ["double", "single"])
@given(case=cases(), runs=st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_that_single_steps_equal_one_run_bit_for_bit(
    arrangement: Arrangement, precision: str, case: Case, runs: list[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for arrange in arrangement:
            arrange(patch)
        whole, parts = (trainer_of(case, precision=precision) for _ in range(2))
        for run in runs:
            parts.advance(run)
            taken_over = trainer_of(case, precision=precision)
            taken_over.restore(parts.state())
            parts = taken_over
    one, other = after(whole, sum(runs)), parts.state()
    assert one.parameters.tobytes() == other.parameters.tobytes()
    assert one.velocity.tobytes() == other.velocity.tobytes()
    assert whole.loss() == parts.loss()


def test_that_large_data_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    in_blocks(monkeypatch)
    rng = np.random.default_rng(1)
    x, y = rng.random((20_000, 50)), rng.random((20_000, 1))
    network = create_network([50, 2, 1])
    settings = TrainingSettings(update="mini-batch", batch_size=100, kernel="numpy")
    tracemalloc.start()
    try:
        trainer = Trainer(network, x, y, settings)
        trainer.advance(300)
        trainer.loss()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < x.nbytes / 2


# ---- single precision ------------------------------------------------------------------------


@given(cases(), st.integers(1, 12))
def test_that_single_precision_gives_about_the_same_in_float32(case: Case, updates: int) -> None:
    double, single = trainer_of(case), trainer_of(case, precision="single")
    expected, actual = after(double, updates), after(single, updates)
    moved = case.network.trainable
    for numbers in (actual.parameters[moved], actual.velocity[moved]):
        np.testing.assert_array_equal(numbers, numbers.astype(np.float32))
    if not case.settings.margin:  # an output at the edge of it may count in one of them only
        np.testing.assert_allclose(actual.parameters, expected.parameters, rtol=0, atol=1e-4)
        assert single.loss() == pytest.approx(double.loss(), rel=1e-4, abs=1e-4)


@given(cases(), st.integers(0, 12))
def test_that_a_locked_weight_keeps_all_its_digits_in_single_precision(
    case: Case, updates: int
) -> None:
    kept = ~case.network.trainable
    parameters = after(trainer_of(case, precision="single"), updates).parameters
    np.testing.assert_array_equal(parameters[kept], case.network.parameters[kept])


def test_that_the_loss_is_that_of_the_textbook_in_single_precision() -> None:
    x, y = patterns(40)
    network = initialise(create_network([3, 4, 2]), Initialisation())
    settings = TrainingSettings(loss="cross-entropy", precision="single", kernel="numpy")
    expected = loss_value(network, x, y, settings)
    assert Trainer(network, x, y, settings).loss() == pytest.approx(expected, rel=1e-6)


def test_that_faded_velocities_do_not_become_denormal_in_single_precision() -> None:
    x, y = patterns()
    network = initialise(create_network([3, 4, 2]), Initialisation())
    start = TrainingState(network.parameters, np.full(network.n_parameters, 1e-25))
    settings = TrainingSettings(margin=1.0, update="sweep", precision="single", kernel="numpy")
    assert not after(Trainer(network, x, y, settings, start), 1500).velocity.any()


# ---- what diverges -----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("what", ["parameters", "velocity"])
def test_that_a_number_that_is_none_is_seen_and_a_huge_one_is_a_number(
    bad: float, what: str
) -> None:
    network = create_network([3, 2])
    kernel = NumpyKernel(network, *patterns(), TrainingSettings())
    good = np.full(network.n_parameters, 1e300)
    kernel.load(good, good)
    assert kernel.is_finite()
    spoilt = good.copy()
    spoilt[3] = bad
    kernel.load(*((spoilt, good) if what == "parameters" else (good, spoilt)))
    assert not kernel.is_finite()


@pytest.mark.parametrize("locked", [1, 5])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_that_a_locked_weight_survives_a_gradient_that_is_no_number(
    locked: int, decay: float
) -> None:
    network = create_network([3, 2], output="linear")
    for index in range(locked):
        network = network.with_locked(index, locked=True)
    x = np.full((2, 3), 1e200)
    settings = TrainingSettings(1e200, decay=decay, update="sweep", kernel="numpy")
    trainer = Trainer(network, x, np.ones((2, 2)), settings)
    state = after(trainer, 5)
    assert not np.isfinite(state.parameters[locked:]).all()
    assert not state.parameters[:locked].any()
    assert not state.velocity[:locked].any()


# ---- memory --------------------------------------------------------------------------------------


MODES = {
    "all patterns": TrainingSettings(0.01, update="sweep"),
    "mini-batches with a short last one": TrainingSettings(
        0.01, update="mini-batch", batch_size=32, reduction="mean", margin=0.1, decay=0.001
    ),
    "each pattern": TrainingSettings(0.01, update="pattern"),
    "shuffled": TrainingSettings(0.01, update="mini-batch", batch_size=8, shuffle=True),
    "shuffled, each pattern": TrainingSettings(0.01, update="pattern", shuffle=True),
    "schedule": TrainingSettings(
        0.01, update="sweep", schedule=tuple(RateChange(k, 0.01, 0.5) for k in range(0, 2000, 7))
    ),
    "single precision": TrainingSettings(
        0.01, update="mini-batch", batch_size=32, precision="single"
    ),
}


@pytest.mark.parametrize("arrangement", [(), (in_blocks,), (fetched,), (in_blocks, fetched)])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.usefixtures("traced")
def test_that_thousands_of_updates_allocate_nothing_that_grows_with_them(
    mode: str, arrangement: Arrangement, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arrange in arrangement:
        arrange(monkeypatch)
    rng = np.random.default_rng(2)
    x, y = rng.random((250, 40)), rng.random((250, 3))
    network = initialise(
        create_network([40, 30, 3], hidden="tanh", output="softmax", skip=True), Initialisation()
    )
    settings = dataclasses.replace(MODES[mode], kernel="numpy")
    trainer = Trainer(network, x, y, settings)
    trainer.advance(400)  # all that is recorded has been
    # A copy of the weights of a layer, or of all activations of one, is larger. Four blocks of
    # orders are kept where patterns are shuffled.
    allowed = 90_000 if settings.shuffle else 4_000
    growth = growth_of(lambda: trainer.advance(3000), Growth(allowed, allowed))
    assert growth.kept < allowed
    assert growth.peak < allowed
