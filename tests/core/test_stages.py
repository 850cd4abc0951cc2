"""The stages of an update: their order, where steps end, and what is known after them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core import create_network
from bpgui.core.stages import Stage, Stages

LAYERS = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)


def all_stages(stages: Stages) -> list[Stage]:
    return [stages.at(done) for done in range(1, stages.count + 2)]


def test_that_a_pattern_goes_forward_then_back_then_to_its_gradients() -> None:
    stages = Stages.of(create_network([2, 2, 1]))

    assert [(stage.kind, stage.layer, stage.unit) for stage in all_stages(stages)] == [
        ("present", -1, -1),
        ("z", 1, 0), ("z", 1, 1), ("a", 1, 0), ("a", 1, 1),
        ("z", 2, 0), ("a", 2, 0),
        ("loss", -1, -1),
        ("delta", 2, 0), ("delta", 1, 0), ("delta", 1, 1),
        ("gradient", 2, 0), ("gradient", 1, 0), ("gradient", 1, 1),
        ("change", -1, -1),
    ]  # fmt: skip


def test_that_steps_of_a_phase_end_with_a_layer_and_take_all_gradients_at_once() -> None:
    stages = Stages.of(create_network([2, 2, 1]))
    done, ends = 1, []
    while done <= stages.count:
        done = stages.following(done, by_unit=False)
        ends.append((stages.at(done).kind, stages.at(done).layer))

    assert ends == [
        ("z", 1), ("a", 1), ("z", 2), ("a", 2), ("loss", -1), ("delta", 2), ("delta", 1),
        ("gradient", 1), ("change", -1),
    ]  # fmt: skip


def test_that_a_step_of_a_phase_finishes_a_layer_that_was_begun_unit_by_unit() -> None:
    stages = Stages.of(create_network([2, 3, 1]))
    done = stages.following(1, by_unit=True)

    assert stages.known("z", 1, done) == 1
    assert stages.known("z", 1, stages.following(done, by_unit=False)) == 3


@given(LAYERS, st.booleans())
def test_that_going_back_passes_what_going_on_passed(units: tuple[int, ...], by_unit: bool) -> None:
    stages = Stages(units)
    way = [1]
    while way[-1] <= stages.count:
        way.append(stages.following(way[-1], by_unit=by_unit))

    back = [way[-1]]
    while stages.preceding(back[-1], by_unit=by_unit):
        back.append(stages.preceding(back[-1], by_unit=by_unit))

    assert back == way[::-1]


@given(LAYERS)
def test_that_each_stage_makes_one_number_known_and_what_it_needs_came_before(
    units: tuple[int, ...],
) -> None:
    stages = Stages(units)
    for done, stage in enumerate(all_stages(stages), start=1):
        assert stages.after(stage.kind, stage.layer, stage.unit) == done
        if stage.layer < 0:
            continue
        assert stages.known(stage.kind, stage.layer, done) == stage.unit + 1
        assert stages.known(stage.kind, stage.layer, done - 1) == stage.unit
        if stage.kind == "z" and stage.layer > 1:
            assert stages.after("a", stage.layer - 1) < done
        if stage.kind == "delta" and stage.layer + 1 < len(units):
            assert stages.after("delta", stage.layer + 1) < done


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        ("forward", "a"),
        ("loss", "loss"),
        ("backward", "delta"),
        ("gradient", "gradient"),
        ("update", "change"),
    ],
)
def test_that_a_phase_ends_with_its_last_number(phase: str, kind: str) -> None:
    stages = Stages((2, 3, 1))
    end = stages.end_of_phase(phase)

    assert stages.at(end).kind == kind
    phases = [stage.phase for stage in all_stages(stages)]
    assert phase not in phases[end:]
    assert sum(a != b for a, b in pairwise(phases)) == 4
