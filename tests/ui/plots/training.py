"""Training for the tests of plots: the real trainer, without a thread."""

import numpy as np

from bpgui.core.trainer import Trainer, TrainingState
from bpgui.session.session import Session
from bpgui.session.timeline import Sample


def train(session: Session, sweeps: int) -> None:
    """Bring a session some sweeps further, with a sample for each."""
    data = session.dataset
    state = session.document.training_state
    trainer = Trainer(session.network, data.x_train, data.y_train, session.settings, state)
    before = session.begin_run()
    for _ in range(sweeps):
        trainer.advance(trainer.updates_left_in_sweep)
        reached = trainer.state()
        session.adopt(reached, [], None)
        test = session.test_loss
        losses = (session.loss, float("nan") if test is None else test)
        session.adopt(reached, [], losses)
        _add(session, reached, losses, np.asarray(trainer.velocity_rms()))
    session.end_run(before, "Train")


def record(session: Session, losses: list[float], tests: list[float] | None = None) -> None:
    """Add a sample a sweep with these losses, whatever the network would say."""
    for k, loss in enumerate(losses):
        document = session.document
        state = TrainingState(
            document.network.parameters,
            document.velocity,
            document.sweep + 1,
            0,
            document.updates + 4,
        )
        test = tests[k] if tests else float("nan")
        session.adopt(state, [_sample(state, (loss, test), np.array([0.1, 0.0]))], (loss, test))


def _add(
    session: Session, state: TrainingState, losses: tuple[float, float], change: np.ndarray
) -> None:
    sample = _sample(state, losses, change)
    session._timeline.add([sample])
    session.history_changed.emit()


def _sample(state: TrainingState, losses: tuple[float, float], change: np.ndarray) -> Sample:
    return Sample(
        state.updates,
        state.sweep,
        state.position,
        *losses,
        change,
        state.parameters,
        state.velocity,
    )
