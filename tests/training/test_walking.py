"""Steps inside an update: they change nothing until the last, and lead back the same way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bpgui.session.session import Session
from bpgui.session.walk import Walk
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.session.verbs import EDITS, SETTINGS, TRAINING, Action, actions, perform
from tests.training.finishing import run_sweeps

MODES = ("sweep", "mini-batch", "pattern")
GRAINS = ("unit", "phase")
Moment = tuple[tuple[object, ...], Walk | None, int, int]


def stepper(update: str, problem: str = "xor") -> tuple[Session, Runner]:
    session = Session(problem)
    session.change_settings(update=update, batch_size=3, shuffle=True)
    return session, Runner(session)


def moment(session: Session, runner: Runner) -> Moment:
    return document_bits(session.document), session.walk, runner.cursor, session.pattern


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("update", MODES)
def test_that_phase_wise_steps_give_the_bits_of_one_run(update: str, grain: str) -> None:
    ran, runner = stepper(update)
    run_sweeps(runner, ran, 3)
    session, walker = stepper(update)
    while session.updates < ran.updates:
        walker.step(grain)

    assert session.network.parameters.tobytes() == ran.network.parameters.tobytes()
    assert session.velocity.tobytes() == ran.velocity.tobytes()
    assert (session.sweep, session.position) == (ran.sweep, ran.position)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("update", MODES)
def test_that_steps_back_lead_through_updates_the_way_they_came(update: str, grain: str) -> None:
    session, runner = stepper(update)
    seen = []
    while session.updates < 3:
        seen.append(moment(session, runner))
        runner.step(grain)
    for before in reversed(seen):
        runner.back(grain)
        at = moment(session, runner)
        assert at[:3] == before[:3]
        if before[1] is not None:
            assert at[3] == before[3] == before[1].row
    runner.back(grain)
    assert (session.updates, session.walk) == (0, None)


@hypothesis_settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(GRAINS)), max_size=60))
def test_that_steps_inside_an_update_change_nothing_but_what_is_shown(
    ways: list[tuple[bool, str]],
) -> None:
    session, runner = stepper("sweep")
    for onward, grain in ways:
        before = session.updates, document_bits(session.document)
        (runner.step if onward else runner.back)(grain)
        if session.updates == before[0]:
            assert document_bits(session.document) == before[1]
        if session.walk is not None:
            assert session.pattern == session.walk.row
            assert session.walk.row == session.batch_rows[session.walk.cursor]
            assert session.overlay == session.walk.stage.phase


@hypothesis_settings(max_examples=30)
@given(actions(EDITS, SETTINGS, TRAINING, TRAINING, most=14))
def test_that_a_walk_is_always_one_of_the_next_update(sequence: list[Action]) -> None:
    session = Session()
    runner = Runner(session)
    for action in sequence:
        perform(action, session, runner)
        walk = session.walk
        if walk is not None:
            assert walk.patterns == len(session.batch_rows)
            assert session.pattern == walk.row == session.batch_rows[walk.cursor]


def test_that_an_edit_of_a_weight_keeps_the_place_and_one_of_the_layers_leaves_it() -> None:
    session, runner = stepper("pattern")
    for _ in range(4):
        runner.step("phase")
    walk = session.walk
    assert walk is not None

    session.set_parameter(0, 1.5)
    assert session.walk == walk
    session.add_unit(1)
    assert session.walk is None


def test_that_presenting_another_pattern_leaves_the_update() -> None:
    session, runner = stepper("pattern")
    runner.step("phase")

    session.present((session.pattern + 1) % 4)

    assert session.walk is None
    runner.step("phase")
    assert session.pattern == session.batch_rows[0]


def test_that_running_leaves_the_update() -> None:
    session, runner = stepper("pattern")
    runner.step("phase")

    run_sweeps(runner, session, 1)

    assert session.walk is None


def test_that_a_larger_step_back_leads_to_the_start_of_the_update() -> None:
    session, runner = stepper("sweep")
    runner.step("update")
    for _ in range(15):
        runner.step("phase")
    assert runner.cursor == 1

    runner.back("update")

    assert session.walk is None
    assert (session.updates, runner.cursor) == (1, 0)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("update", MODES)
def test_that_the_gradient_is_built_pattern_by_pattern(update: str, reduction: str) -> None:
    session, _runner = stepper(update)
    session.change_settings(reduction=reduction)
    inspection, count = session.inspection, len(session.batch_rows)
    built = [inspection.gradient_so_far(k) for k in range(count + 1)]

    assert not built[0].any()
    assert built[-1].tobytes() == inspection.batch_backward.gradient.tobytes()
    share = 1 / count if reduction == "mean" else 1
    for k, row in enumerate(session.batch_rows.tolist()):
        session.present(row)
        np.testing.assert_allclose(
            built[k + 1] - built[k], share * session.backward.gradient, atol=1e-12
        )


@pytest.mark.parametrize("phase", ["forward", "loss", "backward", "gradient", "update"])
def test_that_a_phase_can_be_gone_to_at_once(phase: str) -> None:
    session, runner = stepper("sweep")
    runner.step("phase")

    session.show_phase(phase)

    walk = session.walk
    assert walk is not None
    assert session.overlay == phase
    assert walk.stage.phase == phase
    assert walk.cursor == (3 if phase == "update" else 0)
