"""The compiled kernel against the NumPy kernel, which is the reference."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from bpgui.core import kernels
from bpgui.core.arrays import FloatArray
from bpgui.core.compiled import readiness
from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.core.trainer import Trainer, TrainingState
from tests.core.topologies import TOPOLOGIES, topology
from tests.strategies import Case, cases

pytest.importorskip("numba")


@pytest.fixture(autouse=True)
def _ready(_numpy_serves: None) -> None:
    assert readiness.prepare(apart=False)


def served_by(case: Case, kernel: str) -> TrainingSettings:
    changes: dict[str, Any] = {"kernel": kernel}
    return replace(case.settings, **changes)


def trainer_of(case: Case, kernel: str) -> Trainer:
    trainer = Trainer(case.network, case.inputs, case.targets, served_by(case, kernel))
    assert trainer.kernel == kernel
    return trainer


def both(case: Case) -> tuple[Trainer, Trainer]:
    return trainer_of(case, "numpy"), trainer_of(case, "compiled")


def farthest(one: FloatArray, other: FloatArray) -> float:
    """Return the largest difference, relative where the numbers are large."""
    return float((np.abs(one - other) / np.maximum(1.0, np.abs(other))).max())


def apart(one: Trainer, other: Trainer) -> float:
    """Return how far two trainers are apart in parameters and velocities."""
    states = one.state(), other.state()
    assert states[0].sweep == states[1].sweep
    assert states[0].position == states[1].position
    assert states[0].updates == states[1].updates
    return max(
        farthest(states[0].parameters, states[1].parameters),
        farthest(states[0].velocity, states[1].velocity),
    )


def bits(trainer: Trainer) -> tuple[bytes, bytes, int, int]:
    state = trainer.state()
    vectors = state.parameters.tobytes(), state.velocity.tobytes()
    return (*vectors, state.sweep, state.position)


def large_case(patterns: int = 203, **changes: object) -> Case:
    """A network whose every loop is long enough for all its branches."""
    network = initialise(create_network([9, 18, 5, 3], hidden="tanh"), Initialisation(seed=3))
    rng = np.random.default_rng(3)
    in_force = TrainingSettings(learning_rate=0.01, momentum=0.5, **changes)  # type: ignore[arg-type]
    x, y = rng.normal(size=(patterns, 9)), rng.random((patterns, 3))
    return Case(network, x, y, in_force)


# ---- equality with the NumPy kernel --------------------------------------------------------------


@given(cases())
def test_that_one_update_gives_the_numbers_of_the_numpy_kernel(case: Case) -> None:
    reference, compiled = both(case)
    for trainer in (reference, compiled):
        trainer.advance(1)
    assert apart(compiled, reference) <= 1e-12


@given(cases())
@settings(max_examples=60)
def test_that_a_thousand_updates_give_the_numbers_of_the_numpy_kernel(case: Case) -> None:
    reference, compiled = both(case)
    for trainer in (reference, compiled):
        trainer.advance(1000)
    if reference.is_finite():
        assert apart(compiled, reference) <= 1e-9


@pytest.mark.parametrize("name", TOPOLOGIES)
@pytest.mark.parametrize("size", [1, 5, 32, 64, 65, 150])
def test_that_blocks_of_every_length_are_right(name: str, size: int) -> None:
    network = topology(name, "sigmoid", "tanh")
    rng = np.random.default_rng(size)
    x = rng.normal(size=(150, network.n_inputs))
    y = rng.random((150, network.n_outputs))
    in_force = TrainingSettings(learning_rate=0.01, update="mini-batch", batch_size=size)
    reference, compiled = both(Case(network, x, y, in_force))
    for trainer in (reference, compiled):
        trainer.advance(7)
    assert apart(compiled, reference) <= 1e-12


@pytest.mark.parametrize(
    "whole", [{"learning_rate": 1}, {"momentum": 0}, {"decay": 0}, {"margin": 0}, {"margin": 1}]
)
def test_that_whole_numbers_are_as_good_as_any(whole: dict[str, Any]) -> None:
    from bpgui.core.compiled.loops import train

    case = large_case(5)
    as_floats = {name: float(number) for name, number in whole.items()}
    one, other = (
        trainer_of(replace(case, settings=replace(case.settings, **numbers)), "compiled")
        for numbers in (whole, as_floats)
    )
    one.advance(3)
    other.advance(3)
    assert bits(one) == bits(other)
    assert one.loss() == other.loss()
    assert len(train.signatures) == 1  # nothing was compiled anew, which takes seconds


@given(cases())
def test_that_both_find_the_same_loss(case: Case) -> None:
    reference, compiled = both(case)
    assert compiled.loss() == pytest.approx(reference.loss(), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("patterns", [1, 63, 64, 4096, 4100])
def test_that_the_loss_of_many_patterns_is_found_in_pieces(patterns: int) -> None:
    reference, compiled = both(large_case(patterns))
    assert compiled.loss() == pytest.approx(reference.loss(), rel=1e-12)


# ---- the laws ------------------------------------------------------------------------------------


@given(cases(), st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_that_single_steps_equal_one_run_bit_for_bit(case: Case, parts: list[int]) -> None:
    one, many = trainer_of(case, "compiled"), trainer_of(case, "compiled")
    one.advance(sum(parts))
    for part in parts:
        many = Trainer(
            case.network,
            case.inputs,
            case.targets,
            replace(case.settings, kernel="compiled"),
            many.state(),
        )
        many.advance(part)
    assert bits(one) == bits(many)


def test_that_whole_sweeps_after_a_broken_one_do_not_depend_on_how_they_are_cut() -> None:
    case = large_case(update="sweep", shuffle=True)
    network = case.network
    state = TrainingState(network.parameters, np.zeros(network.n_parameters), position=50)
    one, many = trainer_of(case, "compiled"), trainer_of(case, "compiled")
    one.restore(state)
    one.advance(5)
    for _ in range(5):
        many.restore(state)
        many.advance(1)
        state = many.state()
    assert bits(one) == bits(many)


@pytest.mark.parametrize("update", ["sweep", "mini-batch", "pattern"])
def test_that_updates_in_pieces_are_those_made_at_once(update: str) -> None:
    from bpgui.core.compiled.kernel import CompiledKernel

    case = large_case(update=update, batch_size=150)
    whole, pieces = (
        CompiledKernel(case.network, case.inputs, case.targets, case.settings, piece)
        for piece in (None, 64)
    )
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(203), (3, 1)), axis=1)
    for kernel in (whole, pieces):
        kernel.arrange(orders)
        assert kernel.advance(0, 300, 0, 0.01, 0.5, None) == 300
    assert whole.parameters().tobytes() == pieces.parameters().tobytes()
    assert whole.velocity().tobytes() == pieces.velocity().tobytes()


class SetAfter(threading.Event):
    """An event that is set when it has been looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    @override
    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("looks", range(8))
