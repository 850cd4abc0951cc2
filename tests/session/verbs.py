"""Random sequences of what a user can do to a session, for the laws."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import strategies as st

from bpgui.core.settings import StopConditions
from bpgui.session.session import Session
from bpgui.training.runner import GRAINS, Runner
from tests.training.finishing import run_sweeps

Verb = Callable[[Session, Runner, int, float], None]

_DRAG = object()


def _layer(session: Session, k: int) -> int:
    return k % len(session.network.layers)


def _set_parameter(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.set_parameter(k % session.network.n_parameters, x)


def _drag(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.set_parameter(k % session.network.n_parameters, x, gesture=_DRAG)


def _paste(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.set_parameters({k % session.network.n_parameters: x, 0: -x}, "Paste")


def _lock(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.set_locked(k % session.network.n_parameters, x > 0)


def _add_unit(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.add_unit(_layer(session, k))


def _remove_unit(session: Session, _runner: Runner, k: int, _x: float) -> None:
    layer = _layer(session, k)
    session.remove_unit(layer, k % session.network.layers[layer].units)


def _add_layer(session: Session, _runner: Runner, k: int, x: float) -> None:
    if len(session.network.layers) < 5:
        session.add_layer(_layer(session, k), 1 + k % 3, "tanh" if x > 0 else "sigmoid")


def _remove_layer(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.remove_layer(_layer(session, k))


def _add_block(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.add_block(_layer(session, k), _layer(session, k // 5))


def _remove_block(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.remove_block(_layer(session, k), _layer(session, k // 5))


def _add_connection(session: Session, _runner: Runner, k: int, x: float) -> None:
    layer, source = _layer(session, k), _layer(session, k // 5)
    unit = k % session.network.layers[layer].units
    value = x if x > 0 else None
    session.add_connection(layer, unit, source, k % session.network.layers[source].units, value)


def _remove_connection(session: Session, _runner: Runner, k: int, _x: float) -> None:
    layer, source = _layer(session, k), _layer(session, k // 5)
    unit = k % session.network.layers[layer].units
    session.remove_connection(layer, unit, source, k % session.network.layers[source].units)


def _rename(session: Session, _runner: Runner, k: int, x: float) -> None:
    layer = _layer(session, k)
    session.rename_unit(layer, k % session.network.layers[layer].units, f"unit {x:.2f}")


def _rename_layer(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.rename_layer(_layer(session, k), f"layer {x:.2f}")


def _set_activation(session: Session, _runner: Runner, k: int, _x: float) -> None:
    names = ("sigmoid", "tanh", "relu", "linear", "softmax")
    session.set_activation(_layer(session, k), names[k % len(names)])


def _set_bias(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.set_bias(_layer(session, k), x > 0)


def _edit_cell(session: Session, _runner: Runner, k: int, x: float) -> None:
    data = session.dataset
    row = k % data.n_patterns
    session.replace_dataset(data.with_input(row, k % data.n_inputs, x), "Edit cell")


def _split(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.replace_dataset(session.dataset.with_split((k % 3) / 4, k), "Split")


def _step(session: Session, runner: Runner, k: int, _x: float) -> None:
    runner.step(GRAINS[k % len(GRAINS)])
    assert not session.running


def _back(_session: Session, runner: Runner, k: int, _x: float) -> None:
    runner.back(GRAINS[k % len(GRAINS)])


def _run(session: Session, runner: Runner, k: int, _x: float) -> None:
    run_sweeps(runner, session, 1 + k % 4)


def _go_to(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.go_to(k % (session.newest_update + 1))


def _reset(session: Session, _runner: Runner, _k: int, _x: float) -> None:
    session.reset()


def _new_weights(session: Session, _runner: Runner, _k: int, _x: float) -> None:
    session.new_weights()


def _load_problem(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.load_problem(("xor", "and", "worked-example", "sine")[k % 4])


def _set_rate(session: Session, _runner: Runner, _k: int, x: float) -> None:
    session.change_settings(learning_rate=abs(x) / 4, momentum=abs(x) / 4)


def _set_update(session: Session, _runner: Runner, k: int, x: float) -> None:
    update = ("sweep", "mini-batch", "pattern")[k % 3]
    session.change_settings(update=update, batch_size=1 + k % 3, shuffle=x > 0)


def _set_kernel(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.change_settings(kernel=("auto", "numpy")[k % 2])


def _set_loss(session: Session, _runner: Runner, k: int, _x: float) -> None:
    session.set_loss(("half-squared-error", "squared-error", "cross-entropy")[k % 3])


def _set_decay(session: Session, _runner: Runner, k: int, x: float) -> None:
    session.change_settings(decay=abs(x) / 100, reduction=("sum", "mean")[k % 2])


def _undo(session: Session, _runner: Runner, _k: int, _x: float) -> None:
    session.undo()


def _redo(session: Session, _runner: Runner, _k: int, _x: float) -> None:
    session.redo()


def _begin_and_pause(session: Session, runner: Runner, _k: int, _x: float) -> None:
    runner.speed = 0.001
    runner.run()
    session.set_stop(StopConditions())
    runner.pause()
    runner.speed = float("inf")


EDITS: tuple[Verb, ...] = (
    _set_parameter,
    _drag,
    _paste,
    _lock,
    _add_unit,
    _remove_unit,
    _add_layer,
    _remove_layer,
    _add_block,
    _remove_block,
    _add_connection,
    _remove_connection,
    _rename,
    _rename_layer,
    _set_activation,
    _set_bias,
    _edit_cell,
    _split,
)
TRAINING: tuple[Verb, ...] = (_step, _run)
TRAVEL: tuple[Verb, ...] = (_back, _go_to)
RESTARTS: tuple[Verb, ...] = (_reset, _new_weights, _load_problem)
SETTINGS: tuple[Verb, ...] = (_set_rate, _set_update)

RULES: tuple[Verb, ...] = (*SETTINGS, _set_kernel, _set_loss, _set_decay)
BRANCHES: tuple[Verb, ...] = (_undo, _redo, _begin_and_pause)

Action = tuple[Verb, int, float]


def actions(*kinds: tuple[Verb, ...], most: int = 12) -> st.SearchStrategy[list[Action]]:
    """Lists of verbs of these kinds with their arguments."""
    verbs = st.one_of(*(st.sampled_from(kind) for kind in kinds))
    whole = st.integers(0, 400)
    return st.lists(st.tuples(verbs, whole, st.floats(-2, 2)), max_size=most)


def perform(action: Action, session: Session, runner: Runner) -> None:
    """Do it, or leave everything as it is where it cannot be done."""
    verb, k, x = action
    with suppress(ValueError):
        verb(session, runner, k, x)
