"""What a session tells, keeps and refuses."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation, StopConditions
from bpgui.data.creation import create_dataset
from bpgui.session import reading
from bpgui.session.opening import opening_of
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import fingerprint
from tests.training.finishing import run_sweeps

SIGNALS = (
    "network_changed",
    "state_changed",
    "dataset_changed",
    "settings_changed",
    "stop_changed",
    "selection_changed",
    "pattern_changed",
    "history_changed",
)


class Listener:
    """Counts a session's signals."""

    def __init__(self, session: Session) -> None:
        self.heard: list[str] = []
        for name in SIGNALS:
            getattr(session, name).connect(lambda name=name: self.heard.append(name))


@pytest.fixture
def session() -> Session:
    return Session()


# ---- signals -------------------------------------------------------------------------------


def test_that_an_edited_weight_is_no_other_network(session: Session) -> None:
    listener = Listener(session)
    session.set_parameter(0, 0.25)
    session.undo()
    assert sorted(set(listener.heard)) == ["history_changed", "state_changed"]


@pytest.mark.parametrize("what", ["rename", "rename layer", "lock", "remove", "activation"])
def test_that_a_change_of_the_network_is_told_both_ways(session: Session, what: str) -> None:
    listener = Listener(session)
    {
        "rename": lambda: session.rename_unit(1, 0, "left"),
        "rename layer": lambda: session.rename_layer(1, "Middle"),
        "lock": lambda: session.set_locked(2, locked=True),
        "remove": lambda: session.remove_connection(1, 0, 0, 1),
        "activation": lambda: session.set_activation(1, "tanh"),
    }[what]()
    assert listener.heard.count("network_changed") == 1
    session.undo()
    assert listener.heard.count("network_changed") == 2


def test_that_another_problem_tells_everything(session: Session) -> None:
    session.select(UnitSelection(1, 2))
    session.present(3)
    session.set_stop(StopConditions(sweeps=3))
    listener = Listener(session)
    session.load_problem("iris")
    assert set(listener.heard) == set(SIGNALS)


def test_that_a_choice_of_what_is_chosen_already_tells_nothing(session: Session) -> None:
    session.select(LayerSelection(1))
    listener = Listener(session)
    session.select(LayerSelection(1))
    session.present(0)
    session.set_settings(session.settings)
    session.set_stop(session.stop)
    session.set_initialisation(session.initialisation)
    session.set_parameter(0, float(session.network.parameters[0]))
    session.set_locked(0, locked=False)
    session.set_bias(1, on=True)
    session.set_activation(1, "sigmoid")
    assert listener.heard == []
    assert session.undo_stack.count() == 0


def test_that_the_presented_pattern_stays_within_the_data(session: Session) -> None:
    session.present(99)
    assert session.pattern == 3
    session.present(-1)
    assert session.pattern == 0


def test_that_fewer_patterns_present_another_one(session: Session) -> None:
    session.present(3)
    listener = Listener(session)
    data = session.dataset
    smaller = create_dataset("Two", data.inputs[:2], data.targets[:2])
    session.replace_dataset(smaller, "Remove rows")
    assert session.pattern == 1
    assert "pattern_changed" in listener.heard
    assert session.forward.a[0].tolist() == [[0.0, 1.0]]


def test_that_an_unknown_phase_is_refused(session: Session) -> None:
    session.set_overlay("backward")
    assert session.overlay == "backward"
    with pytest.raises(ValueError, match="no phase"):
        session.set_overlay("sideward")


# ---- selection -----------------------------------------------------------------------------


def test_that_a_selected_weight_is_followed_through_structure_edits(session: Session) -> None:
    index = session.network.weight_index(2, 0, 1, 2)
    value = session.network.parameters[index]
    session.select(ParameterSelection(index))
    session.add_unit(1)
    session.add_block(2, 0)
    session.remove_unit(1, 0)
    moved = session.selection
    assert isinstance(moved, ParameterSelection)
    assert moved.index != index
    assert session.network.parameters[moved.index] == value
    for _ in range(3):
        session.undo()
    assert session.selection == ParameterSelection(index)


def test_that_the_selection_is_right_when_the_change_is_told(session: Session) -> None:
    session.select(UnitSelection(1, 2))
    name = session.network.layers[1].unit_names[2]
    told = []

    def note() -> None:
        chosen = session.selection
        assert isinstance(chosen, UnitSelection)
        told.append(session.network.layers[chosen.layer].unit_names[chosen.unit])

    session.network_changed.connect(note)
    session.remove_unit(1, 0)
    session.undo()
    assert told == [name, name]