def test_that_an_aborted_update_leaves_no_trace(looks: int) -> None:
    from bpgui.core.compiled.kernel import CompiledKernel

    case = large_case(update="sweep")
    aborted, other = (
        CompiledKernel(case.network, case.inputs, case.targets, case.settings, 64) for _ in range(2)
    )
    made = aborted.advance(0, 5, 0, 0.01, 0.5, SetAfter(looks))
    assert made < 5
    other.advance(0, made, 0, 0.01, 0.5, None)
    assert aborted.parameters().tobytes() == other.parameters().tobytes()
    aborted.advance(0, 1, made, 0.01, 0.5, None)
    other.advance(0, 1, made, 0.01, 0.5, None)
    assert aborted.parameters().tobytes() == other.parameters().tobytes()


@given(cases(), st.integers(1, 30))
def test_that_a_locked_weight_survives_and_an_absent_one_stays_away(
    case: Case, updates: int
) -> None:
    trainer = trainer_of(case, "compiled")
    trainer.advance(updates)
    state, kept = trainer.state(), ~case.network.trainable
    assert state.parameters[kept].tolist() == case.network.parameters[kept].tolist()
    assert not state.velocity[kept].any()


def test_that_divergence_raises_nothing_and_is_seen() -> None:
    case = large_case(update="sweep")
    network = initialise(
        create_network([9, 18, 3], hidden="relu", output="linear"), Initialisation(seed=1)
    )
    wild = replace(case, network=network, settings=replace(case.settings, learning_rate=50.0))
    trainer = trainer_of(wild, "compiled")
    trainer.advance(2000)
    assert not trainer.is_finite()


