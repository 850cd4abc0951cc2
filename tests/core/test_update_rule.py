"""The parts of an update add up to it: to the update rule's, and to the one the kernel makes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core import (
    Trainer,
    TrainingSettings,
    UpdateSplit,
    backward,
    create_network,
    forward,
    next_velocity,
    split_change,
    updated,
)
from bpgui.core.arrays import FloatArray
from tests.strategies import Case, cases

PARTS = ("gradient", "momentum", "decay")


def trained(case: Case, updates: int) -> Trainer:
    trainer = Trainer(case.network, case.inputs, case.targets, case.settings)
    trainer.advance(updates)
    return trainer


def split_at(case: Case, trainer: Trainer) -> tuple[UpdateSplit, FloatArray]:
    """Return the parts of the update that a trainer makes next, and its gradient."""
    network, state, rows = trainer.network, trainer.state(), trainer.batch()
    found = forward(network, case.inputs[rows])
    gradient = backward(network, found, case.targets[rows], case.settings).gradient
    split = split_change(
        state.parameters,
        state.velocity,
        gradient,
        network.trainable,
        case.settings,
        state.sweep,
    )
    return split, gradient


@given(cases(), st.integers(0, 12))
def test_that_the_parts_add_up_to_what_the_kernel_changes(case: Case, updates: int) -> None:
    trainer = trained(case, updates)
    before = trainer.state().parameters
    split, _ = split_at(case, trainer)
    trainer.advance(1)

    made = trainer.state().parameters - before
    np.testing.assert_allclose(split.change, made, rtol=0.0, atol=1e-12)


@given(cases(), st.integers(0, 12))
def test_that_the_parts_are_those_of_the_update_rule(case: Case, updates: int) -> None:
    trainer = trained(case, updates)
    split, gradient = split_at(case, trainer)
    network, state, settings = trainer.network, trainer.state(), case.settings
    velocity = next_velocity(state.velocity, gradient, network.trainable, settings, state.sweep)
    after = updated(state.parameters, velocity, network.trainable, settings)

    np.testing.assert_allclose(split.gradient + split.momentum, velocity, rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(state.parameters + split.change, after, rtol=0.0, atol=1e-14)


@given(cases(), st.data())
def test_that_one_parameter_has_the_parts_it_has_among_all(case: Case, data: st.DataObject) -> None:
    trainer = trained(case, 3)
    whole, gradient = split_at(case, trainer)
    network, state = trainer.network, trainer.state()
    one = slice(index := data.draw(st.integers(0, network.n_parameters - 1)), index + 1)
    alone = split_change(
        state.parameters[one],
        state.velocity[one],
        gradient[one],
        network.trainable[one],
        case.settings,
        state.sweep,
    )
    for part in PARTS:
        assert getattr(alone, part) == getattr(whole, part)[one]


@given(cases())
def test_that_nothing_moves_what_is_locked_or_absent(case: Case) -> None:
    network, ones = case.network, np.ones(case.network.n_parameters)
    settings = replace(case.settings, momentum=0.5, decay=0.5, schedule=())
    split = split_change(ones, ones, ones, network.trainable, settings, 0)
    for part in PARTS:
        np.testing.assert_array_equal(getattr(split, part) != 0, network.trainable)


def test_that_each_part_is_what_it_is_called() -> None:
    network = create_network([1, 1], bias=False).with_parameters([2.0])
    settings = TrainingSettings(learning_rate=0.5, momentum=0.25, decay=0.125)
    split = split_change(
        network.parameters, np.array([8.0]), np.array([3.0]), network.trainable, settings, 0
    )
    # −0.5 · 3, 0.25 · 8 and −0.125 · 2
    assert [split.gradient[0], split.momentum[0], split.decay[0]] == [-1.5, 2.0, -0.25]
    assert split.change[0] == pytest.approx(0.25)