def test_that_a_selected_unit_is_followed_when_a_layer_comes_before_it(session: Session) -> None:
    session.select(UnitSelection(2, 0))
    session.add_layer(1, 2)
    assert session.selection == UnitSelection(3, 0)
    session.undo()
    assert session.selection == UnitSelection(2, 0)


def test_that_a_selection_ends_with_what_was_selected(session: Session) -> None:
    session.select(UnitSelection(1, 1))
    session.remove_unit(1, 1)
    assert session.selection is None
    index = session.network.weight_index(1, 0, 0, 0)
    session.select(ParameterSelection(index))
    session.remove_connection(1, 0, 0, 0)
    assert session.selection is None
    session.select(ParameterSelection(index))
    assert session.selection is None


@pytest.mark.parametrize("selection", [LayerSelection(1), UnitSelection(1, 0)])
def test_that_a_selection_survives_a_rename(
    session: Session, selection: LayerSelection | UnitSelection
) -> None:
    session.select(selection)
    session.rename_unit(1, 0, "left")
    session.rename_layer(1, "Middle")
    session.set_activation(1, "tanh")
    assert session.selection == selection


# ---- initial weights -----------------------------------------------------------------------


def test_that_reset_brings_back_first_values_after_structure_edits(session: Session) -> None:
    runner = Runner(session)
    first = session.network
    run_sweeps(runner, session, 3)
    session.remove_connection(1, 0, 0, 0)
    session.add_unit(1)
    network = session.network
    new = network.bias_index(1, 3), network.weight_index(2, 0, 1, 3)
    first_values = [network.parameters[i] for i in new]
    run_sweeps(runner, session, 3)
    assert [session.network.parameters[i] for i in new] != first_values
    session.reset()
    network = session.network
    assert [network.parameters[i] for i in new] == first_values
    absent = network.weight_index(1, 0, 0, 0)
    assert not network.present[absent]
    assert network.parameters[absent] == 0
    kept = network.weight_index(1, 1, 0, 1), first.weight_index(1, 1, 0, 1)
    assert network.parameters[kept[0]] == first.parameters[kept[1]]
    assert (session.sweep, session.updates, session.newest_update) == (0, 0, 0)
    assert not session.velocity.any()
    assert len(session.history.sweeps) == 1


def test_that_reset_keeps_locks_and_settings(session: Session) -> None:
    session.set_locked(1, locked=True)
    session.change_settings(learning_rate=0.5)
    Runner(session).step("sweep")
    session.reset()
    assert session.network.locked[1]
    assert session.settings.learning_rate == 0.5


def test_that_new_weights_spare_what_is_locked(session: Session) -> None:
    session.set_parameter(1, 0.125)
    session.set_locked(1, locked=True)
    old = session.network.parameters
    session.new_weights()
    assert session.network.parameters[1] == 0.125
    assert (session.network.parameters != old).sum() == session.network.n_connections - 1
    session.new_weights(seed=7)
    assert session.initialisation == replace(Session().initialisation, seed=7)


def test_that_a_locked_network_trains_without_moving(session: Session) -> None:
    for index in range(session.network.n_parameters):
        session.set_locked(index, locked=True)
    before = session.network.parameters
    runner = Runner(session)
    runner.step("sweep")
    run_sweeps(runner, session, 5)
    assert (session.network.parameters == before).all()
    assert session.sweep == 6
    assert not session.next_velocity.any()


def test_that_a_lock_ends_the_motion_of_a_weight(session: Session) -> None:
    runner = Runner(session)
    runner.step()
    moving = int(np.argmax(np.abs(session.velocity)))
    session.set_locked(moving, locked=True)
    assert session.velocity[moving] == 0
    held = session.network.parameters[moving]
    runner.step("sweep")
    assert session.network.parameters[moving] == held
    assert session.velocity[moving] == 0


# ---- loss and activation -------------------------------------------------------------------