def test_that_faded_velocities_do_not_become_denormal() -> None:
    case = large_case(update="sweep")
    trainer = trainer_of(case, "compiled")
    trainer.advance(10)
    trainer.settings = replace(trainer.settings, learning_rate=0.0)
    trainer.advance(3000)
    assert not trainer.state().velocity.any()


def test_that_saturated_units_stay_numbers() -> None:
    case = large_case(update="pattern")
    for hidden, output in (("sigmoid", "sigmoid"), ("tanh", "softmax"), ("tanh", "linear")):
        network = initialise(
            create_network([9, 4, 3], hidden=hidden, output=output), Initialisation(scale=1e4)
        )
        reference, compiled = both(replace(case, network=network))
        for trainer in (reference, compiled):
            trainer.advance(20)
        assert compiled.is_finite()
        assert apart(compiled, reference) <= 1e-9


# ---- the choice ----------------------------------------------------------------------------------


def test_that_the_automatic_choice_takes_it_for_small_networks_only() -> None:
    small, large = create_network([2, 2, 1]), create_network([64, 64, 10])
    automatic = TrainingSettings()
    assert kernels.with_kernel(automatic, small).kernel == "compiled"
    assert kernels.with_kernel(automatic, large).kernel == "numpy"
    assert kernels.with_kernel(replace(automatic, kernel="compiled"), large).kernel == "compiled"
    assert kernels.with_kernel(replace(automatic, kernel="numpy"), small).kernel == "numpy"


def test_that_single_precision_is_left_to_numpy() -> None:
    wanted = TrainingSettings(kernel="compiled", precision="single")
    assert kernels.with_kernel(wanted, create_network([2, 2, 1])).kernel == "numpy"


@pytest.mark.parametrize("kernel", ["auto", "compiled"])
def test_that_numpy_serves_where_numba_is_missing(
    kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "is_installed", lambda: False)
    monkeypatch.setattr(readiness, "_is_ready", threading.Event())
    case = large_case()
    trainer = Trainer(case.network, case.inputs, case.targets, served_by(case, kernel))
    trainer.advance(3)
    assert trainer.kernel == "numpy"


def test_that_a_numba_that_does_not_work_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_folder: Path) -> None:
        raise RuntimeError("LLVM does not like this machine")

    monkeypatch.setattr(readiness, "_is_ready", threading.Event())
    monkeypatch.setattr(readiness, "_load", fail)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(readiness, "_compile_apart", lambda *_: None)
    assert not readiness.prepare()
    assert not readiness.is_ready()


# ---- made ready ----------------------------------------------------------------------------------

STARTS = """
import sys
started = []
sys.addaudithook(lambda event, _: started.append(event) if event == "subprocess.Popen" else None)
from bpgui.core.compiled import readiness
assert "numba" not in sys.modules
import bpgui.core.trainer
assert "numba" not in sys.modules, "training with NumPy must not wait for Numba"
assert not readiness.is_ready()
assert readiness.prepare()
assert readiness.is_ready()
print(len(started))
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[[int], int]:
    """Start Python so many times at once with one cache folder, empty at first.

    Each makes the kernel ready; returns how many compilers they have started.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}

    def run(count: int) -> int:
        command = [sys.executable, "-c", STARTS]
        processes = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(count)
        ]
        outputs = [process.communicate(timeout=400)[0] for process in processes]
        assert not any(process.returncode for process in processes)
        return sum(int(output) for output in outputs)

    return run


@pytest.mark.skipif(sys.platform == "darwin", reason="the cache folder there cannot be moved")
def test_that_it_is_compiled_once_however_many_want_it_and_kept_on_disk(
    start: Callable[[int], int], tmp_path: Path
) -> None:
    def kept() -> dict[str, int]:
        code = tmp_path.rglob("*.nb*")
        return {path.name: path.stat().st_mtime_ns for path in code}

    assert start(4) == 1
    first = kept()
    assert len(first) >= 4
    assert start(1) == 0
    assert kept() == first


def test_that_a_folder_that_cannot_be_used_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    taken = tmp_path / "file"
    taken.touch()
    monkeypatch.setattr(readiness, "_cache_home", lambda: taken)
    folder = readiness._usable_folder()
    assert folder.is_dir()
    folder.rmdir()
