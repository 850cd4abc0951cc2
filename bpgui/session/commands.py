"""The undo commands: each keeps what was before and after as immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from bpgui.core.arrays import IntArray
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.session.carrying import reversed_origin
from bpgui.session.document import Document
from bpgui.session.timeline import Record

if TYPE_CHECKING:
    from bpgui.session.changing import Changing


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a command brings back.

    ``settings`` and ``stop`` are None where a command leaves them as they are: a change of the
    learning rate is not undone by undoing an edit made after it.
    """

    document: Document
    record: Record
    settings: TrainingSettings | None = None
    stop: StopConditions | None = None


class ChangeDocument(QUndoCommand):
    """Any change of the document, from one snapshot to another.

    Parameters
    ----------
    session : Changing
        What is changed.
    text : str
        What the menus call it, after "Undo" and "Redo".
    before, after : Snapshot
        The two sides.
    gesture : object or None
        Commands pushed one after the other with the same gesture are one entry.
    origin : ndarray of shape (P,) or None
        After a change of the topology, where each parameter stood before (-1: nowhere).
    """

    def __init__(
        self,
        session: Changing,
        text: str,
        before: Snapshot,
        after: Snapshot,
        gesture: object | None = None,
        origin: IntArray | None = None,
    ) -> None:
        super().__init__(text)
        kinds = (before.document.initialisation, after.document.initialisation)
        self._draws_weights = kinds[0] != kinds[1]
        self._origin = origin
        self._session = session
        self.before = before
        self.after = after
        self.gesture = gesture

    @override
    def id(self) -> int:
        return 1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeDocument) or self.gesture is None:
            return False
        if other.gesture is not self.gesture:
            return False
        self.after = other.after
        self.setText(other.text())
        return True

    @override
    def redo(self) -> None:
        self._show(self.after, self._origin)

    @override
    def undo(self) -> None:
        origin = self._origin
        if origin is not None:
            origin = reversed_origin(origin, self.before.document.network.n_parameters)
        self._show(self.before, origin)

    def _show(self, snapshot: Snapshot, origin: IntArray | None) -> None:
        self._session.restore(snapshot, with_initialisation=self._draws_weights, origin=origin)