def test_that_a_loss_and_the_outputs_it_needs_are_one_entry() -> None:
    session = Session("sine")
    bounded = create_dataset("Bounded", session.dataset.inputs, session.dataset.targets > 0)
    session.replace_dataset(bounded, "Bound")
    session.set_loss("cross-entropy")
    assert session.settings.loss == "cross-entropy"
    assert session.network.layers[-1].activation == "sigmoid"
    session.undo()
    assert session.settings.loss == "half-squared-error"
    assert session.network.layers[-1].activation == "linear"


def test_that_outputs_and_the_loss_that_gives_way_are_one_entry() -> None:
    session = Session("iris")
    messages: list[str] = []
    session.message.connect(messages.append)
    session.set_activation(2, "tanh")
    assert session.settings.loss == "half-squared-error"
    assert "Cross-entropy does not fit tanh outputs" in messages[0]
    Runner(session).step()
    session.undo()
    session.undo()
    assert session.settings.loss == "cross-entropy"
    session.redo()
    assert session.settings.loss == "half-squared-error"


def test_that_cross_entropy_is_refused_for_targets_out_of_range(session: Session) -> None:
    session.replace_dataset(session.dataset.with_target(0, 0, 3.0), "Cell")
    before = fingerprint(session)
    with pytest.raises(ValueError, match="needs targets from 0 to 1"):
        session.set_loss("cross-entropy")
    with pytest.raises(ValueError, match="needs targets from 0 to 1"):
        session.change_settings(loss="cross-entropy")
    assert fingerprint(session) == before


def test_that_targets_out_of_range_are_refused_under_cross_entropy(session: Session) -> None:
    session.set_loss("cross-entropy")
    wrong = session.dataset.with_target(0, 0, 3.0)
    before = fingerprint(session)
    with pytest.raises(ValueError, match="needs targets from 0 to 1"):
        session.replace_dataset(wrong, "Cell")
    with pytest.raises(ValueError, match="needs targets from 0 to 1"):
        session.load_network(session.network, wrong, "Import")
    assert fingerprint(session) == before


def test_that_a_loss_chosen_later_gives_way_to_data_that_come_back(session: Session) -> None:
    session.replace_dataset(session.dataset.with_target(0, 0, 3.0), "Cell")
    session.undo()
    session.set_loss("cross-entropy")
    session.redo()
    assert session.settings.loss == "half-squared-error"
    Runner(session).step()


@pytest.mark.parametrize("wrong", ["made up", "quartic"])
def test_that_an_unknown_name_is_refused(session: Session, wrong: str) -> None:
    for verb in (session.set_loss, session.load_problem, lambda w: session.set_activation(1, w)):
        with pytest.raises(ValueError, match=wrong):
            verb(wrong)


# ---- data ----------------------------------------------------------------------------------


def test_that_an_edited_cell_leaves_the_sweep_where_it_is(session: Session) -> None:
    runner = Runner(session)
    runner.step()
    runner.step()
    session.replace_dataset(session.dataset.with_input(0, 0, 0.5), "Cell")
    assert session.position == 2
    runner.step("sweep")
    assert (session.sweep, session.updates) == (1, 4)


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_that_other_training_patterns_start_the_sweep_anew(session: Session, rows: int) -> None:
    runner = Runner(session)
    for _ in range(7):
        runner.step()
    assert (session.sweep, session.position) == (1, 3)
    data = session.dataset
    fewer = create_dataset(
        "Fewer", data.inputs[:rows], data.targets[:rows], test_fraction=0.5, seed=2
    )
    session.replace_dataset(fewer, "Remove rows")
    assert (session.sweep, session.position, session.updates) == (1, 0, 7)
    runner.step("sweep")
    assert (session.sweep, session.position) == (2, 0)
    for _ in range(2):
        session.undo()
    assert (session.sweep, session.position) == (1, 3)


def test_that_the_update_mode_can_change_in_the_middle_of_a_sweep() -> None:
    session = Session("iris")
    runner = Runner(session)
    session.change_settings(update="pattern")
    for _ in range(5):
        runner.step()
    session.change_settings(update="mini-batch", batch_size=50)
    assert len(session.batch_rows) == 50
    runner.step()
    assert session.position == 55
    session.change_settings(update="sweep")
    runner.step()
    assert (session.sweep, session.position) == (1, 0)


def test_that_data_of_another_shape_are_refused(session: Session) -> None:
    other = create_dataset("Wide", np.zeros((3, 5)), np.zeros((3, 1)))
    with pytest.raises(ValueError, match="open the data as new data"):
        session.replace_dataset(other, "Cell")
    with pytest.raises(ValueError, match="Open the data they were trained on first"):
        session.load_network(session.network, other, "Import")


