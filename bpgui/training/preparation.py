"""Preparing a trainer for a session, which costs little when the last one still fits."""

from bpgui.core.trainer import Trainer
from bpgui.session.session import Session


class Preparation:
    """Keeps the last trainer of a session for the next run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._trainer: Trainer | None = None
        self._key: tuple[object, ...] = ()

    def trainer(self) -> Trainer:
        """Return a trainer at the session's state, in nobody's use.

        Raises
        ------
        ValueError
            With a sentence, when the session's data, network and settings cannot be trained.
        """
        session = self._session
        network, data = session.network, session.dataset
        state = session.document.training_state
        key = (network.layers, network.present, network.locked, data)
        trainer = self._trainer
        if trainer is None or not _same(key, self._key):
            trainer = Trainer(network, data.x_train, data.y_train, session.settings, state)
            self._trainer, self._key = trainer, key
        else:
            if trainer.settings != session.settings:
                trainer.settings = session.settings
            trainer.restore(state)
        trainer.abort = None
        return trainer

    def discard(self) -> None:
        """Use a new trainer next time, after this one has failed."""
        self._trainer = None


def _same(key: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(key) == len(other) and all(a is b for a, b in zip(key, other, strict=True))
