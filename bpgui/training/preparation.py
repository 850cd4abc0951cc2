"""Preparing a trainer for a session: at once, or beside the window for very many patterns."""

from functools import partial

from bpgui.core.kernels import with_kernel
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer
from bpgui.data.rows import QUICK
from bpgui.session.background import Background, Report
from bpgui.session.document import Document
from bpgui.session.session import Session

Key = tuple[object, ...]


class Preparation:
    """Keeps the last trainer of a session for the next run, and with it the patterns it reads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._trainer: Trainer | None = None
        self._key: Key = ()
        self._failure: Exception | None = None
        self._background = Background(session)
        self._background.finished.connect(self._on_background_finished)
        self._background.failed.connect(self._on_background_failed)
        self._background.progressed.connect(self._on_background_progressed)
        self._gathered = 0

    @property
    def share(self) -> float:
        """How much of the patterns is gathered, from 0 to 1."""
        return self._gathered / len(self._session.dataset.train)

    def is_ready(self) -> bool:
        """Whether `trainer` answers at once; if not, what it needs is made from now on."""
        key, data = self._key_of_session(), self._session.dataset
        if _same(key, self._key) and (self._trainer is not None or self._background.busy):
            return self._trainer is not None
        if _same(key, self._key) and self._failure is not None:
            return True
        if data.n_patterns * data.n_inputs <= QUICK:
            return True
        self.discard()
        self._key = key
        work = partial(_trainer_of, self._session.document, self._settings())
        self._background.start(work, at_once=False)
        return False

    def trainer(self) -> Trainer:
        """Return a trainer at the session's state, in nobody's use.

        Raises
        ------
        ValueError
            With a sentence, when the session's data, network and settings cannot be trained.
        """
        session, key, settings = self._session, self._key_of_session(), self._settings()
        fits = _same(key, self._key)
        failure, self._failure = self._failure, None
        if fits and failure is not None:
            raise failure
        trainer = self._trainer if fits else None
        if trainer is None:
            self.discard()
            trainer = _trainer_of(session.document, settings)
            self._trainer, self._key = trainer, key
        else:
            if trainer.settings != settings:
                trainer.settings = settings
            trainer.restore(session.document.training_state)
        trainer.abort = None
        return trainer

    def discard(self) -> None:
        """Use a new trainer next time, after this one has failed."""
        self._background.cancel()
        self._trainer, self._key, self._failure, self._gathered = None, (), None, 0

    def shut_down(self) -> None:
        """Prepare nothing any more."""
        self._background.shut_down()

    def _settings(self) -> TrainingSettings:
        """Return the session's settings with the kernel that serves a run that starts now."""
        return with_kernel(self._session.settings, self._session.network)

    def _key_of_session(self) -> Key:
        """Return what a trainer cannot change: its wiring, its patterns, how it computes."""
        network, settings = self._session.network, self._settings()
        wiring = (network.layers, network.present, network.locked)
        return (*wiring, self._session.dataset, settings.kernel, settings.precision)

    def _on_background_finished(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def _on_background_failed(self, error: Exception) -> None:
        self._failure = error

    def _on_background_progressed(self, patterns: int) -> None:
        self._gathered = patterns


def _trainer_of(
    document: Document, settings: TrainingSettings, report: Report | None = None
) -> Trainer:
    x, y = document.dataset.gather_training(report)
    return Trainer(document.network, x, y, settings, document.training_state)


def _same(key: Key, other: Key) -> bool:
    return len(key) == len(other) and all(a is b for a, b in zip(key, other, strict=True))