def test_that_there_is_no_test_loss_without_held_out_patterns(session: Session) -> None:
    assert session.test_loss is None
    assert np.isnan(session.history.test_loss).all()
    session.replace_dataset(session.dataset.with_split(0.5, 1), "Split")
    assert session.test_loss is not None
    assert math.isfinite(session.test_loss)


def test_that_huge_values_neither_warn_nor_raise() -> None:
    session = Session()
    data = create_dataset("Huge", [[1e200, -1e200], [1e300, 1.0]], [[1e200], [-1e300]])
    session.load_dataset(data)
    session.load_network(create_network((2, 2, 1), output="linear"), data, "Linear")
    session.set_parameter(0, 1e100)
    assert math.isinf(session.loss) or session.loss > 1e300
    _ = (session.forward, session.backward, session.batch_backward, session.next_velocity)
    runner = Runner(session)
    said: list[str] = []
    runner.diverged.connect(said.append)
    for _ in range(5):
        runner.step("sweep")
    assert np.isfinite(session.network.parameters).all()
    assert said
    assert len(session.history.loss) >= 1


def test_that_an_imported_network_starts_a_history_of_its_own(session: Session) -> None:
    runner = Runner(session)
    run_sweeps(runner, session, 2)
    before = fingerprint(session)
    network = create_network((2, 5, 1)).with_parameters(np.linspace(0, 1, 21))
    session.select(UnitSelection(1, 2))
    session.load_network(network, session.dataset, "Import weights")
    assert (session.updates, len(session.history.sweeps)) == (0, 1)
    assert session.network is network
    assert session.initial is network
    assert session.selection is None
    assert session.problem == "xor"
    session.undo()
    assert fingerprint(session) == before


def test_that_data_prepared_elsewhere_open_as_they_do_here(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = create_dataset("Mine", np.eye(5), np.arange(5.0)[:, None], test_fraction=0.4)
    session.load_dataset(data)
    here = fingerprint(session)
    session.undo()
    opening = opening_of(data)
    monkeypatch.delattr(reading, "losses_of")  # nothing is left to be computed
    session.open_prepared(opening)
    assert fingerprint(session) == here
    assert (session.loss, session.test_loss) == opening.losses


def test_that_own_data_are_opened_with_a_network_that_fits(session: Session) -> None:
    data = create_dataset("Mine", np.eye(5), np.arange(5.0)[:, None])
    session.load_dataset(data)
    assert session.dataset is data
    assert session.problem is None
    assert (session.network.n_inputs, session.network.n_outputs) == (5, 1)
    Runner(session).step("sweep")
    session.undo()
    session.undo()
    assert session.problem == "xor"


def test_that_the_way_of_drawing_weights_is_for_the_next_ones(session: Session) -> None:
    before = session.network.parameters
    session.set_initialisation(Initialisation(scheme="he", seed=4))
    assert session.network.parameters is before
    session.new_weights()
    assert session.initialisation == Initialisation(scheme="he", seed=5)


@pytest.mark.parametrize("index", [-1, 13, 999])
def test_that_a_parameter_that_does_not_exist_is_refused(session: Session, index: int) -> None:
    before = fingerprint(session)
    verbs: tuple[Callable[[], None], ...] = (
        lambda: session.set_parameter(index, 1.0),
        lambda: session.set_locked(index, locked=True),
        lambda: session.set_parameters({0: 1.0, index: 1.0}, "Paste"),
    )
    for verb in verbs:
        with pytest.raises(ValueError, match="no parameter"):
            verb()
    assert fingerprint(session) == before


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_that_a_weight_that_is_no_number_is_refused(session: Session, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        session.set_parameter(0, value)
    with pytest.raises(ValueError, match="finite"):
        session.set_parameters({0: value}, "Paste")


def test_that_an_absent_connection_can_be_neither_set_nor_locked(session: Session) -> None:
    index = session.network.weight_index(1, 0, 0, 0)
    session.remove_connection(1, 0, 0, 0)
    with pytest.raises(ValueError, match="absent"):
        session.set_parameter(index, 1.0)
    with pytest.raises(ValueError, match="absent"):
        session.set_parameters({index: 1.0}, "Paste")
    with pytest.raises(ValueError, match="absent"):
        session.set_locked(index, locked=True)
