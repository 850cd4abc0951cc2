"""Where a session is saved, and whether it has changed since: what the title shows.

The undo stack alone cannot tell: settings and kept runs are not on it, and training is not while
it runs. So the state is compared with the one that was saved; its parts are immutable, and the
same objects come back with undo.
"""

import weakref
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.network import Network
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.session.document import Document
from bpgui.session.kept_runs import KeptRun
from bpgui.session.saved_session import DataPlace
from bpgui.session.session import Session

_MOST_ANCHORS = 100


@dataclass(frozen=True, eq=False)
class Contents:
    """What of a session is worth saving: losing any of it would be a loss."""

    document: Document
    settings: TrainingSettings
    stop: StopConditions
    kept_runs: tuple[KeptRun, ...]
    data_place: DataPlace

    @classmethod
    def of(cls, session: Session) -> "Contents":
        """Return the contents at this moment."""
        return cls(
            session.document,
            session.settings,
            session.stop,
            session.kept_runs,
            session.data_place,
        )

    def equals(self, other: "Contents") -> bool:
        """Whether there is no difference worth saving."""
        return self.choices == other.choices and _are_equal(self.document, other.document)

    @property
    def choices(self) -> tuple[object, ...]:
        """All but the document."""
        return self.settings, self.stop, self.kept_runs, self.data_place


def _are_equal(one: Document, other: Document) -> bool:
    if one is other:
        return True
    moments = [(d.updates, d.sweep, d.position, d.problem, d.initialisation) for d in (one, other)]
    return (
        moments[0] == moments[1]
        and one.dataset is other.dataset
        and np.array_equal(one.velocity, other.velocity)
        and _are_same(one.network, other.network)
        and _are_same(one.initial, other.initial)
    )


def _are_same(one: Network, other: Network) -> bool:
    return one is other or (
        one.layers == other.layers
        and np.array_equal(one.parameters, other.parameters)
        and np.array_equal(one.present, other.present)
        and np.array_equal(one.locked, other.locked)
    )


@dataclass(eq=False)
class Home:
    """A file, if there is one, and what is in it; None where that is known to be something else."""

    path: Path | None
    contents: Contents | None


class SaveState(QObject):
    """Follows a session, and knows in which file it is and whether it has changed.

    Opening a built-in problem or a table leaves the file: what is saved next asks for a name.
    Undo leads back into it.

    Signals
    -------
    changed
        ``path`` or ``modified`` is another.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._home = Home(None, Contents.of(session))
        self._anchors: list[tuple[weakref.ref[Network], Home]] = []
        self._modified = False
        session.opened.connect(self._on_session_opened)
        for signal in (
            session.state_changed,
            session.dataset_changed,
            session.settings_changed,
            session.stop_changed,
            session.kept_runs_changed,
            session.data_place_changed,
        ):
            signal.connect(self._on_session_changed)

    @property
    def path(self) -> Path | None:
        """The file that the session is saved in, or None where it is in none."""
        return self._home.path

    @property
    def modified(self) -> bool:
        """Whether something would be lost if the session were closed now."""
        return self._modified

    @property
    def name(self) -> str:
        """What the session is called: as its file, or as its data."""
        path = self._home.path
        return self._session.dataset.name if path is None else path.name

    @property
    def home(self) -> Home:
        """What `settle` is given once a file is written that was begun now."""
        return self._home

    def settle(
        self, path: Path | None, contents: Contents | None, home: Home | None = None
    ) -> None:
        """Say that what is shown belongs to a file, or to none, whose contents these are.

        Parameters
        ----------
        path
            The file; None for a session that is in none.
        contents
            What is in the file, or what a session in none began with; None for contents that are
            nowhere, as after a recovery.
        home
            Whose file it is, where other data may have been opened since; by default what is shown.
        """
        settled = self._home if home is None else home
        settled.path, settled.contents = path, contents
        self._look()
        self.changed.emit()

    def begin(self, path: Path | None, *, modified: bool = False) -> None:
        """Say that another session has come, whose undo does not lead back to the one before."""
        self._anchors.clear()
        self._home = Home(None, None)
        self.settle(path, None if modified else Contents.of(self._session))

    def _look(self) -> None:
        kept = self._home.contents
        self._modified = kept is None or not kept.equals(Contents.of(self._session))

    def _on_session_opened(self, left: Document) -> None:
        """Let go of the file, so that saving the new data does not replace what was left."""
        untouched = None if self._modified_before(left) else Contents.of(self._session)
        former, self._home = self._home, Home(None, untouched)
        self._anchors.append((weakref.ref(left.network), former))
        self._anchors.append((weakref.ref(self._session.network), self._home))
        del self._anchors[:-_MOST_ANCHORS]
        self._look()
        self.changed.emit()

    def _modified_before(self, left: Document) -> bool:
        kept = self._home.contents
        return kept is None or not _are_equal(kept.document, left)

    def _on_session_changed(self) -> None:
        before = (self._home, self._modified)
        self._follow_undo()
        self._look()
        if before != (self._home, self._modified):
            self.changed.emit()

    def _follow_undo(self) -> None:
        """Where undo or redo crossed the opening of data, be in the file of that side again."""
        for network, home in self._anchors:
            if network() is self._session.network:
                self._home = home
